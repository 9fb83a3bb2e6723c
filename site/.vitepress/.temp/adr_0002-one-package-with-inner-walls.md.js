import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"0002 · One package with inner walls","description":"","frontmatter":{},"headers":[],"relativePath":"adr/0002-one-package-with-inner-walls.md","filePath":"adr/0002-one-package-with-inner-walls.md"}');
const _sfc_main = { name: "adr/0002-one-package-with-inner-walls.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="0002--one-package-with-inner-walls" tabindex="-1">0002 · One package with inner walls <a class="header-anchor" href="#0002--one-package-with-inner-walls" aria-label="Permalink to &quot;0002 · One package with inner walls&quot;">​</a></h1><p><strong>Context.</strong> Library, command line, viewer; Node and web. Workspaces would give boundaries, separate dependencies and versions.</p><p><strong>Decision.</strong> One npm package. TypeScript projects (core without DOM or Node types, node, web, app, test) and lint rules for layers, both generated from one list (<code>tools/layers.ts</code>), give stronger walls than packages do: a <code>document</code> in the core does not compile, an upward import does not pass the check. Versions would be published together anyway.</p><p><strong>Consequences.</strong> No stale <code>dist</code> between packages, one lock file, tests import sources directly. A folder can become a package by moving it, since siblings only use its <code>index.ts</code>.</p><p><strong>Revisit when</strong> a folder has a second consumer with a pace of its own, or install weight hurts library users.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("adr/0002-one-package-with-inner-walls.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const _0002OnePackageWithInnerWalls = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  _0002OnePackageWithInnerWalls as default
};
