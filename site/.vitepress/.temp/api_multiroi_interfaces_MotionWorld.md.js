import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: MotionWorld","description":"","frontmatter":{},"headers":[],"relativePath":"api/multiroi/interfaces/MotionWorld.md","filePath":"api/multiroi/interfaces/MotionWorld.md"}');
const _sfc_main = { name: "api/multiroi/interfaces/MotionWorld.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-motionworld" tabindex="-1">Interface: MotionWorld <a class="header-anchor" href="#interface-motionworld" aria-label="Permalink to &quot;Interface: MotionWorld&quot;">​</a></h1><p>Where up and the floor are, for a camera that does not move.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="confidence" tabindex="-1">confidence <a class="header-anchor" href="#confidence" aria-label="Permalink to &quot;confidence&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">confidence</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>How far this is to be believed, 0–1.</p><hr><h3 id="floory" tabindex="-1">floorY <a class="header-anchor" href="#floory" aria-label="Permalink to &quot;floorY&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">floorY</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: number;</span></span></code></pre></div><p>The height of the floor in that frame, metres; negative when the camera stands above it.</p><hr><h3 id="rotation" tabindex="-1">rotation <a class="header-anchor" href="#rotation" aria-label="Permalink to &quot;rotation&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">rotation</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Mat3;</span></span></code></pre></div><p>worldFromCam, y up: <code>world = rotation · (X + t)</code>; the origin stays the pinhole.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/multiroi/interfaces/MotionWorld.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const MotionWorld = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  MotionWorld as default
};
