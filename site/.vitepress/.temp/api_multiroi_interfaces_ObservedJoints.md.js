import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ObservedJoints","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/ObservedJoints.md","filePath":"api/multiroi/interfaces/ObservedJoints.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/ObservedJoints.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-observedjoints" tabindex="-1">Interface: ObservedJoints <a class="header-anchor" href="#interface-observedjoints" aria-label="Permalink to &quot;Interface: ObservedJoints&quot;">​</a></h1><p>Key-points that were seen, [17][x, y, score]: pixels of the image and 0–1, in COCO&#39;s order.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="coco17" tabindex="-1">coco17 <a class="header-anchor" href="#coco17" aria-label="Permalink to &quot;coco17&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">coco17</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: [x: number, y: number, score: number][];</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/ObservedJoints.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ObservedJoints = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ObservedJoints as default
};
