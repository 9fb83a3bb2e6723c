/** @file The options of `multiroi motion`. */

import {
  BONE_NAMINGS,
  MOTION_KINDS,
  MOTION_SPACES,
  type BoneNaming,
  type MotionKind,
  type MotionSpace,
  type VideoContainer,
} from '../../../animation/index.ts';
import { EULER_ORDERS, type EulerOrder } from '../../../math/index.ts';
import { MOTION_DEFAULTS } from '../../../reconstruct/index.ts';
import type { Material } from '../../../result/index.ts';
import { materialOption } from '../../shared/common-options.ts';
import { modelOptions, type ModelValues } from '../../shared/model-options.ts';
import { flag, number, oneOf, someOf, text, type OptionsFor } from '../../parse/option.ts';

/** What of a model is of photographs alone. */
type PhotoValues = Pick<ModelValues, 'boxes' | 'box' | 'exif'>;

/** Of `motion`. */
export interface MotionValues extends Omit<ModelValues, keyof PhotoValues> {
  readonly out: string;
  readonly save: readonly MotionKind[];
  readonly 'video-format': VideoContainer;
  readonly material: Material;
  readonly bones: BoneNaming;
  readonly euler: EulerOrder;
  readonly space: MotionSpace;
  readonly resume: boolean | undefined;
  readonly overwrite: boolean | undefined;
  readonly fps: number | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly smooth: number;
  readonly 'static-camera': boolean | undefined;
  readonly search: number;
}

function withoutPhotoOptions(): OptionsFor<Omit<ModelValues, keyof PhotoValues>> {
  const { boxes: _, box: __, exif: ___, ...rest } = modelOptions;
  return rest;
}

/** What `multiroi motion` may be told. */
export const motionOptions: OptionsFor<MotionValues> = {
  out: text('dir', 'folder for the results', { default: 'out', group: 'Output' }),
  save: someOf(MOTION_KINDS, 'what to write; docs/motion.md tells what each is', {
    default: ['json', 'glb', 'overlay'],
    group: 'Output',
  }),
  'video-format': oneOf(['mp4', 'webm'], 'the files that overlays are put into', {
    default: 'mp4',
    group: 'Output',
  }),
  material: materialOption,
  bones: oneOf(BONE_NAMINGS, 'whose names and rest pose the bones of a bvh have', {
    default: 'smpl',
    group: 'Output',
  }),
  euler: oneOf(EULER_ORDERS, 'the order of the angles in a bvh', {
    default: 'ZXY',
    group: 'Output',
  }),
  space: oneOf(
    MOTION_SPACES,
    'the axes of glb and bvh: y up on the floor where the motion knows of one, or the camera’s',
    { default: 'world', group: 'Output' },
  ),
  resume: flag('go on with what a run that was stopped has seen', 'Output'),
  overwrite: flag('replace files that are there', 'Output'),
  fps: number('n', 'look at no more pictures a second; of folders of pictures: how many are', {
    above: 0,
    max: 1000,
    group: 'Video',
  }),
  from: number('s', 'begin at this second', { min: 0, group: 'Video' }),
  to: number('s', 'end before this second', { above: 0, group: 'Video' }),
  smooth: number('0–1', 'how smooth motions are; 0 leaves each picture to itself', {
    min: 0,
    max: 1,
    default: MOTION_DEFAULTS.smooth,
    group: 'Video',
  }),
  'static-camera': flag(
    'the camera does not move: feet that stand are held, up and the floor are looked for',
    'Video',
  ),
  search: number(
    's',
    'look for people everywhere so often, and follow them in between; 0: in every picture',
    { min: 0, default: MOTION_DEFAULTS.searchS, group: 'Video' },
  ),
  ...withoutPhotoOptions(),
};
