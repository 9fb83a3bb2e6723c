import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"References","description":"","frontmatter":{},"headers":[],"relativePath":"references.md","filePath":"references.md"}');
const _sfc_main = { name: "references.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="references" tabindex="-1">References <a class="header-anchor" href="#references" aria-label="Permalink to &quot;References&quot;">​</a></h1><ul><li>Y. Nie, C. Liu, C. Long, Q. Zhang, G. Li, H. Cai. <em>Multi-RoI Human Mesh Recovery with Camera Consistency and Contrastive Losses.</em> ECCV 2024, arXiv 2402.02074. The method; equation numbers in the code are its.</li><li>M. Loper, N. Mahmood, J. Romero, G. Pons-Moll, M. Black. <em>SMPL: A Skinned Multi-Person Linear Model.</em> SIGGRAPH Asia 2015. Skinning (Eq. 2–10).</li><li>Z. Li, J. Liu, Z. Zhang, S. Xu, Y. Yan. <em>CLIFF: Carrying Location Information in Full Frames into Human Pose and Shape Estimation.</em> ECCV 2022. Box information, the full-image camera.</li><li>N. Kolotouros, G. Pavlakos, M. Black, K. Daniilidis. <em>Learning to Reconstruct 3D Human Pose and Shape via Model-fitting in the Loop (SPIN).</em> ICCV 2019. The file layout of training data, loss weights.</li><li>A. Kanazawa, M. Black, D. Jacobs, J. Malik. <em>End-to-end Recovery of Human Shape and Pose.</em> CVPR 2018. Iterative regression.</li><li>Y. Zhou, C. Barnes, J. Lu, J. Yang, H. Li. <em>On the Continuity of Rotation Representations in Neural Networks.</em> CVPR 2019. 6D rotations.</li><li>S. Umeyama. <em>Least-squares estimation of transformation parameters between two point patterns.</em> PAMI 1991. Procrustes alignment.</li><li>V. Bazarevsky, I. Grishchenko, K. Raveendran, T. Zhu, F. Zhang, M. Grundmann. <em>BlazePose: On-device Real-time Body Pose Tracking.</em> 2020. The light model&#39;s encoder.</li><li>K. He, X. Zhang, S. Ren, J. Sun. <em>Deep Residual Learning for Image Recognition.</em> CVPR 2016. — J. Wang et al. <em>Deep High-Resolution Representation Learning for Visual Recognition.</em> PAMI 2020.</li><li>D. Kingma, J. Ba. <em>Adam: A Method for Stochastic Optimization.</em> ICLR 2015.</li><li>N. Mahmood, N. Ghorbani, N. Troje, G. Pons-Moll, M. Black. <em>AMASS: Archive of Motion Capture as Surface Shapes.</em> ICCV 2019. The names of arrays in a motion&#39;s NPZ.</li><li>M. Meredith, S. Maddock. <em>Motion Capture File Formats Explained.</em> University of Sheffield, 2001. BVH.</li><li>K. Shoemake. <em>Animating Rotation with Quaternion Curves.</em> SIGGRAPH 1985. Rotations between two frames.</li><li>E. Grood, W. Suntay. <em>A Joint Coordinate System for the Clinical Description of Three-Dimensional Motions: Application to the Knee.</em> J. Biomech. Eng. 1983. — G. Wu et al. <em>ISB recommendation on definitions of joint coordinate systems</em>, parts I (J. Biomech. 2002: ankle, hip, spine) and II (2005: shoulder, elbow, wrist, hand). Joint angles.</li></ul></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("references.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const references = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  references as default
};
