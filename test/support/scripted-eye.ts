/** @file An eye that sees the people of a known motion, each frame with errors of its own, and pictures that tell which frame they are. */
import { Rng } from '../../src/base/index.ts';
import type { BodyModel } from '../../src/body/index.ts';
import { framePerson } from '../../src/animation/index.ts';
import { axisAngleFromRotmat, matmul3, rotmatFromAxisAngle, vec3At } from '../../src/math/index.ts';
import { BONES, type ObservedKeypoints } from '../../src/inference/index.ts';
import { MOVENET_KEYPOINTS } from '../../src/network/index.ts';
import type { PixelImage, VideoPicture } from '../../src/platform/index.ts';
import {
  KEYPOINTS,
  Kinematics,
  type Onlooker,
  type PersonLook,
} from '../../src/reconstruct/index.ts';
import {
  pelvisOf,
  type Motion,
  type MotionFrame,
  type MotionTrack,
  type Person,
} from '../../src/result/index.ts';

/** Standard deviations of what is seen: px, rad. */
export interface EyeErrors {
  readonly px: number;
  readonly laid: number;
  readonly bare: number;
}
export const EYE_ERRORS: EyeErrors = { px: 1.5, laid: 0.08, bare: 0.15 };

/** A picture of which frame it is. */
export function pictureOf(frame: number, shade = 0): PixelImage {
  const data = new Uint8Array(3 * 32 * 24).fill(shade);
  [data[0], data[1]] = [frame & 255, frame >> 8];
  return { width: 32, height: 24, data };
}
const frameOf = ({ data }: PixelImage): number => data[0] + 256 * data[1];

/** Pictures of all frames of a motion; those from a cut on have another shade. */
export async function* picturesOf({ video, cuts }: Motion): AsyncGenerator<VideoPicture> {
  for (let i = 0; i < video.frames; i++) {
    await Promise.resolve();
    const shade = 200 * (cuts.filter((cut) => cut <= i).length % 2);
    yield { seconds: i / video.fps, image: pictureOf(i, shade) };
  }
}

function turned(frame: MotionFrame, rng: Rng, sd: number): MotionFrame {
  const noisy = (turn: readonly number[]): ReturnType<typeof vec3At> => {
    const more = rotmatFromAxisAngle([0, 1, 2].map(() => rng.normal(0, sd)));
    return vec3At(axisAngleFromRotmat(matmul3(rotmatFromAxisAngle(turn), more)), 0);
  };
  const [x, y, z] = frame.t;
  return {
    ...frame,
    globalOrient: noisy(frame.globalOrient),
    bodyPose: frame.bodyPose.map(noisy),
    t: [x, y, z * (1 + rng.normal(0, 0.2 * sd))],
  };
}

/** Which people of a motion an eye sees, and what it was asked. */
export function scriptedEye(
  motion: Motion,
  body: BodyModel,
  errors: EyeErrors = EYE_ERRORS,
): Onlooker & { readonly calls: string[] } {
  const calls: string[] = [];
  const personAt = framePerson(motion, body);
  const kinematics = new Kinematics(body, KEYPOINTS);
  const [[fx, , cx], [, fy, cy]] = motion.camera.K;

  /** Key-points and bones of the truth. */
  const posed = (track: MotionTrack, frame: MotionFrame) => {
    kinematics.shape(body, track.betas);
    const turns = [frame.globalOrient, ...frame.bodyPose];
    kinematics.pose(
      turns.flatMap((turn) => [...rotmatFromAxisAngle(turn)]),
      new Float64Array(72),
    );
    const pelvis = pelvisOf(body, track.betas).map((v, k) => v + frame.t[k]);
    const { points } = kinematics;
    const pixels = KEYPOINTS.flatMap((_, k) => {
      const depth = points[3 * k + 2] + pelvis[2];
      return [
        cx + (fx * (points[3 * k] + pelvis[0])) / depth,
        cy + (fy * (points[3 * k + 1] + pelvis[1])) / depth,
      ];
    });
    const directions = BONES.flatMap(({ from, to }) => {
      const [a, b] = [from, to].map((name) => 3 * MOVENET_KEYPOINTS.indexOf(name));
      const way = [0, 1, 2].map((k) => points[b + k] - points[a + k]);
      return way.map((v) => v / Math.hypot(...way));
    });
    return { pixels, bones: { directions: Float64Array.from(directions), presence: 1 } };
  };

  const seen = (index: number): { person: Person; look: PersonLook }[] =>
    motion.tracks.flatMap((track) => {
      const frame = track.frames.find((each) => each.frame === index);
      if (frame === undefined) return [];
      const rng = new Rng(`eye/${index}`).fork(`track ${track.id}`);
      const { pixels, bones } = posed(track, frame);
      const points = Float64Array.from(pixels, (v) => v + rng.normal(0, errors.px));
      const K = KEYPOINTS.length;
      const observed: ObservedKeypoints = {
        points,
        scores: new Float32Array(K).fill(0.9),
        spreadPx: new Float32Array(K),
      };
      const xs = pixels.filter((_, i) => i % 2 === 0);
      const ys = pixels.filter((_, i) => i % 2 === 1);
      const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
      const box = [bounds[0] - 5, bounds[1] - 5, bounds[2] + 5, bounds[3] + 5] as const;
      const at = (sd: number): Person => ({
        ...personAt(track, turned({ ...frame, box: [...box] }, rng, sd)),
      });
      const bare = at(errors.bare);
      const look = { bare: () => bare, observed, bones, sidePx: 1.2 * (box[3] - box[1]) };
      return [{ person: at(errors.laid), look }];
    });
  const found = (index: number) =>
    seen(index).map(({ person: { box, score }, look: { observed } }) => ({
      box: { x0: box[0], y0: box[1], x1: box[2], y1: box[3] },
      score,
      keypoints: observed,
      baseRoi: () => ({ center: [0, 0] as const, size: 1, width: 1 }),
    }));
  const near = (a: { x0: number; y0: number }, b: { x0: number; y0: number }): boolean =>
    Math.hypot(a.x0 - b.x0, a.y0 - b.y0) < 40;
  return {
    calls,
    find(photo) {
      calls.push(`find ${frameOf(photo)}`);
      return Promise.resolve(found(frameOf(photo)));
    },
    follow(photo, people) {
      calls.push(`follow ${frameOf(photo)}`);
      const now = found(frameOf(photo));
      return Promise.resolve(now.filter(({ box }) => people.some((each) => near(each.box, box))));
    },
    reconstructPhoto(photo, { found: asked = [] }) {
      const all = seen(frameOf(photo)).filter(({ person: { box } }) =>
        asked.some((each) => each.box.x0 === box[0] && each.box.y0 === box[1]),
      );
      const people = all.map(({ person }, id) => ({ ...person, id }));
      const { file, width, height } = motion.video;
      const image = { file, width, height };
      const result = { schemaVersion: 1, image, model: motion.model, people, timings: {} } as const;
      return Promise.resolve({ photo, result, looks: all.map(({ look }) => look) });
    },
  };
}
