import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: RoiSet","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/RoiSet.md","filePath":"api/multiroi/interfaces/RoiSet.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/RoiSet.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-roiset" tabindex="-1">Interface: RoiSet <a class="header-anchor" href="#interface-roiset" aria-label="Permalink to &quot;Interface: RoiSet&quot;">​</a></h1><p>M RoIs relative to the base box of height b. Row 0 is the base box itself.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="id" tabindex="-1">id <a class="header-anchor" href="#id" aria-label="Permalink to &quot;id&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">id</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: string;</span></span></code></pre></div><hr><h3 id="offsets" tabindex="-1">offsets <a class="header-anchor" href="#offsets" aria-label="Permalink to &quot;offsets&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">offsets</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: </span><span style="--shiki-light:#622CBC;--shiki-dark:#DBB7FF;">readonly</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;"> (readonly [number, number])[];</span></span></code></pre></div><p>Shifts of the centre [M, 2] in units of the base b (not of the rescaled one); x right, y down.</p><hr><h3 id="scales" tabindex="-1">scales <a class="header-anchor" href="#scales" aria-label="Permalink to &quot;scales&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">scales</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly number[];</span></span></code></pre></div><p>Factors on b [M].</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/RoiSet.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RoiSet = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RoiSet as default
};
