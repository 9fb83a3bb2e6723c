import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: VideoPicture","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/VideoPicture.md","filePath":"api/multiroi/interfaces/VideoPicture.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/VideoPicture.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-videopicture" tabindex="-1">Interface: VideoPicture <a class="header-anchor" href="#interface-videopicture" aria-label="Permalink to &quot;Interface: VideoPicture&quot;">​</a></h1><p>One picture of a video.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="image" tabindex="-1">image <a class="header-anchor" href="#image" aria-label="Permalink to &quot;image&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">image</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: PixelImage;</span></span></code></pre></div><p>Upright, with square pixels.</p><hr><h3 id="seconds" tabindex="-1">seconds <a class="header-anchor" href="#seconds" aria-label="Permalink to &quot;seconds&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">seconds</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Since the beginning of the video, growing from picture to picture; true also where the rate varies.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/VideoPicture.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const VideoPicture = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  VideoPicture as default
};
