/** @file What every step's losses are given, and how a network's meshes are laid beside the truth. */

import type { BodyModel } from '../../body/index.ts';
import { expand, reshape, type Tensor } from '../../graph/index.ts';
import type { Network, NetworkConfig } from '../../network/index.ts';

/** What losses are computed for. */
export interface LossOptions {
  readonly config: NetworkConfig;
  readonly body: BodyModel;
  /** B. */
  readonly people: number;
  /** Every n-th vertex enters L_vert. */
  readonly vertexStride: number;
}

/** What the losses read of a network. */
export type Predicted = Pick<Network, 'meshes' | 'cameras' | 'z'>;

/** The truth [B, …] beside every one of a person's K meshes [B·K, …], which all answer to it. */
export function repeatPerMesh(x: Tensor, K: number): Tensor {
  if (K === 1) return x;
  const [B, ...rest] = x.shape;
  return reshape(expand(reshape(x, [B, 1, ...rest]), [B, K, ...rest]), [B * K, ...rest]);
}

/** The indices of every n-th vertex. */
export function everyNth(body: BodyModel, stride: number): number[] {
  return Array.from({ length: Math.ceil(body.vertexCount / stride) }, (_, i) => i * stride);
}
