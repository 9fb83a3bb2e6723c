import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Light","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/Light.md","filePath":"api/train/interfaces/Light.md"}');
const _sfc_main = { name: "api/train/interfaces/Light.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-light" tabindex="-1">Interface: Light <a class="header-anchor" href="#interface-light" aria-label="Permalink to &quot;Interface: Light&quot;">​</a></h1><p>Relative to a mean of 1, so that exposure is the camera&#39;s matter. World axes, y up.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="irradiance" tabindex="-1">irradiance <a class="header-anchor" href="#irradiance" aria-label="Permalink to &quot;irradiance&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">irradiance</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float64Array;</span></span></code></pre></div><p>[3, 9] red, green, blue: coefficients of the nine harmonics, cosine lobe applied (light from panoramas).</p><hr><h3 id="sun" tabindex="-1">sun <a class="header-anchor" href="#sun" aria-label="Permalink to &quot;sun&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">sun</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float64Array;</span></span></code></pre></div><p>Unit vector towards the distant light.</p><hr><h3 id="suncolour" tabindex="-1">sunColour <a class="header-anchor" href="#suncolour" aria-label="Permalink to &quot;sunColour&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">sunColour</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Rgb;</span></span></code></pre></div><p>Linear; black without a hard light.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/Light.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Light = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Light as default
};
