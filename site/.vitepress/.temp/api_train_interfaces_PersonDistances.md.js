import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PersonDistances","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/PersonDistances.md","filePath":"api/train/interfaces/PersonDistances.md"}');
const _sfc_main = { name: "api/train/interfaces/PersonDistances.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-persondistances" tabindex="-1">Interface: PersonDistances <a class="header-anchor" href="#interface-persondistances" aria-label="Permalink to &quot;Interface: PersonDistances&quot;">​</a></h1><p>Distances between a prediction and its truth, metres.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="aligned" tabindex="-1">aligned <a class="header-anchor" href="#aligned" aria-label="Permalink to &quot;aligned&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">aligned</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float64Array;</span></span></code></pre></div><p>After the best similarity [K]: the terms of PA-MPJPE.</p><hr><h3 id="joints" tabindex="-1">joints <a class="header-anchor" href="#joints" aria-label="Permalink to &quot;joints&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">joints</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float64Array;</span></span></code></pre></div><p>Of the scored joints with the roots together [K]: the terms of MPJPE.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/PersonDistances.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PersonDistances = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PersonDistances as default
};
