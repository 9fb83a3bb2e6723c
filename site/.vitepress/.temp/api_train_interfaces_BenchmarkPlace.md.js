import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: BenchmarkPlace","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/BenchmarkPlace.md","filePath":"api/train/interfaces/BenchmarkPlace.md"}');
const _sfc_main = { name: "api/train/interfaces/BenchmarkPlace.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-benchmarkplace" tabindex="-1">Interface: BenchmarkPlace <a class="header-anchor" href="#interface-benchmarkplace" aria-label="Permalink to &quot;Interface: BenchmarkPlace&quot;">​</a></h1><p>One picture of a benchmark, by its place in the whole: strata one after the other.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="index" tabindex="-1">index <a class="header-anchor" href="#index" aria-label="Permalink to &quot;index&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">index</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Within the stratum.</p><hr><h3 id="stratum" tabindex="-1">stratum <a class="header-anchor" href="#stratum" aria-label="Permalink to &quot;stratum&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">stratum</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Stratum;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/BenchmarkPlace.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BenchmarkPlace = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BenchmarkPlace as default
};
