/**
 * @file The camera as a thing in the scene: its pyramid, the photograph on its image plane, boxes and regions on
 * the photograph. All of it is made at a depth of one metre and scaled to where the plane stands: seen
 * from the pinhole it looks the same at every depth.
 */

import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DoubleSide,
  Group,
  Mesh,
  MeshBasicMaterial,
  SRGBColorSpace,
  Texture,
} from 'three';
import { personColour } from '../imaging/index.ts';
import type { Reconstruction } from '../result/index.ts';
import { setColour } from './body-mesh.ts';
import { LineSet } from './line-set.ts';
import { paletteOf, roiColour } from './look.ts';
import { onUnitPlane } from './frustum.ts';
import type { Lens } from './lens.ts';
import { cornersOf, imageBox, roiMarks, type Pixel } from './roi-marks.ts';
import { isShown, type ViewState } from './state.ts';

const ORIGIN = [0, 0, 0] as const;

/** The photograph in front of its camera, with the edges of the field of view and the regions. */
export class ImagePlane {
  /** In the camera frame; its scale is the depth of the plane. */
  readonly group: Group = new Group();
  readonly #quad: Mesh<BufferGeometry, MeshBasicMaterial>;
  readonly #corners: BufferAttribute;
  readonly #edges = new LineSet({ widthPx: 1.6 });
  readonly #rays = new LineSet({ widthPx: 1, opacity: 0.45 });
  readonly #marks = new LineSet({ widthPx: 2 });
  readonly #colour = new Color();
  #image: ImageBitmap | null = null;

  constructor() {
    const geometry = new BufferGeometry();
    this.#corners = new BufferAttribute(new Float32Array(12), 3);
    geometry.setAttribute('position', this.#corners);
    // rows of a bitmap come from the top
    geometry.setAttribute('uv', new BufferAttribute(Float32Array.of(0, 0, 1, 0, 1, 1, 0, 1), 2));
    geometry.setIndex([0, 1, 2, 0, 2, 3]);
    const material = new MeshBasicMaterial({
      side: DoubleSide,
      depthWrite: false,
      color: 0xffffff,
    });
    this.#quad = new Mesh(geometry, material);
    this.#quad.frustumCulled = false;
    this.#quad.renderOrder = -2;
    this.group.add(this.#quad, this.#edges.object, this.#rays.object, this.#marks.object);
  }

  /** @param image shown as it is; it stays the caller's, and must live until the next one is set. */
  setImage(image: ImageBitmap | null): void {
    if (image === this.#image) return;
    this.#image = image;
    const { material } = this.#quad;
    material.map?.dispose();
    material.map = null;
    if (image !== null) {
      const texture = new Texture(image);
      texture.colorSpace = SRGBColorSpace;
      texture.flipY = false;
      texture.anisotropy = 4;
      texture.needsUpdate = true;
      material.map = texture;
    }
    material.needsUpdate = true;
  }

  /** The pyramid of a camera. */
  setCamera(lens: Lens, image: { width: number; height: number }, theme: ViewState['theme']): void {
    const corners = onUnitPlane(lens, cornersOf(imageBox(image)));
    corners.forEach(([x, y], i) => this.#corners.setXYZ(i, x, y, 1));
    this.#corners.needsUpdate = true;
    this.#colour.set(paletteOf(theme).frustum);
    for (const lines of [this.#edges, this.#rays]) lines.clear();
    corners.forEach(([x, y], i) => {
      const [nextX, nextY] = corners[(i + 1) % 4];
      this.#edges.add([x, y, 1], [nextX, nextY, 1], this.#colour);
      this.#edges.add(ORIGIN, [x, y, 1], this.#colour);
      this.#rays.add([x, y, 1], [RAY_SCALE * x, RAY_SCALE * y, RAY_SCALE], this.#colour);
    });
    for (const lines of [this.#edges, this.#rays]) lines.done();
  }

  /** Boxes and regions of the people shown. */
  setMarks({ people }: Reconstruction, lens: Lens, state: ViewState): void {
    const draw = (pixels: readonly Pixel[]): void => {
      const corners = onUnitPlane(lens, pixels);
      corners.forEach(([x, y], i) => {
        const [nextX, nextY] = corners[(i + 1) % 4];
        this.#marks.add([x, y, 1], [nextX, nextY, 1], this.#colour);
      });
    };
    this.#marks.clear();
    for (const person of people) {
      if (!isShown(state, person.id)) continue;
      if (state.boxes) {
        const [x0, y0, x1, y1] = person.box;
        setColour(this.#colour, personColour(person.id));
        draw(cornersOf({ x0, y0, x1, y1 }));
      }
      if (!state.rois) continue;
      for (const { m, corners } of roiMarks(person)) {
        this.#colour.set(roiColour(m));
        draw(corners);
      }
    }
    this.#marks.done();
  }

  /**
   * @param nearM, farM depths of the plane: as a thing in front of the camera, and behind everybody.
   * @param behind 0: it stands near the camera; 1: it is the backdrop of the view through the camera.
   */
  place(nearM: number, farM: number, behind: number, { frustum, photo }: ViewState): void {
    // without its pyramid there is no plane to slide back: the picture fades in where it will be
    const depth = frustum ? nearM + behind * (farM - nearM) : farM;
    this.group.scale.setScalar(depth);
    const { material } = this.#quad;
    const opacity = frustum ? 0.9 + 0.1 * behind : behind;
    this.#quad.visible = photo && opacity > 0 && material.map !== null;
    material.opacity = opacity;
    material.transparent = opacity < 1;
    this.#edges.object.visible = frustum && behind < 1;
    this.#rays.object.visible = frustum && behind < 1;
    this.#marks.object.visible = frustum || behind > 0;
    this.#marks.onTop = behind > 0;
  }

  dispose(): void {
    this.setImage(null);
    this.#quad.geometry.dispose();
    this.#quad.material.dispose();
    for (const lines of [this.#edges, this.#rays, this.#marks]) lines.dispose();
  }
}

/** How much further than the image plane the rays of the pyramid run. */
const RAY_SCALE = 8;
