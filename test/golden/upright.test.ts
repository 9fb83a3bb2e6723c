/** People who do not stand, found out by the pose encoder and looked at as if they did. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { baseRoi, boxOfJoints, type Affine } from '../../src/camera/index.ts';
import { createSynthesiser, findRecipe, loadSynthesisAssets } from '../../src/synthetic/index.ts';
import { findRolls } from '../../src/detect/index.ts';
import { warpCrop } from '../../src/imaging/index.ts';
import { nodePlatform } from '../../src/node/index.ts';
import { MultiRoi } from '../../src/reconstruct/index.ts';
import type { Photo, PixelImage, Session } from '../../src/platform/index.ts';

const SIDE = 512;
const DEGREE = Math.PI / 180;

/** The picture turned clockwise by quarters. */
function turned(image: PixelImage, quarters: number): PixelImage {
  const c = [1, 0, -1, 0][quarters];
  const s = [0, 1, 0, -1][quarters];
  const middle = (SIDE - 1) / 2;
  const turn: Affine = [
    c,
    -s,
    middle - c * middle + s * middle,
    s,
    c,
    middle - s * middle - c * middle,
  ];
  return warpCrop(image, turn, SIDE, SIDE);
}

let image: PixelImage;
let joints2d: Float32Array;
let session: Session;
beforeAll(async () => {
  const synthesiser = createSynthesiser(await loadSynthesisAssets(nodePlatform));
  const recipe = { ...findRecipe('upright'), imageSizes: [[SIDE, SIDE]] as const, rollSd: 0 };
  const scene = synthesiser.synthesise(recipe, 'upright test', 2);
  image = scene.image;
  joints2d = scene.people[0].joints2d;
  session = await nodePlatform.runtime.createSession(
    await nodePlatform.files.asset('blazepose-full.onnx'),
    { threads: 1 },
  );
});
afterAll(() => session.dispose());

test('a person turned by quarters is turned back; an upright one is left alone', async () => {
  const { center, size } = baseRoi(
    { points: Array.from(joints2d) },
    { shape: 'square', padding: 1.2 },
  );
  const middle = (SIDE - 1) / 2;
  const [dx, dy] = [center[0] - middle, center[1] - middle];
  for (const quarters of [0, 1, 2, 3]) {
    const c = [1, 0, -1, 0][quarters];
    const s = [0, 1, 0, -1][quarters];
    const at = [middle + c * dx - s * dy, middle + s * dx + c * dy] as const;
    const roi = { center: at, size, width: size };
    const [roll] = await findRolls(session, turned(image, quarters), [{ roi }]);
    if (quarters === 0) expect(roll).toBe(0);
    const left = roll + quarters * 90 * DEGREE;
    expect(Math.abs(Math.atan2(Math.sin(left), Math.cos(left)))).toBeLessThan(15 * DEGREE);
  }
});

test('a picture on its head gives the same person on her head, where she is on the picture', async () => {
  const hmr = await MultiRoi.load(nodePlatform, { roll: 'upright' });
  const { x0, y0, x1, y1 } = boxOfJoints({ points: Array.from(joints2d) });
  // the principal point is half a pixel beside the middle that the picture is turned about
  const intrinsics = { fx: 600, fy: 600, cx: (SIDE - 1) / 2, cy: (SIDE - 1) / 2 };
  const turn = (x: number): number => SIDE - 1 - x;
  const [upright, inverted] = [
    await hmr.reconstruct(asPhoto(image), {
      boxes: [{ box: { x0, y0, x1, y1 }, score: 1 }],
      intrinsics,
    }),
    await hmr.reconstruct(asPhoto(turned(image, 2)), {
      boxes: [{ box: { x0: turn(x1), y0: turn(y1), x1: turn(x0), y1: turn(y0) }, score: 1 }],
      intrinsics,
    }),
  ];
  await hmr.dispose();
  const [a] = upright.people;
  const [b] = inverted.people;
  expect(a.rollRad).toBeUndefined();
  expect(Math.abs(b.rollRad ?? 0)).toBeGreaterThan(165 * DEGREE);
  const height = y1 - y0;
  for (const [j, [x, y]] of a.joints2d.smpl24.entries()) {
    const [u, v] = b.joints2d.smpl24[j];
    expect(Math.hypot(turn(u) - x, turn(v) - y)).toBeLessThan(0.08 * height);
  }
});

function asPhoto(pixels: PixelImage): Photo {
  return { ...pixels, exifFocalPx: null };
}
