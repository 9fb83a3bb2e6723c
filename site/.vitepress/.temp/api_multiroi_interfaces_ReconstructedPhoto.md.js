import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ReconstructedPhoto","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/ReconstructedPhoto.md","filePath":"api/multiroi/interfaces/ReconstructedPhoto.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/ReconstructedPhoto.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-reconstructedphoto" tabindex="-1">Interface: ReconstructedPhoto <a class="header-anchor" href="#interface-reconstructedphoto" aria-label="Permalink to &quot;Interface: ReconstructedPhoto&quot;">​</a></h1><p>A result, the photograph that it was made from, and what it was made of.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="looks" tabindex="-1">looks <a class="header-anchor" href="#looks" aria-label="Permalink to &quot;looks&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">looks</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly PersonLook[];</span></span></code></pre></div><p>By person of the result.</p><hr><h3 id="photo" tabindex="-1">photo <a class="header-anchor" href="#photo" aria-label="Permalink to &quot;photo&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">photo</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Photo;</span></span></code></pre></div><hr><h3 id="result" tabindex="-1">result <a class="header-anchor" href="#result" aria-label="Permalink to &quot;result&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">result</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Reconstruction;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/ReconstructedPhoto.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ReconstructedPhoto = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ReconstructedPhoto as default
};
