import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: FullCamera","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/FullCamera.md","filePath":"api/train/interfaces/FullCamera.md"}');
const _sfc_main = { name: "api/train/interfaces/FullCamera.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-fullcamera" tabindex="-1">Interface: FullCamera <a class="header-anchor" href="#interface-fullcamera" aria-label="Permalink to &quot;Interface: FullCamera&quot;">​</a></h1><p>One camera of a person for the whole image, made of the local cameras of the regions.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="consistency" tabindex="-1">consistency <a class="header-anchor" href="#consistency" aria-label="Permalink to &quot;consistency&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">consistency</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Consistency;</span></span></code></pre></div><hr><h3 id="t" tabindex="-1">t <a class="header-anchor" href="#t" aria-label="Permalink to &quot;t&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">t</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Translation;</span></span></code></pre></div><p>Where the model&#39;s origin stands, metres.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/FullCamera.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const FullCamera = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  FullCamera as default
};
