/** @file The page's beginning: the engine in its worker, the two pictures, the panels. */

import * as z from 'zod';
import { EngineClient, WEB_PROVIDERS, type WebProvider } from '../src/web/index.ts';
import { createPage } from './actions/actions.ts';
import { closeReplaced } from './actions/resources.ts';
import { pageDevices } from './devices/page-devices.ts';
import { bodyPanel } from './panels/body.ts';
import { advancedPanel } from './panels/advanced.ts';
import { confidencePanel } from './panels/confidence.ts';
import { exportMenu } from './panels/export.ts';
import { filesPanel } from './panels/files.ts';
import { peoplePanel } from './panels/people.ts';
import { qualityPanel } from './panels/quality.ts';
import { resultsPanel } from './panels/results.ts';
import { runBar } from './panels/run-bar.ts';
import { timeline } from './panels/timeline.ts';
import { viewPanel, viewTools } from './panels/view.ts';
import { boxDrawing } from './shell/box-drawing.ts';
import { compareCurtain } from './shell/compare.ts';
import { byId } from './shell/dom.ts';
import { firstUse } from './shell/first-use.ts';
import { intake } from './shell/intake.ts';
import { goOffline, keepRuntimeAfterUse } from './shell/offline.ts';
import { Stage } from './shell/stage.ts';
import { themeButton } from './shell/theme.ts';
import { working } from './shell/working.ts';

// the page's policy forbids code made from text, which zod would try
z.config({ jitless: true });

/** `?provider=wasm` and `?provider=webgpu` choose; otherwise the page does. */
function providerWish(): WebProvider | 'auto' {
  const wish = new URLSearchParams(location.search).get('provider');
  return WEB_PROVIDERS.find((provider) => provider === wish) ?? 'auto';
}

async function main(): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const engine = new EngineClient(worker);
  const page = createPage(engine, pageDevices);
  const { store, actions } = page;
  // the page as it stands, for tests and for whoever opens the console
  Object.assign(globalThis, { multiroi: { engine, store, actions } });
  themeButton(page);
  runBar(page);
  const stage = new Stage(page);
  byId('panels').append(
    filesPanel(page),
    peoplePanel(page),
    confidencePanel(page),
    viewPanel(page),
    qualityPanel(page),
    bodyPanel(page),
    advancedPanel(page),
  );
  viewTools(page, () => stage.frame());
  compareCurtain(page);
  boxDrawing(page);
  working(store);
  intake(
    page,
    exportMenu(page, () => stage.snapshotPng()),
  );
  firstUse(store);
  timeline(page);
  void goOffline();
  keepRuntimeAfterUse(store);
  closeReplaced(store);
  await Promise.all([actions.start(providerWish()), resultsPanel(page)]);
}

void main();
