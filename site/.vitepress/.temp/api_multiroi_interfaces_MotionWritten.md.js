import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: MotionWritten","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/MotionWritten.md","filePath":"api/multiroi/interfaces/MotionWritten.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/MotionWritten.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-motionwritten" tabindex="-1">Interface: MotionWritten <a class="header-anchor" href="#interface-motionwritten" aria-label="Permalink to &quot;Interface: MotionWritten&quot;">​</a></h1><p>What was written.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="lostmm" tabindex="-1">lostMm <a class="header-anchor" href="#lostmm" aria-label="Permalink to &quot;lostMm&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">lostMm</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number </span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">|</span><span style="--shiki-light:#023B95;--shiki-dark:#91CBFF;"> null</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">;</span></span></code></pre></div><p>See <code>Glb.lostMm</code>.</p><hr><h3 id="suffixes" tabindex="-1">suffixes <a class="header-anchor" href="#suffixes" aria-label="Permalink to &quot;suffixes&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">suffixes</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly string[];</span></span></code></pre></div><p>In the order in which they were written; the JSON is the last.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/MotionWritten.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const MotionWritten = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  MotionWritten as default
};
