import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PosedBody","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/PosedBody.md","filePath":"api/multiroi/interfaces/PosedBody.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/PosedBody.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-posedbody" tabindex="-1">Interface: PosedBody <a class="header-anchor" href="#interface-posedbody" aria-label="Permalink to &quot;Interface: PosedBody&quot;">​</a></h1><p>Where results go: vertices [V, 3] and joints [24, 3] (m).</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./PosedPerson.html"><code>PosedPerson</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="joints" tabindex="-1">joints <a class="header-anchor" href="#joints" aria-label="Permalink to &quot;joints&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">joints</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float32Array;</span></span></code></pre></div><hr><h3 id="vertices" tabindex="-1">vertices <a class="header-anchor" href="#vertices" aria-label="Permalink to &quot;vertices&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">vertices</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float32Array;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/PosedBody.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PosedBody = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PosedBody as default
};
