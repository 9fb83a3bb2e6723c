import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Evidence","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/Evidence.md","filePath":"api/train/interfaces/Evidence.md"}');
const _sfc_main = { name: "api/train/interfaces/Evidence.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-evidence" tabindex="-1">Interface: Evidence <a class="header-anchor" href="#interface-evidence" aria-label="Permalink to &quot;Interface: Evidence&quot;">​</a></h1><p>What is known of an answer, as the numbers that calibrations are functions of.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="joints" tabindex="-1">joints <a class="header-anchor" href="#joints" aria-label="Permalink to &quot;joints&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">joints</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float64Array;</span></span></code></pre></div><p>[24, 7] in order of <code>JOINT_EVIDENCE</code>.</p><hr><h3 id="person" tabindex="-1">person <a class="header-anchor" href="#person" aria-label="Permalink to &quot;person&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">person</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Float64Array;</span></span></code></pre></div><p>In order of <code>PERSON_EVIDENCE</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/Evidence.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Evidence = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Evidence as default
};
