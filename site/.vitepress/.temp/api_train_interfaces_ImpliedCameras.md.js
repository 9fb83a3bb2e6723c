import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ImpliedCameras","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/ImpliedCameras.md","filePath":"api/train/interfaces/ImpliedCameras.md"}');
const _sfc_main = { name: "api/train/interfaces/ImpliedCameras.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-impliedcameras" tabindex="-1">Interface: ImpliedCameras <a class="header-anchor" href="#interface-impliedcameras" aria-label="Permalink to &quot;Interface: ImpliedCameras&quot;">​</a></h1><p>The full-image cameras that local cameras imply, one a region: each [B, M].</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="span" tabindex="-1">span <a class="header-anchor" href="#span" aria-label="Permalink to &quot;span&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">span</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Tensor;</span></span></code></pre></div><p>b·s, the pixels that the body&#39;s two-metre box spans.</p><hr><h3 id="x" tabindex="-1">x <a class="header-anchor" href="#x" aria-label="Permalink to &quot;x&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">x</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Tensor;</span></span></code></pre></div><hr><h3 id="y" tabindex="-1">y <a class="header-anchor" href="#y" aria-label="Permalink to &quot;y&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">y</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Tensor;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/ImpliedCameras.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ImpliedCameras = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ImpliedCameras as default
};
