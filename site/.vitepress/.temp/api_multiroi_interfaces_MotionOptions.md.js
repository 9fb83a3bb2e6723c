import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: MotionOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/MotionOptions.md","filePath":"api/multiroi/interfaces/MotionOptions.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/MotionOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-motionoptions" tabindex="-1">Interface: MotionOptions <a class="header-anchor" href="#interface-motionoptions" aria-label="Permalink to &quot;Interface: MotionOptions&quot;">​</a></h1><p>What is done to people over the frames of a video.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="lockshape" tabindex="-1">lockShape <a class="header-anchor" href="#lockshape" aria-label="Permalink to &quot;lockShape&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">lockShape</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: boolean;</span></span></code></pre></div><p>Whether a person keeps one shape: the robust mean of all their frames.</p><hr><h3 id="smoothing" tabindex="-1">smoothing <a class="header-anchor" href="#smoothing" aria-label="Permalink to &quot;smoothing&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">smoothing</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: SmoothingOptions </span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">|</span><span style="--shiki-light:#023B95;--shiki-dark:#91CBFF;"> null</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">;</span></span></code></pre></div><p>Null: nobody is smoothed.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/MotionOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const MotionOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  MotionOptions as default
};
