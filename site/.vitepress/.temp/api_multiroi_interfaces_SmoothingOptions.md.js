import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: SmoothingOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/SmoothingOptions.md","filePath":"api/multiroi/interfaces/SmoothingOptions.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/SmoothingOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-smoothingoptions" tabindex="-1">Interface: SmoothingOptions <a class="header-anchor" href="#interface-smoothingoptions" aria-label="Permalink to &quot;Interface: SmoothingOptions&quot;">​</a></h1><p>One-euro filters of everything that moves.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="depth" tabindex="-1">depth <a class="header-anchor" href="#depth" aria-label="Permalink to &quot;depth&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">depth</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: OneEuroOptions;</span></span></code></pre></div><p>Of ln z of the pelvis; speeds in 1/s. Depth is what single photographs know least.</p><hr><h3 id="direction" tabindex="-1">direction <a class="header-anchor" href="#direction" aria-label="Permalink to &quot;direction&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">direction</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: OneEuroOptions;</span></span></code></pre></div><p>Of the pelvis&#39;s direction (x/z, y/z); speeds in 1/s. A box says well where somebody is in the image.</p><hr><h3 id="rotation" tabindex="-1">rotation <a class="header-anchor" href="#rotation" aria-label="Permalink to &quot;rotation&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">rotation</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: OneEuroOptions;</span></span></code></pre></div><p>Of each of the 24 rotations; speeds in rad/s.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/SmoothingOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SmoothingOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SmoothingOptions as default
};
