/** @file The attributes of a TensorFlow node, read with their kinds checked. */

import { MultiRoiError } from '../base/index.ts';
import type { TfjsNode } from '../format/index.ts';
import { samePads, type Margin } from './nhwc.ts';

/** An attribute that has the kind of `otherwise`, or `otherwise` when the node has none. */
export function attributeOf(node: TfjsNode, name: string, otherwise: boolean): boolean;
export function attributeOf(node: TfjsNode, name: string, otherwise: number): number;
export function attributeOf(node: TfjsNode, name: string, otherwise: string): string;
export function attributeOf(
  node: TfjsNode,
  name: string,
  otherwise: boolean | number | string,
): boolean | number | string {
  const value = node.attributes.get(name) ?? otherwise;
  const scalar = typeof value !== 'object' && typeof value === typeof otherwise;
  if (!scalar) throw unsupported(`a ${typeof otherwise}`, describe(value), node, name);
  return value;
}

/** A list of texts; empty when the node has none. */
export function textsOf(node: TfjsNode, name: string): readonly string[] {
  const value = node.attributes.get(name) ?? [];
  const texts = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  if (!Array.isArray(value) || texts.length !== value.length) {
    throw unsupported('texts', describe(value), node, name);
  }
  return texts;
}

/** The vertical and horizontal length of an attribute [1, h, w, 1]. */
export function pairAttribute(node: TfjsNode, name: string): readonly [number, number] {
  const value = node.attributes.get(name) ?? [1, 1, 1, 1];
  const lengths = Array.isArray(value) ? value.map(Number) : [];
  const [n, h, w, c] = lengths;
  const whole = Number.isInteger(h) && Number.isInteger(w) && h > 0 && w > 0;
  if (lengths.length !== 4 || n !== 1 || c !== 1 || !whole) {
    throw unsupported('[1, h, w, 1]', describe(value), node, name);
  }
  return [h, w];
}

/** The zeros that a sliding window's node lays around an image of this size. */
export function paddingOf(
  node: TfjsNode,
  size: readonly [number, number],
  reach: readonly [number, number],
  stride: readonly [number, number],
): Margin | undefined {
  if (attributeOf(node, 'data_format', 'NHWC') !== 'NHWC') {
    throw unsupported('NHWC', describe(node.attributes.get('data_format')), node, 'data_format');
  }
  const padding = attributeOf(node, 'padding', '');
  if (padding === 'VALID') return undefined;
  if (padding === 'SAME') return samePads(size, reach, stride);
  throw unsupported('SAME or VALID', describe(padding), node, 'padding');
}

function describe(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

/** E_UNSUPPORTED that names the node and the attribute. */
export function unsupported(
  wanted: string,
  got: string,
  node?: TfjsNode,
  attribute?: string,
): MultiRoiError {
  const what = attribute === undefined ? '' : `, ${attribute}`;
  const place = node === undefined ? '' : ` (${node.op} '${node.name}'${what})`;
  return new MultiRoiError('E_UNSUPPORTED', `importTfjs: expected ${wanted}, got ${got}${place}`);
}
