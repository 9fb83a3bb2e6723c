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
  for (let v = 0; v < vertexCount; v++) {
    const from = v * influenceCount;
    const heaviest = Array.from({ length: influenceCount }, (_, k) => from + k)
      .filter((at) => weight[at] > 0)
      .toSorted((a, b) => weight[b] - weight[a])
      .slice(0, INFLUENCES);
    const sum = heaviest.reduce((total, at) => total + weight[at], 0);
    let rest = ONE;
    for (const [slot, at] of heaviest.entries()) {
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
