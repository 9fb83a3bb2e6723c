/** @file The shipped MoveNet as an encoder to be trained: its weights are parameters. */

import { readOnnx, writeOnnx, type OnnxModel } from '../../src/format/index.ts';
import { fromOnnx, type ImportedGraph } from '../../src/graph/index.ts';
import { nodeFiles } from '../../src/node/index.ts';

/** @param images how many, of `side` × `side` pixels. */
export async function movenetGraph(images: number, side: number): Promise<ImportedGraph> {
  const model = readOnnx(await nodeFiles.asset('movenet-thunder.onnx'));
  const { graph } = model;
  // the shipped model's weights are constants, and have names like these
  const weights = new Set(
    graph.nodes.filter(({ op }) => op === 'Conv').flatMap(({ inputs }) => inputs.slice(1)),
  );
  const named = (name: string): string =>
    weights.has(name) ? name.replace('constant_', 'weight ') : name;
  const fixed: OnnxModel = {
    ...model,
    graph: {
      ...graph,
      initializers: new Map([...graph.initializers].map(([name, value]) => [named(name), value])),
      inputs: graph.inputs.map((input) => ({ ...input, shape: [images, 3, side, side] })),
      outputs: graph.outputs.map((output) => ({ ...output, shape: null })),
      nodes: graph.nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map(named),
        outputs: node.outputs.map(named),
      })),
    },
  };
  return fromOnnx(writeOnnx(fixed));
}
