import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: comparisonPicture()","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/functions/comparisonPicture.md","filePath":"api/train/functions/comparisonPicture.md"}');
const _sfc_main = { name: "api/train/functions/comparisonPicture.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-comparisonpicture" tabindex="-1">Function: comparisonPicture() <a class="header-anchor" href="#function-comparisonpicture" aria-label="Permalink to &quot;Function: comparisonPicture()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">function</span><span style="--shiki-light:#622CBC;--shiki-dark:#DBB7FF;"> comparisonPicture</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">(</span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   image</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   person</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   predicted</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   truth</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   trueT</span></span>
<span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">)</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">:</span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;"> PixelImage</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">;</span></span></code></pre></div><p>Four tiles side by side.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><table tabindex="0"><thead><tr><th>Parameter</th><th>Type</th><th>Description</th></tr></thead><tbody><tr><td><code>image</code></td><td><a href="./../../multiroi/interfaces/PixelImage.html"><code>PixelImage</code></a></td><td>-</td></tr><tr><td><code>person</code></td><td><a href="./../../multiroi/interfaces/Person.html"><code>Person</code></a></td><td>-</td></tr><tr><td><code>predicted</code></td><td><a href="./../interfaces/Figure.html"><code>Figure</code></a></td><td>-</td></tr><tr><td><code>truth</code></td><td><a href="./../type-aliases/TrueFigure.html"><code>TrueFigure</code></a></td><td>-</td></tr><tr><td><code>trueT</code></td><td><a href="./../../multiroi/type-aliases/Vec3.html"><code>Vec3</code></a> | <code>null</code></td><td>where the truth&#39;s origin stands, when it is known; else its root is put at the prediction&#39;s.</td></tr></tbody></table><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../../multiroi/interfaces/PixelImage.html"><code>PixelImage</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/functions/comparisonPicture.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const comparisonPicture = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  comparisonPicture as default
};
