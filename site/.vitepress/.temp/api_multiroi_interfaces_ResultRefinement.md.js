import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ResultRefinement","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/ResultRefinement.md","filePath":"api/multiroi/interfaces/ResultRefinement.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/ResultRefinement.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-resultrefinement" tabindex="-1">Interface: ResultRefinement <a class="header-anchor" href="#interface-resultrefinement" aria-label="Permalink to &quot;Interface: ResultRefinement&quot;">​</a></h1><p>How far the body&#39;s points lay from the landmarks that the pose encoder was confident of, mean in px of the view; null when it was confident of none. Local cameras, consistency and expected error stay those of the network&#39;s answer.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="afterpx" tabindex="-1">afterPx <a class="header-anchor" href="#afterpx" aria-label="Permalink to &quot;afterPx&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">afterPx</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number </span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">|</span><span style="--shiki-light:#023B95;--shiki-dark:#91CBFF;"> null</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">;</span></span></code></pre></div><hr><h3 id="beforepx" tabindex="-1">beforePx <a class="header-anchor" href="#beforepx" aria-label="Permalink to &quot;beforePx&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">beforePx</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number </span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">|</span><span style="--shiki-light:#023B95;--shiki-dark:#91CBFF;"> null</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/ResultRefinement.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ResultRefinement = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ResultRefinement as default
};
