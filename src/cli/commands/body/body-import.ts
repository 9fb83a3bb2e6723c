/** @file The bodies in the user's data folder: SMPL files become body files there. */

import { basename, join, resolve } from 'node:path';
import {
  bodyAsset,
  bodyFromSmplArrays,
  missingRegressors,
  readBody,
  readSmplFile,
  regressorLandmarks,
  saveBody,
  smplPicks,
  SMPL_SOURCE,
  SMPL_VERTICES,
  withLandmarks,
  type BodyModel,
  type Landmark,
  type MeanParameters,
  type SmplFile,
  type SmplRegressor,
} from '../../../body/index.ts';
import { messageOf, MultiRoiError, throwIssues, type Issue } from '../../../base/index.ts';
import { float32Of, readSafetensors, writeSafetensors } from '../../../format/index.ts';
import { userDataFolder } from '../../../node/index.ts';
import type { HostTensor } from '../../../platform/index.ts';
import { UsageError } from '../../parse/option.ts';
import type { Io } from '../../shared/io.ts';

export const GENDERS = ['neutral', 'male', 'female'] as const;
export type Gender = (typeof GENDERS)[number];

const REGRESSORS_ASSET = 'body/smpl-regressors.safetensors';
const MEAN_ASSET = 'weights/smpl-mean-params.safetensors';
const LICENCE =
  'SMPL body model, non-commercial licence of the Max Planck Society; not to be passed on';

/** Side files by what they are, and where users get them. */
const SIDE_FILES: Readonly<Record<SmplRegressor, string>> = {
  extra: 'J_regressor_extra.npy (joint set paper49)',
  h36m: 'J_regressor_h36m.npy (joint sets h36m17 and lsp14: evaluation)',
};
const SIDE_SOURCE =
  "both are in SPIN's data bundle, https://github.com/nkolot/SPIN (fetch_data.sh)";

/** What became of one import. */
export interface Imported {
  /** Paths written. */
  readonly written: readonly string[];
  /** Names of bodies in the data folder now. */
  readonly bodies: readonly string[];
  /** What is not there yet, and where to get it. */
  readonly missing: readonly string[];
}

/** The gender that a file's name tells, in any of the spellings that SMPL's releases had. */
export function genderOf(path: string): Gender | undefined {
  const name = basename(path).toLowerCase();
  if (name.includes('neutral')) return 'neutral';
  if (name.includes('female')) return 'female';
  if (name.includes('male')) return 'male';
  const letter = /(?:^|[^a-z])([fmn])(?:[^a-z]|$)/.exec(name)?.[1];
  return GENDERS.find((gender) => gender[0] === letter);
}

const nameOf = (gender: Gender): string => `smpl-${gender}`;

/** A file of the data folder, if it is there. */
async function stored(io: Io, asset: string): Promise<Uint8Array | undefined> {
  const { files } = await io.platform();
  return files.asset(asset).catch((cause: unknown) => {
    if (cause instanceof MultiRoiError && cause.code === 'E_IO') return undefined;
    throw cause;
  });
}

async function storedBody(io: Io, name: string): Promise<BodyModel | undefined> {
  const { files } = await io.platform();
  if ((await stored(io, bodyAsset(name))) === undefined) return undefined;
  return readBody(files, name);
}

/** The regressors of earlier imports. */
async function storedRegressors(io: Io): Promise<Map<SmplRegressor, Float32Array>> {
  const bytes = await stored(io, REGRESSORS_ASSET);
  const found = new Map<SmplRegressor, Float32Array>();
  if (bytes === undefined) return found;
  for (const [name, tensor] of readSafetensors(bytes).tensors) {
    if (name === 'extra' || name === 'h36m') found.set(name, float32Of(name, tensor));
  }
  return found;
}

function landmarksOf(regressors: ReadonlyMap<SmplRegressor, Float32Array>): Map<string, Landmark> {
  const all = [...regressors].map(([name, rows]) => [...regressorLandmarks(name, rows)]);
  return new Map(all.flat());
}

interface Read {
  readonly path: string;
  readonly file: SmplFile;
}

/** Reads every file; those that are wrong are told together, after the others were read. */
async function readAll(
  io: Io,
  paths: readonly string[],
): Promise<{ read: Read[]; issues: Issue[] }> {
  const { files } = await io.platform();
  const read: Read[] = [];
  const issues: Issue[] = [];
  for (const path of paths) {
    try {
      read.push({ path, file: readSmplFile(await files.read(resolve(io.cwd, path))) });
    } catch (error) {
      // with one file alone its own error says more
      if (paths.length === 1 || !(error instanceof MultiRoiError)) throw error;
      issues.push({ path, message: messageOf(error) });
    }
  }
  return { read, issues };
}

/** Models by gender, as their names or `--gender` say. */
function modelsOf(read: readonly Read[], given: Gender | undefined): Map<Gender, Read> {
  const models = read.filter(({ file }) => file.kind === 'model');
  if (given !== undefined && models.length !== 1) {
    throw new UsageError(`--gender: expected one body model beside it, got ${models.length}`);
  }
  const byGender = new Map<Gender, Read>();
  for (const model of models) {
    const gender = given ?? genderOf(model.path);
    if (gender === undefined) {
      throw new UsageError(
        `multiroi body: expected neutral, male or female in the name, got "${model.path}"`,
        'import it by itself and say --gender',
      );
    }
    const other = byGender.get(gender);
    if (other !== undefined) {
      throw new UsageError(
        `multiroi body: expected one ${gender} body, got "${other.path}" and "${model.path}"`,
      );
    }
    byGender.set(gender, model);
  }
  return byGender;
}

function meanTensors({ pose, shape, cam }: MeanParameters): Map<string, HostTensor> {
  const row = (data: Float32Array): HostTensor => ({
    type: 'float32',
    shape: [1, data.length],
    data,
  });
  // the names of the network's starting values
  return new Map([
    ['init_pose', row(pose)],
    ['init_shape', row(shape)],
    ['init_cam', row(cam)],
  ]);
}

/**
 * Imports SMPL's files: models become body files, regressors become joints of every imported body, now
 * and later.
 * @throws E_FORMAT that lists the files that are none of SMPL's, after the others were imported.
 */
export async function importFiles(
  io: Io,
  paths: readonly string[],
  gender: Gender | undefined,
): Promise<Imported> {
  const { read, issues } = await readAll(io, paths);
  const models = modelsOf(read, gender);
  const folder = userDataFolder(io.env);
  const written: string[] = [];
  const write = async (asset: string, bytes: Uint8Array): Promise<void> => {
    const path = join(folder, asset);
    await io.write(path, bytes);
    written.push(path);
  };

  const regressors = await storedRegressors(io);
  const fresh = new Map<SmplRegressor, Float32Array>();
  for (const { file } of read) {
    if (file.kind === 'regressor') fresh.set(file.regressor, file.rows);
    if (file.kind === 'mean') await write(MEAN_ASSET, writeSafetensors(meanTensors(file.mean)));
  }
  for (const [name, rows] of fresh) regressors.set(name, rows);
  if (fresh.size > 0) {
    const tensors = [...regressors].map(([name, data]): [string, HostTensor] => [
      name,
      { type: 'float32', shape: [data.length / SMPL_VERTICES, SMPL_VERTICES], data },
    ]);
    await write(REGRESSORS_ASSET, writeSafetensors(new Map(tensors), { licence: LICENCE }));
  }

  const bodies: BodyModel[] = [];
  for (const each of GENDERS) {
    const model = models.get(each);
    const name = nameOf(each);
    const landmarks = landmarksOf(regressors);
    if (model?.file.kind === 'model') {
      const body = bodyFromSmplArrays({
        id: name,
        ...model.file.arrays,
        landmarks: new Map([...smplPicks(), ...landmarks]),
      });
      const notes = { source: basename(model.path), licence: LICENCE };
      await write(bodyAsset(name), saveBody(body, { notes }));
      bodies.push(body);
      continue;
    }
    const old = await storedBody(io, name);
    if (old === undefined) continue;
    const body = fresh.size > 0 ? withLandmarks(old, landmarks) : old;
    if (body !== old) await write(bodyAsset(name), saveBody(body, { notes: { licence: LICENCE } }));
    bodies.push(body);
  }
  throwIssues('E_FORMAT', 'body import', issues);
  return { written, bodies: bodies.map(({ id }) => id), missing: missingOf(bodies) };
}

function missingOf(bodies: readonly BodyModel[]): string[] {
  const missing: string[] = [];
  if (!bodies.some(({ id }) => id === nameOf('neutral'))) {
    missing.push(`SMPL_NEUTRAL.pkl: the body of the authors' checkpoints; ${SMPL_SOURCE}`);
  }
  const lacking = new Set(bodies.flatMap(missingRegressors));
  for (const regressor of lacking) missing.push(`${SIDE_FILES[regressor]}; ${SIDE_SOURCE}`);
  return missing;
}
