import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: SynthesisAssets","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/SynthesisAssets.md","filePath":"api/train/interfaces/SynthesisAssets.md"}');
const _sfc_main = { name: "api/train/interfaces/SynthesisAssets.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-synthesisassets" tabindex="-1">Interface: SynthesisAssets <a class="header-anchor" href="#interface-synthesisassets" aria-label="Permalink to &quot;Interface: SynthesisAssets&quot;">​</a></h1><p>What every synthetic picture is made from; <code>loadSynthesisAssets</code> reads it.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="body" tabindex="-1">body <a class="header-anchor" href="#body" aria-label="Permalink to &quot;body&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">body</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: BodyModel;</span></span></code></pre></div><hr><h3 id="panoramas" tabindex="-1">panoramas <a class="header-anchor" href="#panoramas" aria-label="Permalink to &quot;panoramas&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">panoramas</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly Panorama[];</span></span></code></pre></div><hr><h3 id="prior" tabindex="-1">prior <a class="header-anchor" href="#prior" aria-label="Permalink to &quot;prior&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">prior</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: PosePrior;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/SynthesisAssets.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SynthesisAssets = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SynthesisAssets as default
};
