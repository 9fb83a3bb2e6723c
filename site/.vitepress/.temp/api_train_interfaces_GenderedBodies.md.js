import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: GenderedBodies","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/GenderedBodies.md","filePath":"api/train/interfaces/GenderedBodies.md"}');
const _sfc_main = { name: "api/train/interfaces/GenderedBodies.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-genderedbodies" tabindex="-1">Interface: GenderedBodies <a class="header-anchor" href="#interface-genderedbodies" aria-label="Permalink to &quot;Interface: GenderedBodies&quot;">​</a></h1><p>The bodies the sequences were fitted with.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="female" tabindex="-1">female <a class="header-anchor" href="#female" aria-label="Permalink to &quot;female&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">female</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: BodyModel;</span></span></code></pre></div><hr><h3 id="male" tabindex="-1">male <a class="header-anchor" href="#male" aria-label="Permalink to &quot;male&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">male</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: BodyModel;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/GenderedBodies.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const GenderedBodies = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  GenderedBodies as default
};
