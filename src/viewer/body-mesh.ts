/**
 * @file One person's surface on the GPU. Its buffers are made once and posed into ever after; the model's own
 * vertices X are stored, and the mesh's position is t, so posing writes what is drawn without a copy.
 */

import {
  BufferAttribute,
  BufferGeometry,
  DynamicDrawUsage,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  Points,
  PointsMaterial,
} from 'three';
import { personColour, type Colour } from '../imaging/index.ts';
import { linearFromSrgb, vertexNormals } from '../math/index.ts';
import { suitTints } from '../result/index.ts';
import { clay, type Clay } from './clay.ts';
import type { Topology } from './topology.ts';
import type { ViewState } from './state.ts';

const WHITE: Colour = [255, 255, 255];

/** A person's surface, written again for every result. */
export class BodyMesh {
  /** In the camera frame. */
  readonly group: Group = new Group();
  /** X [V, 3]; call {@link placed} after writing. */
  readonly vertices: Float32Array;
  /** The person's id. */
  id = -1;
  t: readonly [number, number, number] = [0, 0, 0];
  readonly #topology: Topology;
  readonly #normals: Float32Array;
  readonly #geometry = new BufferGeometry();
  readonly #surface: Clay;
  readonly #depth: Clay;
  readonly #depthMesh: Mesh;
  /** In place of the surface, where nobody knows the faces. */
  readonly #points: Points<BufferGeometry, PointsMaterial> | null;
  #wire: LineSegments<BufferGeometry, LineBasicMaterial> | null = null;

  constructor(topology: Topology) {
    this.#topology = topology;
    const length = 3 * topology.vertexCount;
    this.vertices = new Float32Array(length);
    this.#normals = new Float32Array(length);
    const dynamic = (array: Float32Array): BufferAttribute =>
      new BufferAttribute(array, 3).setUsage(DynamicDrawUsage);
    this.#geometry.setAttribute('position', dynamic(this.vertices));
    this.#geometry.setAttribute('normal', dynamic(this.#normals));
    this.#geometry.setAttribute('tint', dynamic(new Float32Array(length).fill(1)));
    this.#surface = clay({ tinted: true });
    this.#depth = clay({ depthOnly: true });
    // see-through bodies first say where they are: only their nearest surface is mixed with what lies behind
    this.#depthMesh = new Mesh(this.#geometry, this.#depth);
    this.#depthMesh.renderOrder = 1;
    const surface = new Mesh(this.#geometry, this.#surface);
    surface.renderOrder = 2;
    if (topology.faces.count > 0) {
      this.#geometry.setIndex(topology.faces);
      this.group.add(this.#depthMesh, surface);
      this.#points = null;
    } else {
      const look = new PointsMaterial({ size: 2, sizeAttenuation: false, transparent: true });
      this.#points = new Points(this.#geometry, look);
      this.group.add(this.#points);
    }
    for (const mesh of this.group.children) mesh.frustumCulled = false;
  }

  /** The vertices have been written for this person. */
  placed(id: number, t: readonly [number, number, number], parts: Uint8Array | null): void {
    this.id = id;
    this.t = t;
    vertexNormals(this.vertices, this.#topology.faces.array, this.#normals);
    this.#geometry.getAttribute('position').needsUpdate = true;
    this.#geometry.getAttribute('normal').needsUpdate = true;
    this.group.position.set(t[0], t[1], t[2]);
    this.#dress(personColour(id), parts);
    if (this.#points !== null) setColour(this.#points.material.color, personColour(id));
  }

  /** The colour of everything, or the colours of a dressed mannequin. */
  #dress(colour: Colour, parts: Uint8Array | null): void {
    const tint = this.#geometry.getAttribute('tint');
    if (parts === null) tint.array.fill(1);
    else suitTints(parts, colour).forEach((v, i) => (tint.array[i] = linearFromSrgb(v / 255)));
    tint.needsUpdate = true;
    setColour(this.#surface.uniforms.colour.value, parts === null ? colour : WHITE);
  }

  show(shown: boolean, { opacity, normals, wireframe, selected, theme }: ViewState): void {
    this.group.visible = shown;
    const seeThrough = opacity < 1;
    this.#depthMesh.visible = seeThrough;
    this.#surface.transparent = seeThrough;
    this.#surface.depthWrite = !seeThrough;
    this.#surface.uniforms.opacity.value = opacity;
    this.#surface.uniforms.asNormals.value = normals ? 1 : 0;
    this.#surface.uniforms.lift.value = selected === this.id ? 1 : 0;
    if (this.#points !== null) {
      this.#points.material.opacity = opacity;
      return;
    }
    if (wireframe) {
      const wire = this.#wireframe();
      wire.material.color.set(theme === 'dark' ? 0xffffff : 0x10141c);
      wire.material.opacity = 0.35;
    }
    if (this.#wire !== null) this.#wire.visible = wireframe;
  }

  dispose(): void {
    this.group.removeFromParent();
    this.#geometry.dispose();
    this.#surface.dispose();
    this.#depth.dispose();
    this.#points?.material.dispose();
    this.#wire?.geometry.dispose();
    this.#wire?.material.dispose();
  }

  #wireframe(): LineSegments<BufferGeometry, LineBasicMaterial> {
    if (this.#wire !== null) return this.#wire;
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', this.#geometry.getAttribute('position'));
    geometry.setIndex(this.#topology.edges);
    const wire = new LineSegments(
      geometry,
      new LineBasicMaterial({ transparent: true, depthWrite: false }),
    );
    wire.renderOrder = 3;
    wire.frustumCulled = false;
    this.group.add(wire);
    this.#wire = wire;
    return wire;
  }
}

/** A palette colour in the linear light that shaders count in. */
export function setColour(
  out: { setRGB(r: number, g: number, b: number, space: 'srgb'): unknown },
  [r, g, b]: Colour,
): void {
  out.setRGB(r / 255, g / 255, b / 255, 'srgb');
}
