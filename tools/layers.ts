/**
 * @file The floors of the house, in one list, from the ground up: a folder imports only from folders above it in this
 * list, through an `index.ts`. The linter's rules, the compiler's projects and the table in ARCHITECTURE.md are made of it by
 * `tools/generated.ts`.
 */

/** Where a folder may run: everywhere, on Node, or in a browser. */
export type Host = 'core' | 'node' | 'web';

export interface Layer {
  readonly folder: string;
  readonly host: Host;
  /** The one reason to exist. */
  readonly purpose: string;
}

export const LAYERS: readonly Layer[] = [
  {
    folder: 'base',
    host: 'core',
    purpose:
      'words without a meaning of their own: errors log shape frames elementary rng sha256 html-page',
  },
  {
    folder: 'platform',
    host: 'core',
    purpose: 'what a platform must provide (files, images, runtime), and what holds its sessions',
  },
  {
    folder: 'math',
    host: 'core',
    purpose: 'rotations, rigid transforms, Procrustes alignment; plain arrays, float64',
  },
  {
    folder: 'format',
    host: 'core',
    purpose:
      'codecs, bytes ⇄ objects, pure: npy npz safetensors pickle torch tflite tfjs onnx obj glb tfevents',
  },
  {
    folder: 'graph',
    host: 'core',
    purpose:
      'the differentiable ONNX graph: tensors, operators with their gradients, Adam, importers',
  },
  {
    folder: 'camera',
    host: 'core',
    purpose:
      'boxes, regions of interest (§3.5), local and full cameras (Eq. 7–14), encodings (Eq. 2–3)',
  },
  {
    folder: 'body',
    host: 'core',
    purpose: 'the body model: shape, pose, skinning, as arrays and as a graph; joint sets by name',
  },
  {
    folder: 'imaging',
    host: 'core',
    purpose: 'pixels without decoding: warp and crop, z-buffer rasteriser, overlay and other views',
  },
  {
    folder: 'network',
    host: 'core',
    purpose:
      'what is computed: encoders, fusion (Eq. 4), heads (Eq. 5–6), presets, the `Prediction`',
  },
  {
    folder: 'inference',
    host: 'core',
    purpose:
      'a compiled network being run: crops, encoder, heads; one file a pretrained model that knows its layout',
  },
  {
    folder: 'detect',
    host: 'core',
    purpose:
      'who is where: detectors, suppression, verification by keypoints, the finder, box files',
  },
  {
    folder: 'result',
    host: 'core',
    purpose: 'the answer and what can be done with it: schema, drawing, exports, edits',
  },
  {
    folder: 'animation',
    host: 'core',
    purpose: 'motions for other programs: retargeting, GLB, BVH, VRMA, NPZ; joint angles',
  },
  {
    folder: 'video',
    host: 'core',
    purpose: 'people over frames: who is who, cuts, smoothing',
  },
  {
    folder: 'reconstruct',
    host: 'core',
    purpose: 'photograph → result, video → motion: `MultiRoi`, its options, refinement, confidence',
  },
  { folder: 'dataset', host: 'core', purpose: 'people with truth: records, readers, mixing' },
  { folder: 'synthetic', host: 'core', purpose: 'people who are rendered, with their truth' },
  { folder: 'features', host: 'core', purpose: 'stored outputs of a frozen encoder' },
  {
    folder: 'training',
    host: 'core',
    purpose: 'losses (Eq. 15–19), augmentation, the step, the loop, configurations',
  },
  {
    folder: 'evaluation',
    host: 'core',
    purpose: 'metrics, protocols, scores, reports, comparisons, ablations',
  },
  {
    folder: 'node',
    host: 'node',
    purpose: 'the Node platform: files, images, ONNX Runtime, threads',
  },
  {
    folder: 'native',
    host: 'node',
    purpose: 'the native training engine: oneDNN by way of an optional add-on (native/)',
  },
  {
    folder: 'storage',
    host: 'node',
    purpose: 'folders and buckets behind one interface; what is tried again',
  },
  {
    folder: 'jobs',
    host: 'node',
    purpose:
      'long, resumable work on a Node machine: train, evaluate, ablate, synthesise, features',
  },
  {
    folder: 'archive',
    host: 'node',
    purpose:
      'results keyed by the digest of their photograph: receipts, verification, tables in Parquet',
  },
  {
    folder: 'queue',
    host: 'node',
    purpose: 'work of many machines through Redis: batches, workers, what became of images',
  },
  {
    folder: 'web',
    host: 'web',
    purpose: 'the browser platform: files, images, ONNX Runtime in a worker',
  },
  {
    folder: 'viewer',
    host: 'web',
    purpose: 'what is drawn in a browser: the 3D view (three.js), drawings on canvases',
  },
  {
    folder: 'server',
    host: 'node',
    purpose:
      'reconstruction over HTTP: threads, limits, events; the page; the networks by the Open Inference Protocol',
  },
  { folder: 'cli', host: 'node', purpose: 'the commands' },
  {
    folder: 'entry',
    host: 'core',
    purpose: 'what the package exports, one file an entry point; nothing imports from here',
  },
];

/** Files of a folder that run elsewhere than its host says. */
export const ENTRY_HOSTS: Readonly<Record<Host, readonly string[]>> = {
  core: ['multiroi'],
  node: ['node', 'train'],
  web: ['web', 'web-worker', 'viewer'],
};

/** Ends of a path that are no `index.ts`; the linter's expressions know no look-ahead. */
const NOT_INDEX = '([^x]|[^e]x|[^d]ex|[^n]dex|[^i]ndex|[^/]index)\\.ts$';

interface Restriction {
  readonly regex: string;
  readonly message: string;
}

const below = (folder: string): readonly string[] =>
  LAYERS.slice(LAYERS.findIndex((layer) => layer.folder === folder) + 1).map(
    (layer) => layer.folder,
  );

function restrict(files: readonly string[], patterns: readonly Restriction[]): object {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

/** The linter's overrides that keep the walls. */
export function layerRules(): object[] {
  const folders = LAYERS.map(({ folder }) => folder);
  const throughIndex = (others: readonly string[], prefix: string): Restriction => ({
    regex: `${prefix}(${others.join('|')})/.*${NOT_INDEX}`,
    message: 'import a folder through its index.ts',
  });
  const inside = folders.map((folder) => {
    const forbidden = below(folder);
    const others = folders.filter((other) => other !== folder);
    const upwards = {
      regex: `^(\\.\\./)+(${forbidden.join('|')})/`,
      message: `${folder}/ stands above that folder (ARCHITECTURE.md)`,
    };
    return restrict(
      [`src/${folder}/**`],
      [...(forbidden.length > 0 ? [upwards] : []), throughIndex(others, '^(\\.\\./)+')],
    );
  });
  const walled = folders.filter((folder) => folder !== 'entry');
  const outside = restrict(
    ['bench/**', 'tools/**', 'examples/**', '*.config.ts'],
    [throughIndex(walled, '^(\\.\\.?/)+src/')],
  );
  const page = restrict(
    ['app/**'],
    [
      {
        regex: `^(\\.\\./)+src/(${LAYERS.filter(({ host }) => host === 'node')
          .map(({ folder }) => folder)
          .join('|')})/`,
        message: 'the page runs in a browser (ARCHITECTURE.md)',
      },
      throughIndex(folders, '^(\\.\\./)+src/'),
    ],
  );
  const tests = { files: ['**/*.test.ts'], rules: { 'no-restricted-imports': 'off' } };
  return [...inside, outside, page, tests];
}

/** What a compiler's project includes and excludes. */
export function projectFiles(host: Host): { include: string[]; exclude: string[] } {
  const folders = (of: Host): string[] =>
    LAYERS.filter((layer) => layer.host === of).map(({ folder }) => `src/${folder}`);
  const entries = (of: Host): string[] => ENTRY_HOSTS[of].map((name) => `src/entry/${name}.ts`);
  const exclude = ['src/**/*.test.ts'];
  if (host !== 'core') return { include: [...folders(host), ...entries(host)], exclude };
  const others = (['node', 'web'] as const).flatMap((of) => [...folders(of), ...entries(of)]);
  return { include: ['src'], exclude: [...exclude, ...others] };
}

/** The list of ARCHITECTURE.md. */
export function layerList(): string {
  const width = Math.max(...LAYERS.map(({ folder }) => folder.length)) + 2;
  const lines = LAYERS.map(({ folder, purpose }) => `  ${`${folder}/`.padEnd(width)}${purpose}`);
  return ['src/', ...lines].join('\n');
}
