import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: CameraError","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/CameraError.md","filePath":"api/train/interfaces/CameraError.md"}');
const _sfc_main = { name: "api/train/interfaces/CameraError.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-cameraerror" tabindex="-1">Interface: CameraError <a class="header-anchor" href="#interface-cameraerror" aria-label="Permalink to &quot;Interface: CameraError&quot;">​</a></h1><p>How far a person was put from where they stand.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="depthratio" tabindex="-1">depthRatio <a class="header-anchor" href="#depthratio" aria-label="Permalink to &quot;depthRatio&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">depthRatio</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Of its depth, over the true depth.</p><hr><h3 id="rootmm" tabindex="-1">rootMm <a class="header-anchor" href="#rootmm" aria-label="Permalink to &quot;rootMm&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">rootMm</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Between the predicted and the true root in the camera&#39;s frame.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/CameraError.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CameraError = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CameraError as default
};
