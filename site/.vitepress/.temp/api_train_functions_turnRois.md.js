import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: turnRois()","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/functions/turnRois.md","filePath":"api/train/functions/turnRois.md"}');
const _sfc_main = { name: "api/train/functions/turnRois.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-turnrois" tabindex="-1">Function: turnRois() <a class="header-anchor" href="#function-turnrois" aria-label="Permalink to &quot;Function: turnRois()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">function</span><span style="--shiki-light:#622CBC;--shiki-dark:#DBB7FF;"> turnRois</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">(</span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   rois</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   turnDeg</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   rotationCentre</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   __namedParameters</span></span>
<span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">)</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">:</span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;"> TurnedRoi</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">[];</span></span></code></pre></div><p>Where the RoIs of a turned person lie.</p><p><code>base-roi</code> turns the whole picture about the base centre c_0: the RoIs stand at C_m = c_0 + o_m of the turned picture, whose pixels come from c_0 + Rᵀ o_m, and one full camera serves all. <code>each-roi</code> turns every crop about its own centre as the released code does; the full cameras then differ by (I − R)(c_m − c_n) pixels. Without a turn the two are the same.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><table tabindex="0"><thead><tr><th>Parameter</th><th>Type</th></tr></thead><tbody><tr><td><code>rois</code></td><td>readonly <a href="./../interfaces/Roi.html"><code>Roi</code></a>[]</td></tr><tr><td><code>turnDeg</code></td><td><code>number</code></td></tr><tr><td><code>rotationCentre</code></td><td><code>&quot;base-roi&quot;</code> | <code>&quot;each-roi&quot;</code></td></tr><tr><td><code>__namedParameters</code></td><td>{ <code>height</code>: <code>number</code>; <code>width</code>: <code>number</code>; }</td></tr><tr><td><code>__namedParameters.height</code></td><td><code>number</code></td></tr><tr><td><code>__namedParameters.width</code></td><td><code>number</code></td></tr></tbody></table><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/TurnedRoi.html"><code>TurnedRoi</code></a>[]</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/functions/turnRois.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const turnRois = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  turnRois as default
};
