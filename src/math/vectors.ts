/** @file Points and directions of two and three numbers; their axes and units are stated where they are used. */

/** x, y. */
export type Vec2 = readonly [number, number];

/** x, y, z. */
export type Vec3 = readonly [number, number, number];

/** The three numbers at `at`. */
export function vec3At(values: ArrayLike<number>, at: number): Vec3 {
  return [values[at], values[at + 1], values[at + 2]];
}
