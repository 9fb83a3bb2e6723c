import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Curve","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/Curve.md","filePath":"api/train/interfaces/Curve.md"}');
const _sfc_main = { name: "api/train/interfaces/Curve.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-curve" tabindex="-1">Interface: Curve <a class="header-anchor" href="#interface-curve" aria-label="Permalink to &quot;Interface: Curve&quot;">​</a></h1><p>Millimetres by score: linear between the knots, level beyond the outermost; none of them ever falls.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./RangeCurve.html"><code>RangeCurve</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="meanmm" tabindex="-1">meanMm <a class="header-anchor" href="#meanmm" aria-label="Permalink to &quot;meanMm&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">meanMm</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly number[];</span></span></code></pre></div><hr><h3 id="scores" tabindex="-1">scores <a class="header-anchor" href="#scores" aria-label="Permalink to &quot;scores&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">scores</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly number[];</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/Curve.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Curve = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Curve as default
};
