/**
 * @file Who in one view is who in another: rays to the same key-points of one person meet, those to two people pass each
 * other. Pairs are joined from the best on, as long as nobody is twice in a view.
 */

import { FIRST_LIMB, sightingsOf, type SeenPerson } from './seen-person.ts';
import { pixelOf } from './project-view.ts';
import { triangulate } from './triangulate.ts';

/** Rays may miss each other by this share of a person's size in the median. */
const MOST_MISS = 0.08;
/** Fewer key-points that both views are sure of prove nothing. */
const LEAST_COMMON = 5;
const SURE = 0.3;

/** People of all views, each group one person; whoever has no partner is a group of their own. */
export function matchPeople(people: readonly SeenPerson[]): SeenPerson[][] {
  const groups = people.map((person) => [person]);
  const pairs = people
    .flatMap((a, i) => people.slice(i + 1).map((b) => ({ a, b, miss: missOf([a, b]) })))
    .filter(({ a, b, miss }) => a.view !== b.view && miss < MOST_MISS)
    .toSorted((one, other) => one.miss - other.miss);
  for (const { a, b } of pairs) {
    const [own, theirs] = [a, b].map((person) => groups.find((group) => group.includes(person)));
    if (own === undefined || theirs === undefined || own === theirs) continue;
    const together = [...own, ...theirs];
    const views = new Set(together.map(({ view }) => view));
    if (views.size < together.length || !(missOf(together) < MOST_MISS)) continue;
    groups.splice(groups.indexOf(theirs), 1);
    own.push(...theirs);
  }
  return groups.map((group) => group.toSorted((a, b) => a.view - b.view));
}

/** Median distance, in sizes of the person, of sure key-points from where all rays together put them; Infinity without enough. */
export function missOf(group: readonly SeenPerson[]): number {
  const misses: number[] = [];
  for (let k = FIRST_LIMB; k < 17; k++) {
    const sure = group.filter(({ points }) => points[k][2] >= SURE);
    if (sure.length < 2) continue;
    const point = triangulate(sightingsOf(sure, k));
    misses.push(
      point === null
        ? Infinity
        : Math.max(
            ...sure.map((seen) => {
              const [u, v] = pixelOf(seen.camera, point);
              return Math.hypot(u - seen.points[k][0], v - seen.points[k][1]) / seen.sizePx;
            }),
          ),
    );
  }
  if (misses.length < LEAST_COMMON) return Infinity;
  return misses.toSorted((a, b) => a - b)[misses.length >> 1];
}
