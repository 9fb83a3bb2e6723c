import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PosedShard","description":"","frontmatter":{},"headers":[],"relativePath":"api/train/interfaces/PosedShard.md","filePath":"api/train/interfaces/PosedShard.md"}');
const _sfc_main = { name: "api/train/interfaces/PosedShard.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-posedshard" tabindex="-1">Interface: PosedShard <a class="header-anchor" href="#interface-posedshard" aria-label="Permalink to &quot;Interface: PosedShard&quot;">​</a></h1><p>People of a shard with their true joints.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="scorer" tabindex="-1">scorer <a class="header-anchor" href="#scorer" aria-label="Permalink to &quot;scorer&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">scorer</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: PersonScorer;</span></span></code></pre></div><hr><h3 id="shard" tabindex="-1">shard <a class="header-anchor" href="#shard" aria-label="Permalink to &quot;shard&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">shard</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: Shard;</span></span></code></pre></div><hr><h3 id="truth" tabindex="-1">truth <a class="header-anchor" href="#truth" aria-label="Permalink to &quot;truth&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light-high-contrast github-dark-high-contrast vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">readonly </span><span style="--shiki-light:#702C00;--shiki-dark:#FFB757;">truth</span><span style="--shiki-light:#0E1116;--shiki-dark:#F0F3F6;">: readonly Points[];</span></span></code></pre></div><p>Of every person, the 24 joints of SMPL, metres.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/train/interfaces/PosedShard.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PosedShard = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PosedShard as default
};
