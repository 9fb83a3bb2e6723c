import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"What programs call","description":"","frontmatter":{},"headers":[],"relativePath":"api/index.md","filePath":"api/index.md"}');
const _sfc_main = { name: "api/index.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="what-programs-call" tabindex="-1">What programs call <a class="header-anchor" href="#what-programs-call" aria-label="Permalink to &quot;What programs call&quot;">​</a></h1><p>Made from the sources: every declaration that the package exports, with its types.</p><table tabindex="0"><thead><tr><th>import from</th><th></th></tr></thead><tbody><tr><td><a href="./multiroi/"><code>multiroi</code></a></td><td>The library, without a platform: results, bodies, cameras, exports, motions</td></tr><tr><td><a href="./node/"><code>multiroi/node</code></a></td><td>On Node: <code>MultiRoi</code> with its files, images and runtime</td></tr><tr><td><a href="./web/"><code>multiroi/web</code></a></td><td>In a browser: files that are fetched, networks in WebAssembly or WebGPU</td></tr><tr><td><a href="./viewer/"><code>multiroi/viewer</code></a></td><td>What is drawn in a browser: the 3D view and drawings on canvases</td></tr><tr><td><a href="./train/"><code>multiroi/train</code></a></td><td>Data, training, evaluation and ablation on a Node machine</td></tr></tbody></table></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const index = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  index as default
};
