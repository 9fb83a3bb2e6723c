/** @file A light model with random weights, and a platform whose pose encoder is a formula. */
import { readFileSync } from 'node:fs';
import { Graph, initialise } from '../../src/graph/index.ts';
import { writeSafetensors } from '../../src/format/index.ts';
import {
  buildNetwork,
  encoderWidth,
  LIGHT_PARTS,
  networkConfig,
  type NetworkChoice,
} from '../../src/network/index.ts';
import { nodePlatform } from '../../src/node/index.ts';
import { relationLength } from '../../src/camera/index.ts';
import type { HostTensor, Platform, Session } from '../../src/platform/index.ts';
import { Rng } from '../../src/base/index.ts';

/** A weights file of untrained but well-formed weights: cameras near (0.9, 0, 0), poses near the start. */
export function randomLightWeights(change: Partial<NetworkChoice> = {}): Uint8Array {
  const embedding = { width: 16, blocks: 1, aligned: true };
  const config = networkConfig({ model: 'light', embedding, ...change });
  const graph = new Graph('random');
  const M = config.rois;
  const inputs = {
    features: graph.input('features', [1, M, encoderWidth(config)]),
    boxes: graph.input('boxes', [1, M, 3]),
    relation: graph.input('relation', [1, M, M, relationLength(config.frequencies)]),
  };
  buildNetwork(graph, config, inputs, { normalisation: 'frozen' });
  const weights = initialise(graph, new Rng('light'));
  return writeSafetensors(weights, { 'multiroi.config': JSON.stringify(config) });
}

const bestWeights = (): Uint8Array => randomLightWeights({ poseEncoder: 'heavy' });

const POSE_MODEL = Uint8Array.of(1);
const DETECTOR_MODEL = Uint8Array.of(2);
const MOVENET_MODEL = Uint8Array.of(3);

function fakePose(onRun: (crops: number) => void): Session {
  const lengths = Object.entries(LIGHT_PARTS);
  return {
    inputNames: ['images'],
    outputNames: Object.keys(LIGHT_PARTS),
    inputShapes: { images: [null, 3, 256, 256] },
    provider: 'cpu',
    run: ({ images }) => {
      const count = images?.shape[0] ?? 0;
      const data = images?.data ?? new Float32Array();
      onRun(count);
      const outputs = lengths.map(([name, length]): [string, HostTensor] => {
        const values = new Float32Array(count * length);
        for (let n = 0; n < count; n++) {
          for (let i = 0; i < length; i++) {
            values[n * length + i] = Number(data[n * 3 * 65_536 + 97 * i]) - 0.5;
          }
        }
        const shape = name === 'landmarks' ? [count, 39, 5] : [count, length];
        return [name, { type: 'float32', shape, data: values }];
      });
      return Promise.resolve(Object.fromEntries(outputs));
    },
    dispose: () => Promise.resolve(),
  };
}

/** A MoveNet that sees nobody: every cell of every map at −6. */
function fakeMoveNet(): Session {
  const channels = { heatmaps: 17, centre: 1, regression: 34, offsets: 34 };
  return {
    inputNames: ['images'],
    outputNames: Object.keys(channels),
    inputShapes: { images: [null, 3, 256, 256] },
    provider: 'cpu',
    run: ({ images }) => {
      const count = images?.shape[0] ?? 0;
      const outputs = Object.entries(channels).map(([name, C]): [string, HostTensor] => {
        const data = new Float32Array(count * C * 64 * 64).fill(-6);
        return [name, { type: 'float32', shape: [count, C, 64, 64], data }];
      });
      return Promise.resolve(Object.fromEntries(outputs));
    },
    dispose: () => Promise.resolve(),
  };
}

export interface LightPlatform extends Platform {
  /** Crops of every run of the pose encoder. */
  readonly runs: number[];
  /** Sessions alive. */
  alive(): number;
}

/** Node, but with a pose encoder that needs no model; heads run for real. */
export function lightPlatform(weights: Uint8Array = randomLightWeights()): LightPlatform {
  const runs: number[] = [];
  let alive = 0;
  const counted = (session: Session): Session => {
    alive++;
    return {
      ...session,
      run: (...args) => session.run(...args),
      dispose: () => {
        alive--;
        return session.dispose();
      },
    };
  };
  return {
    runs,
    alive: () => alive,
    images: nodePlatform.images,
    files: {
      asset: (name) => {
        if (/^blazepose-(full|heavy)\.onnx$/.test(name)) return Promise.resolve(POSE_MODEL);
        if (name === 'movenet-thunder.onnx') return Promise.resolve(MOVENET_MODEL);
        if (name === 'nanodet.onnx') return Promise.resolve(DETECTOR_MODEL);
        if (name === 'weights/light.safetensors') return Promise.resolve(weights);
        if (name === 'weights/light-best.safetensors') return Promise.resolve(bestWeights());
        return Promise.resolve(readFileSync(`assets/${name}`));
      },
      read: (path) => nodePlatform.files.read(path),
    },
    runtime: {
      createSession: async (model, options) => {
        if (model === POSE_MODEL) return counted(fakePose((crops) => runs.push(crops)));
        if (model === MOVENET_MODEL) return counted(fakeMoveNet());
        const session = await nodePlatform.runtime.createSession(model, options);
        return counted({
          inputNames: session.inputNames,
          outputNames: session.outputNames,
          inputShapes: session.inputShapes,
          provider: session.provider,
          run: (...args) => session.run(...args),
          dispose: () => session.dispose(),
        });
      },
    },
  };
}
