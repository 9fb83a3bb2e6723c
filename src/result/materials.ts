/** @file What bodies are made of in pictures. Numbers, joints and files of a result do not know of it. */

import {
  BODY_PARTS,
  createPosedBody,
  createPoser,
  mannequinOf,
  type BodyModel,
  type BodyPart,
  type Mannequin,
} from '../body/index.ts';
import { personColour, type Colour, type SceneBody } from '../imaging/index.ts';
import { poseOf, type PosedPerson } from './pose-result.ts';

/**
 * - `suit`: a dressed mannequin of neither sex, its top in the person's colour.
 * - `clay`: the body's own surface in one colour.
 * - `heatmap`: that surface coloured by the expected error of each joint, blue (2 cm and less) over yellow to red (20 cm and
 *   more); clay where nobody has calibrated the network.
 */
export const MATERIALS = ['suit', 'clay', 'heatmap'] as const;
/** What bodies are drawn as: one of {@link MATERIALS}. */
export type Material = (typeof MATERIALS)[number];

const SKIN: Colour = [222, 214, 204];
const SHOES: Colour = [66, 70, 78];
/** How much of the top's light the trousers send back. */
const TROUSERS = 0.5;

function partColour(part: BodyPart, own: Colour): Colour {
  if (part === 'skin') return SKIN;
  if (part === 'shoes') return SHOES;
  if (part === 'top') return own;
  return [TROUSERS * own[0], TROUSERS * own[1], TROUSERS * own[2]];
}

/** Colours of vertices [V, 3] out of one colour a part. */
export function suitTints(parts: Uint8Array, own: Colour): Float32Array {
  const colours = BODY_PARTS.map((part) => partColour(part, own));
  const tints = new Float32Array(3 * parts.length);
  parts.forEach((part, v) => tints.set(colours[part], 3 * v));
  return tints;
}

/** Joint errors at which the scale stands at each colour, mm. */
const SCALE: readonly (readonly [mm: number, colour: Colour])[] = [
  [20, [70, 120, 200]],
  [80, [120, 190, 150]],
  [130, [238, 214, 110]],
  [200, [206, 70, 60]],
];

/** The scale's colour for an error. */
export function errorColour(mm: number): Colour {
  const above = SCALE.findIndex(([at]) => at >= mm);
  if (above <= 0) return SCALE[above === 0 ? 0 : SCALE.length - 1][1];
  const [[from, a], [to, b]] = [SCALE[above - 1], SCALE[above]];
  const share = (mm - from) / (to - from);
  const mix = (k: 0 | 1 | 2): number => a[k] + share * (b[k] - a[k]);
  return [mix(0), mix(1), mix(2)];
}

/** Colours of vertices [V, 3] by the joints that move them. */
function errorTints(body: BodyModel, jointsMm: readonly number[]): Float32Array {
  const { vertexCount, influenceCount: K, skinIndex, skinWeight } = body;
  const tints = new Float32Array(3 * vertexCount);
  for (let v = 0; v < vertexCount; v++) {
    let mm = 0;
    for (let k = v * K; k < (v + 1) * K; k++) mm += skinWeight[k] * jointsMm[skinIndex[k]];
    tints.set(errorColour(mm), 3 * v);
  }
  return tints;
}

/** A body's double is the same for every picture, and takes as long as drawing somebody. */
const MANNEQUINS = new WeakMap<BodyModel, Mannequin>();

function mannequin(body: BodyModel): Mannequin {
  const known = MANNEQUINS.get(body) ?? mannequinOf(body);
  MANNEQUINS.set(body, known);
  return known;
}

/** Posed people as bodies to be drawn. */
export function sceneBodies(
  posed: readonly PosedPerson[],
  body: BodyModel,
  material: Material = 'suit',
): SceneBody[] {
  const dress = material === 'suit' ? suited(body) : undressed(body, material);
  return posed.map((each) => {
    const { id, camera } = each.person;
    return { faces: body.faces, t: camera.t, colour: personColour(id), ...dress(each) };
  });
}

type Surface = Pick<SceneBody, 'vertices' | 'tints'>;

function suited(body: BodyModel): (posed: PosedPerson) => Surface {
  const double = mannequin(body);
  const poser = createPoser(double.body);
  return ({ person }) => {
    const drawn = createPosedBody(double.body);
    poser.pose(poseOf(person), drawn);
    return { vertices: drawn.vertices, tints: suitTints(double.parts, personColour(person.id)) };
  };
}

function undressed(body: BodyModel, material: Material): (posed: PosedPerson) => Surface {
  return ({ person, vertices }) => {
    const joints = person.expectedError?.jointsMm.smpl24;
    if (material !== 'heatmap' || joints === undefined) return { vertices };
    return { vertices, tints: errorTints(body, joints) };
  };
}
