/**
 * @file Models for any batch, and convolutional ones for any size of image. Shapes of a graph are
 * numbers, so a graph that is to serve any batch is built with a batch of `OPEN_BATCH`, and one for any
 * size with sides of `OPEN_HEIGHT` and `OPEN_WIDTH`; being made of primes, their multiples are
 * recognised wherever they stand in the model, and are opened. What cannot be opened is an error, never
 * a silent batch of 1009.
 */

import { MultiRoiError } from '../base/index.ts';
import type { OnnxModel, OnnxNode, OnnxValue } from '../format/index.ts';
import type { HostTensor } from '../platform/index.ts';

/** Build the graph with this batch, and write it with `openBatch`. */
export const OPEN_BATCH = 1009;
/** Images of a model for sides that are multiples of this are built as large as the next two say. */
const SIDE_STEP = 32;
const HEIGHT_PRIME = 1013;
const WIDTH_PRIME = 1019;
/** Build the graph with images of this height, and write it with `openSides`. */
export const OPEN_HEIGHT: number = SIDE_STEP * HEIGHT_PRIME;
/** Build the graph with images of this width, and write it with `openSides`. */
export const OPEN_WIDTH: number = SIDE_STEP * WIDTH_PRIME;

/** A length to open: its prime, and the names of its multiples. */
interface Opening {
  readonly prime: number;
  readonly name: (times: number) => string;
}

const sideNames =
  (name: string) =>
  (times: number): string => {
    if (times === SIDE_STEP) return name;
    return times < SIDE_STEP ? `${name}/${SIDE_STEP / times}` : `${times / SIDE_STEP}${name}`;
  };
const SIDES: readonly Opening[] = [
  { prime: HEIGHT_PRIME, name: sideNames('H') },
  { prime: WIDTH_PRIME, name: sideNames('W') },
];

/** What to open. */
export interface OpenLengths {
  /** What the open batch is called; absent leaves the batch as it is. */
  readonly batch?: string | undefined;
  /** Whether heights and widths of images are open, called `H` and `W`. */
  readonly sides: boolean;
}

/** Opens lengths of inputs and outputs, and of reshapes as far as one of each is open. */
export function openLengths(model: OnnxModel, { batch, sides }: OpenLengths): OnnxModel {
  const { graph } = model;
  const openings: Opening[] = sides ? [...SIDES] : [];
  if (batch !== undefined) {
    const name = (times: number): string => (times === 1 ? batch : `${times}${batch}`);
    openings.unshift({ prime: OPEN_BATCH, name });
  }
  const openingOf = (length: number | string): Opening | undefined =>
    typeof length === 'number' && length !== 0
      ? openings.find(({ prime }) => length % prime === 0)
      : undefined;
  const isOpen = (length: number | string): boolean => openingOf(length) !== undefined;
  const initializers = new Map<string, HostTensor>();
  const opened = new Map<string, HostTensor>();
  for (const [key, value] of graph.initializers) {
    if (value.shape.some(isOpen)) throw unsupported(`the constant '${key}'`);
    const target = openedTarget(value, isOpen);
    if (target === undefined) initializers.set(key, value);
    else opened.set(key, target);
  }
  for (const node of graph.nodes) {
    for (const [i, input] of node.inputs.entries()) {
      const target = opened.get(input);
      if (target === undefined) continue;
      if (node.op !== 'Reshape' || i !== 1) throw unsupported(describe(node));
      initializers.set(input, target);
    }
  }
  const open = (value: OnnxValue): OnnxValue => ({
    ...value,
    shape:
      value.shape?.map((length) => {
        const opening = openingOf(length);
        return opening?.name(Number(length) / opening.prime) ?? length;
      }) ?? null,
  });
  return {
    ...model,
    graph: {
      ...graph,
      initializers,
      inputs: graph.inputs.map(open),
      outputs: graph.outputs.map(open),
    },
  };
}

/** A shape constant with its one open length as −1; undefined for constants without any. */
function openedTarget(
  { type, shape, data }: HostTensor,
  isOpen: (length: number) => boolean,
): HostTensor | undefined {
  if (!(data instanceof BigInt64Array) || data.length > 16) return undefined;
  const places = [...data.keys()].filter((i) => isOpen(Number(data[i])));
  if (places.length === 0) return undefined;
  if (places.length > 1 || data.includes(-1n)) {
    throw unsupported(`a reshape to [${data.join(', ')}]`);
  }
  return { type, shape, data: data.with(places[0], -1n) };
}

function describe(node: OnnxNode): string {
  return `an open length in the operands of ${node.op} '${node.name}'`;
}

function unsupported(got: string): MultiRoiError {
  return new MultiRoiError(
    'E_UNSUPPORTED',
    `toOnnx: expected open lengths in inputs, outputs and reshapes only, got ${got}`,
    { hint: 'build the graph with the batch that you need, without openBatch' },
  );
}
