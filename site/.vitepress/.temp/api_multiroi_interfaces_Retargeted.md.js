import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Retargeted","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/Retargeted.md","filePath":"api/multiroi/interfaces/Retargeted.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/Retargeted.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-retargeted" tabindex="-1">Interface: Retargeted <a class="header-anchor" href="#interface-retargeted" aria-label="Permalink to &quot;Interface: Retargeted&quot;">​</a></h1><p>How well one body stands in for another.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="from" tabindex="-1">from <a class="header-anchor" href="#from" aria-label="Permalink to &quot;from&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">from</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: string;</span></span></code></pre></div><p>The body that the network spoke of.</p><hr><h3 id="jointsmm" tabindex="-1">jointsMm <a class="header-anchor" href="#jointsmm" aria-label="Permalink to &quot;jointsMm&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">jointsMm</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Mean distance of their 24 posed joints, the pelvis in one place, mm.</p><hr><h3 id="sizesmm" tabindex="-1">sizesMm <a class="header-anchor" href="#sizesmm" aria-label="Permalink to &quot;sizesMm&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">sizesMm</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Root mean square difference of the two bodies&#39; sizes (limbs, trunk, stature, span, girth), mm.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/Retargeted.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Retargeted = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Retargeted as default
};
