/** @file The library under measurement: this checkout's sources, or the build of another checkout. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as CoreModule from '../../src/entry/multiroi.ts';
import type * as NodeModule from '../../src/node/index.ts';

type Node = typeof NodeModule;
type Core = typeof CoreModule;

/** What the benches call; another version's build may lack what today's types promise. */
export interface Library {
  /** For headings. */
  readonly name: string;
  readonly MultiRoi: Node['MultiRoi'];
  readonly images: Node['nodePlatform']['images'];
  readonly poseResult: Core['poseResult'];
}

/** @param build folder of a checkout with `dist`; absent: the sources beside this file. */
export async function loadLibrary(build?: string): Promise<Library> {
  const root = build === undefined ? undefined : resolve(build);
  const entry = (built: string, source: string): string => {
    if (root === undefined) return new URL(`../../src/${source}`, import.meta.url).href;
    const path = join(root, 'dist', built);
    if (!existsSync(path)) throw new Error(`--build: expected a built checkout, got no ${path}`);
    return pathToFileURL(path).href;
  };
  // packages before 0.4 had their platform's own index as entry point
  const old = root !== undefined && existsSync(join(root, 'dist', 'node', 'index.js'));
  const node = (await import(
    entry(old ? 'node/index.js' : 'entry/node.js', 'node/index.ts')
  )) as Node;
  const core = (await import(
    entry(old ? 'index.js' : 'entry/multiroi.js', 'entry/multiroi.ts')
  )) as Core;
  return {
    name: build ?? 'these sources',
    MultiRoi: node.MultiRoi,
    images: node.nodePlatform.images,
    poseResult: core.poseResult,
  };
}
