/**
 * @file What an evaluation needs: weights, bodies with the protocol's joints, people, pictures. All that is missing is
 * told at once, before anything is computed.
 */

import { jointSet, readBody, type BodyModel } from '../../body/index.ts';
import { MultiRoiError, throwIssues, type Issue } from '../../base/index.ts';
import {
  boxRuleOf,
  chooseRows,
  createPlacer,
  ruleOf,
  PersonScorer,
  type RecordScoring,
  spreadRows,
  type EvaluationRow,
  type FocalRule,
  type Protocol,
  type ProtocolRule,
  type TruthBodies,
} from '../../evaluation/index.ts';
import type { Logger } from '../../base/index.ts';
import { readWeightsFile, type WeightsFile } from '../../network/index.ts';
import { MultiRoi, weightsAsset, type Quality } from '../../reconstruct/index.ts';
import type { Platform, SessionOptions } from '../../platform/index.ts';
import { findData, readData, type EvaluationData } from './evaluation-data.ts';
import { missingPictures } from './missing-pictures.ts';

/** What an evaluation needs: a protocol, its data, what is evaluated, and where the report goes. */
export interface EvaluateOptions extends SessionOptions {
  readonly platform: Platform;
  readonly protocol: Protocol;
  /** Folder of the data set, or its file of people. */
  readonly data: string;
  /** Path of the weights; absent: those of the light model. */
  readonly weights?: string | undefined;
  /** Which of those; only without weights of one's own. */
  readonly quality?: Quality | undefined;
  /** Name or path; absent: the protocol's. */
  readonly body?: string | undefined;
  /** Of the regions the first so many; absent: as the weights were trained. */
  readonly rois?: number | undefined;
  readonly focal: FocalRule;
  /** People, evenly spread over the file; absent: all. */
  readonly limit?: number | undefined;
  /** Worst people that are drawn. */
  readonly worst: number;
  /** The folder of the evaluation. */
  readonly out: string;
  /** Keep what an earlier run in `out` has scored, but for pictures on which somebody failed. */
  readonly resume: boolean;
  /** Of the package. */
  readonly version: string;
  readonly log: Logger;
  readonly signal?: AbortSignal | undefined;
  /** When everything needed is there. */
  readonly onStart?: (run: StartedEvaluation) => void;
  /** After every person. @param what the picture. */
  readonly onPerson?: (done: number, what: string) => void;
}

/** What is known before the first person is scored. */
export interface StartedEvaluation {
  readonly rule: ProtocolRule;
  /** To be scored, in all. */
  readonly people: number;
  /** Of them done by the run that is resumed. */
  readonly done: number;
}

/** Missing pictures that are named. */
const MAX_NAMED = 20;
/** Everything an evaluation needs, loaded and checked. */
export interface Prepared {
  readonly options: EvaluateOptions;
  readonly file: WeightsFile;
  readonly hmr: MultiRoi;
  readonly truthBodies: TruthBodies;
  readonly data: EvaluationData;
  readonly rows: readonly EvaluationRow[];
  readonly leftOut: Readonly<Record<string, number>>;
  readonly scoring: RecordScoring;
  readonly rule: ProtocolRule;
  readonly place: ReturnType<typeof createPlacer>;
}

/** @throws E_CONFIG with everything that is missing. */
export async function prepareEvaluation(options: EvaluateOptions): Promise<Prepared> {
  const { platform, protocol, limit, log } = options;
  const issues: Issue[] = [];
  const tried = async <T>(path: string, work: Promise<T>): Promise<T | undefined> =>
    work.catch((error: unknown) => {
      if (!(error instanceof MultiRoiError)) throw error;
      const hint = error.hint === undefined ? '' : `; ${error.hint}`;
      issues.push({ path, message: error.message + hint });
      return undefined;
    });
  const bytes = await tried('weights', weightsOf(options));
  const file =
    bytes === undefined
      ? undefined
      : await tried(
          'weights',
          asPromise(() => readWeightsFile(bytes)),
        );
  const body = await tried('body', readBody(platform.files, options.body ?? protocol.body));
  const truthBodies = await readTruthBodies(options, tried);
  for (const each of [body, ...Object.values(truthBodies)]) {
    if (each !== undefined) issues.push(...lacking(protocol, each));
  }
  if (body !== undefined) issues.push(...otherVertices(protocol, body, truthBodies));
  const source = await tried('data', findData(protocol, options.data));
  const readable = source?.kind === 'npz' || (source !== undefined && issues.length === 0);
  const data = readable ? await tried('data', readData(source, truthBodies)) : undefined;
  const chosen = data === undefined ? undefined : chooseRows(protocol, data.records);
  const rows = chosen === undefined ? [] : spreadRows(chosen.rows, limit ?? Infinity);
  if (data !== undefined && chosen !== undefined) {
    if (rows.length === 0) issues.push({ path: 'data', message: nobody(chosen.leftOut) });
    issues.push(...(await missing(data, rows)));
  }
  throwIssues('E_CONFIG', 'evaluate', issues);
  if (bytes === undefined || file === undefined || body === undefined || data === undefined) {
    throw new MultiRoiError('E_INTERNAL', 'internal: evaluate: something is missing untold');
  }
  const box = boxRuleOf(protocol, file.config.model);
  const scoring: RecordScoring = {
    scorer: new PersonScorer({ body, truthBodies, joints: protocol.joints }),
    protocol,
    mocap: protocol.dataset === 'h36m' && file.config.human36mTruth === 'mosh-and-mocap',
  };
  const hmr = await MultiRoi.load(platform, {
    weights: bytes,
    quality: options.quality,
    body,
    rois: options.rois,
    provider: options.provider,
    threads: options.threads,
    log: { ...log, warn: (message) => log.debug(message) },
  });
  return {
    options,
    file,
    hmr,
    truthBodies,
    data,
    rows,
    leftOut: chosen?.leftOut ?? {},
    scoring,
    rule: ruleOf(protocol, box, options.focal),
    place: createPlacer(box, truthBodies.neutral),
  };
}

const asPromise = async <T>(work: () => T): Promise<T> => work();

async function weightsOf({ platform, weights }: EvaluateOptions): Promise<Uint8Array> {
  const { files } = platform;
  return weights === undefined ? files.asset(weightsAsset()) : files.read(weights);
}

async function readTruthBodies(
  { platform, protocol }: EvaluateOptions,
  tried: <T>(path: string, work: Promise<T>) => Promise<T | undefined>,
): Promise<TruthBodies> {
  const read = (name: string): Promise<BodyModel | undefined> =>
    tried(`body ${name}`, readBody(platform.files, name));
  switch (protocol.truthBody) {
    case 'neutral':
      return { neutral: await read(protocol.body) };
    case 'gendered':
      return { male: await read('smpl-male'), female: await read('smpl-female') };
    case 'none':
      return {};
  }
}

/** Joints of the protocol that a body cannot give. */
function lacking({ joints }: Protocol, body: BodyModel): Issue[] {
  const absent = jointSet(joints.set).landmarks.filter((key) => !body.landmarks.has(key));
  if (absent.length === 0) return [];
  const message = `expected the points ${absent.join(', ')}, got none; import the regressor that holds them: multiroi body import J_regressor_h36m.npy`;
  return [{ path: `body ${body.id}`, message }];
}

/** Vertices are compared one by one, so they must be the same ones. */
function otherVertices(protocol: Protocol, body: BodyModel, truth: TruthBodies): Issue[] {
  if (!protocol.vertices) return [];
  return Object.values(truth)
    .filter((each): each is BodyModel => each !== undefined)
    .filter(({ vertexCount }) => vertexCount !== body.vertexCount)
    .map(({ id, vertexCount }) => ({
      path: 'body',
      message: `expected the ${vertexCount} vertices of ${id}, the body of the truth, got the ${body.vertexCount} of ${body.id}; give --body ${protocol.body}`,
    }));
}

function nobody(leftOut: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`);
  return `expected people to score, got none (${reasons.join(', ') || 'the file is empty'})`;
}

async function missing(data: EvaluationData, rows: readonly EvaluationRow[]): Promise<Issue[]> {
  const names = await missingPictures(
    data.folder,
    rows.map(({ record }) => record),
  );
  const told = names.slice(0, MAX_NAMED).map((name) => ({
    path: name,
    message: `expected a picture in "${data.folder}", got none`,
  }));
  if (names.length <= MAX_NAMED) return told;
  return [...told, { path: '…', message: `and ${names.length - MAX_NAMED} more pictures` }];
}
