import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: stored()","description":"","frontmatter":{},"headers":[],"relativePath":"api/viewer/functions/stored.md","filePath":"api/viewer/functions/stored.md"}');
const _sfc_main = { name: "api/viewer/functions/stored.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-stored" tabindex="-1">Function: stored() <a class="header-anchor" href="#function-stored" aria-label="Permalink to &quot;Function: stored()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">function</span><span style="--shiki-light:#622CBC;--shiki-dark:#DBB7FF;"> stored</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">(</span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   body</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   faces</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   vertexCount</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   meshes</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">, </span></span>
<span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">   parts</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">?</span></span>
<span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">)</span><span style="--shiki-light:#A0111F;--shiki-dark:#FF9492;">:</span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;"> MeshSource</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">;</span></span></code></pre></div><p>Hands out meshes by the ids of people: vertices [V, 3], metres, camera axes, without t. <code>write</code> is E_FORMAT for a person without a mesh of V vertices.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><table tabindex="0"><thead><tr><th>Parameter</th><th>Type</th><th>Default value</th><th>Description</th></tr></thead><tbody><tr><td><code>body</code></td><td><code>string</code></td><td><code>undefined</code></td><td>id of the body that the meshes are of.</td></tr><tr><td><code>faces</code></td><td><code>Uint32Array</code></td><td><code>undefined</code></td><td>[F, 3].</td></tr><tr><td><code>vertexCount</code></td><td><code>number</code></td><td><code>undefined</code></td><td>-</td></tr><tr><td><code>meshes</code></td><td><code>ReadonlyMap</code>&lt;<code>number</code>, <code>Float32Array</code>&lt;<code>ArrayBufferLike</code>&gt;&gt;</td><td><code>undefined</code></td><td>-</td></tr><tr><td><code>parts?</code></td><td><code>Uint8Array</code>&lt;<code>ArrayBufferLike</code>&gt; | <code>null</code></td><td><code>null</code></td><td>what covers each vertex [V], by <code>BODY_PARTS</code>; null: one colour for all.</td></tr></tbody></table><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/MeshSource.html"><code>MeshSource</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/viewer/functions/stored.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const stored = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  stored as default
};
