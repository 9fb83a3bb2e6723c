/**
 * @file Fusion and heads written out in plain loops, as the equations stand: every pair is concatenated,
 * every layer sees its whole input in every iteration. The graph's network is compared with it.
 */

import type { NetworkConfig } from '../../src/network/index.ts';
import type { HostTensor, Weights } from '../../src/platform/index.ts';

type Row = readonly number[];

/** What one person's network gives, in nested rows. */
export interface PlainResult {
  readonly attention: readonly Row[];
  /** K meshes: rotation matrices 24 × 9 in one row, and betas. */
  readonly rotmats: readonly Row[];
  readonly betas: readonly Row[];
  readonly cameras: readonly Row[];
}

const dot = (a: Row, b: Row): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
const plus = (a: Row, b: Row): number[] => a.map((x, i) => x + b[i]);
const rectify = (row: Row): number[] => row.map((x) => Math.max(x, 0));

function softmax(row: Row): number[] {
  const powers = row.map((x) => Math.exp(x - Math.max(...row)));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((x) => x / sum);
}

export class PlainNetwork {
  readonly #weights: Weights;
  readonly #config: NetworkConfig;

  constructor(config: NetworkConfig, weights: Weights) {
    this.#config = config;
    this.#weights = weights;
  }

  #tensor(name: string): HostTensor {
    const tensor = this.#weights.get(name);
    if (tensor === undefined) throw new Error(`no weight '${name}'`);
    return tensor;
  }

  #row(name: string): number[] {
    return Array.from(this.#tensor(name).data, Number);
  }

  #layer(name: string, x: Row): number[] {
    const { shape, data } = this.#tensor(`${name}.weight`);
    const bias = this.#weights.has(`${name}.bias`) ? this.#row(`${name}.bias`) : null;
    if (shape[1] !== x.length) throw new Error(`${name}: ${x.length} inputs for ${shape.join()}`);
    return Array.from({ length: shape[0] }, (_, o) => {
      let sum = bias?.[o] ?? 0;
      for (let i = 0; i < x.length; i++) sum += Number(data[o * x.length + i]) * x[i];
      return sum;
    });
  }

  #blocks(name: string, count: number, x: Row): Row {
    let y = x;
    for (let i = 0; i < count; i++) {
      y = plus(y, this.#layer(`${name}.${i}.b`, rectify(this.#layer(`${name}.${i}.a`, y))));
    }
    return y;
  }

  /** What is fused: for `light`, standardised and embedded. */
  #features(raw: Row, box: Row, base: Row): Row {
    if (this.#config.model !== 'light') return raw;
    const mean = this.#row('light.mean');
    const std = this.#row('light.std');
    const h = raw.map((x, i) => (x - mean[i]) / std[i]);
    const { embedding } = this.#config;
    if (embedding === null) return h;
    const aligned = embedding.aligned ? alignedWithBase(raw, box, base) : [];
    const first = rectify(this.#layer('light.embed', [...h, ...box, ...aligned]));
    return this.#blocks('light.block', embedding.blocks, first);
  }

  #attention(features: readonly Row[], relation: (m: number, n: number) => Row): number[][] {
    const { fusion, scorer } = this.#config;
    const all = features.map((_, n) => n);
    if (fusion === 'none') return all.map((m) => all.map((n) => (m === n ? 1 : 0)));
    if (fusion === 'self-attention') {
      const tokens = all.map((n) => [...features[n], ...relation(0, n)]);
      const keys = tokens.map((token) => this.#layer('fuse.key', token));
      return tokens.map((token) => {
        const query = this.#layer('fuse.query', token);
        return softmax(keys.map((key) => dot(query, key) / 16));
      });
    }
    const pair = (m: number, n: number): Row =>
      fusion === 'feature-only' ? features[n] : [...features[n], ...relation(m, n)];
    return all.map((m) => {
      if (scorer === 'linear') return softmax(all.map((n) => this.#layer('fuse', pair(m, n))[0]));
      let x = all.flatMap((n) => this.#layer('fuse_fc', pair(m, n)));
      for (const name of ['attention.0', 'attention.2', 'attention.4']) {
        x = this.#layer(name, x).map(Math.tanh);
      }
      return softmax(x);
    });
  }

  #regress(prefix: string, condition: Row, targets: readonly (readonly [string, Row])[]): Row[] {
    const { iterations, activation, blocks } = this.#config.regressor;
    const activate = (x: Row): Row => (activation === 'relu' ? rectify(x) : x);
    let estimates = targets.map(([, start]) => start);
    for (let i = 0; i < iterations; i++) {
      const first = activate(this.#layer(`${prefix}fc1`, [...condition, ...estimates.flat()]));
      const second = activate(this.#layer(`${prefix}fc2`, first));
      const x = this.#blocks(`${prefix}block`, blocks, second);
      estimates = estimates.map((estimate, k) =>
        plus(estimate, this.#layer(prefix + targets[k][0], x)),
      );
    }
    return estimates;
  }

  /** @param relation what is known of boxes m and n, in that order. */
  run(
    raw: readonly Row[],
    boxes: readonly Row[],
    relation: (m: number, n: number) => Row,
  ): PlainResult {
    const { decoderBbox, decoders } = this.#config;
    const features = raw.map((row, m) => this.#features(row, boxes[m], boxes[0]));
    const attention = this.#attention(features, relation);
    const fused = attention.map((w) =>
      features[0].map((_, i) =>
        dot(
          w,
          features.map((h) => h[i]),
        ),
      ),
    );
    const seen = (own: Row): Row =>
      decoderBbox === 'none' ? [] : decoderBbox === 'own' ? own : boxes.flat();
    const pose = ['decpose', this.#row('init_pose')] as const;
    const shape = ['decshape', this.#row('init_shape')] as const;
    const camera = ['deccam', this.#row('init_cam')] as const;
    if (decoders === 'joint') {
      const rows = fused.map((u, m) =>
        this.#regress('', [...u, ...seen(boxes[m])], [pose, shape, camera]),
      );
      return {
        attention,
        rotmats: rows.map(([row]) => rotmats(row)),
        betas: rows.map(([, betas]) => betas),
        cameras: rows.map(([, , row]) => row),
      };
    }
    const average = fused[0].map((_, i) => fused.reduce((sum, u) => sum + u[i], 0) / fused.length);
    const mesh = this.#regress('mesh.', [...average, ...seen(boxes[0])], [pose, shape]);
    const cameras = fused.map(
      (u, m) => this.#regress('camera.', [...u, ...seen(boxes[m])], [camera])[0],
    );
    return { attention, rotmats: [rotmats(mesh[0])], betas: [mesh[1]], cameras };
  }
}

/** Rotation matrices, row-major, of 6D rotations whose two columns are interleaved (Zhou 2019). */
function rotmats(rot6d: Row): number[] {
  const out: number[] = [];
  for (let j = 0; j < rot6d.length; j += 6) {
    const [ax, bx, ay, by, az, bz] = rot6d.slice(j, j + 6);
    const a = unit([ax, ay, az]);
    const along = dot(a, [bx, by, bz]);
    const b = unit([bx - along * a[0], by - along * a[1], bz - along * a[2]]);
    const c = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    for (let row = 0; row < 3; row++) out.push(a[row], b[row], c[row]);
  }
  return out;
}

function unit(v: Row): number[] {
  const length = Math.hypot(...v);
  return v.map((x) => x / length);
}

/** Landmarks of a region [78], its centre [2] and its size, in the frame of the base region. */
function alignedWithBase(raw: Row, box: Row, base: Row): number[] {
  // over the focal length; `boxInfos` says how B is made of them
  const place = ([x, y, b]: Row): Row => [x / 2.8, y / 2.8, 0.06 * b + 0.24];
  const [x, y, b] = place(box);
  const [x0, y0, b0] = place(base);
  const toBase = (value: number, origin: number): number => (value - origin) / b0;
  const points = Array.from({ length: 39 }, (_, k) => [
    4 * toBase(x + (raw[1152 + 5 * k] / 256 - 0.5) * b, x0),
    4 * toBase(y + (raw[1152 + 5 * k + 1] / 256 - 0.5) * b, y0),
  ]);
  return [...points.flat(), 4 * toBase(x, x0), 4 * toBase(y, y0), b / b0];
}
