import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PoseSource","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/PoseSource.md","filePath":"api/train/interfaces/PoseSource.md"}');
const _sfc_main = { name: "api/train/interfaces/PoseSource.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-posesource" tabindex="-1">Interface: PoseSource <a class="header-anchor" href="#interface-posesource" aria-label="Permalink to &quot;Interface: PoseSource&quot;">​</a></h1><p>Draws whole-body poses in a y-up world.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./CapturedPoses.html"><code>CapturedPoses</code></a></li><li><a href="./PosePrior.html"><code>PosePrior</code></a></li></ul><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="draw" tabindex="-1">draw() <a class="header-anchor" href="#draw" aria-label="Permalink to &quot;draw()&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#622CBC;--shiki-dark:#DBB7FF;">draw</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">(rng, out): </span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">void</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">;</span></span></code></pre></div><p>Writes one pose: axis-angle [24, 3], radians, any heading.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><table tabindex="0"><thead><tr><th>Parameter</th><th>Type</th></tr></thead><tbody><tr><td><code>rng</code></td><td><a href="./../classes/Rng.html"><code>Rng</code></a></td></tr><tr><td><code>out</code></td><td><code>Float64Array</code></td></tr></tbody></table><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>void</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/PoseSource.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PoseSource = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PoseSource as default
};
