/** @file Who is on the photograph, and the region that each of them fills. */

import {
  applyAffine,
  applyAffineToPoints,
  baseRoi,
  checkBox,
  PADDING,
  viewOf,
  type Box,
  type Intrinsics,
  type Joints2d,
  type Roi,
  type RoiShape,
  type View,
} from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { findRolls, type Leaning } from './upright.ts';
import { followWithKeypoints } from './follow.ts';
import { trustedJoints } from './keypoint-evidence.ts';
import { multiposeDetector } from './multipose.ts';
import { nanodetDetector } from './nanodet.ts';
import { CANDIDATE_OVERLAP, CANDIDATE_THRESHOLD, peopleDetector } from './people-detector.ts';
import {
  type RefusedDetection,
  verifyWithKeypoints,
  type VerifiedPerson,
  type VerifyOptions,
} from './verify.ts';
import { wholeDetector } from './whole-detector.ts';
import { YOLO_DEFAULTS, yoloDetector } from './yolo.ts';
import { type Detection, type Detector } from './types.ts';
import type { ObservedKeypoints } from '../inference/index.ts';
import { poseEncoderAsset, type PoseEncoder } from '../network/index.ts';
import type { PixelImage, Platform, Session, SessionOptions } from '../platform/index.ts';

/** Where networks come from. */
type Networks = Pick<Platform, 'files' | 'runtime' | 'openNetwork'>;

/** Someone to be reconstructed. */
export interface FoundPerson extends Detection {
  /** MoveNet's, in the image as it stands; null when nobody looked. */
  readonly keypoints: ObservedKeypoints | null;
  /** RoI 0, in pixels of the view. */
  baseRoi(view: View, shape: RoiShape): Roi;
}

/** The bounds of a box in a view. */
function boxInView({ x0, y0, x1, y1 }: Box, { viewFromImage }: View): Box {
  const corners = [
    [x0, y0],
    [x1, y0],
    [x0, y1],
    [x1, y1],
  ].map(([x, y]) => applyAffine(viewFromImage, x, y));
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

function ofBox({ box, score }: Detection, keypoints: ObservedKeypoints | null = null): FoundPerson {
  return {
    box,
    score,
    keypoints,
    baseRoi: (view, shape) => baseRoi(boxInView(box, view), { shape, padding: PADDING.detector }),
  };
}

/** Square RoIs were trained around joints, the others around boxes. */
function ofJoints(person: VerifiedPerson, { points, confidence }: Joints2d): FoundPerson {
  const byBox = ofBox(person, person.keypoints);
  return {
    ...byBox,
    baseRoi(view, shape) {
      if (shape !== 'square') return byBox.baseRoi(view, shape);
      const inView = applyAffineToPoints(view.viewFromImage, points);
      const joints = confidence === undefined ? { points: inView } : { points: inView, confidence };
      return baseRoi(joints, { shape, padding: PADDING.joints });
    },
  };
}

/**
 * To 1/64 px: runtimes that add in another order then look at the same pixels. A crop's positions are rounded
 * too, so without this a last bit of a landmark moves whole rows of a crop by 1/32 px and t by millimetres.
 */
const quantised = (px: number): number => Math.round(px * 64) / 64;

function quantisedBox<T extends Detection>(found: T): T {
  const { x0, y0, x1, y1 } = found.box;
  return {
    ...found,
    box: { x0: quantised(x0), y0: quantised(y0), x1: quantised(x1), y1: quantised(y1) },
  };
}

function ofVerified(verified: VerifiedPerson): FoundPerson {
  const person = quantisedBox(verified);
  const joints = person.keypoints === null ? null : trustedJoints(person.keypoints);
  if (joints === null) return ofBox(person, person.keypoints);
  return ofJoints(person, { ...joints, points: Array.from(joints.points, quantised) });
}

interface LoadedDetector {
  readonly sessions: readonly Session[];
  readonly detector: Detector;
  readonly verify: VerifyOptions;
}

/** Both best first. */
export interface FoundPeople {
  readonly people: readonly FoundPerson[];
  /** Candidates that are nobody; those whom the detector itself was not sure enough of are not among them. */
  readonly refused: readonly RefusedDetection[];
}

/** Scores from which somebody is a person, unless the caller says otherwise. */
export const PERSON_THRESHOLD = 0.3;

/** Boxes of a detector of the caller's with a lower score are not looked at, however low the caller's threshold. */
const LEAST_YOLO_SCORE = 0.05;

/** Detectors and pose encoders; their sessions are made when first needed. */
export class PersonFinder {
  readonly #platform: Networks;
  readonly #options: SessionOptions;
  readonly #detectorFile: string | Uint8Array | undefined;
  #detector: Promise<LoadedDetector> | undefined;
  readonly #pose = new Map<PoseEncoder, Promise<Session>>();
  #disposed: Promise<void> | undefined;

  /** @param detectorFile path or bytes of a YOLO-like model; absent: the shipped one. */
  constructor(platform: Networks, options: SessionOptions, detectorFile?: string | Uint8Array) {
    this.#platform = platform;
    this.#options = options;
    this.#detectorFile = detectorFile;
  }

  /**
   * Makes the sessions that the first photograph needs, so that a detector or a provider that is not there is told before any.
   * @param detects false where boxes will be given.
   */
  async prepare(detects = true): Promise<void> {
    await Promise.all([...(detects ? [this.#loadedDetector()] : []), this.poseSession('movenet')]);
  }

  /**
   * Everyone whom detectors and key-points agree on, best first.
   * @param threshold people below this score are left out; the default is 0.3, of a detector of the caller's its own.
   */
  async find(image: PixelImage, signal?: AbortSignal, threshold?: number): Promise<FoundPerson[]> {
    return [...(await this.search(image, signal, threshold)).people];
  }

  /** As `find`, and who else was a candidate, and why they were refused. */
  async search(image: PixelImage, signal?: AbortSignal, threshold?: number): Promise<FoundPeople> {
    const { detector, verify } = await this.#loadedDetector();
    const options = threshold === undefined ? verify : { ...verify, threshold };
    const detected = await detector.detect(image, signal);
    // whose scores key-points do not change need no look to be left out
    const likely =
      verify.weight === 0 ? detected.filter(({ score }) => score >= options.threshold) : detected;
    // before key-points are looked for in crops of them, too
    const found = likely.map(quantisedBox);
    if (found.length === 0) return { people: [], refused: [] };
    const pose = await this.poseSession('movenet');
    const { people, refused } = await verifyWithKeypoints(pose, image, found, options, signal);
    return { people: people.map(ofVerified), refused: refused.map(quantisedBox) };
  }

  /** Those of the people of the frame before who are still seen, where they are now. */
  async follow(
    image: PixelImage,
    people: readonly VerifiedPerson[],
    signal?: AbortSignal,
  ): Promise<FoundPerson[]> {
    if (people.length === 0) return [];
    const pose = await this.poseSession('movenet');
    return (await followWithKeypoints(pose, image, people, signal)).map(ofVerified);
  }

  /**
   * People whose boxes the caller knows.
   * @throws E_RANGE for a box without area or outside the image.
   */
  trust(image: PixelImage, boxes: readonly Detection[]): FoundPerson[] {
    for (const { box } of boxes) checkBox('reconstruct', box, image);
    return boxes.map((box) => ofBox(box));
  }

  /** The roll that puts each person upright, radians; see `findRolls`. */
  async rolls(
    image: PixelImage,
    people: readonly FoundPerson[],
    intrinsics: Intrinsics,
    signal?: AbortSignal,
  ): Promise<number[]> {
    if (people.length === 0) return [];
    const level = viewOf({ ...intrinsics, fy: intrinsics.fx });
    const leaning = people.map((person): Leaning => ({ roi: person.baseRoi(level, 'square') }));
    return findRolls(await this.poseSession('full'), image, leaning, signal);
  }

  /** The session of a pose encoder, one for all who need it. */
  poseSession(name: PoseEncoder): Promise<Session> {
    let session = this.#pose.get(name);
    if (session === undefined) {
      session = this.#open(poseEncoderAsset(name)).catch((error: unknown) => {
        this.#pose.delete(name);
        throw error;
      });
      this.#pose.set(name, session);
    }
    return session;
  }

  /** Loaded once; one that could not be made is tried again. */
  #loadedDetector(): Promise<LoadedDetector> {
    this.#detector ??= this.#loadDetector().catch((error: unknown) => {
      this.#detector = undefined;
      throw error;
    });
    return this.#detector;
  }

  async #loadDetector(): Promise<LoadedDetector> {
    const { files, runtime } = this.#platform;
    const given = this.#detectorFile;
    if (given === undefined) {
      const [nanodet, multipose] = await Promise.all([
        this.#open('nanodet.onnx'),
        this.#open('movenet-multipose.onnx'),
      ]);
      const detector = peopleDetector(
        nanodetDetector(nanodet, {
          threshold: CANDIDATE_THRESHOLD,
          maxOverlap: CANDIDATE_OVERLAP,
        }),
        multiposeDetector(multipose),
      );
      return { sessions: [nanodet, multipose], detector, verify: { threshold: PERSON_THRESHOLD } };
    }
    const bytes = typeof given === 'string' ? await files.read(given) : given;
    this.#requireUse();
    const session = await runtime.createSession(bytes, this.#options);
    const detector = wholeDetector(await yoloDetector(session, { threshold: LEAST_YOLO_SCORE }));
    // its scores are what the user chose it for; key-points only find doubles and joints
    const verify = { weight: 0, threshold: YOLO_DEFAULTS.threshold };
    return { sessions: [session], detector, verify };
  }

  /** The session of a network of the package. */
  async #open(name: string): Promise<Session> {
    const kept = this.#platform.openNetwork?.(name, this.#options);
    if (kept !== undefined) return kept;
    const { files, runtime } = this.#platform;
    const bytes = await files.asset(name);
    this.#requireUse();
    return runtime.createSession(bytes, this.#options);
  }

  /** Whoever waits for a file may find the finder gone. */
  #requireUse(): void {
    if (this.#disposed === undefined) return;
    throw new MultiRoiError('E_CONFIG', 'find: expected a loaded model, got a disposed one');
  }

  /** Releases the sessions, those too that are being made; nothing is made afterwards. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#release();
    return this.#disposed;
  }

  async #release(): Promise<void> {
    const poses = [...this.#pose.values()];
    const detector = this.#detector;
    this.#pose.clear();
    this.#detector = undefined;
    // a session that could not be made has nothing to release
    for (const pose of poses) await pose.then((session) => session.dispose(), ignore);
    const sessions = await detector?.then(
      (loaded) => loaded.sessions,
      () => [],
    );
    for (const session of sessions ?? []) await session.dispose();
  }
}

function ignore(): void {}
