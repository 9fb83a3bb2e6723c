/**
 * @file Which way a person's limbs point, as BlazePose sees them (`inference/observe-bones.ts`): what networks of `light` see
 * beside key-points, which do not tell which end of a limb is nearer. The same for every region of a person.
 */

/** Bones: both sides' upper arms, forearms, thighs, shins and flanks, left before right. */
export const LIMB_COUNT = 10;

/** In this order: unit vectors [10, 3], x right, y down, z away, axes of the view; whether the crop shows a person, 0 … 1. */
export const LIMB_PARTS = { directions: 30, presence: 1 } as const;

/** 31: the length of `LIMB_PARTS` together. */
export const LIMB_WIDTH: number = LIMB_PARTS.directions + LIMB_PARTS.presence;

/** The bone on the other side of each. */
export const LIMB_FLIP: readonly number[] = Array.from({ length: LIMB_COUNT }, (_, n) => n ^ 1);
