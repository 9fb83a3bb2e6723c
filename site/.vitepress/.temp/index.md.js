import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse(`{"title":"","description":"","frontmatter":{"layout":"home","hero":{"name":"multiroi","text":"People in photographs, in 3D","tagline":"A body mesh and an honest camera for everybody, in TypeScript. No Python, no CUDA, no registration.","image":{"src":"/images/first.jpg","alt":"A portrait, the body over it, and the same person from the side"},"actions":[{"theme":"brand","text":"A photograph in five minutes","link":"/guide/photo"},{"theme":"alt","text":"What programs call","link":"/api/"},{"theme":"alt","text":"How good it is","link":"/results/real-frames"}]},"features":[{"title":"Blender","details":"Skinned people and the camera that saw them, over your photograph.","link":"/guide/blender"},{"title":"three.js and the web","details":"A result as meshes, a GLB as a scene, the networks in the visitor's browser.","link":"/guide/three"},{"title":"Mixamo and VRM","details":"Motions with the bone names that your avatar has.","link":"/guide/avatars"},{"title":"Fitness","details":"Joint angles by their textbook definitions, and repetitions counted.","link":"/guide/fitness"},{"title":"Research","details":"Checkpoints, SMPL and 3DPW without Python; the paper's tables, command by command.","link":"/guide/researchers"},{"title":"Archives","details":"A hundred thousand photographs, in parts that can be stopped and go on.","link":"/guide/archives"},{"title":"Self-hosting","details":"The page on any host, the server behind a proxy, as a service or in a container.","link":"/guide/self-hosting"},{"title":"Everything else","details":"Commands, file formats, training, decisions and what was measured.","link":"/cli"}]},"headers":[],"relativePath":"index.md","filePath":"index.md"}`);
const _sfc_main = { name: "index.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("index.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const index = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  index as default
};
