import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"The sources in numbers","description":"","frontmatter":{},"headers":[],"relativePath":"house.md","filePath":"house.md"}');
const _sfc_main = { name: "house.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="the-sources-in-numbers" tabindex="-1">The sources in numbers <a class="header-anchor" href="#the-sources-in-numbers" aria-label="Permalink to &quot;The sources in numbers&quot;">​</a></h1><p>Written by <code>npx tsx tools/house.ts --write</code> after a build; <code>--check</code>, which the gate runs, fails for any circle of files and where a number has grown beyond its bound: folders 4 %, arrows, files, lines and exports 5 %, what an entry point loads 3 % (built files 10 %), long functions and exports without documentation not at all. Tests are not counted among files and lines.</p><table tabindex="0"><thead><tr><th>what</th><th>number</th></tr></thead><tbody><tr><td>folders</td><td>27</td></tr><tr><td>arrows between folders</td><td>213</td></tr><tr><td>circles of files</td><td>0</td></tr><tr><td>files</td><td>650</td></tr><tr><td>lines</td><td>71274</td></tr><tr><td>lines of the longest file without docstrings</td><td>405</td></tr><tr><td>functions over 60 lines</td><td>16</td></tr><tr><td>exports</td><td>2320</td></tr><tr><td>exports without documentation</td><td>102</td></tr><tr><td>files of unit tests</td><td>200</td></tr><tr><td>web-core/multiroi: built files and packages</td><td>3</td></tr><tr><td>entry/multiroi: sources and packages</td><td>319</td></tr><tr><td>entry/multiroi: built files and packages</td><td>32</td></tr><tr><td>entry/node: sources and packages</td><td>367</td></tr><tr><td>entry/node: built files and packages</td><td>44</td></tr><tr><td>entry/web: sources and packages</td><td>327</td></tr><tr><td>entry/web: built files and packages</td><td>5</td></tr><tr><td>entry/viewer: sources and packages</td><td>235</td></tr><tr><td>entry/viewer: built files and packages</td><td>2</td></tr><tr><td>entry/train: sources and packages</td><td>492</td></tr><tr><td>entry/train: built files and packages</td><td>66</td></tr><tr><td>cli/main: sources and packages</td><td>24</td></tr><tr><td>cli/main: built files and packages</td><td>9</td></tr></tbody></table></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("house.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const house = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  house as default
};
