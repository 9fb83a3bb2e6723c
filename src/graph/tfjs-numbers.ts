/**
 * @file Whole numbers that a TensorFlow graph computes from shapes (sizes of resizing, targets of
 * reshaping). Shapes are known here, so these nodes leave nothing in the graph.
 */

import type { TfjsNode } from '../format/index.ts';
import { attributeOf, unsupported } from './tfjs-node.ts';

/** Nodes that can be computed when every operand is a list of numbers. */
const COMPUTED: Readonly<
  Record<string, (node: TfjsNode, operands: readonly (readonly number[])[]) => number[]>
> = {
  Identity: (_, [x]) => [...x],
  Cast: (_, [x]) => [...x],
  Pack: (_, parts) => parts.flat(),
  Mul: (node, [a, b]) => elementwise(node, a, b, (x, y) => x * y),
  Add: (node, [a, b]) => elementwise(node, a, b, (x, y) => x + y),
  AddV2: (node, [a, b]) => elementwise(node, a, b, (x, y) => x + y),
  Sub: (node, [a, b]) => elementwise(node, a, b, (x, y) => x - y),
  StridedSlice: (node, [x, begin, end, step]) => {
    const mask = (name: string): boolean => (attributeOf(node, name, 0) & 1) === 1;
    if (begin.length !== 1 || end.length !== 1 || step[0] !== 1 || mask('ellipsis_mask')) {
      throw unsupported('a run of a list', 'another slice', node);
    }
    const from = mask('begin_mask') ? 0 : begin[0];
    if (mask('shrink_axis_mask')) return x.slice(from, from === -1 ? undefined : from + 1);
    return x.slice(from, mask('end_mask') ? undefined : end[0]);
  },
};

/** Whether a node could be computed here, if its operands are numbers. */
export const isNumeric = ({ op }: TfjsNode): boolean => Object.hasOwn(COMPUTED, op);

/** The numbers of such a node; undefined when it has other operands. */
export function numbersOf(
  node: TfjsNode,
  operands: readonly (readonly number[] | undefined)[],
): number[] | undefined {
  const known = operands.filter((operand) => operand !== undefined);
  if (known.length === 0 || known.length < operands.length) return undefined;
  const needed = { StridedSlice: 4, Identity: 1, Cast: 1, Pack: 1 }[node.op] ?? 2;
  if (known.length < needed) throw unsupported(`${needed} operands`, `${known.length}`, node);
  return COMPUTED[node.op](node, known);
}

function elementwise(
  node: TfjsNode,
  a: readonly number[],
  b: readonly number[],
  compute: (x: number, y: number) => number,
): number[] {
  if (a.length !== b.length && a.length !== 1 && b.length !== 1) {
    throw unsupported('lists of one length', `${a.length} and ${b.length}`, node);
  }
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, i) =>
    compute(a[a.length === 1 ? 0 : i], b[b.length === 1 ? 0 : i]),
  );
}
