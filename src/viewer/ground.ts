/** @file The ground: a grid of one metre (ten, a hundred … where people stand that far apart) that fades out. */

import { Color, DoubleSide, Mesh, PlaneGeometry, ShaderMaterial } from 'three';
import { gridStep, type SceneExtent } from '../imaging/index.ts';
import type { Palette } from './look.ts';

const VERTEX = /* glsl */ `
varying vec2 vAt;
void main() {
  vec4 at = modelMatrix * vec4(position, 1.0);
  vAt = at.xz;
  gl_Position = projectionMatrix * viewMatrix * at;
}`;

const FRAGMENT = /* glsl */ `
uniform vec3 colour;
uniform float pitch;
uniform float reach;
uniform float strength;
uniform vec2 centre;
varying vec2 vAt;
float lines(vec2 at, float widthPx) {
  vec2 perPx = fwidth(at);
  vec2 off = abs(fract(at - 0.5) - 0.5);
  vec2 ink = clamp(0.5 * widthPx + 0.5 - off / perPx, 0.0, 1.0);
  // where lines are closer than pixels can tell apart, a mean instead of a moiré
  ink = mix(ink, perPx * widthPx, smoothstep(0.25, 0.6, perPx));
  return max(ink.x, ink.y);
}
void main() {
  float fade = 1.0 - smoothstep(0.35, 1.0, distance(vAt, centre) / reach);
  float ink = max(0.55 * lines(vAt / pitch, 1.0), lines(vAt / (5.0 * pitch), 1.4));
  gl_FragColor = vec4(colour, ink * fade * strength);
  #include <colorspace_fragment>
}`;

/** The grid under everybody's feet. */
export class Ground {
  /** In the camera frame. */
  readonly object: Mesh<PlaneGeometry, ShaderMaterial>;
  #shown = true;
  #strength = 0.5;

  constructor() {
    const material = new ShaderMaterial({
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      transparent: true,
      depthWrite: false,
      side: DoubleSide,
      uniforms: {
        colour: { value: new Color() },
        pitch: { value: 1 },
        reach: { value: 10 },
        strength: { value: 0.5 },
        centre: { value: [0, 0] },
      },
    });
    this.object = new Mesh(new PlaneGeometry(2, 2).rotateX(Math.PI / 2), material);
    this.object.frustumCulled = false;
    this.object.renderOrder = -1;
  }

  place(extent: SceneExtent): void {
    const { low, high, groundY } = extent;
    const [x, z] = [(low[0] + high[0]) / 2, (low[2] + high[2]) / 2];
    const reach = Math.max(6, 1.6 * Math.hypot(high[0] - low[0], high[2] - low[2]));
    this.object.position.set(x, groundY, z);
    this.object.scale.setScalar(reach);
    const { pitch, reach: reached, centre } = this.object.material.uniforms;
    pitch.value = gridStep(extent);
    reached.value = reach;
    // the shader counts in frame gl
    centre.value = [x, -z];
  }

  show(shown: boolean, { grid, gridStrength }: Palette): void {
    this.#shown = shown;
    this.#strength = gridStrength;
    (this.object.material.uniforms['colour'].value as Color).set(grid);
  }

  /** @param presence 0 (gone) to 1. */
  fade(presence: number): void {
    this.object.visible = this.#shown && presence > 0;
    this.object.material.uniforms['strength'].value = presence * this.#strength;
  }

  dispose(): void {
    this.object.geometry.dispose();
    this.object.material.dispose();
  }
}
