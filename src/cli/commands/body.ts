/** @file `multiroi body info`: what a body file holds. */

import {
  approximations,
  createPosedBody,
  createPoser,
  JOINT_SET_IDS,
  jointSet,
  type BodyModel,
} from '../../body/index.ts';
import { defineCommand, type Command } from '../_command.ts';
import { UsageError } from '../_option.ts';
import { openBody, printJson } from '../_shared.ts';

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

function describe(body: BodyModel) {
  return {
    id: body.id,
    vertices: body.vertexCount,
    faces: body.faces.length / 3,
    joints: body.jointCount,
    betas: body.shapeCount,
    poseCorrectives: body.poseDirs !== undefined,
    heightM: Math.round(heightM(body) * 1000) / 1000,
    jointSets: JOINT_SET_IDS.map((id) => ({
      id,
      joints: jointSet(id).names.length,
      approximations: approximations(body, id),
    })),
  };
}

function textOf(info: ReturnType<typeof describe>): string {
  const sets = info.jointSets.map(({ id, joints, approximations: standIns }) => {
    const told = standIns.length > 0 ? `, ${standIns.length} by a stand-in (--json says why)` : '';
    return `  ${id}: ${joints} joints${told}`;
  });
  return `${[
    `body ${info.id}`,
    `  ${info.vertices} vertices, ${info.faces} faces, ${info.joints} joints, ${info.betas} betas`,
    `  pose correctives: ${info.poseCorrectives ? 'yes' : 'no'}`,
    `  height of the mean shape: ${info.heightM.toFixed(3)} m`,
    'joint sets',
    ...sets,
  ].join('\n')}\n`;
}

export const bodyCommand: Command = defineCommand({
  name: 'body',
  summary: 'What a body file holds',
  description:
    'Tells the size of a body, whether it has pose correctives, and the joint sets it knows; where a joint of a set has no landmark of its own on this body, what stands in for it.',
  operands: { usage: 'info [file]', min: 1, max: 2 },
  options: {},
  examples: [
    ['multiroi body info', 'tells about the open body'],
    ['multiroi body info smpl-neutral.safetensors', 'tells about an imported one'],
  ],
  run: async ({ values, operands: [verb, file = 'open'], io }) => {
    if (verb !== 'info') {
      throw new UsageError(`multiroi body: expected info, got "${verb ?? ''}"`);
    }
    const info = describe(await openBody(io, file));
    if (values.json) printJson(io, [info]);
    else io.stdout.write(textOf(info));
    return 0;
  },
});
