import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: NamedBatch<Batch>","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/NamedBatch.md","filePath":"api/train/interfaces/NamedBatch.md"}');
const _sfc_main = { name: "api/train/interfaces/NamedBatch.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-namedbatchbatch" tabindex="-1">Interface: NamedBatch&lt;Batch&gt; <a class="header-anchor" href="#interface-namedbatchbatch" aria-label="Permalink to &quot;Interface: NamedBatch\\&lt;Batch\\&gt;&quot;">​</a></h1><p>A batch, and whom it is made of, for messages.</p><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><table tabindex="0"><thead><tr><th>Type Parameter</th></tr></thead><tbody><tr><td><code>Batch</code></td></tr></tbody></table><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="batch" tabindex="-1">batch <a class="header-anchor" href="#batch" aria-label="Permalink to &quot;batch&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">batch</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Batch;</span></span></code></pre></div><hr><h3 id="people" tabindex="-1">people <a class="header-anchor" href="#people" aria-label="Permalink to &quot;people&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">people</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly string[];</span></span></code></pre></div><p>Who is in it, as messages name them.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/NamedBatch.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const NamedBatch = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  NamedBatch as default
};
