import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Joined","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/Joined.md","filePath":"api/train/interfaces/Joined.md"}');
const _sfc_main = { name: "api/train/interfaces/Joined.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-joined" tabindex="-1">Interface: Joined <a class="header-anchor" href="#interface-joined" aria-label="Permalink to &quot;Interface: Joined&quot;">​</a></h1><p>Annotated people with the bodies that were fitted to them.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="matched" tabindex="-1">matched <a class="header-anchor" href="#matched" aria-label="Permalink to &quot;matched&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">matched</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>How many got a body.</p><hr><h3 id="records" tabindex="-1">records <a class="header-anchor" href="#records" aria-label="Permalink to &quot;records&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">records</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly PersonRecord[];</span></span></code></pre></div><p>The annotated people in their order, with a body where one was found.</p><hr><h3 id="unused" tabindex="-1">unused <a class="header-anchor" href="#unused" aria-label="Permalink to &quot;unused&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">unused</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Bodies that belong to nobody.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/Joined.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Joined = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Joined as default
};
