import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Weights files","description":"","frontmatter":{},"headers":[],"relativePath":"formats/weights.md","filePath":"formats/weights.md"}');
const _sfc_main = { name: "formats/weights.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="weights-files" tabindex="-1">Weights files <a class="header-anchor" href="#weights-files" aria-label="Permalink to &quot;Weights files&quot;">​</a></h1><p>safetensors. Tensors are float32 (float16 is widened on reading), named as the authors&#39; modules name them: <code>conv1.weight</code>, <code>layer1.0.bn1.running_mean</code>, <code>backbone.stage2.0.…</code>, <code>fuse_fc.weight</code>, <code>attention.0.weight</code>, <code>fc1.weight</code>, <code>decpose.weight</code>, <code>proj_head.0.weight</code>, <code>init_pose</code> … ; the two decoders of preset <code>paper</code> have the prefixes <code>mesh.</code> and <code>camera.</code>, its scorer is <code>fuse.weight</code>, and the light model&#39;s own layers begin with <code>light.</code>. Reading is strict: a missing, unexpected or misshapen key is an error that lists all of them.</p><table tabindex="0"><thead><tr><th>metadata</th><th></th></tr></thead><tbody><tr><td><code>multiroi.config</code></td><td>the whole configuration, JSON: every field of <code>NetworkConfig</code> (<code>src/network/config.ts</code>), so model, regions, fusion and all options of the preset</td></tr><tr><td><code>multiroi.body</code></td><td>the body whose betas the network regresses: <code>open</code>, <code>smpl-neutral</code>; absent means <code>open</code></td></tr><tr><td><code>multiroi.source</code></td><td>for people: the file it was converted from, epoch, steps</td></tr></tbody></table><p>A file without <code>multiroi.config</code> is taken for a checkpoint of the authors&#39; that someone else converted: its keys tell the rest, and its body is <code>smpl-neutral</code>.</p><p><code>multiroi convert --optimizer</code> writes Adam&#39;s state: <code>adam.m/&lt;name&gt;</code>, <code>adam.v/&lt;name&gt;</code> and <code>adam.step</code>, as training names them.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("formats/weights.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const weights = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  weights as default
};
