import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Detection","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/Detection.md","filePath":"api/multiroi/interfaces/Detection.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/Detection.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-detection" tabindex="-1">Interface: Detection <a class="header-anchor" href="#interface-detection" aria-label="Permalink to &quot;Interface: Detection&quot;">​</a></h1><p>One person found.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./FoundPerson.html"><code>FoundPerson</code></a></li><li><a href="./VerifiedPerson.html"><code>VerifiedPerson</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="box" tabindex="-1">box <a class="header-anchor" href="#box" aria-label="Permalink to &quot;box&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">box</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Box;</span></span></code></pre></div><hr><h3 id="score" tabindex="-1">score <a class="header-anchor" href="#score" aria-label="Permalink to &quot;score&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">score</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>0–1; comparable within one detector only.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/Detection.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Detection = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Detection as default
};
