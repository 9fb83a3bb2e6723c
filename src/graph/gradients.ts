/**
 * @file Reverse-mode differentiation over the symbolic graph: the gradients are more nodes of the same
 * graph. One pass forward over the nodes, one back; no recursion.
 */

import { MultiRoiError } from '../base/index.ts';
import { sizeOf } from '../base/index.ts';
import { addAll } from './ops/arithmetic.ts';
import type { Tensor } from './graph.ts';

function nameOf({ origin }: Tensor): string {
  if (origin.kind === 'node') return `${origin.node.op} ${origin.node.index}`;
  return origin.kind === 'constant' ? 'a constant' : `'${origin.name}'`;
}

/**
 * ∂loss/∂x for every x of `wrt`, in order and of the same shapes.
 * @throws E_SHAPE unless the loss is one float; E_CONFIG when some x does not reach the loss, because
 * a parameter that silently never trains is a mistake.
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (sizeOf(loss.shape) !== 1 || !loss.type.startsWith('float')) {
    throw new MultiRoiError(
      'E_SHAPE',
      `gradients: expected a loss of one float, got ${loss.type} [${loss.shape.join(', ')}]`,
    );
  }
  const { nodes } = loss.graph;
  const end = loss.origin.kind === 'node' ? loss.origin.node.index : -1;

  // nodes that some x reaches; only through these must gradients flow
  const targets = new Set(wrt);
  const reached = new Uint8Array(end + 1);
  const depends = (tensor: Tensor | undefined): boolean =>
    tensor !== undefined &&
    (targets.has(tensor) ||
      (tensor.origin.kind === 'node' && reached[tensor.origin.node.index] === 1));
  for (let i = 0; i <= end; i++) {
    if (nodes[i].gradient !== undefined && nodes[i].inputs.some(depends)) reached[i] = 1;
  }

  const arriving = new Map<Tensor, Tensor[]>();
  arriving.set(loss, [loss.graph.constant(1, loss.shape, loss.type)]);
  const total = (tensor: Tensor): Tensor | undefined => {
    const parts = arriving.get(tensor);
    if (parts === undefined) return undefined;
    const whole = addAll(parts);
    arriving.set(tensor, [whole]);
    return whole;
  };
  for (let i = end; i >= 0; i--) {
    const { inputs, outputs, gradient } = nodes[i];
    if (reached[i] === 0 || gradient === undefined) continue;
    const upstream = outputs.map(total);
    if (upstream.every((dy) => dy === undefined)) continue;
    const flowing = gradient(upstream, inputs.map(depends));
    for (const [k, input] of inputs.entries()) {
      const part = flowing[k];
      if (input === undefined || part === undefined || !depends(input)) continue;
      const parts = arriving.get(input);
      if (parts === undefined) arriving.set(input, [part]);
      else parts.push(part);
    }
    for (const output of outputs) if (!targets.has(output)) arriving.delete(output);
  }

  const found = wrt.map(total);
  const lost = wrt.filter((_, i) => found[i] === undefined);
  if (lost.length > 0) {
    throw new MultiRoiError(
      'E_CONFIG',
      `gradients: expected a loss that depends on every tensor named, got one that does not (${lost.slice(0, 8).map(nameOf).join(', ')}${lost.length > 8 ? ` and ${lost.length - 8} more` : ''})`,
    );
  }
  return found.filter((gradient) => gradient !== undefined);
}
