import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: BoxJitter","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/BoxJitter.md","filePath":"api/train/interfaces/BoxJitter.md"}');
const _sfc_main = { name: "api/train/interfaces/BoxJitter.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-boxjitter" tabindex="-1">Interface: BoxJitter <a class="header-anchor" href="#interface-boxjitter" aria-label="Permalink to &quot;Interface: BoxJitter&quot;">​</a></h1><p>How far a run-time box strays from that of the true joints, as fractions of its size.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="insideonly" tabindex="-1">insideOnly <a class="header-anchor" href="#insideonly" aria-label="Permalink to &quot;insideOnly&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">insideOnly</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Chance that joints outside the picture do not widen the box: nobody may have guessed them.</p><hr><h3 id="scale" tabindex="-1">scale <a class="header-anchor" href="#scale" aria-label="Permalink to &quot;scale&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">scale</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly [number, number];</span></span></code></pre></div><p>Range of the factor on the size, drawn log-uniformly.</p><hr><h3 id="shiftsd" tabindex="-1">shiftSd <a class="header-anchor" href="#shiftsd" aria-label="Permalink to &quot;shiftSd&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">shiftSd</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Standard deviation of the centre.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/BoxJitter.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BoxJitter = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BoxJitter as default
};
