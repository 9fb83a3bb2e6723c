import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ObservedKeypoints","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/ObservedKeypoints.md","filePath":"api/multiroi/interfaces/ObservedKeypoints.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/ObservedKeypoints.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-observedkeypoints" tabindex="-1">Interface: ObservedKeypoints <a class="header-anchor" href="#interface-observedkeypoints" aria-label="Permalink to &quot;Interface: ObservedKeypoints&quot;">​</a></h1><p>K = 17: COCO&#39;s key-points, in the order of <code>MOVENET_KEYPOINTS</code>.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="points" tabindex="-1">points <a class="header-anchor" href="#points" aria-label="Permalink to &quot;points&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">points</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float64Array;</span></span></code></pre></div><p><code>[17, 2]</code>: x, y in pixels of the image; they may lie outside it.</p><hr><h3 id="scores" tabindex="-1">scores <a class="header-anchor" href="#scores" aria-label="Permalink to &quot;scores&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">scores</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float32Array;</span></span></code></pre></div><p><code>[17]</code>: 0–1.</p><hr><h3 id="spreadpx" tabindex="-1">spreadPx <a class="header-anchor" href="#spreadpx" aria-label="Permalink to &quot;spreadPx&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">spreadPx</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float32Array;</span></span></code></pre></div><p><code>[17]</code>: weighted standard deviation of the views about the point, px of the image; 0 for a single view.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/ObservedKeypoints.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ObservedKeypoints = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ObservedKeypoints as default
};
