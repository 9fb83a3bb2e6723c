import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: RandomRoiOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/RandomRoiOptions.md","filePath":"api/train/interfaces/RandomRoiOptions.md"}');
const _sfc_main = { name: "api/train/interfaces/RandomRoiOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-randomroioptions" tabindex="-1">Interface: RandomRoiOptions <a class="header-anchor" href="#interface-randomroioptions" aria-label="Permalink to &quot;Interface: RandomRoiOptions&quot;">​</a></h1><p>Regions that are drawn for each sample in place of a fixed set (§3.5).</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="maxshift" tabindex="-1">maxShift <a class="header-anchor" href="#maxshift" aria-label="Permalink to &quot;maxShift&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">maxShift</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Largest shift of a centre along either axis, in units of b.</p><hr><h3 id="scales" tabindex="-1">scales <a class="header-anchor" href="#scales" aria-label="Permalink to &quot;scales&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">scales</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly [number, number];</span></span></code></pre></div><p>Factors on b, from and to; drawn evenly on a logarithmic scale.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/RandomRoiOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RandomRoiOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RandomRoiOptions as default
};
