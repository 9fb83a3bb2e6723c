/**
 * @file Where things go in the bird's-eye drawing (Fig. 4 of the paper): people from above, the camera at the
 * bottom, its field of view, the regions of one person on the image plane, and, magnified, the five
 * cameras that the regions imply. Holding the person fixed at t, region m puts the pinhole at
 * t − t_m: consistent cameras are one point.
 */

import { intrinsicsOf, type Person, type Reconstruction } from '../result/index.ts';
import { onUnitPlane } from './frustum.ts';
import type { Viewport } from './lens.ts';
import { roiMarks } from './roi-marks.ts';
import { isShown, type ViewState } from './state.ts';

/** [x, y] on the canvas, in the context's own units. */
export type Place = readonly [number, number];

/** What decides the drawing, in pixels of the context's own units. */
export type BirdsEyeState = Viewport & Pick<ViewState, 'hidden' | 'solo' | 'selected'>;

/** A person from above. */
export interface PlanPerson {
  readonly id: number;
  /** Joints from above [24], canvas. */
  readonly joints: readonly Place[];
  /** The body's origin, canvas. */
  readonly at: Place;
  /** From the camera on the ground plan, metres. */
  readonly distanceM: number;
  /** Implied cameras [M], canvas. */
  readonly implied: readonly Place[];
}

/** A region of a person from above: on the image plane, and as wide as it is where the person stands. */
export interface PlanRoi {
  readonly m: number;
  /** Its extent on the image plane, canvas. */
  readonly segment: readonly [Place, Place];
  /** Where its edges are at the person's depth, canvas. */
  readonly edges: readonly [Place, Place];
}

/** The implied cameras of one person, magnified. */
export interface PlanInset {
  readonly id: number;
  /** Its upper left corner and its side, canvas. */
  readonly x: number;
  readonly y: number;
  readonly side: number;
  /** The combined camera: the origin. */
  readonly centre: Place;
  /** [M]. */
  readonly cameras: readonly Place[];
  /** One standard deviation of consistency across (x) and along the axis (s · depth), canvas pixels. */
  readonly spread: readonly [number, number];
  /** The same in metres. */
  readonly spreadM: readonly [number, number];
  /** How many times larger than the plan. */
  readonly magnification: number;
  readonly bar: { readonly metres: number; readonly px: number };
}

/**
 * Where everything of the bird's-eye drawing goes. Positions are canvas ones; x of the plan is x of the camera, up is
 * away from it.
 */
export interface BirdsEye {
  readonly pxPerMetre: number;
  readonly camera: Place;
  /** The far ends of the field of view's edges. */
  readonly fieldOfView: readonly [Place, Place];
  /** The image plane's ends. */
  readonly imagePlane: readonly [Place, Place];
  /** Between lines of the grid, metres. */
  readonly gridM: number;
  /** Canvas positions of the grid's lines: upright ones and level ones. */
  readonly grid: { readonly x: readonly number[]; readonly y: readonly number[] };
  readonly people: readonly PlanPerson[];
  /** Regions of the person of the inset. */
  readonly rois: readonly PlanRoi[];
  /** Null without people. */
  readonly inset: PlanInset | null;
}

/** The largest of 1, 2 and 5 times a power of ten that is not above a length. */
export function roundLength(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  const digit = length / power;
  return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

/** A person's implied cameras from above, metres: [x, z] of t − t_m. */
function impliedOf({ camera: { t }, localCameras }: Person): Place[] {
  return localCameras.map(({ full }) => [t[0] - full[0], t[2] - full[2]]);
}

const MARGIN_PX = 26;
/** Between the inset and the edges of the drawing. */
const GAP_PX = 10;
/** Half of a number and a distance. */
const NAME_PX = 30;
/** Three lines of words below the inset's square. */
export const CAPTION_PX = 48;
/** Room around people, metres. */
const ROOM_M = 0.6;

interface Plan {
  readonly pxPerMetre: number;
  readonly to: (x: number, z: number) => Place;
}

/** A scale and a place for everybody and the camera, which stands at the bottom; `share` of the largest scale. */
function planOf(people: readonly Person[], { width, height }: Viewport, share: number): Plan {
  let [x0, x1, z1] = [-0.6, 0.6, 1];
  for (const { joints3d } of people) {
    for (const [x, , z] of joints3d.smpl24) {
      x0 = Math.min(x0, x - ROOM_M);
      x1 = Math.max(x1, x + ROOM_M);
      z1 = Math.max(z1, z + ROOM_M);
    }
  }
  const room = {
    x: Math.max(1, width - 2 * MARGIN_PX),
    y: Math.max(1, height - 2 * MARGIN_PX),
  };
  const pxPerMetre = share * Math.min(room.x / (x1 - x0), room.y / z1);
  const middle = (x0 + x1) / 2;
  return {
    pxPerMetre,
    to: (x, z) => [width / 2 + pxPerMetre * (x - middle), height - MARGIN_PX - pxPerMetre * z],
  };
}

interface Arrangement {
  readonly plan: Plan;
  /** Upper left corner of the inset, and its side. */
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** The largest plan that leaves a corner to the inset: nobody, and not the camera, is below it. */
function arrange(people: readonly Person[], size: Viewport): Arrangement {
  const { width, height } = size;
  const side = Math.max(64, Math.min(200, 0.3 * Math.min(width, height)));
  const [right, bottom] = [width - side - GAP_PX, height - side - CAPTION_PX - GAP_PX];
  const corners: readonly Place[] = [
    [right, GAP_PX],
    [GAP_PX, GAP_PX],
    [right, bottom],
  ];
  for (let share = 1; share > 0.15; share *= 0.94) {
    const plan = planOf(people, size, share);
    // somebody's place, with room for the number on it
    const taken = people.flatMap(({ joints3d }) =>
      joints3d.smpl24.map(([x, , z]) => plan.to(x, z)),
    );
    taken.push(plan.to(0, 0));
    const free = corners.find(([x, y]) =>
      taken.every(
        ([u, v]) =>
          u < x - NAME_PX ||
          u > x + side + NAME_PX ||
          v < y - GAP_PX ||
          v > y + side + CAPTION_PX + GAP_PX,
      ),
    );
    if (free !== undefined) return { plan, x: free[0], y: free[1], side };
  }
  return { plan: planOf(people, size, 0.15), x: right, y: GAP_PX, side };
}

/** Positions of lines every `step` metres over the whole canvas. */
function gridLines(from: number, to: number, stepPx: number): number[] {
  const first = Math.ceil((0 - from) / stepPx);
  const last = Math.floor((to - from) / stepPx);
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, i) => from + stepPx * (first + i),
  );
}

function insetOf(person: Person, { plan, x, y, side }: Arrangement): PlanInset {
  const implied = impliedOf(person);
  const { consistency, camera } = person;
  const spreadM: Place = [consistency.x, consistency.s * camera.t[2]];
  // the furthest camera, and the spread, stay inside with room for their marks; alike cameras get a centimetre
  const reachM = Math.max(0.01, ...implied.flat().map(Math.abs), ...spreadM);
  const scale = (side / 2 - 12) / reachM;
  const centre: Place = [x + side / 2, y + side / 2];
  const metres = roundLength((0.35 * side) / scale);
  return {
    id: person.id,
    x,
    y,
    side,
    centre,
    cameras: implied.map(([dx, dz]) => [centre[0] + scale * dx, centre[1] - scale * dz]),
    spread: [scale * spreadM[0], scale * spreadM[1]],
    spreadM,
    magnification: scale / plan.pxPerMetre,
    bar: { metres, px: metres * scale },
  };
}

/** Lays the drawing out. */
export function birdsEye(result: Reconstruction, state: BirdsEyeState): BirdsEye {
  const { width, height, selected } = state;
  const people = result.people.filter(({ id }) => isShown(state, id));
  const arrangement = arrange(people, state);
  const { plan } = arrangement;
  const { to, pxPerMetre } = plan;
  const camera = to(0, 0);
  // every person's K is the image's
  const intrinsics = people.length === 0 ? null : intrinsicsOf(people[0].camera);
  const farM = (height + MARGIN_PX) / pxPerMetre;
  const nearest = Math.min(...people.map(({ camera: { t } }) => t[2]));
  const planeM = Math.min(1.2, 0.35 * nearest);
  const edges =
    intrinsics === null
      ? []
      : onUnitPlane(intrinsics, [
          [-0.5, 0],
          [result.image.width - 0.5, 0],
        ]).map(([x]) => x);
  const across = (depth: number): readonly [Place, Place] =>
    edges.length === 0
      ? [camera, camera]
      : [to(edges[0] * depth, depth), to(edges[1] * depth, depth)];
  const focus = people.find(({ id }) => id === selected) ?? people.at(0);
  const gridM = Math.max(1, roundLength(80 / pxPerMetre));
  return {
    pxPerMetre,
    camera,
    fieldOfView: across(farM),
    imagePlane: across(people.length === 0 ? 0 : planeM),
    gridM,
    grid: {
      x: gridLines(camera[0], width, gridM * pxPerMetre),
      y: gridLines(camera[1], height, gridM * pxPerMetre),
    },
    people: people.map((person) => {
      const [x, , z] = person.camera.t;
      return {
        id: person.id,
        joints: person.joints3d.smpl24.map((joint) => to(joint[0], joint[2])),
        at: to(x, z),
        distanceM: Math.hypot(x, z),
        implied: impliedOf(person).map(([dx, dz]) => to(dx, dz)),
      };
    }),
    rois:
      focus === undefined || intrinsics === null
        ? []
        : roiMarks(focus).map(({ m, corners }) => {
            const xs = onUnitPlane(intrinsics, corners).map(([x]) => x);
            const [left, right] = [Math.min(...xs), Math.max(...xs)];
            const at = (depth: number): readonly [Place, Place] => [
              to(left * depth, depth),
              to(right * depth, depth),
            ];
            return { m, segment: at(planeM), edges: at(focus.camera.t[2]) };
          }),
    inset: focus === undefined ? null : insetOf(focus, arrangement),
  };
}
