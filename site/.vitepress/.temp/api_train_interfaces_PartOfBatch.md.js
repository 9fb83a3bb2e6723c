import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PartOfBatch","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/PartOfBatch.md","filePath":"api/train/interfaces/PartOfBatch.md"}');
const _sfc_main = { name: "api/train/interfaces/PartOfBatch.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-partofbatch" tabindex="-1">Interface: PartOfBatch <a class="header-anchor" href="#interface-partofbatch" aria-label="Permalink to &quot;Interface: PartOfBatch&quot;">​</a></h1><p>A part of a batch, and the stream of its dropout masks.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="feeds" tabindex="-1">feeds <a class="header-anchor" href="#feeds" aria-label="Permalink to &quot;feeds&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">feeds</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Feeds;</span></span></code></pre></div><p>By the names of the label provider&#39;s tensors; others are left out.</p><hr><h3 id="rng" tabindex="-1">rng <a class="header-anchor" href="#rng" aria-label="Permalink to &quot;rng&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">rng</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Rng;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/PartOfBatch.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PartOfBatch = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PartOfBatch as default
};
