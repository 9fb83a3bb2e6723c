import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"0001 · ONNX Runtime executes everything; gradients are ours","description":"","frontmatter":{},"headers":[],"relativePath":"adr/0001-onnx-runtime-and-our-own-gradients.md","filePath":"adr/0001-onnx-runtime-and-our-own-gradients.md"}');
const _sfc_main = { name: "adr/0001-onnx-runtime-and-our-own-gradients.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="0001--onnx-runtime-executes-everything-gradients-are-ours" tabindex="-1">0001 · ONNX Runtime executes everything; gradients are ours <a class="header-anchor" href="#0001--onnx-runtime-executes-everything-gradients-are-ours" aria-label="Permalink to &quot;0001 · ONNX Runtime executes everything; gradients are ours&quot;">​</a></h1><p><strong>Context.</strong> The networks must run in Node and in the browser and must train, from npm packages alone.</p><p><strong>Options measured</strong> (two AVX-512 cores, Node 20; GFLOP/s of a 64-channel 3×3 convolution on five 56² maps): ONNX Runtime 102 with changing weights and 190–220 with constant ones; tfjs-wasm 20–27; jax-js wasm 0.2; PyTorch 1.13 of Debian 29. The native library of tfjs-node comes from outside npm; tfjs-wasm has no convolution filter gradient; the training builds of ONNX Runtime are discontinued.</p><p><strong>Decision.</strong> ONNX Runtime everywhere. <code>src/graph</code> differentiates a symbolic graph in reverse mode and writes a training step as <em>one</em> ONNX model of standard operators: an input gradient is a ConvTranspose, a weight gradient k² shifted slices with one matrix product each (97 GFLOP/s; as one convolution with a huge kernel 34). Parameters, moments and running statistics are inputs and outputs.</p><p><strong>Consequences.</strong> One definition of a network serves training, inference, quantisation and export. Shapes are static. We keep the operator gradients true by comparing each with central differences.</p><p><strong>Revisit when</strong> a JavaScript runtime trains convolutions at native speed.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("adr/0001-onnx-runtime-and-our-own-gradients.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const _0001OnnxRuntimeAndOurOwnGradients = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  _0001OnnxRuntimeAndOurOwnGradients as default
};
