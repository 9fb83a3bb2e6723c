/** @file What `MultiRoi` holds for all its photographs: weights, body, sessions that are compiled when first needed. */

import { BETA_COUNT, JOINT_COUNT, readBody, type BodyModel } from '../body/index.ts';
import type { RoiSet } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { SILENT, type Logger } from '../base/index.ts';
import {
  loadWeights,
  readWeightsFile,
  regionsOf,
  withRois,
  type NetworkConfig,
} from '../network/index.ts';
import type { Platform, Runtime, SessionOptions, Weights } from '../platform/index.ts';
import { checkChoice } from './check-choice.ts';
import type { RoiCalibration } from './confidence/calibration.ts';
import { loadCalibration } from './confidence/load-calibration.ts';
import { sha256 } from '../base/index.ts';
import {
  lightEncoder,
  moveNetEncoder,
  networkEncoder,
  type CropEncoder,
} from '../inference/index.ts';
import { PersonFinder } from '../detect/index.ts';
import { Heads } from '../inference/index.ts';
import { checkLoadOptions, weightsAsset, type LoadOptions, type Quality } from './options.ts';
import { Fitter } from './refine/fitter.ts';
import type { ModelInfo } from '../result/index.ts';

/** Everything that is loaded; see `MultiRoi.load`. */
export interface LoadedModel {
  readonly platform: Platform;
  readonly finder: PersonFinder;
  readonly encoder: CropEncoder & { dispose?: () => Promise<void> };
  readonly heads: Heads;
  readonly fitter: Fitter;
  /** Whether everybody is looked at in a mirror, too, unless the caller says otherwise. */
  readonly mirror: boolean;
  readonly config: NetworkConfig;
  readonly set: RoiSet;
  /** The body whose betas the network regresses. */
  readonly networkBody: BodyModel;
  /** The body of the results. */
  readonly body: BodyModel;
  readonly info: ModelInfo;
  /** Null where nobody has calibrated what runs. */
  readonly calibration: RoiCalibration | null;
  readonly log: Logger;
}

/** Which quality looks at everybody in a mirror, too. */
const MIRRORS: Readonly<Record<Quality, boolean>> = { standard: false, best: true };

/** @throws E_IO for absent files, E_FORMAT for broken ones, E_CONFIG when they do not fit together. */
export async function loadModel(platform: Platform, options: LoadOptions): Promise<LoadedModel> {
  checkLoadOptions(options);
  const { log = SILENT } = options;
  const session = { provider: options.provider, threads: options.threads };
  const bytes = await weightsOf(platform, options);
  const file = readWeightsFile(bytes);
  checkChoice(file.config, options);
  const config = configOf(file.config, options);
  const set = regionsOf(config);
  const { weights } = loadWeights(config, file.tensors);
  const wanted = options.body ?? file.body;
  const body = typeof wanted === 'string' ? await readBody(platform.files, wanted) : wanted;
  const networkBody = body.id === file.body ? body : await readBody(platform.files, file.body);
  for (const each of [networkBody, body]) checkBody(each);
  const finder = new PersonFinder(platform, session, options.detector);
  const info: ModelInfo = {
    name: config.model,
    preset: config.preset,
    weights: await sha256(bytes),
    body: body.id,
    rois: config.rois,
    fullCamera: config.fullCamera,
  };
  const calibration = await loadCalibration(platform.files, options.confidence, {
    sha256: info.weights,
    stored: file.config,
    config,
  });
  if (session.provider === undefined) tellIfSlow(platform.runtime, log);
  log.debug(`load: ${info.name}, preset ${info.preset}, ${info.rois} regions, body ${info.body}`);
  if (body !== networkBody) {
    log.info(
      `the weights speak of the body ${networkBody.id}; ${body.id} is fitted to what they say`,
    );
  }
  return {
    platform,
    finder,
    encoder: encoderOf(platform, session, config, weights, finder),
    heads: new Heads(platform.runtime, session, config, weights),
    fitter: new Fitter(networkBody),
    mirror: MIRRORS[options.quality ?? 'standard'],
    config,
    set,
    networkBody,
    body,
    info,
    calibration,
    log,
  };
}

/** Runtimes that somebody was told of. */
const told = new WeakSet<Runtime>();

/** Says once that the networks run where they are several times slower than they could be. */
function tellIfSlow(runtime: Runtime, log: Logger): void {
  if (told.has(runtime)) return;
  told.add(runtime);
  const { why, remedy = '' } = runtime.facts?.() ?? {};
  if (why === undefined) return;
  log.warn(
    `the networks run in WebAssembly, several times slower than native code (${why}); ${remedy}`,
  );
}

/** Results hold 24 joints and 10 betas. @throws E_CONFIG */
function checkBody({ id, jointCount, shapeCount }: BodyModel): void {
  if (jointCount === JOINT_COUNT && shapeCount === BETA_COUNT) return;
  throw new MultiRoiError(
    'E_CONFIG',
    `load: expected a body of ${JOINT_COUNT} joints and ${BETA_COUNT} betas, got ${jointCount} and ${shapeCount} (${id})`,
    { hint: 'import SMPL with its first ten betas' },
  );
}

/** What the weights were trained with, but for the regions and the roll that the caller asks for. */
function configOf(stored: NetworkConfig, { rois, roll = stored.roll }: LoadOptions): NetworkConfig {
  if (typeof rois !== 'object') return { ...withRois(stored, rois ?? stored.rois), roll };
  return { ...withRois({ ...stored, roiSet: rois }, rois.scales.length), roll };
}

/** The bytes of the weights file; only `light` has some that are shipped. */
async function weightsOf(
  { files }: Platform,
  { weights, model = 'light' }: LoadOptions,
): Promise<Uint8Array> {
  if (weights !== undefined) return typeof weights === 'string' ? files.read(weights) : weights;
  return files.asset(weightsAsset(model)).catch((cause: unknown) => {
    if (model === 'light') throw cause;
    throw new MultiRoiError('E_IO', `load: expected weights of ${model}, got none`, {
      hint: "give --weights; multiroi convert makes them from the authors' checkpoint",
      cause,
    });
  });
}

function encoderOf(
  { runtime }: Platform,
  session: SessionOptions,
  config: NetworkConfig,
  weights: Weights,
  finder: PersonFinder,
): LoadedModel['encoder'] {
  if (config.model !== 'light') return networkEncoder(runtime, session, config, weights);
  const pretrained = config.poseEncoder === 'movenet' ? moveNetEncoder : lightEncoder;
  return pretrained(() => finder.poseSession(config.poseEncoder), config.rois);
}
