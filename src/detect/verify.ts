/**
 * @file A second opinion on detectors' boxes by MoveNet: sure key-points inside a box speak for a person, none against one; two
 * boxes that overlap and have the same key-points are one person, with others they are two.
 *
 * CONTRIBUTOR NOTES. `npx tsx bench/people.ts`, 44 labelled photographs, 99 main people, 139 in all: .960 / .935, 6 ghosts; docs/adr/0007 says
 * what each part is worth and what constants chosen on one half score on the other.
 */

import type { Box } from '../camera/index.ts';
import {
  observeKeypoints,
  type KeypointRegion,
  type ObservedKeypoints,
} from '../inference/index.ts';
import { sigmoid } from '../math/index.ts';
import type { PixelImage, Session } from '../platform/index.ts';
import {
  boxEvidence,
  fills,
  isElsewhere,
  keypointSimilarity,
  reachedBox,
  seenInside,
} from './keypoint-evidence.ts';
import { boxArea, byScore, intersectionOverSmaller, intersectionOverUnion } from './overlap.ts';
import type { Detection } from './types.ts';

/** A person whom detector and key-points agree on. */
export interface VerifiedPerson extends Detection {
  /** Null for who is clear without: a large crowd's sure and separate ones. */
  readonly keypoints: ObservedKeypoints | null;
}

/**
 * Why a candidate is nobody: another box shows this person (`double`), or detector and key-points together are not sure
 * enough (`unsure`).
 */
export type RefusalReason = 'double' | 'unsure';

/** A detection that is not somebody, and why. */
export interface RefusedDetection extends Detection {
  readonly reason: RefusalReason;
}

/** Both best first. */
export interface Verification {
  readonly people: readonly VerifiedPerson[];
  readonly refused: readonly RefusedDetection[];
}

/** How much key-points have to say, and who is kept. */
export interface VerifyOptions {
  /** People below this score are dropped. */
  readonly threshold: number;
  /** Weight of the evidence of key-points, in logits; 0 leaves scores as they are. */
  readonly weight?: number;
}

const WEIGHT = 2;
/** The evidence that speaks neither for nor against a person. */
const NEUTRAL = 0.35;
/** MoveNet is best with a quarter of room around the box. */
const PADDING = 1.25;
/** What of the surroundings stays in a look at a box alone, in its sides. */
const INSIDE_MARGIN = 0.05;
/** Boxes that overlap by more (IoU) are one person whatever their key-points. */
const SAME_BOX = 0.7;
/** Boxes that overlap by more are one person if their key-points are alike. */
const NEAR = { overlap: 0.3, similarity: 0.7 } as const;
/** A box that lies to this share in another one is a part of that person if its key-points are theirs. */
const PART = { share: 0.6, similarity: 0.6 } as const;

/** A double's box is taken if it is sure, clearly smaller, lies in the better one, and holds as many seen key-points. */
const TIGHT = { score: 0.4, area: 0.7, share: 0.8 } as const;

/** A look takes 14 ms of two cores: of more candidates than this only those are looked at who are not clear. */
const CROWD = 30;
/** Who is clear has this score, nobody near (`NEAR.overlap`), and covers nobody by more than this share. */
const CLEAR_SCORE = 0.6;
const CLEAR_SHARE = 0.2;

/** Whether a candidate of a crowd is somebody without a look. */
function isClear({ box, score }: Detection, all: readonly Detection[]): boolean {
  const isApart = (other: Detection): boolean =>
    other.box === box ||
    (intersectionOverUnion(other.box, box) <= NEAR.overlap &&
      intersectionOverSmaller(other.box, box) <= CLEAR_SHARE);
  return all.length > CROWD && score >= CLEAR_SCORE && all.every(isApart);
}

/** A detector's score with the evidence of key-points, 0–1: who would not pass with the best is not looked at. */
function judgedScore(score: number, evidence: number, weight: number): number {
  return sigmoid(Math.log(score / (1 - score)) + weight * (evidence - NEUTRAL));
}

/** The square crop in which MoveNet looks for the person of a box. */
export function keypointRegion({ x0, y0, x1, y1 }: Box): KeypointRegion {
  const size = PADDING * Math.max(x1 - x0, y1 - y0);
  return { roi: { center: [(x0 + x1) / 2, (y0 + y1) / 2], size, width: size } };
}

/**
 * The people among detections, each with key-points and a box that holds them, and who else was a candidate.
 * @param session of `movenet-thunder.onnx`.
 */
export async function verifyWithKeypoints(
  session: Session,
  image: PixelImage,
  detections: readonly Detection[],
  { threshold, weight = WEIGHT }: VerifyOptions,
  signal?: AbortSignal,
): Promise<Verification> {
  const canPass = ({ score }: Detection): boolean => judgedScore(score, 1, weight) >= threshold;
  const possible = detections.filter(canPass);
  const clear = possible.filter((each) => isClear(each, possible));
  const unclear = possible.filter((each) => !clear.includes(each));
  const regions = unclear.map(({ box }) => [keypointRegion(box)]);
  const found = await observeKeypoints(session, image, regions, signal);
  const scores = unclear.map(({ box, score }, i) =>
    judgedScore(score, boxEvidence(found[i], box), weight),
  );
  const own = await lookInside(
    session,
    image,
    unclear,
    found,
    scores.map((each) => each >= threshold),
    signal,
  );
  const judged = unclear.map(({ box }, i): VerifiedPerson => ({
    box: reachedBox(box, own[i], image),
    score: scores[i],
    keypoints: own[i],
  }));
  const people = [...clear.map((each) => ({ ...each, keypoints: null })), ...judged];
  const decided = decide(people, threshold);
  const hopeless = detections
    .filter((each) => !canPass(each))
    .map(({ box, score }) => ({ box, score, reason: 'unsure' as const }));
  return { ...decided, refused: byScore([...decided.refused, ...hopeless]) };
}

/**
 * Where a look at somebody found a neighbour, or a passer-by in a part of the box, a look at nothing but the box takes its place,
 * if it shows more of somebody there, or somebody who fills it. Who they are does not change how sure they are: whatever is seen through a keyhole looks like somebody.
 */
async function lookInside(
  session: Session,
  image: PixelImage,
  detections: readonly Detection[],
  found: readonly ObservedKeypoints[],
  isPerson: readonly boolean[],
  signal: AbortSignal | undefined,
): Promise<readonly ObservedKeypoints[]> {
  const astray = [...detections.keys()].filter(
    (i) => isPerson[i] && isSomebodyElse(found[i], detections[i].box),
  );
  const regions = astray.map((i) => {
    const { box } = detections[i];
    return [{ ...keypointRegion(box), only: padded(box, INSIDE_MARGIN) }];
  });
  const again = await observeKeypoints(session, image, regions, signal);
  return found.map((first, i) => {
    const second = astray.includes(i) ? again[astray.indexOf(i)] : first;
    return showsMore(second, first, detections[i].box) ? second : first;
  });
}

/** Whether a look shows most of somebody outside of the box, or surely somebody who is small for it. */
const isSomebodyElse = (keypoints: ObservedKeypoints, box: Box): boolean =>
  isElsewhere(keypoints, box) || (boxEvidence(keypoints, box) > NEUTRAL && !fills(keypoints, box));

/** Whether one look shows more of the person of a box than another. */
function showsMore(look: ObservedKeypoints, other: ObservedKeypoints, box: Box): boolean {
  const evidence = boxEvidence(look, box);
  if (fills(look, box) && !fills(other, box)) return evidence > NEUTRAL;
  return evidence > boxEvidence(other, box);
}

const padded = ({ x0, y0, x1, y1 }: Box, share: number): Box => {
  const [dx, dy] = [share * (x1 - x0), share * (y1 - y0)];
  return { x0: x0 - dx, y0: y0 - dy, x1: x1 + dx, y1: y1 + dy };
};

/** Whoever is sure enough, and nobody twice; the order they come in does not matter, and a lower threshold loses nobody. */
export function decide(candidates: readonly VerifiedPerson[], threshold: number): Verification {
  const distinct: { readonly person: VerifiedPerson; readonly doubles: VerifiedPerson[] }[] = [];
  for (const person of byScore(candidates)) {
    const same = distinct.find((better) => isSamePerson(person, better.person));
    if (same === undefined) distinct.push({ person, doubles: [] });
    else same.doubles.push(person);
  }
  const people: VerifiedPerson[] = [];
  const refused: RefusedDetection[] = [];
  for (const { person, doubles } of distinct) {
    const { box, score } = person;
    if (score < threshold) refused.push({ box, score, reason: 'unsure' });
    else people.push(tightened(person, doubles));
    refused.push(
      ...doubles.map((each) => ({ box: each.box, score: each.score, reason: 'double' as const })),
    );
  }
  return { people, refused: byScore(refused) };
}

/** With a double's box that leaves out only what nobody sees: MultiPose guesses limbs below somebody in the air. */
function tightened(person: VerifiedPerson, doubles: readonly VerifiedPerson[]): VerifiedPerson {
  const { box, keypoints } = person;
  if (keypoints === null) return person;
  const tight = doubles.find(
    (double) =>
      double.score >= TIGHT.score &&
      boxArea(double.box) < TIGHT.area * boxArea(box) &&
      intersectionOverSmaller(double.box, box) > TIGHT.share &&
      seenInside(keypoints, double.box) === seenInside(keypoints, box),
  );
  return tight === undefined ? person : { ...person, box: tight.box };
}

/** Best first, and nobody twice. */
export function distinctPeople(people: readonly VerifiedPerson[]): VerifiedPerson[] {
  return [...decide(people, 0).people];
}

function isSamePerson(person: VerifiedPerson, better: VerifiedPerson): boolean {
  const overlap = intersectionOverUnion(person.box, better.box);
  if (overlap > SAME_BOX) return true;
  const share = intersectionOverSmaller(person.box, better.box);
  if (overlap <= NEAR.overlap && share <= PART.share) return false;
  const { keypoints } = better;
  if (person.keypoints === null || keypoints === null) return false;
  const similarity = keypointSimilarity(person.keypoints, { box: better.box, keypoints });
  return (
    (overlap > NEAR.overlap && similarity > NEAR.similarity) ||
    (share > PART.share && similarity > PART.similarity)
  );
}
