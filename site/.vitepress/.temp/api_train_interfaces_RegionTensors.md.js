import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: RegionTensors","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/RegionTensors.md","filePath":"api/train/interfaces/RegionTensors.md"}');
const _sfc_main = { name: "api/train/interfaces/RegionTensors.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-regiontensors" tabindex="-1">Interface: RegionTensors <a class="header-anchor" href="#interface-regiontensors" aria-label="Permalink to &quot;Interface: RegionTensors&quot;">​</a></h1><p>The regions of a batch, as the losses need them.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="centers" tabindex="-1">centers <a class="header-anchor" href="#centers" aria-label="Permalink to &quot;centers&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">centers</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Tensor;</span></span></code></pre></div><p>Centres from the principal point [B, M, 2], px.</p><hr><h3 id="sizes" tabindex="-1">sizes <a class="header-anchor" href="#sizes" aria-label="Permalink to &quot;sizes&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">sizes</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Tensor;</span></span></code></pre></div><p>Heights b [B, M], px.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/RegionTensors.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RegionTensors = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RegionTensors as default
};
