import { expect, test } from 'vitest';
import { asPredicted, posedRecord, scorableBody } from '../../../test/support/evaluation.ts';
import { createPosedBody, createPoser, regressJoints } from '../../body/index.ts';
import { SPIN24, type PersonRecord } from '../../dataset/index.ts';
import { Rng } from '../../base/index.ts';
import { distances, meanOf, rootAlignedDistances } from '../metrics.ts';
import { PROTOCOLS, type ProtocolId } from '../protocols.ts';
import { chooseRows } from './rows.ts';
import { PersonScorer } from './person-scorer.ts';
import { scoreRecord, type RecordScoring, type ScoredPerson } from './score-record.ts';

const rng = new Rng('score');
const neutral = scorableBody('neutral', 1);
const male = scorableBody('male', 2);
const female = scorableBody('female', 3);

function scoring(id: ProtocolId, body = neutral, mocap = false): RecordScoring {
  const protocol = PROTOCOLS[id];
  const truthBodies = { neutral, male, female };
  const scorer = new PersonScorer({ body, truthBodies, joints: protocol.joints });
  return { scorer, protocol, mocap };
}

/** The answer `predicted`, scored on `truth`. */
function scored(
  id: ProtocolId,
  predicted: PersonRecord,
  truth: PersonRecord,
  body = neutral,
  mocap = false,
): ScoredPerson {
  const [row] = chooseRows(PROTOCOLS[id], [truth]).rows;
  return scoreRecord(scoring(id, body, mocap), asPredicted(predicted, body.id), row);
}

/** Points by name, computed anew. */
function pointsOf(
  { pose, betas }: PersonRecord,
  body = neutral,
): { vertices: Float32Array; h36m: Float64Array; smpl: Float32Array } {
  const posed = createPosedBody(body);
  const [globalOrient, bodyPose] = [pose?.subarray(0, 3) ?? [], pose?.subarray(3) ?? []];
  createPoser(body).pose({ globalOrient, bodyPose, betas: betas ?? [] }, posed);
  const h36m = new Float64Array(51);
  regressJoints(body, 'h36m17', posed.vertices, posed.joints, h36m);
  return { vertices: posed.vertices, h36m, smpl: posed.joints };
}

test.each(['synthetic', '3dpw', 'h36m-p1', 'h36m-p2'] as const)(
  '%s: whoever is what the network says is not wrong',
  (id) => {
    const truth = posedRecord(rng, { image: 'S9_Walking.60457274_000001.jpg' });
    const body = id === 'synthetic' ? neutral : male;
    const score = scored(id, truth, truth, body);
    expect(score.mpjpeMm).toBeLessThan(1e-6);
    expect(score.paMpjpeMm).toBeLessThan(1e-3);
    expect(score.camera).toEqual({ rootMm: 0, depthRatio: 0 });
    expect(score.pveMm === null).toBe(id.startsWith('h36m'));
    expect(score.pveMm ?? 0).toBeLessThan(1e-6);
  },
);

// the 14 rows of the Human3.6M regressor that the released code scores, in its order
const J14 = [6, 5, 4, 1, 2, 3, 16, 15, 14, 11, 12, 13, 8, 10];

test('3dpw: 14 rows of the regressor about row 0, on the bodies of the sexes, unknown is male', () => {
  const predicted = posedRecord(rng);
  const truth = posedRecord(rng);
  const by = (gender: PersonRecord['gender']): ScoredPerson =>
    scored('3dpw', predicted, { ...truth, gender });
  const ours = pointsOf(predicted);
  for (const [gender, body] of [
    ['male', male],
    ['female', female],
    [null, male],
  ] as const) {
    const theirs = pointsOf(truth, body);
    const errors = J14.map((row) =>
      Math.hypot(
        ...[0, 1, 2].map(
          (k) =>
            ours.h36m[3 * row + k] - ours.h36m[k] - (theirs.h36m[3 * row + k] - theirs.h36m[k]),
        ),
      ),
    );
    const score = by(gender);
    score.jointsMm.forEach((mm, j) => expect(mm).toBeCloseTo(1000 * errors[j], 6));
    expect(score.mpjpeMm).toBeCloseTo(1000 * meanOf(errors), 6);
    const root = [ours, theirs].map(({ h36m }) => h36m.subarray(0, 3));
    const vertices = rootAlignedDistances(ours.vertices, root[0], theirs.vertices, root[1]);
    expect(score.pveMm).toBeCloseTo(1000 * meanOf(vertices), 6);
  }
});

test("synthetic: the skeleton's 24 joints about the pelvis, and the camera's error", () => {
  const predicted = posedRecord(rng, { translation: [0.4, 0, 4.4] });
  const truth = posedRecord(rng);
  const [ours, theirs] = [pointsOf(predicted), pointsOf(truth)];
  const aligned = [ours, theirs].map(({ smpl }) => smpl.map((x, i) => x - smpl[i % 3]));
  const score = scored('synthetic', predicted, truth);
  expect(score.mpjpeMm).toBeCloseTo(1000 * meanOf(distances(aligned[0], aligned[1])), 3);
  const off = [0, 1, 2].map(
    (k) =>
      ours.smpl[k] +
      (predicted.translation?.[k] ?? 0) -
      theirs.smpl[k] -
      (truth.translation?.[k] ?? 0),
  );
  expect(score.camera?.rootMm).toBeCloseTo(1000 * Math.hypot(...off), 6);
  expect(score.camera?.depthRatio).toBeCloseTo(Math.abs(off[2]) / (theirs.smpl[2] + 4), 6);
  // a depth without the focal length it belongs to is not compared
  expect(scored('synthetic', predicted, { ...truth, focalPx: null }).camera).toBeNull();
});

/** The 24 annotated joints of SPIN that are where a posed body has its Human3.6M points, moved. */
function annotated(record: PersonRecord, shift: readonly number[]): Float32Array {
  const { h36m } = pointsOf(record);
  const names = [
    'pelvis',
    'left_hip',
    'left_knee',
    'left_ankle',
    'right_hip',
    'right_knee',
    'right_ankle',
    'spine',
    'neck',
    'jaw',
    'head',
    'left_shoulder',
    'left_elbow',
    'left_wrist',
    'right_shoulder',
    'right_elbow',
    'right_wrist',
  ];
  const joints = new Float32Array(96);
  names.forEach((name, row) => {
    const point = [0, 1, 2].map((k) => h36m[3 * row + k] + shift[k]);
    joints.set([...point, 1], 4 * SPIN24.names.indexOf(name));
  });
  return joints;
}

test('mpi-inf-3dhp: 17 annotated joints about the annotated pelvis', () => {
  const predicted = posedRecord(rng);
  const joints24 = annotated(predicted, [5, -3, 2]);
  const truth = {
    ...posedRecord(rng),
    pose: null,
    betas: null,
    joints24,
    image: 'TS1/imageSequence/img_000009.jpg',
  };
  const exact = scored('mpi-inf-3dhp', predicted, truth);
  expect(exact.jointsMm).toHaveLength(17);
  expect(exact.mpjpeMm).toBeLessThan(1e-3);
  expect(exact).toMatchObject({ pveMm: null, camera: null, sequence: 'TS1' });
  // one wrist off by 34 mm: a seventeenth of it
  const wrist = joints24.slice();
  wrist[4 * SPIN24.names.indexOf('left_wrist')] += 0.034;
  expect(scored('mpi-inf-3dhp', predicted, { ...truth, joints24: wrist }).mpjpeMm).toBeCloseTo(
    2,
    2,
  );
});

test('h36m: also against captured joints, where the preset asks for both', () => {
  const predicted = posedRecord(rng);
  const truth = { ...posedRecord(rng), joints24: annotated(predicted, [1, 1, 1]) };
  const score = scored('h36m-p1', predicted, truth, neutral, true);
  expect(score.mpjpeMm).toBeGreaterThan(10);
  expect(score.mocap?.mpjpeMm).toBeLessThan(1e-3);
  expect(scored('h36m-p1', predicted, truth).mocap).toBeNull();
});

test('people of a video have tracks: one shape of one sex is one person', () => {
  const first = posedRecord(rng, { image: 'imageFiles/walk_00/image_00004.jpg', gender: 'female' });
  const score = scored('3dpw', posedRecord(rng), first);
  expect(score.track).toMatchObject({ frame: 4 });
  expect(score.track?.predicted).toHaveLength(42);
  const other = scored('3dpw', posedRecord(rng), { ...first, gender: 'male' });
  expect(other.track?.track).not.toBe(score.track?.track);
  expect(score.sequence).toBe('walk_00');
  expect(scored('synthetic', first, first).track).toBeNull();
});
