/** @file Detectors that see nobody, wherever they look. */
import type { HostTensor, Platform, Session } from '../../src/platform/index.ts';

const NANODET = Uint8Array.of(11);
const MULTIPOSE = Uint8Array.of(12);

function blind(
  outputsOf: (images: HostTensor) => Readonly<Record<string, readonly number[]>>,
): Session {
  return {
    inputNames: ['images'],
    outputNames: [],
    inputShapes: { images: [null, 3, null, null] },
    provider: 'cpu',
    run({ images }) {
      const outputs = Object.entries(outputsOf(images)).map(
        ([name, shape]): [string, HostTensor] => {
          const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(-9);
          return [name, { type: 'float32', shape, data }];
        },
      );
      return Promise.resolve(Object.fromEntries(outputs));
    },
    dispose: () => Promise.resolve(),
  };
}

/** The platform, with both detectors of people replaced. */
export function seeingNobody(platform: Platform): Platform {
  const { files, runtime } = platform;
  return {
    ...platform,
    files: {
      ...files,
      asset(name) {
        if (name === 'nanodet.onnx') return Promise.resolve(NANODET);
        return name === 'movenet-multipose.onnx' ? Promise.resolve(MULTIPOSE) : files.asset(name);
      },
    },
    runtime: {
      ...runtime,
      createSession(model, options) {
        if (model === NANODET) {
          return Promise.resolve(blind(({ shape }) => ({ heads: [shape[0], 45, 3549] })));
        }
        if (model !== MULTIPOSE) return runtime.createSession(model, options);
        const channels = {
          centre: 1,
          boxSize: 2,
          boxOffset: 2,
          heatmaps: 17,
          regression: 34,
          offsets: 34,
        };
        const session = blind(({ shape: [N, , H, W] }) =>
          Object.fromEntries(
            Object.entries(channels).map(([name, C]) => [name, [N, C, H / 4, W / 4]]),
          ),
        );
        return Promise.resolve(session);
      },
    },
  };
}
