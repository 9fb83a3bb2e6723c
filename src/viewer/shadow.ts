/**
 * @file Soft shadows straight below people, so that feet meet the ground and those who float are seen to. Made from
 * above into a small picture when people change, not when the eye moves.
 */

import {
  CustomBlending,
  DoubleSide,
  MaxEquation,
  Mesh,
  NoBlending,
  OneFactor,
  OrthographicCamera,
  PlaneGeometry,
  RedFormat,
  Scene,
  ShaderMaterial,
  Vector2,
  WebGLRenderTarget,
  type Object3D,
  type WebGLRenderer,
} from 'three';
import type { SceneExtent } from '../imaging/index.ts';
import type { Person } from '../result/index.ts';

const SIDE_PX = 512;
/** How far a shadow is spread, and how high above the ground a surface casts none. */
const BLUR_M = 0.045;
const REACH_M = 1.1;
/** Around joints: hands and spread shadows must not be cut. */
const MARGIN_M = 0.6;

const CAST_VERTEX = /* glsl */ `
uniform float groundY;
varying float vHeight;
void main() {
  vec4 at = modelMatrix * vec4(position, 1.0);
  // frame gl is y up, the ground's y is the camera frame's
  vHeight = at.y + groundY;
  gl_Position = projectionMatrix * viewMatrix * at;
}`;

const CAST_FRAGMENT = /* glsl */ `
uniform float reach;
varying float vHeight;
void main() {
  float near = clamp(1.0 - vHeight / reach, 0.0, 1.0);
  gl_FragColor = vec4(near * near);
}`;

const FLAT_VERTEX = /* glsl */ `
varying vec2 vUv;
void main() {
  vUv = uv;
  gl_Position = vec4(position.xy, 0.0, 1.0);
}`;

/** Nine taps of a Gaussian along one axis. */
const BLUR_FRAGMENT = /* glsl */ `
uniform sampler2D source;
uniform vec2 step;
varying vec2 vUv;
void main() {
  float sum = 0.2042 * texture2D(source, vUv).r;
  sum += 0.1802 * (texture2D(source, vUv + step).r + texture2D(source, vUv - step).r);
  sum += 0.1238 * (texture2D(source, vUv + 2.0 * step).r + texture2D(source, vUv - 2.0 * step).r);
  sum += 0.0663 * (texture2D(source, vUv + 3.0 * step).r + texture2D(source, vUv - 3.0 * step).r);
  sum += 0.0276 * (texture2D(source, vUv + 4.0 * step).r + texture2D(source, vUv - 4.0 * step).r);
  gl_FragColor = vec4(sum);
}`;

const GROUND_VERTEX = /* glsl */ `
varying vec2 vUv;
void main() {
  vUv = uv;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}`;

const GROUND_FRAGMENT = /* glsl */ `
uniform sampler2D shadow;
uniform float strength;
varying vec2 vUv;
void main() {
  gl_FragColor = vec4(0.02, 0.025, 0.035, strength * texture2D(shadow, vUv).r);
}`;

const target = (): WebGLRenderTarget =>
  new WebGLRenderTarget(SIDE_PX, SIDE_PX, { format: RedFormat, depthBuffer: false });

/** Soft shadows on the ground, straight below people. */
export class Shadow {
  /** In the camera frame. */
  readonly object: Mesh<PlaneGeometry, ShaderMaterial>;
  readonly #shadow = target();
  readonly #scratch = target();
  /** From above: looks along the camera frame's y. */
  readonly #above = new OrthographicCamera(-1, 1, 1, -1, 0, 1);
  readonly #cast: ShaderMaterial;
  readonly #blur: ShaderMaterial;
  readonly #flat: Mesh<PlaneGeometry, ShaderMaterial>;
  readonly #flatScene = new Scene();
  #half = 1;

  constructor() {
    this.#cast = new ShaderMaterial({
      vertexShader: CAST_VERTEX,
      fragmentShader: CAST_FRAGMENT,
      uniforms: { groundY: { value: 0 }, reach: { value: REACH_M } },
      side: DoubleSide,
      // of all surfaces above a point the lowest counts, in whatever order they come
      blending: CustomBlending,
      blendEquation: MaxEquation,
      blendSrc: OneFactor,
      blendDst: OneFactor,
      depthTest: false,
      depthWrite: false,
    });
    this.#blur = new ShaderMaterial({
      vertexShader: FLAT_VERTEX,
      fragmentShader: BLUR_FRAGMENT,
      uniforms: { source: { value: null }, step: { value: new Vector2() } },
      blending: NoBlending,
      depthTest: false,
      depthWrite: false,
    });
    this.#flat = new Mesh(new PlaneGeometry(2, 2), this.#blur);
    this.#flat.frustumCulled = false;
    this.#flatScene.add(this.#flat);
    const ground = new ShaderMaterial({
      vertexShader: GROUND_VERTEX,
      fragmentShader: GROUND_FRAGMENT,
      uniforms: { shadow: { value: this.#shadow.texture }, strength: { value: 0 } },
      transparent: true,
      depthWrite: false,
      side: DoubleSide,
    });
    this.object = new Mesh(new PlaneGeometry(2, 2).rotateX(Math.PI / 2), ground);
    this.object.frustumCulled = false;
    // on the grid
    this.object.renderOrder = -0.5;
  }

  /** Where people stand; without the camera, whose place would spread the picture thin. */
  place({ groundY, low: lowest }: SceneExtent, people: readonly Person[]): void {
    let [x0, x1, z0, z1] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const { joints3d } of people) {
      for (const [x, , z] of joints3d.smpl24) {
        [x0, x1, z0, z1] = [Math.min(x0, x), Math.max(x1, x), Math.min(z0, z), Math.max(z1, z)];
      }
    }
    if (people.length === 0) [x0, x1, z0, z1] = [-1, 1, -1, 1];
    const [x, z] = [(x0 + x1) / 2, (z0 + z1) / 2];
    this.#half = Math.max(x1 - x0, z1 - z0) / 2 + MARGIN_M;
    this.object.position.set(x, groundY, z);
    this.object.scale.setScalar(this.#half);
    const camera = this.#above;
    [camera.left, camera.right, camera.bottom, camera.top] = [
      -this.#half,
      this.#half,
      -this.#half,
      this.#half,
    ];
    // frame gl, high above everybody
    const height = groundY - lowest[1] + 1;
    camera.far = height + 1;
    camera.position.set(x, -groundY + height, -z);
    camera.rotation.set(-Math.PI / 2, 0, 0);
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
    this.#cast.uniforms['groundY'].value = groundY;
  }

  /** @param strength 0 (none) to 1. */
  fade(strength: number): void {
    this.object.visible = strength > 0;
    this.object.material.uniforms['strength'].value = strength;
  }

  /**
   * Makes the picture of the shadows.
   * @param scene what holds the people; other things in it must be invisible.
   */
  cast(renderer: WebGLRenderer, scene: Scene, others: readonly Object3D[]): void {
    const shown = others.map(({ visible }) => visible);
    for (const other of others) other.visible = false;
    renderer.setRenderTarget(this.#shadow);
    renderer.setClearColor(0x000000, 0);
    renderer.clear();
    scene.overrideMaterial = this.#cast;
    renderer.render(scene, this.#above);
    scene.overrideMaterial = null;
    others.forEach((other, i) => {
      other.visible = shown[i];
    });
    const step = BLUR_M / 2 / (2 * this.#half);
    this.#pass(renderer, this.#shadow, this.#scratch, step, 0);
    this.#pass(renderer, this.#scratch, this.#shadow, 0, step);
    renderer.setRenderTarget(null);
  }

  dispose(): void {
    for (const each of [this.#shadow, this.#scratch]) each.dispose();
    for (const mesh of [this.object, this.#flat]) {
      mesh.geometry.dispose();
      mesh.material.dispose();
    }
    this.#cast.dispose();
  }

  #pass(
    renderer: WebGLRenderer,
    from: WebGLRenderTarget,
    to: WebGLRenderTarget,
    x: number,
    y: number,
  ): void {
    const { source, step } = this.#blur.uniforms;
    source.value = from.texture;
    (step.value as Vector2).set(x, y);
    renderer.setRenderTarget(to);
    renderer.render(this.#flatScene, this.#above);
  }
}
