/** @file Small files in the layouts of the benchmarks, and a body that has every joint they ask for. */
import { jointSet, type BodyModel } from '../../src/body/index.ts';
import { dict, list, ndarray, pickle, str } from './pickle.ts';
import { toyBody } from './toy-body.ts';

/** A toy body whose every landmark of `paper49` is a vertex of its own. */
export function landmarkedBody(seed = 1): BodyModel {
  const model = toyBody({ correctives: false, seed });
  const landmarks = new Map(model.landmarks);
  jointSet('paper49').landmarks.forEach((key, i) => {
    landmarks.set(key, { index: Int32Array.of(4 * i), weight: Float32Array.of(1) });
  });
  return { ...model, landmarks };
}

/** What a 3DPW sequence file holds; F frames, P people. */
export interface SequenceTruth {
  readonly sequence: string;
  readonly frames: number;
  /** [F, 4, 4]. */
  readonly cameras: Float64Array;
  /** [3, 3]. */
  readonly K: Float64Array;
  readonly people: readonly {
    readonly gender: string;
    readonly poses: Float64Array;
    readonly betas: Float64Array;
    readonly trans: Float64Array;
    readonly valid: readonly number[];
  }[];
}

const doubles = (data: Float64Array, ...shape: number[]): number[] =>
  ndarray('f8', shape, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

/** A sequence as its Python 2 pickle. @param change entries put in place of the right ones. */
export function sequencePickle(
  { sequence, frames, cameras, K, people }: SequenceTruth,
  change: Readonly<Record<string, number[]>> = {},
): Uint8Array<ArrayBuffer> {
  return pickle(
    dict({
      sequence: str(sequence),
      cam_poses: doubles(cameras, frames, 4, 4),
      cam_intrinsics: doubles(K, 3, 3),
      genders: list(...people.map(({ gender }) => str(gender))),
      poses: list(...people.map(({ poses }) => doubles(poses, frames, 72))),
      betas: list(...people.map(({ betas }) => doubles(betas, betas.length))),
      trans: list(...people.map(({ trans }) => doubles(trans, frames, 3))),
      campose_valid: list(
        ...people.map(({ valid }) => ndarray('i1', [frames], Uint8Array.from(valid))),
      ),
      ...change,
    }),
  );
}

/** One person of a COCO file: all 17 joints labelled, on a diagonal. */
export function cocoAnnotation(change: Readonly<Record<string, unknown>> = {}): object {
  return {
    image_id: 9,
    iscrowd: 0,
    bbox: [10, 20, 100, 50],
    keypoints: Array.from({ length: 17 }, (_, j) => [j + 1, 2 * j, 2]).flat(),
    ...change,
  };
}

export function cocoFile(annotations: readonly unknown[]): string {
  const images = [{ id: 9, file_name: 'COCO_train2014_000000000009.jpg', width: 640, height: 480 }];
  return JSON.stringify({ images, annotations });
}
