import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: CocoOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/CocoOptions.md","filePath":"api/train/interfaces/CocoOptions.md"}');
const _sfc_main = { name: "api/train/interfaces/CocoOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-cocooptions" tabindex="-1">Interface: CocoOptions <a class="header-anchor" href="#interface-cocooptions" aria-label="Permalink to &quot;Interface: CocoOptions&quot;">​</a></h1><p>Whom to take of a COCO file.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="folder" tabindex="-1">folder <a class="header-anchor" href="#folder" aria-label="Permalink to &quot;folder&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">folder</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: string;</span></span></code></pre></div><p>Put before every file name: <code>train2014</code>.</p><hr><h3 id="minlimbjoints" tabindex="-1">minLimbJoints <a class="header-anchor" href="#minlimbjoints" aria-label="Permalink to &quot;minLimbJoints&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">minLimbJoints</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>Joints of shoulders, elbows, wrists, hips, knees and ankles a person must have; 12 is all.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/CocoOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CocoOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CocoOptions as default
};
