/** @file A posed body with the points a protocol scores. */

import {
  createPosedBody,
  createPoser,
  jointSet,
  regressJoints,
  type BodyModel,
  type Pose,
  type PosedBody,
  type Poser,
} from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import type { Protocol } from '../protocols.ts';

/** Points of one side: what is scored [K, 3], and the root [3]; metres, the same frame. */
export interface Points {
  readonly scored: Float64Array;
  readonly root: Float64Array;
}

/** A posed mesh [V, 3] with its points, metres. */
export interface Figure extends Points {
  readonly body: BodyModel;
  readonly vertices: Float32Array;
}

/** Poses a body and regresses the points of a protocol; buffers are shared between calls. */
export class Figures {
  readonly #body: BodyModel;
  readonly #poser: Poser;
  readonly #posed: PosedBody;
  readonly #set: Protocol['joints']['set'];
  readonly #all: Float64Array;
  readonly #scored: readonly number[];
  readonly #root: number;

  constructor(body: BodyModel, { set, scored, root }: Protocol['joints']) {
    const { names } = jointSet(set);
    this.#body = body;
    this.#poser = createPoser(body);
    this.#posed = createPosedBody(body);
    this.#set = set;
    this.#all = new Float64Array(3 * names.length);
    this.#scored = scored.map((name) => names.indexOf(name));
    this.#root = names.indexOf(root);
  }

  /** The mesh and its points; the vertices hold until the next call. */
  of(pose: Pose): Figure {
    this.#poser.pose(pose, this.#posed);
    return { body: this.#body, vertices: this.#posed.vertices, ...this.#points() };
  }

  /**
   * The points alone, without posing the mesh.
   * @throws E_CONFIG for a set whose joints lie on the mesh.
   */
  pointsOf(pose: Pose): Points {
    if (this.#set !== 'smpl24') {
      throw new MultiRoiError(
        'E_CONFIG',
        `Figures: expected smpl24 without a mesh, got ${this.#set}`,
      );
    }
    this.#poser.poseJoints(pose, this.#posed.joints);
    return this.#points();
  }

  /** Of what was posed last. */
  #points(): Points {
    const { vertices, joints } = this.#posed;
    regressJoints(this.#body, this.#set, vertices, joints, this.#all);
    const all = this.#all;
    const scored = Float64Array.from(
      { length: 3 * this.#scored.length },
      (_, i) => all[3 * this.#scored[Math.floor(i / 3)] + (i % 3)],
    );
    const root = all.slice(3 * this.#root, 3 * this.#root + 3);
    return { scored, root };
  }
}
