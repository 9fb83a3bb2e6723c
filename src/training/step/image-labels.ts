/** @file Label provider of images: whatever data sets say of a person, with a mask for each label that one may lack. */

import { relationLength } from '../../camera/index.ts';
import type { Tensor } from '../../graph/index.ts';
import { everyNth } from '../losses/compared.ts';
import { imageLosses } from '../losses/image-losses.ts';
import type { LabelProvider } from './build-step.ts';
import { personShapes, type PersonField } from './person.ts';

/** Everything a batch of people brings [B, …], as `personShapes` says, and their relation [B, M, M, 3 + 6L]. */
export type ImageTensors = Readonly<Record<PersonField | 'relation', Tensor>>;

/** Fed by `imageBatch`. */
export const imageLabels: LabelProvider<ImageTensors> = {
  name: 'images',
  keepsProjection: true,
  declare(graph, { config, body, people, vertexStride }) {
    const shapes = personShapes(config, everyNth(body, vertexStride).length);
    const inputs = Object.entries(shapes).map(([name, shape]) => [
      name,
      graph.input(name, [people, ...shape]),
    ]);
    const M = config.rois;
    const relation = graph.input('relation', [people, M, M, relationLength(config.frequencies)]);
    return { ...(Object.fromEntries(inputs) as Record<PersonField, Tensor>), relation };
  },
  losses: imageLosses,
};
