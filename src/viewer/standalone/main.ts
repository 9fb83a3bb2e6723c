/** @file The script inside a result that is one file: the 3D view and its panel. */

import { messageOf } from '../../base/index.ts';
import type { StoredScene } from '../../result/index.ts';
import { drawBirdsEye } from '../draw-birds-eye.ts';
import { SceneView } from '../scene-view.ts';
import type { Theme, ViewState } from '../state.ts';
import { controls } from './controls.ts';
import { meshesOf, photographOf } from './scene.ts';
import { STYLE } from './style.ts';

const TURN_RAD = 0.1;
const MOST_PIXELS_PER_PX = 2;

/** What keys do to the eye. */
const KEYS: Readonly<Record<string, (view: SceneView) => void>> = {
  ArrowLeft: (view) => view.turn(TURN_RAD, 0),
  ArrowRight: (view) => view.turn(-TURN_RAD, 0),
  ArrowUp: (view) => view.turn(0, TURN_RAD),
  ArrowDown: (view) => view.turn(0, -TURN_RAD),
  '+': (view) => view.zoom(1.1),
  '-': (view) => view.zoom(1 / 1.1),
};

async function show(): Promise<void> {
  const text = document.getElementById('scene')?.textContent ?? '';
  const scene = JSON.parse(text) as StoredScene;
  const { result } = scene;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const themeNow = (): Theme => (dark.matches ? 'dark' : 'light');
  const canvas = document.createElement('canvas');
  canvas.className = 'view';
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `${result.people.length} people in 3D`);
  const view = new SceneView(canvas, {
    state: { theme: themeNow() },
    onPick: (selected) => change({ selected }),
  });
  const panel = controls(view, result, (to) => change(to));

  function change(to: Partial<ViewState>): void {
    view.setState(to);
    const { state } = view;
    document.body.classList.toggle('dark', state.theme === 'dark');
    panel.update(state);
    const { clientWidth: width, clientHeight: height } = panel.plan;
    const ratio = Math.min(MOST_PIXELS_PER_PX, devicePixelRatio);
    panel.plan.width = width * ratio;
    panel.plan.height = height * ratio;
    const ctx = panel.plan.getContext('2d');
    if (ctx === null || width === 0) return;
    ctx.scale(ratio, ratio);
    drawBirdsEye(ctx, result, { ...state, width, height });
  }

  document.body.prepend(canvas);
  document.body.append(panel.root);
  view.setMeshes(meshesOf(scene));
  const fit = (): void =>
    view.resize(innerWidth, innerHeight, Math.min(MOST_PIXELS_PER_PX, devicePixelRatio));
  fit();
  view.setReconstruction(result, await photographOf(scene));
  change({});
  addEventListener('resize', fit);
  panel.root.addEventListener('toggle', () => change({}));
  dark.addEventListener('change', () => change({ theme: themeNow() }));
  canvas.addEventListener('keydown', (event) => {
    const act = KEYS[event.key];
    if (event.key === 'c') change({ mode: view.state.mode === 'orbit' ? 'camera' : 'orbit' });
    if (act === undefined) return;
    event.preventDefault();
    act(view);
  });
}

const style = document.createElement('style');
style.textContent = STYLE;
document.head.append(style);
show().catch((error: unknown) => {
  const notice = document.createElement('p');
  notice.textContent = `This file cannot be shown: ${messageOf(error)}`;
  document.body.append(notice);
});
