/**
 * @file Anchors and box coding of the single-shot detector (Liu et al. 2016, §2.2; feature layers
 * and scales of the MobileNet configuration). Lengths are fractions of the input's side.
 */

/** One anchor: centre and size. */
export interface Anchor {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Cells per side of the six layers (strides 16 … 512 on 300 px, rounded up). */
const GRIDS = [19, 10, 5, 3, 2, 1] as const;
const SMALLEST_SCALE = 0.2;
const LARGEST_SCALE = 0.95;
/** The last ratio is ⅓ as its authors' configuration file rounds it. */
const ASPECT_RATIOS = [1, 2, 0.5, 3, 0.3333] as const;
/** Centre and size are predicted this many times too large (the "variances"). */
const CENTRE_GAIN = 10;
const SIZE_GAIN = 5;

/** The 1 917 anchors, cell by cell in reading order, layer by layer. */
export function ssdAnchors(): Anchor[] {
  const step = (LARGEST_SCALE - SMALLEST_SCALE) / (GRIDS.length - 1);
  return GRIDS.flatMap((cells, layer) => {
    const scale = SMALLEST_SCALE + step * layer;
    const next = layer === GRIDS.length - 1 ? 1 : scale + step;
    const shapes = layer === 0 ? firstLayerShapes() : layerShapes(scale, next);
    return Array.from({ length: cells * cells }, (_, cell) => {
      const x = ((cell % cells) + 0.5) / cells;
      const y = (Math.floor(cell / cells) + 0.5) / cells;
      return shapes.map(([width, height]) => ({ x, y, width, height }));
    }).flat();
  });
}

type Shape = readonly [width: number, height: number];

function shapeOf(scale: number, ratio: number): Shape {
  return [scale * Math.sqrt(ratio), scale / Math.sqrt(ratio)];
}

/** The finest layer has three anchors only; its square one is half the scale. */
function firstLayerShapes(): Shape[] {
  return [shapeOf(0.1, 1), shapeOf(SMALLEST_SCALE, 2), shapeOf(SMALLEST_SCALE, 0.5)];
}

function layerShapes(scale: number, next: number): Shape[] {
  return [
    ...ASPECT_RATIOS.map((ratio) => shapeOf(scale, ratio)),
    shapeOf(Math.sqrt(scale * next), 1),
  ];
}

/** A box as [x0, y0, x1, y1], fractions of the side. */
export type UnitBox = readonly [x0: number, y0: number, x1: number, y1: number];

/** The box that the network means by the raw code (y, x, height, width) at an anchor. */
export function decodeBox(code: ArrayLike<number>, anchor: Anchor): UnitBox {
  const y = anchor.y + (code[0] / CENTRE_GAIN) * anchor.height;
  const x = anchor.x + (code[1] / CENTRE_GAIN) * anchor.width;
  const halfHeight = (anchor.height * Math.exp(code[2] / SIZE_GAIN)) / 2;
  const halfWidth = (anchor.width * Math.exp(code[3] / SIZE_GAIN)) / 2;
  return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
}

/** The raw code of a box; the inverse of `decodeBox` for boxes that are not empty. */
export function encodeBox(box: UnitBox, anchor: Anchor): [number, number, number, number] {
  const [x0, y0, x1, y1] = box;
  return [
    (((y0 + y1) / 2 - anchor.y) / anchor.height) * CENTRE_GAIN,
    (((x0 + x1) / 2 - anchor.x) / anchor.width) * CENTRE_GAIN,
    Math.log((y1 - y0) / anchor.height) * SIZE_GAIN,
    Math.log((x1 - x0) / anchor.width) * SIZE_GAIN,
  ];
}
