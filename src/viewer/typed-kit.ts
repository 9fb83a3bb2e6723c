/** @file The caller's three.js with the types of this package's own, which consumers need not have. */

import type * as Three from 'three';
import type { ThreeKit } from './three-kit.ts';

/** This package's own three.js, as a type. */
export type TypedKit = typeof Three;

/** The same module with its types. */
export function typed(three: ThreeKit): TypedKit {
  return three as unknown as TypedKit;
}
