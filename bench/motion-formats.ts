/**
 * @file What others read out of the files of a motion: joints at every frame in which a person was seen, beside the body's own
 * posing, by three.js, @pixiv's player, numpy and, where it is given, Blender. Then size and time of each kind of file for one
 * person over some minutes.
 *
 *   npx tsx bench/motion-formats.ts [--motion clip.motion.json] [--blender blender] [--minutes 10]
 */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs, promisify } from 'node:util';
import { Vector3 } from 'three';
import {
  BONE_NAMINGS,
  HUMANOID,
  MOTION_EXPORT_KINDS,
  motionGlb,
  rigOf,
  trackBvh,
  trackNpz,
  trackVrma,
  writeMotion,
} from '../src/animation/index.ts';
import { createPoser, POSE_SIZE, readBody } from '../src/body/index.ts';
import { nodeFiles } from '../src/node/index.ts';
import { parseMotion, type MotionTrack } from '../src/result/index.ts';
import { fileJoints } from '../test/support/motion-joints.ts';
import { loadVrma, mostMm, playBvh, playGlb, playVrma } from '../test/support/motion-readers.ts';
import { sampleMotion, SAMPLE_WORLD } from '../test/support/motion.ts';
import { avatarOf } from '../test/support/vrm-avatar.ts';

const exec = promisify(execFile);
const { values } = parseArgs({
  options: {
    motion: { type: 'string' },
    blender: { type: 'string' },
    minutes: { type: 'string', default: '10' },
  },
});

const open = await readBody(nodeFiles, 'open');
const sample = sampleMotion(open);
const motion =
  values.motion === undefined
    ? { ...sample, camera: { ...sample.camera, world: SAMPLE_WORLD } }
    : parseMotion(await readFile(values.motion, 'utf8'));
const body = motion.model.body === open.id ? open : await readBody(nodeFiles, motion.model.body);
const folder = await mkdtemp(join(tmpdir(), 'multiroi-formats-'));

/** Where a track's joints are in files, [T][24]. */
const truths = motion.tracks.map((track) =>
  track.frames.map((frame) => fileJoints(motion, track, frame, body)),
);
const largest = (values_: readonly number[]): number => values_.reduce((a, b) => Math.max(a, b), 0);

/** The largest error over all tracks, by where a reader shows a track's joints at its frames. */
async function worst(
  show: (track: MotionTrack, p: number) => Promise<readonly (readonly Vector3[])[]>,
): Promise<number> {
  const errors: number[] = [];
  for (const [p, track] of motion.tracks.entries()) {
    const shown = await show(track, p);
    errors.push(largest(shown.map((joints, i) => mostMm(joints, truths[p][i]))));
  }
  return largest(errors);
}

const sinceFirst = ({ frames }: MotionTrack): number[] =>
  frames.map(({ seconds }) => seconds - frames[0].seconds);

async function byThreeGlb(): Promise<number> {
  const { at } = await playGlb((await motionGlb(motion, body)).bytes);
  return worst(({ frames }, p) => Promise.resolve(frames.map(({ seconds }) => at(seconds)[p])));
}

async function byThreeBvh(bones: (typeof BONE_NAMINGS)[number]): Promise<number> {
  const names = HUMANOID.map((each) => each[bones]);
  return worst((track) => {
    const at = playBvh(trackBvh(motion, track, body, { bones }), names);
    return Promise.resolve(sinceFirst(track).map(at));
  });
}

async function byPixiv(): Promise<number> {
  return worst(async (track) => {
    const { animation, origin } = await loadVrma(await trackVrma(motion, track, body));
    const avatar = avatarOf(rigOf(body, track.betas, 'vrm'), animation.restHipsPosition.y, 1);
    const at = playVrma(avatar, animation);
    return sinceFirst(track).map((seconds) =>
      at(seconds).map((joint) => joint.add(new Vector3(...origin))),
    );
  });
}

async function byNumpy(): Promise<number> {
  return worst(async (track) => {
    const [path, rest] = ['track.npz', 'rest.json'].map((name) => join(folder, name));
    const joints = new Float32Array(POSE_SIZE);
    const zero = new Float64Array(POSE_SIZE);
    const pose = { globalOrient: zero.subarray(0, 3), bodyPose: zero.subarray(3) };
    createPoser(body).poseJoints({ ...pose, betas: track.betas }, joints);
    const rows = HUMANOID.map((_, j) => [...joints.subarray(3 * j, 3 * j + 3)]);
    await writeFile(path, trackNpz(motion, track, body));
    await writeFile(rest, JSON.stringify({ joints: rows, parents: [...body.parents] }));
    const { stdout } = await exec('python3', ['test/support/pose_npz.py', path, rest], {
      maxBuffer: 2 ** 30,
    });
    const { world } = JSON.parse(stdout) as { world: number[][][] };
    return world.map((frame) => frame.map(([x, y, z]) => new Vector3(x, y, z)));
  });
}

/** Of one file in Blender: joints by name at some seconds. */
async function inBlender(
  blender: string,
  file: string,
  seconds: readonly number[],
  names: readonly string[],
): Promise<Vector3[][]> {
  const [times, joints] = ['times.json', 'names.json'].map((name) => join(folder, name));
  await writeFile(times, JSON.stringify(seconds));
  await writeFile(joints, JSON.stringify(names));
  const script = [
    '--background',
    '--factory-startup',
    '--python',
    'bench/support/blender_joints.py',
  ];
  const { stdout } = await exec(blender, [...script, '--', file, times, joints], {
    maxBuffer: 2 ** 30,
  });
  const line = stdout.split('\n').find((each) => each.startsWith('JOINTS '));
  if (line === undefined) throw new Error(`no joints out of Blender:\n${stdout}`);
  const shown = JSON.parse(line.slice(7)) as number[][][];
  return shown.map((frame) => frame.map(([x, y, z]) => new Vector3(x, y, z)));
}

async function byBlender(blender: string, kind: 'glb' | (typeof BONE_NAMINGS)[number]) {
  return worst(async (track) => {
    const file = join(folder, kind === 'glb' ? 'one.glb' : 'one.bvh');
    // of several armatures their names would have to be told apart
    const single = { ...motion, tracks: [track] };
    if (kind === 'glb') await writeFile(file, (await motionGlb(single, body)).bytes);
    else await writeFile(file, trackBvh(motion, track, body, { bones: kind }));
    const names = HUMANOID.map((each) => each[kind === 'glb' ? 'smpl' : kind]);
    const seconds = kind === 'glb' ? track.frames.map((each) => each.seconds) : sinceFirst(track);
    return inBlender(blender, file, seconds, names);
  });
}

/** One track of that many minutes, its frames again and again. */
function longMotion(minutes: number) {
  const [track] = motion.tracks;
  const { fps } = motion.video;
  const count = Math.round(minutes * 60 * fps);
  const frames = Array.from({ length: count }, (_, i) => ({
    ...track.frames[i % track.frames.length],
    frame: i,
    seconds: i / fps,
  }));
  const { contacts: _, ...rest } = track;
  const whole = { ...rest, first: 0, last: count - 1, gaps: [], frames };
  return { ...motion, video: { ...motion.video, frames: count }, tracks: [whole] };
}

try {
  const rows: [string, string, number][] = [
    ['GLB', 'three.js GLTFLoader', await byThreeGlb()],
    ['VRMA', '@pixiv/three-vrm-animation', await byPixiv()],
    ['NPZ', 'numpy', await byNumpy()],
  ];
  for (const bones of BONE_NAMINGS) {
    rows.push([`BVH, ${bones}`, 'three.js BVHLoader', await byThreeBvh(bones)]);
  }
  if (values.blender !== undefined) {
    for (const kind of ['glb', ...BONE_NAMINGS] as const) {
      const format = kind === 'glb' ? 'GLB' : `BVH, ${kind}`;
      rows.push([format, 'Blender', await byBlender(values.blender, kind)]);
    }
  }
  console.log('| format | reader | largest error of a joint, mm |\n| --- | --- | --- |');
  for (const [format, reader, mm] of rows)
    console.log(`| ${format} | ${reader} | ${mm.toFixed(4)} |`);

  const long = longMotion(Number(values.minutes));
  console.log(`\n| ${values.minutes} min, one person | MB | s |\n| --- | --- | --- |`);
  for (const kind of MOTION_EXPORT_KINDS) {
    const begun = performance.now();
    let bytes = 0;
    await writeMotion(
      long,
      body,
      { kinds: [kind] },
      {
        write: (files) => {
          for (const { content } of files) {
            if (typeof content === 'string') bytes += Buffer.byteLength(content);
            else if ('byteLength' in content) bytes += content.byteLength;
          }
          return Promise.resolve();
        },
      },
    );
    const seconds = (performance.now() - begun) / 1000;
    console.log(`| ${kind} | ${(bytes / 1e6).toFixed(1)} | ${seconds.toFixed(1)} |`);
  }
} finally {
  await rm(folder, { recursive: true });
}
