/**
 * @file One grammar for shapes, `[B, J, 3]`: documentation, run-time check and type at once.
 * Upper-case names bind to a length; digits are literal lengths. Axis letters: CONVENTIONS.md.
 */

import { MultiRoiError } from './errors.ts';

type Trim<S extends string> = S extends ` ${infer R}` | `${infer R} ` ? Trim<R> : S;
type Split<S extends string> = S extends `${infer A},${infer R}` ? Trim<A> | Split<R> : Trim<S>;
type Inner<S extends string> = S extends `[${infer I}]` ? I : never;
/** The axis names of a pattern: `AxesOf<'[B, J, 3]'>` is `'B' | 'J'`. */
export type AxesOf<S extends string> = Exclude<Split<Inner<S>>, `${number}` | ''>;

/**
 * Checks a shape against a pattern and returns the lengths of its named axes.
 * @param known lengths that an axis must have, when the caller knows them already.
 * @throws E_SHAPE `lbs: expected [B, J, 3] with J=24, got [2, 23, 3]`.
 */
export function dims<const S extends string>(
  who: string,
  shape: readonly number[],
  pattern: S,
  known: Partial<Record<AxesOf<S>, number>> = {},
): Record<AxesOf<S>, number> {
  const inner = pattern.slice(1, -1).trim();
  const axes = inner === '' ? [] : inner.split(',').map((axis) => axis.trim());
  const bound = new Map<string, number>();
  for (const [axis, length] of Object.entries<number | undefined>(known)) {
    if (length !== undefined) bound.set(axis, length);
  }
  let fits = axes.length === shape.length;
  for (let i = 0; fits && i < axes.length; i++) {
    const axis = axes[i];
    const length = shape[i];
    const want = /^\d+$/.test(axis) ? Number(axis) : bound.get(axis);
    if (want === undefined) bound.set(axis, length);
    else fits = want === length;
  }
  if (!fits) {
    const given = Object.entries(known).map(([axis, length]) => `${axis}=${String(length)}`);
    const where = given.length > 0 ? ` with ${given.join(', ')}` : '';
    throw new MultiRoiError(
      'E_SHAPE',
      `${who}: expected ${pattern}${where}, got [${shape.join(', ')}]`,
    );
  }
  return Object.fromEntries(bound) as Record<AxesOf<S>, number>;
}

/** The number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Throws E_SHAPE unless an array holds exactly the elements of its shape. */
export function checkLength(who: string, length: number, shape: readonly number[]): void {
  const size = sizeOf(shape);
  if (length !== size) {
    throw new MultiRoiError(
      'E_SHAPE',
      `${who}: expected ${size} elements for [${shape.join(', ')}], got ${length}`,
    );
  }
}
