import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ReconstructViewsOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/ReconstructViewsOptions.md","filePath":"api/multiroi/interfaces/ReconstructViewsOptions.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/ReconstructViewsOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-reconstructviewsoptions" tabindex="-1">Interface: ReconstructViewsOptions <a class="header-anchor" href="#interface-reconstructviewsoptions" aria-label="Permalink to &quot;Interface: ReconstructViewsOptions&quot;">​</a></h1><p>Who is to be in the answer.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="minviews" tabindex="-1">minViews? <a class="header-anchor" href="#minviews" aria-label="Permalink to &quot;minViews?&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly minViews</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">?:</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;"> number;</span></span></code></pre></div><p>Views that a person must be seen in; default 1: who is seen once stands where that view puts them.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/ReconstructViewsOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ReconstructViewsOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ReconstructViewsOptions as default
};
