import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: DecodeOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/DecodeOptions.md","filePath":"api/multiroi/interfaces/DecodeOptions.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/DecodeOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-decodeoptions" tabindex="-1">Interface: DecodeOptions <a class="header-anchor" href="#interface-decodeoptions" aria-label="Permalink to &quot;Interface: DecodeOptions&quot;">​</a></h1><p>How a photograph is decoded.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="mostmissing" tabindex="-1">mostMissing? <a class="header-anchor" href="#mostmissing" aria-label="Permalink to &quot;mostMissing?&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly mostMissing</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">?:</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;"> number;</span></span></code></pre></div><p>The largest share of a picture that may be missing, 0–1, for it to be decoded with a warning; more is E_FORMAT. Default 1: whatever is there; 0 refuses every file that is cut off, as for data that nobody looks at.</p><hr><h3 id="upright" tabindex="-1">upright? <a class="header-anchor" href="#upright" aria-label="Permalink to &quot;upright?&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly upright</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">?:</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;"> boolean;</span></span></code></pre></div><p>Whether EXIF&#39;s orientation is undone; default true. Annotations of the benchmarks refer to the pixels as they are stored.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/DecodeOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DecodeOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DecodeOptions as default
};
