import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: SessionOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/SessionOptions.md","filePath":"api/multiroi/interfaces/SessionOptions.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/SessionOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-sessionoptions" tabindex="-1">Interface: SessionOptions <a class="header-anchor" href="#interface-sessionoptions" aria-label="Permalink to &quot;Interface: SessionOptions&quot;">​</a></h1><p>What executes a model.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./LoadOptions.html"><code>LoadOptions</code></a></li><li><a href="./../../train/interfaces/EvaluateOptions.html"><code>EvaluateOptions</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="provider" tabindex="-1">provider? <a class="header-anchor" href="#provider" aria-label="Permalink to &quot;provider?&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly provider</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">?:</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;"> string;</span></span></code></pre></div><p><code>cpu</code> (default), <code>cuda</code>, <code>coreml</code>, <code>dml</code>, <code>webgpu</code>, <code>wasm</code>, on Node <code>kserve+http://host:port</code> (docs/server.md); unknown or absent providers are E_UNSUPPORTED.</p><hr><h3 id="threads" tabindex="-1">threads? <a class="header-anchor" href="#threads" aria-label="Permalink to &quot;threads?&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly threads</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">?:</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;"> number;</span></span></code></pre></div><p>Threads inside one operator; default: every core.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/SessionOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SessionOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SessionOptions as default
};
