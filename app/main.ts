/** @file The page's beginning: the engine in its worker, the two pictures, the panels. */

import * as z from 'zod';
import { EngineClient, WEB_PROVIDERS, type WebProvider } from '../src/web/index.ts';
import { byId, h, themeNow, toggle } from './dom.ts';
import { intake } from './intake.ts';
import { goOffline, keepRuntime } from './offline.ts';
import { bodyPanel } from './panels/body.ts';
import { cameraPanel } from './panels/camera.ts';
import { confidencePanel } from './panels/confidence.ts';
import { peoplePanel } from './panels/people.ts';
import { resultsPanel } from './panels/results.ts';
import { runBar } from './panels/run-bar.ts';
import { takeAwayPanel } from './panels/take-away.ts';
import { timeline } from './panels/timeline.ts';
import { viewPanel, viewTools } from './panels/view.ts';
import { Session } from './session.ts';
import { Stage } from './stage.ts';

// the page's policy forbids code made from text, which zod would try
z.config({ jitless: true });

function themeButton(session: Session): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  byId('theme').addEventListener('click', () => {
    document.documentElement.dataset['theme'] = themeNow() === 'dark' ? 'light' : 'dark';
    session.changed();
  });
  dark.addEventListener('change', () => session.changed());
}

function boxTools(session: Session, stage: Stage): void {
  const draw = toggle('Draw a box', false, (on) => stage.drawBox(on));
  const all = h(
    'button',
    {
      type: 'button',
      className: 'chip',
      on: {
        click: () => {
          session.boxes = null;
          void session.again();
        },
      },
    },
    'Everyone again',
  );
  byId('over-tools').append(draw, all);
  session.onChange(() => {
    draw.hidden = typeof session.photo?.id !== 'number';
    all.hidden = session.boxes === null;
    if (session.boxes !== null && draw.getAttribute('aria-pressed') === 'true') draw.click();
  });
}

/** `?provider=wasm` and `?provider=webgpu` choose; otherwise the page does. */
function providerWish(): WebProvider | 'auto' {
  const wish = new URLSearchParams(location.search).get('provider');
  return WEB_PROVIDERS.find((provider) => provider === wish) ?? 'auto';
}

async function main(): Promise<void> {
  const worker = new Worker(new URL('../src/web/worker.ts', import.meta.url), { type: 'module' });
  const session = new Session(new EngineClient(worker));
  // the result as the page has it, for tests and for those who look behind the curtain
  Object.assign(globalThis, { multiroi: session });
  runBar(session);
  const stage = new Stage(session);
  byId('panels').append(
    peoplePanel(session),
    viewPanel(session),
    cameraPanel(session),
    confidencePanel(session),
    bodyPanel(session),
    takeAwayPanel(session, () => stage.around.snapshotPng()),
  );
  viewTools(
    session,
    () => stage.around.frame(),
    (on) => stage.showAbove(on),
  );
  boxTools(session, stage);
  themeButton(session);
  intake(session);
  timeline(session);
  void goOffline();
  session.addEventListener('reconstructed', () => void keepRuntime(), { once: true });
  await Promise.all([session.start(providerWish()), resultsPanel(session)]);
}

void main();
