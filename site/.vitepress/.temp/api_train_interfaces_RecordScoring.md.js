import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: RecordScoring","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/RecordScoring.md","filePath":"api/train/interfaces/RecordScoring.md"}');
const _sfc_main = { name: "api/train/interfaces/RecordScoring.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-recordscoring" tabindex="-1">Interface: RecordScoring <a class="header-anchor" href="#interface-recordscoring" aria-label="Permalink to &quot;Interface: RecordScoring&quot;">​</a></h1><p>What is scored under which rules.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="mocap" tabindex="-1">mocap <a class="header-anchor" href="#mocap" aria-label="Permalink to &quot;mocap&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">mocap</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: boolean;</span></span></code></pre></div><p>Also score against annotated joints where there are any.</p><hr><h3 id="protocol" tabindex="-1">protocol <a class="header-anchor" href="#protocol" aria-label="Permalink to &quot;protocol&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">protocol</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Protocol;</span></span></code></pre></div><hr><h3 id="scorer" tabindex="-1">scorer <a class="header-anchor" href="#scorer" aria-label="Permalink to &quot;scorer&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">scorer</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: PersonScorer;</span></span></code></pre></div><p>Poses predictions and truths for <code>protocol.joints</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/RecordScoring.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RecordScoring = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RecordScoring as default
};
