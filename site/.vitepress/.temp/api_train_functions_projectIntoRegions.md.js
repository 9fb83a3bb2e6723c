import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: projectIntoRegions()","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/functions/projectIntoRegions.md","filePath":"api/train/functions/projectIntoRegions.md"}');
const _sfc_main = { name: "api/train/functions/projectIntoRegions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-projectintoregions" tabindex="-1">Function: projectIntoRegions() <a class="header-anchor" href="#function-projectintoregions" aria-label="Permalink to &quot;Function: projectIntoRegions()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">function</span><span style="--shiki-light:#622CBC;--shiki-dark:#DBB7FF;"> projectIntoRegions</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">(</span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   joints</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   implied</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   regions</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   focal</span></span>
<span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">)</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">:</span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;"> Tensor</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">;</span></span></code></pre></div><p>Projects joints by each region&#39;s implied camera into that region&#39;s own unit square: −1 … 1 across a height of b (Eq. 18, with residuals that do not depend on the resolution).</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><table tabindex="0"><thead><tr><th>Parameter</th><th>Type</th><th>Description</th></tr></thead><tbody><tr><td><code>joints</code></td><td><a href="./../interfaces/Tensor.html"><code>Tensor</code></a></td><td>camera axes, without translation [B, K, J, 3], m; K is 1 or M.</td></tr><tr><td><code>implied</code></td><td><a href="./../interfaces/ImpliedCameras.html"><code>ImpliedCameras</code></a></td><td>-</td></tr><tr><td><code>regions</code></td><td><a href="./../interfaces/RegionTensors.html"><code>RegionTensors</code></a></td><td>-</td></tr><tr><td><code>focal</code></td><td><a href="./../interfaces/Tensor.html"><code>Tensor</code></a></td><td>[B], px.</td></tr></tbody></table><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/Tensor.html"><code>Tensor</code></a></p><p>[B, M, J, 2].</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/functions/projectIntoRegions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const projectIntoRegions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  projectIntoRegions as default
};
