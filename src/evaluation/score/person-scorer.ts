/**
 * @file One person beside their truth, in metres: who poses both, and what is measured between them. Records of a data
 * set (`record-scorer.ts`) and rows of a shard (`shard-scorer.ts`) are both scored through it.
 */

import type { BodyModel, Pose } from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { procrustesDistances, rootAlignedDistances } from '../metrics.ts';
import type { Protocol } from '../protocols.ts';
import { Figures, type Figure, type Points } from '../report/figures.ts';

/** Bodies that pose the truth. */
export interface TruthBodies {
  readonly neutral?: BodyModel | undefined;
  readonly male?: BodyModel | undefined;
  readonly female?: BodyModel | undefined;
}

/** Whose bodies, and which of their points. */
export interface PersonScorerOptions {
  /** Of the predictions. */
  readonly body: BodyModel;
  readonly truthBodies: TruthBodies;
  /** Set, joints scored and root. */
  readonly joints: Protocol['joints'];
}

/** Distances between a prediction and its truth, metres. */
export interface PersonDistances {
  /** Of the scored joints with the roots together [K]: the terms of MPJPE. */
  readonly joints: Float64Array;
  /** After the best similarity [K]: the terms of PA-MPJPE. */
  readonly aligned: Float64Array;
}

/** Poses predictions and truths and measures what is between them; one for all people of a run. */
export class PersonScorer {
  readonly #predicted: Figures;
  readonly #truth: { readonly [K in keyof TruthBodies]: Figures | undefined };

  constructor({ body, truthBodies, joints }: PersonScorerOptions) {
    const figures = (model: BodyModel | undefined): Figures | undefined =>
      model === undefined ? undefined : new Figures(model, joints);
    this.#predicted = new Figures(body, joints);
    this.#truth = {
      neutral: figures(truthBodies.neutral),
      male: figures(truthBodies.male),
      female: figures(truthBodies.female),
    };
  }

  /** The predicted mesh; its vertices hold until the next call. */
  predicted(pose: Pose): Figure {
    return this.#predicted.of(pose);
  }

  /** The predicted joints without a mesh. @throws E_CONFIG unless the set is `smpl24`. */
  predictedJoints(pose: Pose): Points {
    return this.#predicted.pointsOf(pose);
  }

  /**
   * The true mesh; its vertices hold until the next call for a body of the same kind.
   * @throws E_CONFIG without that body, or without a pose.
   */
  truth(kind: keyof TruthBodies, pose: Pose | null): Figure {
    return this.#posed(kind, pose, (figures, given) => figures.of(given));
  }

  /** The true joints without a mesh. @throws E_CONFIG as `truth`, and unless the set is `smpl24`. */
  trueJoints(kind: keyof TruthBodies, pose: Pose): Points {
    return this.#posed(kind, pose, (figures, given) => figures.pointsOf(given));
  }

  #posed<T>(
    kind: keyof TruthBodies,
    pose: Pose | null,
    of: (figures: Figures, pose: Pose) => T,
  ): T {
    const figures = this.#truth[kind];
    if (pose === null || figures === undefined) {
      throw new MultiRoiError(
        'E_CONFIG',
        `PersonScorer: expected a true pose and the ${kind} body, got none`,
      );
    }
    return of(figures, pose);
  }

  /** @throws E_NUMERIC for predicted joints that lie on one line, E_SHAPE for other numbers of joints. */
  distances(predicted: Points, truth: Points): PersonDistances {
    return {
      joints: rootAlignedDistances(predicted.scored, predicted.root, truth.scored, truth.root),
      aligned: procrustesDistances(predicted.scored, truth.scored),
    };
  }

  /** Of the vertices with the roots together [V], metres: the terms of PVE. @throws E_SHAPE for other topologies. */
  vertexDistances(predicted: Figure, truth: Figure): Float64Array {
    return rootAlignedDistances(predicted.vertices, predicted.root, truth.vertices, truth.root);
  }
}
