/** @file What a body holds, told to people and to programs. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  approximations,
  createPosedBody,
  createPoser,
  JOINT_SET_IDS,
  jointSet,
  type BodyModel,
} from '../../../body/index.ts';
import { userDataFolder } from '../../../node/index.ts';
import type { Io } from '../../shared/io.ts';

/** Height of the mean shape in zero pose, metres. */
function heightM(body: BodyModel): number {
  const rest = createPosedBody(body);
  createPoser(body).rest(new Float32Array(body.shapeCount), rest);
  let low = Infinity;
  let high = -Infinity;
  for (let i = 1; i < rest.vertices.length; i += 3) {
    low = Math.min(low, rest.vertices[i] ?? low);
    high = Math.max(high, rest.vertices[i] ?? high);
  }
  return high - low;
}

/** How far a body can serve a joint set. */
export interface JointSetInfo {
  readonly id: string;
  readonly joints: number;
  /** Joints that another point stands in for. */
  readonly approximations: readonly { readonly name: string; readonly reason: string }[];
  /** Joints that this body has no point for: the set cannot be used. */
  readonly missing: readonly string[];
}

/** What `body info` tells of a body. */
export interface BodyInfo {
  readonly id: string;
  readonly vertices: number;
  readonly faces: number;
  readonly joints: number;
  readonly betas: number;
  readonly poseCorrectives: boolean;
  readonly heightM: number;
  readonly jointSets: readonly JointSetInfo[];
}

export function describeBody(body: BodyModel): BodyInfo {
  return {
    id: body.id,
    vertices: body.vertexCount,
    faces: body.faces.length / 3,
    joints: body.jointCount,
    betas: body.shapeCount,
    poseCorrectives: body.poseDirs !== undefined,
    heightM: Math.round(heightM(body) * 1000) / 1000,
    jointSets: JOINT_SET_IDS.map((id) => {
      const { names, landmarks } = jointSet(id);
      const missing = names.filter((_, row) => !body.landmarks.has(landmarks[row] ?? ''));
      return {
        id,
        joints: names.length,
        approximations: missing.length > 0 ? [] : approximations(body, id),
        missing,
      };
    }),
  };
}

function tellSet({ id, joints, approximations: standIns, missing }: JointSetInfo): string {
  if (missing.length > 0) {
    return `  ${id}: not on this body, ${missing.length} joints are missing (multiroi body import takes their regressor)`;
  }
  const told = standIns.length > 0 ? `, ${standIns.length} by a stand-in (--json says why)` : '';
  return `  ${id}: ${joints} joints${told}`;
}

export function tellBody(info: BodyInfo): string {
  return `${[
    `body ${info.id}`,
    `  ${info.vertices} vertices, ${info.faces} faces, ${info.joints} joints, ${info.betas} betas`,
    `  pose correctives: ${info.poseCorrectives ? 'yes' : 'no'}`,
    `  height of the mean shape: ${info.heightM.toFixed(3)} m`,
    'joint sets',
    ...info.jointSets.map(tellSet),
  ].join('\n')}\n`;
}

/** Names of the bodies there are: the shipped one, and what was imported. */
export async function bodyNames(io: Io): Promise<string[]> {
  const entries = await readdir(join(userDataFolder(io.env), 'body')).catch(() => []);
  const imported = entries
    .filter((name) => /^smpl-(neutral|male|female)\.safetensors$/.test(name))
    .map((name) => name.replace(/\.safetensors$/, ''));
  return ['open', ...imported.toSorted()];
}
