/**
 * @file Pseudo ground truth joined to people: COCO's and MPII's annotations have no bodies, CLIFF's files
 * (Li et al. 2022) have bodies for some of their people. Both name the picture and the centre of the box.
 */

import type { PersonRecord } from '../records.ts';

/** Annotated people with the bodies that were fitted to them. */
export interface Joined {
  /** The annotated people in their order, with a body where one was found. */
  readonly records: readonly PersonRecord[];
  /** How many got a body. */
  readonly matched: number;
  /** Bodies that belong to nobody. */
  readonly unused: number;
}

interface Pair {
  readonly person: number;
  readonly body: number;
  readonly distance: number;
}

const distanceOf = (a: PersonRecord, b: PersonRecord): number =>
  Math.hypot(a.center[0] - b.center[0], a.center[1] - b.center[1]);

function byImage(records: readonly PersonRecord[]): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  records.forEach(({ image }, i) => {
    const list = rows.get(image);
    if (list === undefined) rows.set(image, [i]);
    else list.push(i);
  });
  return rows;
}

/** What a body adds; what the annotators saw stays. */
function withBody(person: PersonRecord, body: PersonRecord): PersonRecord {
  return {
    ...person,
    keypoints24: person.keypoints24 ?? body.keypoints24,
    joints24: person.joints24 ?? body.joints24,
    pose: body.pose,
    betas: body.betas,
    focalPx: person.focalPx ?? body.focalPx,
    // a translation means something with its own focal length alone
    translation: person.focalPx === null ? body.translation : null,
  };
}

/**
 * Gives people the bodies of a file of pseudo ground truth: same picture, nearest centre, each body once.
 * Where several would do, the closest pairs go first.
 * @param tolerancePx how far two writings of one centre may lie apart.
 */
export function joinPseudoTruth(
  people: readonly PersonRecord[],
  bodies: readonly PersonRecord[],
  tolerancePx = 2,
): Joined {
  const candidates = byImage(bodies);
  const pairs: Pair[] = people.flatMap((record, person) =>
    (candidates.get(record.image) ?? [])
      .map((body) => ({ person, body, distance: distanceOf(record, bodies[body]) }))
      .filter(({ body, distance }) => distance <= tolerancePx && bodies[body].pose !== null),
  );
  pairs.sort((a, b) => a.distance - b.distance || a.person - b.person || a.body - b.body);
  const bodyOf = new Map<number, number>();
  const taken = new Set<number>();
  for (const { person, body } of pairs) {
    if (bodyOf.has(person) || taken.has(body)) continue;
    bodyOf.set(person, body);
    taken.add(body);
  }
  const records = people.map((person, i) => {
    const body = bodyOf.get(i);
    return body === undefined ? person : withBody(person, bodies[body]);
  });
  return { records, matched: taken.size, unused: bodies.length - taken.size };
}
