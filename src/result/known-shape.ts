/**
 * @file People whose shape or stature the caller knows. One photograph cannot tell a tall person far away
 * from a small one nearby; what is known of the body says which. The person moves along the pelvis's ray by
 * the ratio of the statures: the pelvis projects where it did, and the body stays as large in the image.
 */

import type { BodyModel } from '../body/index.ts';
import { MultiRoiError, throwIssues, type Issue } from '../base/index.ts';
import { withBody } from './edit.ts';
import { vec3At } from '../math/index.ts';
import type { Person } from './result.ts';
import { pelvisOf } from './retarget.ts';

/** What is known of everybody in the photograph; undefined is not known. */
export interface KnownShape {
  /** Stature, standing in the T-pose (m). Betas are those nearest the given or regressed ones that have it. */
  readonly heightM?: number | undefined;
  /** [10], instead of what the network predicted. */
  readonly betas?: readonly number[] | undefined;
}

/** Statures that a body model can be asked for (m). */
export const HEIGHT_MIN_M = 0.5;
/** Nobody is taller. */
export const HEIGHT_MAX_M = 2.5;
const TOLERANCE_M = 1e-5;
/** Each step is exact until another vertex is the highest or lowest: a handful is enough. */
const MAX_STEPS = 50;

/** What of it cannot be meant. */
export function shapeIssues({ heightM, betas }: KnownShape): Issue[] {
  const issues: Issue[] = [];
  if (heightM !== undefined && !(heightM >= HEIGHT_MIN_M && heightM <= HEIGHT_MAX_M)) {
    const path = 'heightM';
    issues.push({
      path,
      message: `expected ${HEIGHT_MIN_M} to ${HEIGHT_MAX_M} m, got ${heightM}`,
    });
  }
  if (betas !== undefined && !(betas.length === 10 && betas.every(Number.isFinite))) {
    issues.push({ path: 'betas', message: `expected 10 finite numbers, got [${betas.join()}]` });
  }
  return issues;
}

/** Height of the shaped body in zero pose, sole to crown (m), and its gradient by betas [S]. */
function statureOf(
  { template, shapeDirs, vertexCount, shapeCount: S }: BodyModel,
  betas: readonly number[],
): { heightM: number; gradient: number[] } {
  let [top, bottom, yMax, yMin] = [0, 0, -Infinity, Infinity];
  for (let v = 0; v < vertexCount; v++) {
    let y = template[3 * v + 1];
    for (let s = 0; s < S; s++) y += betas[s] * shapeDirs[(3 * v + 1) * S + s];
    if (y > yMax) [top, yMax] = [v, y];
    if (y < yMin) [bottom, yMin] = [v, y];
  }
  const gradient = Array.from(
    { length: S },
    (_, s) => shapeDirs[(3 * top + 1) * S + s] - shapeDirs[(3 * bottom + 1) * S + s],
  );
  return { heightM: yMax - yMin, gradient };
}

/** Stature of the shaped body standing in the T-pose (m). */
export function statureM(body: BodyModel, betas: readonly number[]): number {
  return statureOf(body, betas).heightM;
}

/** The betas nearest `start` whose body is `heightM` tall. @throws E_NUMERIC when none is found. */
function betasOfHeight(body: BodyModel, start: readonly number[], heightM: number): number[] {
  let betas = [...start];
  for (let step = 0; step < MAX_STEPS; step++) {
    const now = statureOf(body, betas);
    const missing = heightM - now.heightM;
    if (Math.abs(missing) < TOLERANCE_M) return betas;
    const squared = now.gradient.reduce((sum, g) => sum + g * g, 0);
    betas = betas.map((beta, s) => beta + (now.gradient[s] * missing) / squared);
  }
  throw new MultiRoiError(
    'E_NUMERIC',
    `withShape: expected betas of a body ${heightM} m tall, got none (${body.id})`,
  );
}

/**
 * The person with the shape that is known of them, as large in the image as before. Local cameras and
 * consistency stay what the network predicted.
 * @throws E_RANGE for what cannot be meant, E_CONFIG when `body` is not the person's.
 */
export function withShape(person: Person, known: KnownShape, body: BodyModel): Person {
  throwIssues('E_RANGE', 'withShape', shapeIssues(known));
  const { heightM, betas: given } = known;
  if (heightM === undefined && given === undefined) return person;
  const before = person.body.betas;
  const start = given ?? before;
  const betas = heightM === undefined ? [...start] : betasOfHeight(body, start, heightM);
  const ratio = statureM(body, betas) / statureM(body, before);
  const rest = pelvisOf(body, before);
  const t = vec3At(
    person.camera.t.map((x, k) => x + (ratio - 1) * (x + rest[k])),
    0,
  );
  return withBody({ ...person, camera: { ...person.camera, t } }, { betas }, body);
}
