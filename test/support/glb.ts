/** @file A GLB read back without any of our code. */
import { WebIO } from '@gltf-transform/core';

/** Posed vertices of every mesh of a file in frame `gl`, skinned as glTF 2.0 §3.7.3 says. */
export async function verticesOfGlb(bytes: Uint8Array): Promise<Float64Array[]> {
  const document = await new WebIO().readBinary(bytes);
  return document
    .getRoot()
    .listNodes()
    .filter((node) => node.getMesh() !== null)
    .map((node) => {
      const primitive = node.getMesh()?.listPrimitives()[0];
      const position = primitive?.getAttribute('POSITION')?.getArray() ?? [];
      const out = new Float64Array(position.length);
      const skin = node.getSkin();
      if (skin === null) {
        out.set(position);
        return out;
      }
      const joints = primitive?.getAttribute('JOINTS_0');
      const weights = primitive?.getAttribute('WEIGHTS_0');
      const matrices = skin.listJoints().map((joint, j) => {
        const world = joint.getWorldMatrix();
        const bind = skin.getInverseBindMatrices()?.getElement(j, []) ?? [];
        return multiply(world, bind);
      });
      for (let v = 0; v < position.length / 3; v++) {
        const index = joints?.getElement(v, []) ?? [];
        const weight = weights?.getElement(v, []) ?? [];
        for (let k = 0; k < 4; k++) {
          const m = matrices[index[k]];
          for (let r = 0; r < 3; r++) {
            let sum = m[12 + r];
            for (let c = 0; c < 3; c++) sum += m[4 * c + r] * position[3 * v + c];
            out[3 * v + r] += weight[k] * sum;
          }
        }
      }
      return out;
    });
}

/** Column-major 4×4 product. */
function multiply(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 16 }, (_, i) => {
    const [r, c] = [i % 4, Math.floor(i / 4)];
    return [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * k + r] * b[4 * c + k], 0);
  });
}

/** What the camera node says: K, rows, px, and that it stands at the origin unturned. */
export async function cameraOfGlb(
  bytes: Uint8Array,
): Promise<{ K: number[][]; world: readonly number[] }> {
  const document = await new WebIO().readBinary(bytes);
  const node = document
    .getRoot()
    .listNodes()
    .find((each) => each.getCamera() !== null);
  if (node === undefined) throw new Error('a GLB without a camera');
  return { K: node.getExtras()['K'] as number[][], world: node.getWorldMatrix() };
}
