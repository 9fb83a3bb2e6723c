/**
 * @file Motions whose truth is known because captured clips made them, with looks that are simulated:
 *
 *   npx tsx bench/motion-made.ts <captured.npz> [--clips n] [--seconds s] [--kept s] [--share x]     frame by frame against all frames
 *   npx tsx bench/motion-made.ts <captured.npz> --contacts                                           when feet are said to stand
 *
 * Scores on held-out clips, rules for contacts on the others. `--kept` is how long errors of looks stay, `--share` how much of
 * their variance does. Contacts of the truth are ankles slower than 0.15 m/s.
 */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { jointSet, loadBody } from '../src/body/index.ts';
import {
  CONTACT_RULE,
  type ContactRule,
  Kinematics,
  layTrack,
  PoseSequence,
  standingFeet,
} from '../src/reconstruct/index.ts';
import { pelvisOf, type Motion, type MotionTrack } from '../src/result/index.ts';
import { limbRows, printScores, scoreMotion, type Scores } from './motion/score.ts';
import { filtered, skeletonsOf } from './motion/ways.ts';
import { printTable } from './real/summary.ts';
import {
  MADE_FPS,
  MADE_K,
  madeMotions,
  sightingsOf,
  type MadeMotion,
} from './support/captured-motion.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    clips: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '3' },
    kept: { type: 'string', default: '0.2' },
    share: { type: 'string', default: '0.995' },
    contacts: { type: 'boolean', default: false },
  },
});
const body = loadBody(readFileSync(new URL('../assets/body/open.safetensors', import.meta.url)));
const JOINTS = ['shoulder', 'elbow', 'wrist', 'hip', 'knee', 'ankle'].flatMap((part) =>
  ['left', 'right'].map((side) => `${side}_${part}`),
);
const ROWS = JOINTS.map((name) => jointSet('smpl24').names.indexOf(name));
const LIMBS = limbRows(JOINTS);
const errors = { keptS: Number(values.kept), share: Number(values.share) };
const made = madeMotions(readFileSync(positionals[0]), body, {
  heldOut: !values.contacts,
  clips: Number(values.clips),
  seconds: Number(values.seconds),
});

function truthOf({ poses, betas }: MadeMotion): Float64Array[] {
  const kinematics = new Kinematics(body, []);
  kinematics.shape(body, betas);
  return Array.from({ length: poses.length }, (_, t) => {
    kinematics.pose(poses.rotationsAt(t), new Float64Array(72));
    return Float64Array.from(
      ROWS.flatMap((j) =>
        [0, 1, 2].map((k) => kinematics.joints[3 * j + k] + poses.places[3 * t + k]),
      ),
    );
  });
}

const motionOf = (track: MotionTrack, { name, seconds }: MadeMotion): Motion => ({
  schemaVersion: 1,
  video: { file: name, width: 1280, height: 720, fps: MADE_FPS, frames: seconds.length },
  model: {
    name: 'light',
    preset: 'paper',
    weights: '0'.repeat(64),
    body: body.id,
    rois: 1,
    fullCamera: 'mean',
  },
  camera: { K: MADE_K, static: true },
  tracks: [track],
  cuts: [],
  smoothed: true,
});

function compare(): void {
  const rows = new Map<string, Scores[]>();
  for (const motion of made) {
    const seen = sightingsOf(motion, body, errors);
    const truth = truthOf(motion);
    const lay = (smooth: number, staticCamera: boolean): MotionTrack =>
      layTrack(seen, body, MADE_K, { smooth, staticCamera });
    const apart = lay(0, false);
    const ways: [string, MotionTrack][] = [
      ['frame by frame', apart],
      ['one-euro', filtered(motionOf(apart, motion), body).tracks[0]],
      ['all frames', lay(0.5, false)],
      ['all frames, still camera', lay(0.5, true)],
    ];
    for (const [way, track] of ways) {
      const found = skeletonsOf(track, truth.length, body, ROWS);
      const scores = scoreMotion(found, truth, MADE_FPS, LIMBS);
      rows.set(way, [...(rows.get(way) ?? []), scores]);
    }
  }
  printScores(rows);
}

/** Whether ankles of the truth stand [2][T]. */
function standsOf(truth: readonly Float64Array[]): boolean[][] {
  return LIMBS.ankles.map((ankle) =>
    truth.map((_, t) => {
      const [a, b] = [truth[Math.max(0, t - 1)], truth[Math.min(truth.length - 1, t + 1)]];
      const moved = Math.hypot(...[0, 1, 2].map((k) => b[3 * ankle + k] - a[3 * ankle + k]));
      return (moved * MADE_FPS) / 2 < 0.15;
    }),
  );
}

/** Rules around today's, and how often each is right. */
function contacts(): void {
  const laid = made.map((motion) => {
    const seen = sightingsOf(motion, body, errors);
    const track = layTrack(seen, body, MADE_K, { smooth: 0.5, staticCamera: false });
    const poses = new PoseSequence(track.frames.length);
    const rest = pelvisOf(body, [...track.betas]);
    for (const [t, frame] of track.frames.entries()) {
      poses.set(
        t,
        [frame.globalOrient, ...frame.bodyPose],
        rest.map((x, k) => x + frame.t[k]),
      );
    }
    const frames = motion.seconds.map((seconds) => ({
      seconds,
      observed: null,
      bones: null,
      sidePx: 1,
    }));
    return { poses, frames, betas: track.betas, stands: standsOf(truthOf(motion)) };
  });
  const rules: ContactRule[] = [0.15, 0.2, 0.25, 0.3, 0.4].flatMap((begins) =>
    [1, 1.4, 1.8].flatMap((more) =>
      [0.05, 0.08, 0.12].flatMap((reachS) =>
        [0.3, 0.6, 1].map((depthShare) => ({
          ...CONTACT_RULE,
          begins,
          ends: begins * more,
          reachS,
          depthShare,
        })),
      ),
    ),
  );
  const judged = [CONTACT_RULE, ...rules].map((rule) => {
    let [hit, said, is] = [0, 0, 0];
    for (const { poses, frames, betas, stands } of laid) {
      const { leftFoot, rightFoot } = standingFeet(poses, frames, body, betas, rule);
      for (const [f, foot] of [leftFoot, rightFoot].entries()) {
        for (const [t, stand] of foot.entries()) {
          hit += stand && stands[f][t] ? 1 : 0;
          said += stand ? 1 : 0;
          is += stands[f][t] ? 1 : 0;
        }
      }
    }
    return { rule, precision: hit / said, recall: hit / is, f1: (2 * hit) / (said + is) };
  });
  const [now, ...others] = judged;
  const best = others.toSorted((a, b) => b.f1 - a.f1).slice(0, 12);
  printTable(
    ['begins', 'ends', 'reach s', 'depth', 'precision', 'recall', 'F1'],
    [now, ...best].map(({ rule, precision, recall, f1 }) => [
      rule.begins.toFixed(2),
      rule.ends.toFixed(2),
      rule.reachS.toFixed(2),
      rule.depthShare.toFixed(1),
      precision.toFixed(3),
      recall.toFixed(3),
      f1.toFixed(3),
    ]),
  );
}

if (values.contacts) contacts();
else compare();
