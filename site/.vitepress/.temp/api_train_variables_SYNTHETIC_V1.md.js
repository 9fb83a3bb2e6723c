import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: SYNTHETIC_V1","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/variables/SYNTHETIC_V1.md","filePath":"api/train/variables/SYNTHETIC_V1.md"}');
const _sfc_main = { name: "api/train/variables/SYNTHETIC_V1.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-synthetic_v1" tabindex="-1">Variable: SYNTHETIC_V1 <a class="header-anchor" href="#variable-synthetic_v1" aria-label="Permalink to &quot;Variable: SYNTHETIC\\_V1&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">const</span><span style="--shiki-light:#023B95;--shiki-dark:#91CBFF;"> SYNTHETIC_V1</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">:</span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;"> SyntheticBenchmark</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">;</span></span></code></pre></div><p>Seven strata of 300 people each, in poses of clips that no training meets (docs/evaluation.md).</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/variables/SYNTHETIC_V1.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SYNTHETIC_V1 = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SYNTHETIC_V1 as default
};
