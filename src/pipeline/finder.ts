/** @file Who is on the photograph, and the region that each of them fills. */

import {
  applyAffine,
  baseRoi,
  checkBox,
  PADDING,
  type Box,
  type Roi,
  type RoiShape,
  type View,
} from '../camera/index.ts';
import { ssdDetector, yoloDetector, type Detection, type RegionDetector } from '../detect/index.ts';
import type { PixelImage, Platform, Session, SessionOptions } from '../platform.ts';

/** Someone to be reconstructed. */
export interface FoundPerson extends Detection {
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

function ofBox({ box, score }: Detection): FoundPerson {
  return {
    box,
    score,
    baseRoi: (view, shape) => baseRoi(boxInView(box, view), { shape, padding: PADDING.detector }),
  };
}

/** Detector and pose encoder; their sessions are made when first needed. */
export class PersonFinder {
  readonly #platform: Platform;
  readonly #options: SessionOptions;
  readonly #detectorFile: string | Uint8Array | undefined;
  #detector: Promise<{ session: Session; detector: RegionDetector }> | undefined;
  #pose: Promise<Session> | undefined;

  /** @param detectorFile path or bytes of a YOLO-like model; absent: the shipped one. */
  constructor(platform: Platform, options: SessionOptions, detectorFile?: string | Uint8Array) {
    this.#platform = platform;
    this.#options = options;
    this.#detectorFile = detectorFile;
  }

  /** Everyone that the detector sees, best first. */
  async find(image: PixelImage, signal?: AbortSignal): Promise<FoundPerson[]> {
    this.#detector ??= this.#loadDetector();
    const { detector } = await this.#detector;
    const whole: Box = { x0: -0.5, y0: -0.5, x1: image.width - 0.5, y1: image.height - 0.5 };
    const [found] = await detector.detectIn(image, [whole], signal);
    return found.map(ofBox);
  }

  /**
   * People whose boxes the caller knows.
   * @throws E_RANGE for a box without area or outside the image.
   */
  trust(image: PixelImage, boxes: readonly Detection[]): FoundPerson[] {
    for (const { box } of boxes) checkBox('reconstruct', box, image);
    return boxes.map(ofBox);
  }

  /** The session of the pose encoder, one for all who need it. */
  poseSession(): Promise<Session> {
    this.#pose ??= this.#compile(this.#platform.files.asset('blazepose-full.onnx'));
    return this.#pose;
  }

  async #loadDetector(): Promise<{ session: Session; detector: RegionDetector }> {
    const { files } = this.#platform;
    const given = this.#detectorFile;
    if (given === undefined) {
      const session = await this.#compile(files.asset('ssd-person.onnx'));
      return { session, detector: ssdDetector(session) };
    }
    const bytes = typeof given === 'string' ? files.read(given) : Promise.resolve(given);
    const session = await this.#compile(bytes);
    return { session, detector: await yoloDetector(session) };
  }

  async #compile(model: Promise<Uint8Array>): Promise<Session> {
    return await this.#platform.runtime.createSession(await model, this.#options);
  }

  async dispose(): Promise<void> {
    const pose = this.#pose;
    const detector = this.#detector;
    this.#pose = this.#detector = undefined;
    // a session that could not be made has nothing to release
    await pose?.then((session) => session.dispose(), ignore);
    await detector?.then(({ session }) => session.dispose(), ignore);
  }
}

function ignore(): void {}
