/** @file Label provider of cached features: the truth is a body, a translation and confidences of its joints. */

import { JOINT_COUNT } from '../../body/index.ts';
import { relationLength } from '../../camera/index.ts';
import { encoderWidth } from '../../network/index.ts';
import { featureLosses, type FeatureTensors } from '../losses/feature-losses.ts';
import type { LabelProvider } from './build-step.ts';

/** Fed by `batchOf`, or by anything else that makes the same tensors. */
export const featureLabels: LabelProvider<FeatureTensors> = {
  name: 'step',
  keepsProjection: false,
  declare(graph, { config, people: B }) {
    const M = config.rois;
    return {
      features: graph.input('features', [B, M, encoderWidth(config)]),
      boxes: graph.input('boxes', [B, M, 3]),
      relation: graph.input('relation', [B, M, M, relationLength(config.frequencies)]),
      centers: graph.input('centers', [B, M, 2]),
      sizes: graph.input('sizes', [B, M]),
      focal: graph.input('focal', [B]),
      rotmats: graph.input('rotmats', [B, JOINT_COUNT, 3, 3]),
      betas: graph.input('betas', [B, 10]),
      translation: graph.input('translation', [B, 3]),
      confidence: graph.input('confidence', [B, JOINT_COUNT]),
      hasBody: graph.input('hasBody', [B]),
    };
  },
  losses: featureLosses,
};
