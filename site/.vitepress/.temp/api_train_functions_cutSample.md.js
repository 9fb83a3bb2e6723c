import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: cutSample()","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/functions/cutSample.md","filePath":"api/train/functions/cutSample.md"}');
const _sfc_main = { name: "api/train/functions/cutSample.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-cutsample" tabindex="-1">Function: cutSample() <a class="header-anchor" href="#function-cutsample" aria-label="Permalink to &quot;Function: cutSample()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">function</span><span style="--shiki-light:#622CBC;--shiki-dark:#DBB7FF;"> cutSample</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">(</span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   record</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   picture</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   options</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   rng</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   augmentation</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">?</span></span>
<span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">)</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">:</span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;"> Sample</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">;</span></span></code></pre></div><p>Cuts one person out of its picture.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><table tabindex="0"><thead><tr><th>Parameter</th><th>Type</th><th>Default value</th><th>Description</th></tr></thead><tbody><tr><td><code>record</code></td><td><a href="./../interfaces/PersonRecord.html"><code>PersonRecord</code></a></td><td><code>undefined</code></td><td>-</td></tr><tr><td><code>picture</code></td><td><a href="./../../multiroi/interfaces/PixelImage.html"><code>PixelImage</code></a></td><td><code>undefined</code></td><td>-</td></tr><tr><td><code>options</code></td><td><a href="./../interfaces/SampleOptions.html"><code>SampleOptions</code></a></td><td><code>undefined</code></td><td>-</td></tr><tr><td><code>rng</code></td><td><a href="./../classes/Rng.html"><code>Rng</code></a></td><td><code>undefined</code></td><td>for the occluders, each crop its own.</td></tr><tr><td><code>augmentation?</code></td><td><a href="./../interfaces/Augmentation.html"><code>Augmentation</code></a></td><td><code>NO_AUGMENTATION</code></td><td>from <code>drawAugmentation</code>; without one the person is as the data set has it.</td></tr></tbody></table><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/Sample.html"><code>Sample</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/functions/cutSample.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const cutSample = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  cutSample as default
};
