import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PlanRoi","description":"","frontmatter":{},"headers":[],"relativePath":"api/viewer/interfaces/PlanRoi.md","filePath":"api/viewer/interfaces/PlanRoi.md"}');
const _sfc_main = { name: "api/viewer/interfaces/PlanRoi.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-planroi" tabindex="-1">Interface: PlanRoi <a class="header-anchor" href="#interface-planroi" aria-label="Permalink to &quot;Interface: PlanRoi&quot;">​</a></h1><p>A region of a person from above: on the image plane, and as wide as it is where the person stands.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="edges" tabindex="-1">edges <a class="header-anchor" href="#edges" aria-label="Permalink to &quot;edges&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">edges</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly [Place, Place];</span></span></code></pre></div><p>Where its edges are at the person&#39;s depth, canvas.</p><hr><h3 id="m" tabindex="-1">m <a class="header-anchor" href="#m" aria-label="Permalink to &quot;m&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">m</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><hr><h3 id="segment" tabindex="-1">segment <a class="header-anchor" href="#segment" aria-label="Permalink to &quot;segment&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">segment</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly [Place, Place];</span></span></code></pre></div><p>Its extent on the image plane, canvas.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/viewer/interfaces/PlanRoi.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PlanRoi = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PlanRoi as default
};
