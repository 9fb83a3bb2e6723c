import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: OneEuroOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/OneEuroOptions.md","filePath":"api/multiroi/interfaces/OneEuroOptions.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/OneEuroOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-oneeurooptions" tabindex="-1">Interface: OneEuroOptions <a class="header-anchor" href="#interface-oneeurooptions" aria-label="Permalink to &quot;Interface: OneEuroOptions&quot;">​</a></h1><p>How a one-euro filter trades jitter for lag (Casiez et al., CHI 2012): the cut-off is <code>minCutoffHz + speedGain · |speed|</code>.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="mincutoffhz" tabindex="-1">minCutoffHz <a class="header-anchor" href="#mincutoffhz" aria-label="Permalink to &quot;minCutoffHz&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">minCutoffHz</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Cut-off of what does not move (Hz). Something that moves steadily is late by 1 / (2π·minCutoffHz) s at most.</p><hr><h3 id="speedcutoffhz" tabindex="-1">speedCutoffHz? <a class="header-anchor" href="#speedcutoffhz" aria-label="Permalink to &quot;speedCutoffHz?&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly speedCutoffHz</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">?:</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;"> number;</span></span></code></pre></div><p>Cut-off of the speed itself (Hz); 1 in the paper.</p><hr><h3 id="speedgain" tabindex="-1">speedGain <a class="header-anchor" href="#speedgain" aria-label="Permalink to &quot;speedGain&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">speedGain</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>How much the cut-off rises with speed: Hz per unit of the signal a second.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/OneEuroOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OneEuroOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OneEuroOptions as default
};
