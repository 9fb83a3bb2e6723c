import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: BenchmarkMaker","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/BenchmarkMaker.md","filePath":"api/train/interfaces/BenchmarkMaker.md"}');
const _sfc_main = { name: "api/train/interfaces/BenchmarkMaker.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-benchmarkmaker" tabindex="-1">Interface: BenchmarkMaker <a class="header-anchor" href="#interface-benchmarkmaker" aria-label="Permalink to &quot;Interface: BenchmarkMaker&quot;">​</a></h1><p>Makes pictures of one benchmark, each until a draw is one that counts.</p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="make" tabindex="-1">make() <a class="header-anchor" href="#make" aria-label="Permalink to &quot;make()&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#622CBC;--shiki-dark:#DBB7FF;">make</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">(place): SyntheticSample;</span></span></code></pre></div><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><table tabindex="0"><thead><tr><th>Parameter</th><th>Type</th></tr></thead><tbody><tr><td><code>place</code></td><td><a href="./BenchmarkPlace.html"><code>BenchmarkPlace</code></a></td></tr></tbody></table><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><a href="./SyntheticSample.html"><code>SyntheticSample</code></a></p><p>a sample whose image buffer is overwritten by the next call; its people are the subject alone.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/BenchmarkMaker.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BenchmarkMaker = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BenchmarkMaker as default
};
