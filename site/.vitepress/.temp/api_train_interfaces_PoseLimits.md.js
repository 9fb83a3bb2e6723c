import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PoseLimits","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/PoseLimits.md","filePath":"api/train/interfaces/PoseLimits.md"}');
const _sfc_main = { name: "api/train/interfaces/PoseLimits.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-poselimits" tabindex="-1">Interface: PoseLimits <a class="header-anchor" href="#interface-poselimits" aria-label="Permalink to &quot;Interface: PoseLimits&quot;">​</a></h1><p>Ranges of the rotation-vector components, [24, 3] each, radians.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="lower" tabindex="-1">lower <a class="header-anchor" href="#lower" aria-label="Permalink to &quot;lower&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">lower</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float64Array;</span></span></code></pre></div><hr><h3 id="upper" tabindex="-1">upper <a class="header-anchor" href="#upper" aria-label="Permalink to &quot;upper&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">upper</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float64Array;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/PoseLimits.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PoseLimits = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PoseLimits as default
};
