import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Killed, and gone on with","description":"","frontmatter":{},"headers":[],"relativePath":"results/kills.md","filePath":"results/kills.md"}');
const _sfc_main = { name: "results/kills.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="killed-and-gone-on-with" tabindex="-1">Killed, and gone on with <a class="header-anchor" href="#killed-and-gone-on-with" aria-label="Permalink to &quot;Killed, and gone on with&quot;">​</a></h1><p><code>npx tsx bench/sigkill.ts &lt;job&gt;</code> kills the built command line with SIGKILL at moments drawn from a seed: half of them anywhere in the time of a whole run, half right behind something that was written. Each time it goes on by <code>--resume</code>; what comes to its end must be, file by file, what an uninterrupted run makes (but for clocks), and the next run begins a new folder. After every kill whatever bears its final name must parse. <code>test/e2e/kills.test.ts</code> does the same a few times. One row a job:</p><table tabindex="0"><thead><tr><th>job</th><th>work</th><th>seed</th><th>kills</th><th>before anything was written</th><th>after all was</th><th>runs</th><th>works finished</th><th>lost, doubled, half there</th><th>files, SHA-256 of all</th><th>minutes</th></tr></thead><tbody><tr><td>predict</td><td>6 pictures, four files each</td><td>1</td><td>10</td><td>0</td><td>0</td><td>11</td><td>1</td><td>0, 0, 0</td><td>24, <code>c7bd2454eab052c2…</code></td><td>0</td></tr></tbody></table></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("results/kills.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const kills = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  kills as default
};
