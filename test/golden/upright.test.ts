/** People who do not stand, found out by the pose encoder and looked at as if they did. */

import { expect, test } from 'vitest';
import { baseRoi, type Affine } from '../../src/camera/index.ts';
import { createSynthesiser, findRecipe, loadSynthesisAssets } from '../../src/dataset/index.ts';
import { findRolls } from '../../src/detect/index.ts';
import { warpCrop } from '../../src/imaging/index.ts';
import { nodePlatform } from '../../src/node/index.ts';
import type { PixelImage } from '../../src/platform.ts';

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

test('a person turned by quarters is turned back; an upright one is left alone', async () => {
  const synthesiser = createSynthesiser(await loadSynthesisAssets(nodePlatform));
  const recipe = { ...findRecipe('upright'), imageSizes: [[SIDE, SIDE]] as const, rollSd: 0 };
  const session = await nodePlatform.runtime.createSession(
    await nodePlatform.files.asset('blazepose-full.onnx'),
    { threads: 1 },
  );
  try {
    const { image, people } = synthesiser.synthesise(recipe, 'upright test', 2);
    const points = Array.from(people[0].joints2d);
    const { center, size } = baseRoi({ points }, { shape: 'square', padding: 1.2 });
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
  } finally {
    await session.dispose();
  }
});
