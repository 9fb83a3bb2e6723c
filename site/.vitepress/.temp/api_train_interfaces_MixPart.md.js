import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: MixPart<Id>","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/MixPart.md","filePath":"api/train/interfaces/MixPart.md"}');
const _sfc_main = { name: "api/train/interfaces/MixPart.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-mixpartid" tabindex="-1">Interface: MixPart&lt;Id&gt; <a class="header-anchor" href="#interface-mixpartid" aria-label="Permalink to &quot;Interface: MixPart\\&lt;Id\\&gt;&quot;">​</a></h1><p>Data sets with one share between them, split by their sizes.</p><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><table tabindex="0"><thead><tr><th>Type Parameter</th><th>Default type</th></tr></thead><tbody><tr><td><code>Id</code> <em>extends</em> <code>string</code></td><td><a href="./../type-aliases/DatasetId.html"><code>DatasetId</code></a></td></tr></tbody></table><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="datasets" tabindex="-1">datasets <a class="header-anchor" href="#datasets" aria-label="Permalink to &quot;datasets&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">datasets</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly Id[];</span></span></code></pre></div><hr><h3 id="share" tabindex="-1">share <a class="header-anchor" href="#share" aria-label="Permalink to &quot;share&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">share</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/MixPart.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const MixPart = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  MixPart as default
};
