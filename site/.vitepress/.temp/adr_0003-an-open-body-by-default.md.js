import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse(`{"title":"0003 · An open body by default, SMPL as the user's own file","description":"","frontmatter":{},"headers":[],"relativePath":"adr/0003-an-open-body-by-default.md","filePath":"adr/0003-an-open-body-by-default.md"}`);
const _sfc_main = { name: "adr/0003-an-open-body-by-default.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="0003--an-open-body-by-default-smpl-as-the-users-own-file" tabindex="-1">0003 · An open body by default, SMPL as the user&#39;s own file <a class="header-anchor" href="#0003--an-open-body-by-default-smpl-as-the-users-own-file" aria-label="Permalink to &quot;0003 · An open body by default, SMPL as the user&#39;s own file&quot;">​</a></h1><p><strong>Context.</strong> The paper&#39;s body is SMPL: registration-gated, non-commercial, not redistributable. A missing SMPL file is the first failure of every peer.</p><p><strong>Decision.</strong> The default is the <em>open body</em>: SMPL&#39;s layout and joint order (24 joints, 10 shape components, linear blend skinning; no pose correctives), 13 380 vertices, derived from CC0 human shapes. SMPL-style poses apply to it directly. SMPL is imported from the user&#39;s file into the same in-memory layout; nothing else in the code knows which body it holds.</p><p><strong>Consequences.</strong> Works on the first day and commercially. Shape coefficients are not SMPL&#39;s; benchmark numbers need SMPL. Joints for which the open body has no landmark are fixed affine mixes, and their joint set says so.</p><p><strong>Revisit when</strong> a better CC0 body with pose correctives exists.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("adr/0003-an-open-body-by-default.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const _0003AnOpenBodyByDefault = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  _0003AnOpenBodyByDefault as default
};
