/** @file Predictions that are known beforehand, and people to score them on. */
import type { BodyModel } from '../../src/body/index.ts';
import type { PersonRecord } from '../../src/dataset/index.ts';
import type { Vec3 } from '../../src/math/index.ts';
import type { Person } from '../../src/result/index.ts';
import type { Rng } from '../../src/base/index.ts';
import { jointSet } from '../../src/body/index.ts';
import { bareRecord } from './records.ts';
import { toyBody } from './toy-body.ts';

/** A toy body whose every point of the protocols is a vertex of its own. */
export function scorableBody(id: string, seed = 1): BodyModel {
  const model = toyBody({ correctives: false, seed });
  const landmarks = new Map(model.landmarks);
  const keys = [...jointSet('h36m17').landmarks, ...jointSet('paper49').landmarks];
  [...new Set(keys)].forEach((key, i) => {
    // the joints of the skeleton stay what they are
    if (jointSet('smpl24').names.includes(key)) return;
    landmarks.set(key, { index: Int32Array.of((7 * i) % 216), weight: Float32Array.of(1) });
  });
  return { ...model, id, landmarks };
}

/** Someone in some pose, standing 4 m in front of the camera. */
export function posedRecord(rng: Rng, change: Partial<PersonRecord> = {}): PersonRecord {
  const pose = Float32Array.from({ length: 72 }, () => rng.normal(0, 0.2));
  pose.set([Math.PI, 0, 0]);
  return {
    ...bareRecord(),
    pose,
    betas: Float32Array.from({ length: 10 }, () => rng.normal(0, 0.5)),
    focalPx: 500,
    translation: [0.1, 0, 4],
    ...change,
  };
}

/** The pipeline's answer that is exactly a record. */
export function asPredicted(record: PersonRecord, model: string): Person {
  const pose = [...(record.pose ?? [])];
  const triples = Array.from({ length: 24 }, (_, j) =>
    pose.slice(3 * j, 3 * j + 3),
  ) as unknown as Vec3[];
  const [x, y, z] = record.translation ?? [0, 0, 4];
  const t: Vec3 = [x, y, z];
  const zeros = Array.from({ length: 24 }, (): Vec3 => [0, 0, 0]);
  return {
    id: 0,
    score: 1,
    box: [0, 0, 50, 50],
    rois: [{ center: [60, 45], size: 90, width: 90 }],
    localCameras: [{ scale: 1, tx: 0, ty: 0, full: t }],
    camera: {
      K: [
        [500, 0, 60],
        [0, 500, 45],
        [0, 0, 1],
      ],
      t,
      focalPx: 500,
      focalSource: 'given',
      convention: 'opencv',
    },
    body: {
      model,
      globalOrient: triples[0],
      bodyPose: triples.slice(1),
      betas: [...(record.betas ?? [])],
    },
    joints3d: { smpl24: zeros },
    joints2d: { smpl24: zeros.map(() => [0, 0] as const) },
    consistency: { x: 0.01, y: 0.02, s: 0.03 },
  };
}
