import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: AblationRows","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/AblationRows.md","filePath":"api/train/interfaces/AblationRows.md"}');
const _sfc_main = { name: "api/train/interfaces/AblationRows.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-ablationrows" tabindex="-1">Interface: AblationRows <a class="header-anchor" href="#interface-ablationrows" aria-label="Permalink to &quot;Interface: AblationRows&quot;">​</a></h1><p>All lines of an ablation file, by kind.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="cells" tabindex="-1">cells <a class="header-anchor" href="#cells" aria-label="Permalink to &quot;cells&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">cells</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly CellRow[];</span></span></code></pre></div><hr><h3 id="speeds" tabindex="-1">speeds <a class="header-anchor" href="#speeds" aria-label="Permalink to &quot;speeds&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">speeds</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly SpeedRow[];</span></span></code></pre></div><p>The last of each number of regions.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/AblationRows.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AblationRows = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AblationRows as default
};
