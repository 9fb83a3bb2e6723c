/**
 * @file TFLite networks as graphs: images NHWC become NCHW, so no transpose is left but those before
 * a reshape that mixes pixels and channels; zero padding joins the convolution behind it. Only what
 * the wanted tensors need is built, for any batch.
 */

import { MultiRoiError } from '../base/index.ts';
import {
  float32FromFloat16,
  type TfliteActivation,
  type TfliteModel,
  type TfliteOperator,
} from '../format/index.ts';
import {
  NCHW_FROM_NHWC,
  NHWC_FROM_NCHW,
  NO_MARGIN,
  permuted,
  samePads,
  type Margin,
} from './nhwc.ts';
import { given } from './init.ts';
import type { Graph, Tensor } from './graph.ts';
import { add, mul, reshape, sub } from './ops/arithmetic.ts';
import { conv2d } from './ops/convolution.ts';
import { relu, relu6, sigmoid, tanh } from './ops/elementwise.ts';
import { concat, pad, transpose } from './ops/layout.ts';
import { avgPool2d, maxPool2d } from './ops/pooling.ts';
import { resizeBilinear } from './ops/resize.ts';

/** Which part of a file becomes part of a graph. */
export interface TfliteImportOptions {
  /** The images [N, C, H, W] with any N, where the file takes [1, H, W, C]. */
  readonly input: Tensor;
  /** The wanted tensors, by index into the file's tensors. */
  readonly outputs: readonly number[];
  /** Fixed numbers, or trainable parameters `conv<i>.weight` and `conv<i>.bias` (i-th of the file). */
  readonly weights: 'constant' | 'parameter';
}

/** A tensor of the file in the graph. `image`: the file's [1, H, W, C] is [N, C, H, W] here. */
interface Value {
  readonly tensor: Tensor;
  readonly image: boolean;
  /** Zeros around the image that are not laid yet: [top, left, bottom, right]. */
  readonly margin?: Margin;
}

/** Where axis i of an image of the file is here. */
const NCHW_AXIS_OF_NHWC = [0, 2, 3, 1] as const;

/**
 * Builds a TFLite network.
 * @returns the wanted tensors in order: images as [N, C, H, W], all others as in the file with N first.
 * @throws E_UNSUPPORTED for operators outside float convolutional networks, E_SHAPE when the input
 *   does not fit, E_RANGE for a tensor that does not exist.
 */
export function importTflite(
  graph: Graph,
  model: TfliteModel,
  options: TfliteImportOptions,
): Tensor[] {
  const [file] = model.inputs;
  const [, height, width, channels] = model.tensors[file].shape;
  const { shape } = options.input;
  if (
    model.inputs.length !== 1 ||
    shape.length !== 4 ||
    shape.slice(1).join() !== [channels, height, width].join()
  ) {
    throw new MultiRoiError(
      'E_SHAPE',
      `importTflite: expected an input [N, ${channels}, ${height}, ${width}], got [${shape.join(', ')}]`,
    );
  }
  const missing = options.outputs.find((index) => model.tensors[index] === undefined);
  if (missing !== undefined) {
    throw new MultiRoiError(
      'E_RANGE',
      `importTflite: expected a tensor below ${model.tensors.length}, got ${missing}`,
    );
  }
  const importer = new Importer(graph, model, options.weights, shape[0]);
  importer.values.set(file, { tensor: options.input, image: true });
  for (const operator of neededOperators(model, options.outputs)) importer.operator(operator);
  return options.outputs.map((index) => importer.laid(index).tensor);
}

/** The operators that the wanted tensors depend on, in execution order. */
function neededOperators(model: TfliteModel, wanted: readonly number[]): TfliteOperator[] {
  const needed = new Set(wanted);
  const kept: TfliteOperator[] = [];
  for (const operator of model.operators.toReversed()) {
    if (!operator.outputs.some((index) => needed.has(index))) continue;
    kept.push(operator);
    for (const index of operator.inputs) needed.add(index);
  }
  return kept.reverse();
}

class Importer {
  readonly values = new Map<number, Value>();
  readonly #graph: Graph;
  readonly #model: TfliteModel;
  readonly #weights: TfliteImportOptions['weights'];
  readonly #batch: number;
  /** Constants by the index of the tensor that carries them after widening to float32. */
  readonly #widened = new Map<number, number>();
  /** Position of each convolution among those of the file, which names its parameters. */
  readonly #positions: ReadonlyMap<TfliteOperator, number>;

  constructor(
    graph: Graph,
    model: TfliteModel,
    weights: TfliteImportOptions['weights'],
    batch: number,
  ) {
    this.#graph = graph;
    this.#model = model;
    this.#weights = weights;
    this.#batch = batch;
    const convolutions = model.operators.filter((operator) => 'dilation' in operator);
    this.#positions = new Map(convolutions.map((operator, i) => [operator, i]));
  }

  operator(operator: TfliteOperator): void {
    const { inputs, outputs } = operator;
    if (operator.kind === 'dequantize') {
      this.#widened.set(outputs[0], inputs[0]);
      return;
    }
    const value = this.#build(operator);
    const file = this.#shapeOf(outputs[0]);
    const built = value.image
      ? NHWC_FROM_NCHW.map((axis) => this.#sizeWith(value.margin, value.tensor.shape)[axis])
      : value.tensor.shape;
    if (built.slice(1).join() !== file.slice(1).join()) {
      throw new MultiRoiError(
        'E_SHAPE',
        `importTflite: expected [${file.join(', ')}], got [${built.join(', ')}] (${operator.kind}, tensor '${this.#model.tensors[outputs[0]].name}')`,
      );
    }
    this.values.set(outputs[0], value);
  }

  /** A tensor with its margin laid. */
  laid(index: number): Value {
    const value = this.values.get(index);
    if (value === undefined) {
      const name = this.#model.tensors[index]?.name ?? String(index);
      throw unsupported('a computed tensor', `the constant '${name}'`);
    }
    if (value.margin === undefined) return value;
    const [top, left, bottom, right] = value.margin;
    return {
      tensor: pad(value.tensor, [0, 0, top, left], [0, 0, bottom, right]),
      image: value.image,
    };
  }

  #build(operator: TfliteOperator): Value {
    const { inputs } = operator;
    switch (operator.kind) {
      case 'conv2d':
      case 'depthwiseConv2d':
        return this.#convolution(operator);
      case 'maxPool2d':
      case 'averagePool2d':
        return this.#pool(operator);
      case 'pad':
        return this.#pad(operator);
      case 'add':
      case 'sub':
      case 'mul':
        return this.#arithmetic(operator);
      case 'concat':
        return this.#concat(operator);
      case 'reshape':
        return this.#reshape(operator);
      case 'resizeBilinear': {
        if (operator.alignCorners) throw unsupported('aligned pixels', 'aligned corners');
        const [, height, width] = this.#shapeOf(operator.outputs[0]);
        const tensor = resizeBilinear(this.#image(inputs[0]), [height, width], {
          halfPixel: operator.halfPixel,
        });
        return { tensor, image: true };
      }
      case 'sigmoid':
      case 'relu':
      case 'relu6': {
        const { tensor, image } = this.laid(inputs[0]);
        return { tensor: { sigmoid, relu, relu6 }[operator.kind](tensor), image };
      }
      case 'dequantize':
        throw unsupported('float16 constants', 'a computed tensor to dequantize');
      case 'unknown':
        throw unsupported('an operator of float convolutional networks', operator.what);
      default:
        return operator satisfies never;
    }
  }

  #convolution(operator: TfliteOperator & { kind: 'conv2d' | 'depthwiseConv2d' }): Value {
    const [from, weightIndex, biasIndex = -1] = operator.inputs;
    const { stride, dilation, activation } = operator;
    const depthwise = operator.kind === 'depthwiseConv2d';
    const [first, kernelH, kernelW, last] = this.#shapeOf(weightIndex);
    const { input, margin } = this.#padded(from, operator, [
      (kernelH - 1) * dilation[0] + 1,
      (kernelW - 1) * dilation[1] + 1,
    ]);
    // [O, H, W, I] → [O, I, H, W]; depthwise [1, H, W, O] → [O, 1, H, W]
    const name = `conv${this.#positions.get(operator)}`;
    const weight = this.#constant(
      weightIndex,
      `${name}.weight`,
      depthwise ? [last, first, kernelH, kernelW] : [first, last, kernelH, kernelW],
      depthwise ? [3, 0, 1, 2] : NCHW_FROM_NHWC,
    );
    const outputs = weight.shape[0];
    const bias =
      biasIndex === -1 ? undefined : this.#constant(biasIndex, `${name}.bias`, [outputs]);
    const groups = depthwise ? input.shape[1] : 1;
    const tensor = conv2d(input, weight, { bias, stride, pad: margin, dilation, groups });
    return { tensor: activate(tensor, activation), image: true };
  }

  #pool(operator: TfliteOperator & { kind: 'maxPool2d' | 'averagePool2d' }): Value {
    const { stride, window, activation } = operator;
    const laid = { tensor: this.#image(operator.inputs[0]), image: true };
    const [, , height, width] = laid.tensor.shape;
    const margin = operator.padding === 'same' ? samePads([height, width], window, stride) : 0;
    const options = { kernel: window, stride, pad: margin };
    const tensor =
      operator.kind === 'maxPool2d'
        ? maxPool2d(laid.tensor, options)
        : avgPool2d(laid.tensor, options);
    return { tensor: activate(tensor, activation), image: true };
  }

  /** An image and the zeros a convolution must see around it. */
  #padded(
    index: number,
    {
      padding,
      stride,
    }: { readonly padding: 'same' | 'valid'; readonly stride: readonly [number, number] },
    reach: readonly [number, number],
  ): { input: Tensor; margin: Margin } {
    const pending = this.values.get(index);
    if (padding === 'valid' && pending?.image === true && pending.margin !== undefined) {
      return { input: pending.tensor, margin: pending.margin };
    }
    const input = this.#image(index);
    const [, , height, width] = input.shape;
    const margin = padding === 'same' ? samePads([height, width], reach, stride) : NO_MARGIN;
    return { input, margin };
  }

  #pad(operator: TfliteOperator): Value {
    const [from, amounts] = operator.inputs;
    const counts = this.#numbers(amounts);
    const before = counts.filter((_, i) => i % 2 === 0);
    const after = counts.filter((_, i) => i % 2 === 1);
    const { tensor, image } = this.laid(from);
    if (!image) return { tensor: pad(tensor, before, after), image };
    const spatial = before[0] + before[3] + after[0] + after[3] === 0;
    if (spatial) return { tensor, image, margin: [before[1], before[2], after[1], after[2]] };
    const place = (list: readonly number[]): number[] => NCHW_FROM_NHWC.map((axis) => list[axis]);
    return { tensor: pad(tensor, place(before), place(after)), image };
  }

  #arithmetic(operator: TfliteOperator & { kind: 'add' | 'sub' | 'mul' }): Value {
    const [a, b] = this.#alike(operator.inputs);
    const tensor = { add, sub, mul }[operator.kind](a.tensor, b.tensor);
    return { tensor: activate(tensor, operator.activation), image: a.image };
  }

  #concat(operator: TfliteOperator & { kind: 'concat' }): Value {
    const parts = this.#alike(operator.inputs);
    const { image, tensor } = parts[0];
    const axis = operator.axis < 0 ? operator.axis + tensor.shape.length : operator.axis;
    const joined = concat(
      parts.map((part) => part.tensor),
      image ? NCHW_AXIS_OF_NHWC[axis] : axis,
    );
    return { tensor: activate(joined, operator.activation), image };
  }

  #reshape(operator: TfliteOperator): Value {
    const [, ...target] = this.#shapeOf(operator.outputs[0]);
    const { tensor, image } = this.laid(operator.inputs[0]);
    const [, height, width] = this.#shapeOf(operator.inputs[0]);
    // elements run pixel by pixel in the file; with a single pixel the two orders are one
    const ordered = image && height * width > 1 ? transpose(tensor, NHWC_FROM_NCHW) : tensor;
    return { tensor: reshape(ordered, [this.#batch, ...target]), image: false };
  }

  /** Operands in one layout: as images when all of them are, else all as in the file. */
  #alike(indices: readonly number[]): Value[] {
    const values = indices.map((index) => this.laid(index));
    if (values.every(({ image }) => image) || values.every(({ image }) => !image)) return values;
    return values.map(({ tensor, image }) => ({
      tensor: image ? transpose(tensor, NHWC_FROM_NCHW) : tensor,
      image: false,
    }));
  }

  #image(index: number): Tensor {
    const { tensor, image } = this.laid(index);
    if (!image && tensor.shape.length !== 4)
      throw unsupported('an image', `${tensor.shape.length} axes`);
    return image ? tensor : transpose(tensor, NCHW_FROM_NHWC);
  }

  #shapeOf(index: number): readonly number[] {
    return this.#model.tensors[index].shape;
  }

  #sizeWith(margin: Margin | undefined, [n, c, h, w]: readonly number[]): number[] {
    const [top, left, bottom, right] = margin ?? NO_MARGIN;
    return [n, c, h + top + bottom, w + left + right];
  }

  /** Values of a constant, widened. */
  #numbers(index: number): number[] {
    return Array.from(this.#floats(index));
  }

  #floats(index: number): ArrayLike<number> {
    const { value, name } = this.#model.tensors[this.#widened.get(index) ?? index];
    if (value === undefined) throw unsupported('a constant', `the computed tensor '${name}'`);
    if (value.type === 'float16') return float32FromFloat16(value.data as Uint16Array);
    if (value.data instanceof BigInt64Array) return Array.from(value.data, Number);
    return value.data;
  }

  /** @param order where the axes of the result are in the file's tensor. */
  #constant(
    index: number,
    name: string,
    shape: readonly number[],
    order?: readonly number[],
  ): Tensor {
    const values = this.#floats(index);
    const data =
      order === undefined
        ? Float32Array.from(values)
        : permuted(values, this.#shapeOf(index), order);
    if (this.#weights === 'parameter') return this.#graph.parameter(name, shape, given(data));
    return this.#graph.constant(data, shape);
  }
}

function activate(x: Tensor, activation: TfliteActivation): Tensor {
  return activation === 'none' ? x : { relu, relu6, tanh }[activation](x);
}

function unsupported(wanted: string, got: string): MultiRoiError {
  return new MultiRoiError('E_UNSUPPORTED', `importTflite: expected ${wanted}, got ${got}`);
}
