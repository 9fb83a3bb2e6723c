import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Fingerprint","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/Fingerprint.md","filePath":"api/train/interfaces/Fingerprint.md"}');
const _sfc_main = { name: "api/train/interfaces/Fingerprint.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-fingerprint" tabindex="-1">Interface: Fingerprint <a class="header-anchor" href="#interface-fingerprint" aria-label="Permalink to &quot;Interface: Fingerprint&quot;">​</a></h1><p>Two SHA-256 digests of a picture, 16 hexadecimal digits of each; see <a href="./../functions/fingerprint.html">fingerprint</a> for what is in them.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="pixels" tabindex="-1">pixels <a class="header-anchor" href="#pixels" aria-label="Permalink to &quot;pixels&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">pixels</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: string;</span></span></code></pre></div><hr><h3 id="truth" tabindex="-1">truth <a class="header-anchor" href="#truth" aria-label="Permalink to &quot;truth&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">truth</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: string;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/Fingerprint.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Fingerprint = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Fingerprint as default
};
