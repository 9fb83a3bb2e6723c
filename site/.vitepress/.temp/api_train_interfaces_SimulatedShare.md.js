import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: SimulatedShare","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/SimulatedShare.md","filePath":"api/train/interfaces/SimulatedShare.md"}');
const _sfc_main = { name: "api/train/interfaces/SimulatedShare.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-simulatedshare" tabindex="-1">Interface: SimulatedShare <a class="header-anchor" href="#interface-simulatedshare" aria-label="Permalink to &quot;Interface: SimulatedShare&quot;">​</a></h1><p>How much of a batch is people who were never rendered.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="bodies" tabindex="-1">bodies <a class="header-anchor" href="#bodies" aria-label="Permalink to &quot;bodies&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">bodies</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Different bodies with their poses and cameras; a run that needs more people looks at them again.</p><hr><h3 id="share" tabindex="-1">share <a class="header-anchor" href="#share" aria-label="Permalink to &quot;share&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">share</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Of a batch, 0 &lt; share ≤ 1.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/SimulatedShare.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SimulatedShare = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SimulatedShare as default
};
