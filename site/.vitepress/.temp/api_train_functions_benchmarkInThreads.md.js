import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: benchmarkInThreads()","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/functions/benchmarkInThreads.md","filePath":"api/train/functions/benchmarkInThreads.md"}');
const _sfc_main = { name: "api/train/functions/benchmarkInThreads.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-benchmarkinthreads" tabindex="-1">Function: benchmarkInThreads() <a class="header-anchor" href="#function-benchmarkinthreads" aria-label="Permalink to &quot;Function: benchmarkInThreads()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">function</span><span style="--shiki-light:#622CBC;--shiki-dark:#DBB7FF;"> benchmarkInThreads</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">(</span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">__namedParameters</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">)</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">:</span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;"> AsyncGenerator</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">&lt;</span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">BenchmarkPicture</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">&gt;;</span></span></code></pre></div><p>Makes pictures <code>start … start + count − 1</code> of a frozen benchmark, counted through all its strata.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><table tabindex="0"><thead><tr><th>Parameter</th><th>Type</th></tr></thead><tbody><tr><td><code>__namedParameters</code></td><td><a href="./../interfaces/BenchmarkTask.html"><code>BenchmarkTask</code></a> &amp; <code>Pick</code>&lt;<a href="./../interfaces/SynthesisOptions.html"><code>SynthesisOptions</code></a>, <code>&quot;signal&quot;</code> | <code>&quot;start&quot;</code> | <code>&quot;threads&quot;</code> | <code>&quot;count&quot;</code>&gt;</td></tr></tbody></table><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>AsyncGenerator</code>&lt;<a href="./../interfaces/BenchmarkPicture.html"><code>BenchmarkPicture</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>as <a href="./synthesiseInThreads.html">synthesiseInThreads</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/functions/benchmarkInThreads.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const benchmarkInThreads = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  benchmarkInThreads as default
};
