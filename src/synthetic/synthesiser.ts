/**
 * @file Synthetic people: one picture from a recipe, a seed and an index. Nothing is carried over from
 * picture to picture but buffers, so any worker makes any index and the bytes are the same.
 */

import { createPoser } from '../body/index.ts';
import { resolveIntrinsics, type Intrinsics } from '../camera/index.ts';
import { cos, sin } from '../base/index.ts';
import { matmul3, rotate3, transpose3 } from '../math/index.ts';
import { Rng } from '../base/index.ts';
import { VISIBILITY } from '../dataset/index.ts';
import { ActorSampler, type PlacedActor } from './actor.ts';
import type { Panorama, SynthesisAssets } from './assets.ts';
import { paintBackground, samplePainter, scatterClutter } from './background.ts';
import { compose, softenOutlines, upsample, type SceneLight } from './compose.ts';
import { sampleLight } from './light.ts';
import { NoiseTable } from './noise.ts';
import {
  lowestPoint,
  placeCompanion,
  placeFurniture,
  placeOccluder,
  placeSeat,
  placeSubject,
} from './placement.ts';
import { createPoseSampler } from './pose-sampler.ts';
import type { PoseSource } from './pose-source.ts';
import type { PropBox } from './props.ts';
import type { Recipe } from './recipe.ts';
import type { SyntheticPerson, SyntheticSample } from './sample.ts';
import { createSelfContact } from './self-contact.ts';
import { createNoiseValues, develop, sampleSensor } from './sensor.ts';
import { ShadowGrid } from './shadow.ts';
import { createSkirtPattern } from './skirt.ts';
import { Rasteriser, type StageScene } from './rasteriser.ts';
import { jointVisibility, projectJoints } from './truth.ts';
import { LOWEST_CAMERA, sampleView, uniformIn, type SyntheticView } from './view.ts';

/** Shadows are cast within this distance of the subject, metres. */
const SHADOW_RADIUS = 2.4;
/** Share of its light that a floor loses straight below a body. */
const CONTACT = 0.5;
/** A further person counts as one of the picture's people from here on. */
const COMPANION_JOINTS = 8;
const COMPANION_PIXELS = 400;
const COMPANY_KINDS: Recipe['kinds'] = { upright: 0.85, bent: 0.1, crouching: 0.05 };

/** Makes synthetic pictures one by one; each is a function of recipe, seed and index alone. */
export interface Synthesiser {
  /**
   * Makes picture `index` of a recipe. The same three arguments give the same bytes.
   * @returns a sample whose image buffer is overwritten by the next call.
   */
  synthesise(recipe: Recipe, seed: number | string, index: number): SyntheticSample;
}

/**
 * @param poses where poses are drawn from; default: the prior.
 * @returns a synthesiser with its own buffers: one picture at a time.
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { nodePlatform } from 'multiroi/node';
 * import { createSynthesiser, findRecipe, loadSynthesisAssets } from 'multiroi/train';
 *
 * const synthesiser = createSynthesiser(await loadSynthesisAssets(nodePlatform));
 * const { image, people } = synthesiser.synthesise(findRecipe('upright'), 'mine', 0);
 * await writeFile('upright.png', await nodePlatform.images.encodePng(image));
 * console.log(people[0]?.joints2d.length); // 48
 * ```
 */
export function createSynthesiser(assets: SynthesisAssets, poses?: PoseSource): Synthesiser {
  return new SceneRenderer(assets, poses ?? assets.prior);
}

/** Where the light comes from and where it is kept away. */
interface Lighting extends SceneLight {
  readonly panorama: Panorama | null;
  readonly yaw: number;
  readonly shadowAt: (x: number, z: number) => number;
}

class SceneRenderer implements Synthesiser {
  readonly #panoramas: readonly Panorama[];
  readonly #actors: ActorSampler;
  readonly #stage = new Rasteriser();
  readonly #noise = new NoiseTable(new Rng('synthetic/noise'));
  readonly #noiseValues = createNoiseValues(new Rng('synthetic/sensor'));
  readonly #sunShadow = new ShadowGrid();
  readonly #contact = new ShadowGrid();
  #half = new Uint8Array(0);
  #image = new Uint8Array(0);

  constructor({ body, prior, panoramas }: SynthesisAssets, poses: PoseSource) {
    this.#panoramas = panoramas;
    const poser = createPoser(body);
    const contact = createSelfContact(poser, body.shapeCount);
    const sampler = createPoseSampler(poses, prior.limits, contact);
    this.#actors = new ActorSampler(body, poser, sampler, createSkirtPattern(body.template));
  }

  synthesise(recipe: Recipe, seed: number | string, index: number): SyntheticSample {
    const rng = new Rng(`synthetic/${recipe.name}/${seed}`).fork(index);
    const size = rng.fork('size');
    const extent = uniformIn(size, size.chance(recipe.cut) ? recipe.cutExtent : recipe.extent);
    const view = sampleView(recipe, extent, rng.fork('view'));
    const { width, height, focalPx } = view;
    const intrinsics = resolveIntrinsics({ width, height, focalPx });

    const subject = this.#subject(recipe, view, extent, rng);
    const groundY = groundUnder(subject, view, rng.fork('ground'));
    const people = [subject, ...this.#company(recipe, view, subject, groundY, rng)];
    for (const { dressed, posed, t, outfit } of people) {
      dressed.dress(posed.vertices, t, outfit, this.#noise);
    }
    const boxes = placeBoxes(recipe, view, subject, groundY, rng);
    const scene = this.#stage.draw(view, intrinsics, people, boxes);

    const lighting = this.#light(recipe, view, scene, groundY, rng);
    const sensor = sampleSensor(rng.fork('sensor'));
    const { toDisplay } = sensor;
    const data = this.#background(view, subject, groundY, lighting, toDisplay, rng);
    const surfaces = scene.people.map(({ dressed, outfit }) => ({ body: dressed, outfit }));
    compose(scene.target, surfaces, scene.boxes, lighting, this.#noise, toDisplay, data);
    const contrast = softenOutlines(scene.target, data);
    develop(data, width, height, sensor, this.#noiseValues, rng.fork('develop'));
    return {
      image: { width, height, data },
      intrinsics,
      people: this.#truth(scene, intrinsics),
      unhidden: scene.unhidden,
      contrast,
      up: [view.camFromWorld[1], view.camFromWorld[4], view.camFromWorld[7]],
      cameraHeightM: -groundY,
      jpegQuality: sensor.jpegQuality,
    };
  }

  #subject(recipe: Recipe, view: SyntheticView, extent: number, rng: Rng): PlacedActor {
    const actor = this.#actors.sample(0, recipe, view, rng.fork('subject'));
    return { ...actor, t: placeSubject(actor.posed, view, recipe, extent, rng.fork('place')) };
  }

  #company(
    recipe: Recipe,
    view: SyntheticView,
    subject: PlacedActor,
    groundY: number,
    rng: Rng,
  ): PlacedActor[] {
    const chances = rng.fork('company');
    const count = chances.chance(recipe.companions) ? 1 + chances.int(2) : 0;
    const company: PlacedActor[] = [];
    for (let i = 0; i < count; i++) {
      const own = rng.fork(`company/${i}`);
      const kinds = { kinds: COMPANY_KINDS, limbMixing: recipe.limbMixing };
      const actor = this.#actors.sample(company.length + 1, kinds, view, own);
      const t = placeCompanion(actor.posed, view, subject.t, groundY, own.fork('place'));
      if (t !== null) company.push({ ...actor, t });
    }
    return company;
  }

  /** Chooses the light, casts shadows, and lights every surface. */
  #light(
    recipe: Recipe,
    view: SyntheticView,
    { people, boxes }: StageScene,
    groundY: number,
    rng: Rng,
  ): Lighting {
    const own = rng.fork('light');
    const inPanorama = own.chance(recipe.panoramas) && this.#panoramas.length > 0;
    const panorama = inPanorama ? own.pick(this.#panoramas) : null;
    const yaw = panorama === null ? 0 : own.uniform(-Math.PI, Math.PI);
    const light = panorama === null ? sampleLight(own) : panorama.light;
    const [c, s] = [cos(yaw), sin(yaw)];
    const lightFromCam = matmul3([c, 0, -s, 0, 1, 0, s, 0, c], view.worldFromCam);
    const sunCam = rotate3(transpose3(lightFromCam), light.sun);

    const up = [view.camFromWorld[1], view.camFromWorld[4], view.camFromWorld[7]];
    for (const [grid, direction] of [
      [this.#sunShadow, sunCam],
      [this.#contact, up],
    ] as const) {
      grid.begin(direction, people[0].t, SHADOW_RADIUS);
      for (const { dressed } of people) grid.add(dressed.vertices, dressed.vertexCount);
    }
    for (const { dressed } of people) dressed.light(light, lightFromCam, sunCam, this.#sunShadow);
    // boxes shade the floor but not people: their lattice is too coarse to sit beside a body
    for (const { centre, axes } of boxes) {
      this.#sunShadow.addBox(centre, axes);
      this.#contact.addBox(centre, axes);
    }
    this.#sunShadow.soften(2);
    this.#contact.soften(3);
    const shadowAt = this.#shadowAt(view, groundY, sunShare(light.sun, light));
    return { light, lightFromCam, sunCam, panorama, yaw, shadowAt };
  }

  /** Darkness of the floor at world (x, z), 0–1. */
  #shadowAt(view: SyntheticView, groundY: number, share: number): (x: number, z: number) => number {
    const r = view.camFromWorld;
    return (x, z) => {
      const px = r[0] * x + r[1] * groundY + r[2] * z;
      const py = r[3] * x + r[4] * groundY + r[5] * z;
      const pz = r[6] * x + r[7] * groundY + r[8] * z;
      const sun = share > 0 ? share * this.#sunShadow.coverAt(px, py, pz) : 0;
      return 1 - (1 - sun) * (1 - CONTACT * this.#contact.coverAt(px, py, pz));
    };
  }

  /** Paints the background at full size into the picture's buffer. */
  #background(
    view: SyntheticView,
    subject: PlacedActor,
    groundY: number,
    { light, panorama, yaw, shadowAt }: Lighting,
    toDisplay: (linear: number) => number,
    rng: Rng,
  ): Uint8Array {
    const { width, height } = view;
    const halfSize = 3 * Math.ceil(width / 2) * Math.ceil(height / 2);
    if (this.#half.length < halfSize) this.#half = new Uint8Array(halfSize);
    if (this.#image.length < 3 * width * height) this.#image = new Uint8Array(3 * width * height);
    const [x, , z] = rotate3(view.worldFromCam, subject.t);
    const floorY = groundY < -LOWEST_CAMERA ? groundY : null;
    const own = rng.fork('background');
    const scene = { view, floorY, subject: [x, z] as const, shadowAt, light, noise: this.#noise };
    const behind = panorama === null ? null : { image: panorama.image, yaw };
    paintBackground(view, samplePainter(scene, behind, own), toDisplay, this.#half);
    if (own.chance(0.2)) scatterClutter(view, toDisplay, own, this.#half);
    const image = this.#image.subarray(0, 3 * width * height);
    upsample(this.#half, width, height, image);
    return image;
  }

  #truth(scene: StageScene, intrinsics: Intrinsics): SyntheticPerson[] {
    const people = scene.people.map(({ kind, pose, betas, posed, t }, i) => {
      const joints = projectJoints(posed.joints, t, intrinsics);
      return {
        kind,
        pose,
        betas,
        t,
        ...joints,
        visibility: jointVisibility(joints, scene.target, i),
        pixels: scene.pixels[i],
      };
    });
    return people.filter(({ visibility, pixels }, i) => {
      const seen = visibility.filter((state) => state === VISIBILITY.visible).length;
      return i === 0 || (seen >= COMPANION_JOINTS && pixels >= COMPANION_PIXELS);
    });
  }
}

/** Height of the ground in the world whose origin is the camera; jumpers leave it. */
function groundUnder({ kind, posed, t }: PlacedActor, view: SyntheticView, rng: Rng): number {
  const [, height] = rotate3(view.worldFromCam, t);
  const soles = height + lowestPoint(posed.vertices, view);
  if (kind === 'tumbling') return soles - rng.uniform(0, 0.6);
  return kind === 'upright' && rng.chance(0.03) ? soles - rng.uniform(0.05, 0.5) : soles;
}

function placeBoxes(
  recipe: Recipe,
  view: SyntheticView,
  { kind, posed, t }: PlacedActor,
  groundY: number,
  rng: Rng,
): PropBox[] {
  const own = rng.fork('boxes');
  const joints = posed.joints.map((value, i) => value + t[i % 3]);
  const seat = kind === 'seated' ? placeSeat(joints, groundY, view, own) : [];
  const furniture = own.chance(0.35) ? placeFurniture(t, groundY, view, own) : [];
  const occluders = own.chance(recipe.occluders) ? placeOccluder(joints, groundY, view, own) : [];
  return [...seat, ...furniture, ...occluders];
}

/** The share of a floor's light that comes straight from the sun. */
function sunShare(sun: ArrayLike<number>, { irradiance, sunColour }: SceneLight['light']): number {
  const direct = Math.max(0, sun[1]) * sunColour[1];
  const ambient = 0.282095 * irradiance[9] + 0.488603 * irradiance[10];
  return sun[1] < 0.1 ? 0 : direct / (direct + Math.max(0.2, ambient));
}
