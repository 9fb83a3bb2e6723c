import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: CameraScore","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/CameraScore.md","filePath":"api/train/interfaces/CameraScore.md"}');
const _sfc_main = { name: "api/train/interfaces/CameraScore.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-camerascore" tabindex="-1">Interface: CameraScore <a class="header-anchor" href="#interface-camerascore" aria-label="Permalink to &quot;Interface: CameraScore&quot;">​</a></h1><p>Errors of the full camera (Eq. 12), or of the refined translation where there is one.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="consistency" tabindex="-1">consistency <a class="header-anchor" href="#consistency" aria-label="Permalink to &quot;consistency&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">consistency</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Consistency;</span></span></code></pre></div><hr><h3 id="depthratio" tabindex="-1">depthRatio <a class="header-anchor" href="#depthratio" aria-label="Permalink to &quot;depthRatio&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">depthRatio</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><hr><h3 id="translationmm" tabindex="-1">translationMm <a class="header-anchor" href="#translationmm" aria-label="Permalink to &quot;translationMm&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">translationMm</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Distance between predicted and true <code>t</code>, and its part along the optical axis over the true depth.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/CameraScore.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CameraScore = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CameraScore as default
};
