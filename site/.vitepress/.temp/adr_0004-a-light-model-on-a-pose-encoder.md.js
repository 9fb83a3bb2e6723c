import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"0004 · The light model stands on a pretrained pose encoder","description":"","frontmatter":{},"headers":[],"relativePath":"adr/0004-a-light-model-on-a-pose-encoder.md","filePath":"adr/0004-a-light-model-on-a-pose-encoder.md"}');
const _sfc_main = { name: "adr/0004-a-light-model-on-a-pose-encoder.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="0004--the-light-model-stands-on-a-pretrained-pose-encoder" tabindex="-1">0004 · The light model stands on a pretrained pose encoder <a class="header-anchor" href="#0004--the-light-model-stands-on-a-pretrained-pose-encoder" aria-label="Permalink to &quot;0004 · The light model stands on a pretrained pose encoder&quot;">​</a></h1><p><strong>Context.</strong> No pretrained ResNet or HRNet is to be had without a licence or a download. The paper, too, starts from 2D-pose pretraining.</p><p><strong>Decision.</strong> <code>light</code> uses BlazePose (Apache-2.0, inside the npm package <code>@mediapipe/pose</code>), frozen, converted at build to ONNX and cut to the outputs that are used: landmarks, world landmarks, presence and the 2×2 feature. Dropping its heat-map and mask decoders takes a crop from 14 to 4.8 ms on two cores. Features [M, 1465] are standardised; the fusion, the mesh head and the camera head are the paper&#39;s and trained by us on synthetic people. The same encoder confirms detections and tightens their boxes.</p><p><strong>Consequences.</strong> Day-one weights with a clean title. The encoder is shape-blind: betas stay near the mean. Its crops are square.</p><p><strong>Revisit when</strong> weights of the paper&#39;s encoders can be trained or shipped freely.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("adr/0004-a-light-model-on-a-pose-encoder.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const _0004ALightModelOnAPoseEncoder = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  _0004ALightModelOnAPoseEncoder as default
};
