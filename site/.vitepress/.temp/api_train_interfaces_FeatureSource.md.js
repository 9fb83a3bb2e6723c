import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: FeatureSource","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/FeatureSource.md","filePath":"api/train/interfaces/FeatureSource.md"}');
const _sfc_main = { name: "api/train/interfaces/FeatureSource.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-featuresource" tabindex="-1">Interface: FeatureSource <a class="header-anchor" href="#interface-featuresource" aria-label="Permalink to &quot;Interface: FeatureSource&quot;">​</a></h1><p>Where the people of a feature step come from.</p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="feeds" tabindex="-1">feeds() <a class="header-anchor" href="#feeds" aria-label="Permalink to &quot;feeds()&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#622CBC;--shiki-dark:#DBB7FF;">feeds</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">(people, config): </span></span>
<span class="line"><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">  |</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;"> Feeds</span></span>
<span class="line"><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">|</span><span style="--shiki-light:#023B95;--shiki-dark:#91CBFF;"> Promise</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">&lt;</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">Feeds</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">&gt;</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">;</span></span></code></pre></div><p>Everything that <code>featureLabels</code> declares, for these people and the regions of <code>config</code>, by name.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><table tabindex="0"><thead><tr><th>Parameter</th><th>Type</th></tr></thead><tbody><tr><td><code>people</code></td><td><code>Uint32Array</code></td></tr><tr><td><code>config</code></td><td><a href="./NetworkConfig.html"><code>NetworkConfig</code></a></td></tr></tbody></table><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p>| <a href="./../type-aliases/Feeds.html"><code>Feeds</code></a> | <code>Promise</code>&lt;<a href="./../type-aliases/Feeds.html"><code>Feeds</code></a>&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/FeatureSource.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const FeatureSource = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  FeatureSource as default
};
