/** @file What is going on, how long each stage took, and what it ran on. Always in sight. */

import { WEB_PROVIDERS, type WebProvider } from '../../src/web/index.ts';
import { byId, h } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import type { State } from '../state/state.ts';

const PROVIDER_NAMES: Readonly<Record<WebProvider, string>> = {
  wasm: 'WASM SIMD',
  webgpu: 'WebGPU',
};
const STAGES = ['decode', 'detect', 'crop', 'encode', 'heads', 'body'] as const;

const time = (ms: number): string =>
  ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;

export function runBar({ store, actions }: Page): void {
  const choice = h('select', {
    attr: { 'aria-label': 'What networks run on' },
    on: {
      change: () => {
        const chosen = WEB_PROVIDERS.find((provider) => provider === choice.value);
        if (chosen !== undefined) void actions.chooseProvider(chosen);
      },
    },
  });
  byId('badge').append(choice);
  const progress = h('progress', { max: 1, attr: { 'aria-label': 'How much is done' } });
  let announced = '';
  store.watch(
    ({ status }) => status,
    (status) => {
      const line = byId('status');
      // reported once: a reader of the screen reads whatever changes
      const key = JSON.stringify([status.kind, status.text, status.hint]);
      if (key !== announced) {
        announced = key;
        line.className = status.kind;
        const hint =
          status.hint === undefined ? [] : [h('span', { className: 'hint' }, ` — ${status.hint}`)];
        line.replaceChildren(progress, status.text, ...hint);
        line.title = status.text;
      }
      progress.hidden = status.kind !== 'busy';
      if (status.share === undefined) progress.removeAttribute('value');
      else progress.value = status.share;
    },
  );
  const timed = ({ result, live }: State): object => ({ timings: result?.timings, live });
  store.watch(timed, () => {
    const { result, live } = store.state;
    const fps = live?.framesPerSecond ?? null;
    const timings = result?.timings ?? {};
    const known = STAGES.flatMap((stage) => {
      const ms = timings[stage];
      return ms === undefined ? [] : [{ stage, ms }];
    });
    const total = known.reduce((sum, { ms }) => sum + ms, 0);
    byId('timings').replaceChildren(
      ...known.map(({ stage, ms }) => h('span', {}, `${stage} `, h('b', {}, time(ms)))),
      ...(known.length > 0 ? [h('span', {}, 'all ', h('b', {}, time(total)))] : []),
      ...(fps === null ? [] : [h('span', {}, 'live ', h('b', {}, `${fps.toFixed(1)} frames/s`))]),
    );
  });
  store.watch(
    ({ info }) => info,
    (info) => {
      if (info === null) return;
      const threads = info.threads === 1 ? '1 thread' : `${info.threads} threads`;
      choice.replaceChildren(
        ...info.providers.map((provider) =>
          h(
            'option',
            { value: provider, selected: provider === info.provider },
            provider === 'wasm' ? `${PROVIDER_NAMES.wasm} · ${threads}` : PROVIDER_NAMES[provider],
          ),
        ),
      );
      choice.title = info.providers.includes('webgpu')
        ? 'WebGPU is here; the faster of the two that agree is taken'
        : 'No WebGPU in this browser; SIMD WebAssembly runs everything';
    },
  );
}
