/**
 * @file A person beside their truth (as Fig. 6 and 9 of the paper): the crop, the prediction over it, the truth over it,
 * and both from the side with their roots together, where errors along the depth show that no overlay can.
 */

import type { Vec3 } from '../../math/index.ts';
import { cropTransform, project, type Intrinsics, type Roi } from '../../camera/index.ts';
import { contactSheet } from '../../training/index.ts';
import { SPIN24 } from '../../dataset/index.ts';
import { drawJoints, overlay, warpCrop, type Colour, type SceneBody } from '../../imaging/index.ts';
import type { Person } from '../../result/index.ts';
import type { PixelImage } from '../../platform/index.ts';
import type { Figure, Points } from '../report/figures.ts';

const VIEW_PX = 288;
/** Room around RoI 0. */
const MARGIN = 1.15;
const PREDICTED: Colour = [116, 168, 208];
const TRUE: Colour = [96, 178, 96];
const PAPER = 246;
/** Far enough to be seen in parallel. */
const DISTANCE_M = 100;
/** Metres across the view from the side. */
const ACROSS_M = 2.4;

/** The truth of a picture: a mesh, or joints alone. */
export type TrueFigure =
  | { readonly kind: 'mesh'; readonly figure: Figure }
  | { readonly kind: 'joints'; readonly points: Points; readonly parents: readonly number[] };

/** Parents among scored joints, for drawing, from the tree of SPIN's 24; −1 where there is none. */
export function drawnParents(names: readonly string[]): readonly number[] {
  return names.map((name) => {
    for (let j = SPIN24.names.indexOf(name); j >= 0;) {
      j = SPIN24.parents[j];
      const at = j < 0 ? -1 : names.indexOf(SPIN24.names[j]);
      if (at >= 0) return at;
    }
    return -1;
  });
}

/** Where the model's origin stands for the truth's root to be at the prediction's. */
function rootsTogether(t: Vec3, predicted: Points, truth: Points): Vec3 {
  const at = (k: 0 | 1 | 2): number => t[k] + predicted.root[k] - truth.root[k];
  return [at(0), at(1), at(2)];
}

function blank(): PixelImage {
  return {
    width: VIEW_PX,
    height: VIEW_PX,
    data: new Uint8Array(3 * VIEW_PX * VIEW_PX).fill(PAPER),
  };
}

/** Points about a root, turned by 90° about the vertical: what was depth goes across. */
function fromTheSide(points: ArrayLike<number>, root: ArrayLike<number>): Float32Array {
  const out = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    out[i] = points[i + 2] - root[2];
    out[i + 1] = points[i + 1] - root[1];
    out[i + 2] = root[0] - points[i];
  }
  return out;
}

const SIDE_CAMERA: Intrinsics = {
  fx: (VIEW_PX / ACROSS_M) * DISTANCE_M,
  fy: (VIEW_PX / ACROSS_M) * DISTANCE_M,
  cx: VIEW_PX / 2,
  cy: VIEW_PX / 2,
  focalSource: 'given',
};
const SIDE_T: Vec3 = [0, 0, DISTANCE_M];

/** Where a person is looked for; the crop holds the whole of RoI 0. */
function cropOf({ rois: [{ center, size, width }] }: Person): Roi {
  const side = MARGIN * Math.max(size, width);
  return { center, size: side, width: side };
}

/** The pinhole of the crop. */
function cropCamera({ camera: { K } }: Person, [a, , c, , e, f]: readonly number[]): Intrinsics {
  return {
    fx: a * K[0][0],
    fy: e * K[1][1],
    cx: a * K[0][2] + c,
    cy: e * K[1][2] + f,
    focalSource: 'given',
  };
}

/**
 * Four tiles side by side.
 * @param trueT where the truth's origin stands, when it is known; else its root is put at the prediction's.
 */
export function comparisonPicture(
  image: PixelImage,
  person: Person,
  predicted: Figure,
  truth: TrueFigure,
  trueT: Vec3 | null,
): PixelImage {
  const cropFromImage = cropTransform(cropOf(person), VIEW_PX, VIEW_PX);
  const crop = warpCrop(image, cropFromImage, VIEW_PX, VIEW_PX);
  const camera = cropCamera(person, cropFromImage);
  const { faces } = predicted.body;
  const predictedBody: SceneBody = {
    vertices: predicted.vertices,
    faces,
    t: person.camera.t,
    colour: PREDICTED,
  };
  const saidSide: SceneBody = {
    vertices: fromTheSide(predicted.vertices, predicted.root),
    faces,
    t: SIDE_T,
    colour: PREDICTED,
  };
  const points = truth.kind === 'mesh' ? truth.figure : truth.points;
  const t = trueT ?? rootsTogether(person.camera.t, predicted, points);
  const tiles = [crop, overlay(crop, [predictedBody], camera)];
  if (truth.kind === 'mesh') {
    const { vertices, root, body } = truth.figure;
    const trueBody: SceneBody = { vertices, faces: body.faces, t, colour: TRUE };
    const trueSide = { ...trueBody, vertices: fromTheSide(vertices, root), t: SIDE_T };
    tiles.push(
      overlay(crop, [trueBody], camera),
      overlay(blank(), [trueSide, saidSide], SIDE_CAMERA),
    );
  } else {
    const { scored, root } = truth.points;
    const options = { colours: [TRUE] };
    const inCrop = project(scored, camera, t);
    const inSide = project(fromTheSide(scored, root), SIDE_CAMERA, SIDE_T);
    const view = overlay(blank(), [saidSide], SIDE_CAMERA, { opacity: 0.6 });
    tiles.push(
      drawJoints(crop, [inCrop], truth.parents, options),
      drawJoints(view, [inSide], truth.parents, options),
    );
  }
  return contactSheet(tiles, tiles.length);
}
