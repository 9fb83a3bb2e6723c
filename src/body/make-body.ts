/**
 * @file Puts a body model together and proves it sound. Everything that becomes a `BodyModel`, from a
 * file or from arrays, goes through {@link makeBody}.
 */

import { throwIssues, type Issue } from '../base/index.ts';
import { sizeOf } from '../base/index.ts';
import type { BodyModel, Landmark } from './body-model.ts';
import { jointSet } from './joint-sets.ts';

/** What a body is made of; counts follow from the lengths, the skeleton is SMPL's. */
export type BodyParts = Omit<BodyModel, 'vertexCount' | 'jointCount' | 'shapeCount' | 'parents'>;

/** SMPL's 24 joints and their parents. */
export const SKELETON: { readonly names: readonly string[]; readonly parents: Int8Array } = {
  names: jointSet('smpl24').names,
  parents: Int8Array.from(jointSet('smpl24').parents ?? []),
};

/** Float32 weights of a row add up to 1 within this; files of others are no better than theirs. */
const WEIGHT_SUM_TOLERANCE = 1e-3;

/**
 * Checks the parts against each other, adds the 24 joints to the landmarks, and returns the model.
 * @throws E_FORMAT that lists every problem.
 */
export function makeBody(parts: BodyParts): BodyModel {
  const vertexCount = parts.template.length / 3;
  const jointCount = SKELETON.names.length;
  const shapeCount = parts.shapeDirs.length / (parts.template.length || 1);
  const skeleton = SKELETON.names.map((name, joint): [string, Landmark] => [
    name,
    { index: Int32Array.of(vertexCount + joint), weight: Float32Array.of(1) },
  ]);
  const model: BodyModel = {
    ...parts,
    vertexCount,
    jointCount,
    shapeCount,
    parents: SKELETON.parents,
    landmarks: new Map([...parts.landmarks, ...skeleton]),
  };
  throwIssues('E_FORMAT', `body "${parts.id}"`, [
    ...lengthIssues(model),
    ...numberIssues(model),
    ...indexIssues(model),
    ...weightIssues(model),
  ]);
  return model;
}

function lengthIssues(model: BodyModel): Issue[] {
  const { vertexCount: V, jointCount: J, shapeCount: S, influenceCount: K, poseDirs } = model;
  const shapes: [string, number, number[]][] = [
    ['template', model.template.length, [V, 3]],
    ['shapeDirs', model.shapeDirs.length, [V, 3, S]],
    ['jointTemplate', model.jointTemplate.length, [J, 3]],
    ['jointShapeDirs', model.jointShapeDirs.length, [J, 3, S]],
    ['skinIndex', model.skinIndex.length, [V, K]],
    ['skinWeight', model.skinWeight.length, [V, K]],
    ['faces', model.faces.length, [Math.ceil(model.faces.length / 3), 3]],
  ];
  if (poseDirs !== undefined) shapes.push(['poseDirs', poseDirs.length, [V, 3, 9 * (J - 1)]]);
  return shapes
    .filter(
      ([, length, shape]) =>
        length === 0 || length !== sizeOf(shape) || !shape.every(Number.isInteger),
    )
    .map(([path, length, shape]) => ({
      path,
      message: `expected [${shape.join(', ')}], got ${length} numbers`,
    }));
}

function numberIssues(model: BodyModel): Issue[] {
  const arrays = {
    template: model.template,
    shapeDirs: model.shapeDirs,
    poseDirs: model.poseDirs ?? new Float32Array(0),
    jointTemplate: model.jointTemplate,
    jointShapeDirs: model.jointShapeDirs,
    skinWeight: model.skinWeight,
  };
  return Object.entries(arrays).flatMap(([path, values]) => {
    let wrong = 0;
    while (wrong < values.length && Number.isFinite(values[wrong])) wrong++;
    if (wrong === values.length) return [];
    return [{ path, message: `expected finite numbers, got ${values[wrong]} (element ${wrong})` }];
  });
}

function indexIssues(model: BodyModel): Issue[] {
  const issues: Issue[] = [];
  const require = (path: string, values: ArrayLike<number>, end: number): void => {
    for (let i = 0; i < values.length; i++) {
      if (values[i] >= 0 && values[i] < end) continue;
      const message = `expected an index below ${end}, got ${values[i]} (element ${i})`;
      issues.push({ path, message });
      return;
    }
  };
  require('faces', model.faces, model.vertexCount);
  require('skinIndex', model.skinIndex, model.jointCount);
  for (const [key, { index, weight }] of model.landmarks) {
    const path = `landmark "${key}"`;
    require(path, index, model.vertexCount + model.jointCount);
    if (index.length === 0 || index.length !== weight.length || !weight.every(Number.isFinite)) {
      issues.push({ path, message: 'expected one finite weight an index, and one index or more' });
    }
  }
  return issues;
}

function weightIssues({ skinWeight, influenceCount }: BodyModel): Issue[] {
  for (let start = 0; start < skinWeight.length; start += influenceCount) {
    let sum = 0;
    let previous = Infinity;
    let falling = true;
    for (let k = start; k < start + influenceCount; k++) {
      const weight = skinWeight[k];
      falling &&= weight >= 0 && weight <= previous;
      previous = weight;
      sum += weight;
    }
    // posing stops at the first zero, and the first joint is the part a vertex belongs to
    if (falling && Math.abs(sum - 1) < WEIGHT_SUM_TOLERANCE) continue;
    const row = [...skinWeight.subarray(start, start + influenceCount)].join(', ');
    const where = `(vertex ${start / influenceCount})`;
    return [
      {
        path: 'skinWeight',
        message: `expected weights from heaviest to 0 that sum to 1, got ${row} ${where}`,
      },
    ];
  }
  return [];
}
