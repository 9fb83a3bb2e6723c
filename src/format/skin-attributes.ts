/** @file Skinning weights as glTF wants them: four joints a vertex, sums exact. */

/** glTF's vertex attributes hold four joints; a fifth would need a second set that few viewers read. */
const INFLUENCES = 4;
const ONE = 0xffff;

/** Skinning as glTF has it: four joints a vertex. */
export interface SkinAttributes {
  /** [V, 4]; 0 where the weight is 0. */
  readonly joints: Uint8Array<ArrayBuffer>;
  /** [V, 4], in units of 1/65 535; every row sums to 65 535. */
  readonly weights: Uint16Array<ArrayBuffer>;
}

/** Where the heaviest of `count` weights stand, heaviest first, the first of equals first. @returns how many there are. */
function findHeaviest(
  weight: ArrayLike<number>,
  from: number,
  count: number,
  out: Uint32Array,
): number {
  let found = 0;
  for (let at = from; at < from + count; at++) {
    if (!(weight[at] > 0)) continue;
    let slot = found;
    while (slot > 0 && weight[out[slot - 1]] < weight[at]) slot--;
    if (slot === INFLUENCES) continue;
    found = Math.min(INFLUENCES, found + 1);
    for (let below = found - 1; below > slot; below--) out[below] = out[below - 1];
    out[slot] = at;
  }
  return found;
}

/**
 * The four heaviest influences of each vertex, normalised. Sixteen bits keep a weight to 8e-6, which
 * moves a vertex by micrometres.
 * @param index joints [V, K]. @param weight their weights [V, K], not negative.
 */
export function skinAttributes(
  index: ArrayLike<number>,
  weight: ArrayLike<number>,
  influenceCount: number,
): SkinAttributes {
  const vertexCount = index.length / influenceCount;
  const joints = new Uint8Array(vertexCount * INFLUENCES);
  const weights = new Uint16Array(vertexCount * INFLUENCES);
  const heaviest = new Uint32Array(INFLUENCES);
  for (let v = 0; v < vertexCount; v++) {
    const count = findHeaviest(weight, v * influenceCount, influenceCount, heaviest);
    let sum = 0;
    for (let slot = 0; slot < count; slot++) sum += weight[heaviest[slot]];
    let rest = ONE;
    for (let slot = 0; slot < count; slot++) {
      const at = heaviest[slot];
      const rounded = Math.min(rest, Math.round((weight[at] / sum) * ONE));
      if (rounded === 0) continue;
      joints[v * INFLUENCES + slot] = index[at];
      weights[v * INFLUENCES + slot] = rounded;
      rest -= rounded;
    }
    // what rounding left over changes the heaviest least; a vertex without weights follows the root
    weights[v * INFLUENCES] += rest;
  }
  return { joints, weights };
}
