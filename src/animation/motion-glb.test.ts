import { validateBytes } from 'gltf-validator';
import { Vector3 } from 'three';
import { describe, expect, test } from 'vitest';
import { sampleMotion, SAMPLE_WORLD } from '../../test/support/motion.ts';
import { fileJoints } from '../../test/support/motion-joints.ts';
import { mostMm, playGlb } from '../../test/support/motion-readers.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { createPosedBody, createPoser } from '../body/index.ts';
import { glVertices } from '../format/index.ts';
import type { Motion } from '../result/index.ts';
import { motionGlb } from './motion-glb.ts';

const body = toyBody({ correctives: false });
const seen = sampleMotion(body);
const placed: Motion = { ...seen, camera: { ...seen.camera, world: SAMPLE_WORLD } };

describe.each([
  ['the camera’s axes', seen],
  ['axes of the world', placed],
])('in %s', (_, motion) => {
  test('three.js plays every joint to where it is, at each frame and of each person', async () => {
    const { bytes } = await motionGlb(motion, body);
    const { at, animations } = await playGlb(bytes);
    expect(animations).toHaveLength(1);
    const errors = motion.tracks.flatMap((track, p) =>
      track.frames.map((frame) =>
        mostMm(at(frame.seconds)[p], fileJoints(motion, track, frame, body)),
      ),
    );
    expect(Math.max(...errors)).toBeLessThan(0.01);
  });

  test('the glTF validator finds nothing', async () => {
    const { bytes } = await motionGlb(motion, body);
    const { issues } = await validateBytes(bytes);
    expect(issues.messages.filter(({ severity }) => severity < 2)).toEqual([]);
  });

  test('the camera sees joints in the pixels that the motion says', async () => {
    const { bytes } = await motionGlb(motion, body);
    const { at, scene } = await playGlb(bytes);
    const [track] = motion.tracks;
    const frame = track.frames[20];
    const camera = scene.getObjectByName('camera');
    const { K } = motion.camera;
    at(frame.seconds)[0].forEach((joint, j) => {
      const seenFrom = camera?.worldToLocal(joint.clone()) ?? joint;
      const [x, y, z] = [seenFrom.x, -seenFrom.y, -seenFrom.z];
      const [u, v] = frame.joints2d.smpl24[j];
      expect((K[0][0] * x) / z + K[0][2]).toBeCloseTo(u, 1);
      expect((K[1][1] * y) / z + K[1][2]).toBeCloseTo(v, 1);
    });
  });
});

test('skin follows: vertices are where the body’s own skinning puts them', async () => {
  const { at, skins } = await playGlb((await motionGlb(seen, body)).bytes);
  const [track] = seen.tracks;
  const { globalOrient, bodyPose, t, seconds } = track.frames[25];
  const posed = createPosedBody(body);
  createPoser(body).pose({ globalOrient, bodyPose: bodyPose.flat(), betas: track.betas }, posed);
  at(seconds);
  const truth = glVertices(posed.vertices, t);
  const [mesh] = skins;
  for (let v = 0; v < body.vertexCount; v++) {
    const place = mesh.localToWorld(mesh.getVertexPosition(v, new Vector3()));
    expect(place.distanceTo(new Vector3(...truth.subarray(3 * v, 3 * v + 3)))).toBeLessThan(1e-4);
  }
});

test('nobody is there before they come, in gaps, and after they went', async () => {
  const { bytes } = await motionGlb(seen, body);
  const { skins, at } = await playGlb(bytes);
  const shown = (seconds: number): boolean[] => {
    at(seconds);
    return skins.map(({ skeleton }) => skeleton.bones[0].scale.x === 1);
  };
  const { fps } = seen.video;
  expect(shown(5 / fps)).toEqual([true, false]);
  expect(shown(11.5 / fps)).toEqual([true, true]);
  expect(shown(14 / fps)).toEqual([false, true]);
  expect(shown(18.5 / fps)).toEqual([true, true]);
  expect(shown(35 / fps)).toEqual([true, false]);
});

test('what pose correctives lose is told, and the same motion gives the same bytes', async () => {
  const corrected = toyBody();
  const motion = sampleMotion(corrected);
  const { bytes, lostMm } = await motionGlb(motion, corrected);
  expect(lostMm).toBeGreaterThan(1);
  expect((await motionGlb(motion, corrected)).bytes).toEqual(bytes);
});

test('another body is refused', async () => {
  const motion = { ...seen, model: { ...seen.model, body: 'open' } };
  await expect(motionGlb(motion, body)).rejects.toMatchObject({ code: 'E_CONFIG' });
});
