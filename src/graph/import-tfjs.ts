/**
 * @file TensorFlow.js graph models as graphs. Every value carries the order of its axes, so a
 * transpose of the file, and the step from NHWC to NCHW, move no data: they are laid only where a
 * reshape, or two operands in different orders, need one. Zero padding joins the convolution behind
 * it. Only what the wanted tensors need is built, for any batch and any size of image.
 */

import { MultiRoiError } from '../base/index.ts';
import type { TfjsModel, TfjsNode } from '../format/index.ts';
import { sizeOf } from '../base/index.ts';
import { NHWC_FROM_NCHW, NO_MARGIN, type Margin } from './nhwc.ts';
import { attributeOf, paddingOf, pairAttribute, textsOf, unsupported } from './tfjs-node.ts';
import { isNumeric, numbersOf } from './tfjs-numbers.ts';
import {
  identity,
  inFileOrder,
  isImage,
  operand,
  TfjsValues,
  type Computed,
  type Value,
} from './tfjs-values.ts';
import type { Graph, Tensor } from './graph.ts';
import { add, mul, reshape, sub } from './ops/arithmetic.ts';
import { conv2d } from './ops/convolution.ts';
import { leakyRelu, prelu, relu, relu6, sigmoid } from './ops/elementwise.ts';
import { concat, pad, split } from './ops/layout.ts';
import { maxPool2d } from './ops/pooling.ts';
import { resizeBilinear } from './ops/resize.ts';

/** Which part of a file becomes part of a graph. */
export interface TfjsImportOptions {
  /**
   * What stands for the results of these nodes, whatever computes them in the file. Tensors of rank 4
   * are [N, C, H, W] with any N, H and W, where the file has [1, H, W, C]; those for a placeholder
   * whose own shape is [1, C, H, W] stand for that.
   */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** The wanted nodes, first results. */
  readonly outputs: readonly string[];
  /**
   * Kernels and biases of convolutions as fixed numbers, or as trainable parameters `conv<i>.weight`
   * and `conv<i>.bias` (i-th of the file in order of execution). Other constants are always fixed.
   */
  readonly weights: 'constant' | 'parameter';
}

/**
 * Builds a TensorFlow.js network.
 * @returns the wanted tensors in order: images as [N, C, H, W], all others as in the file with N first.
 * @throws E_UNSUPPORTED for operators outside float convolutional networks, E_RANGE for nodes that do
 *   not exist, E_SHAPE when an input does not fit.
 */
export function importTfjs(graph: Graph, model: TfjsModel, options: TfjsImportOptions): Tensor[] {
  const { inputs, outputs, weights } = options;
  const names = new Set(model.nodes.map(({ name }) => name));
  const missing = [...Object.keys(inputs), ...outputs].find((name) => !names.has(name));
  if (missing !== undefined) {
    throw new MultiRoiError('E_RANGE', `importTfjs: expected a node of the file, got '${missing}'`);
  }
  const importer = new Importer(graph, model, weights);
  for (const node of neededNodes(model, outputs, inputs)) {
    if (Object.hasOwn(inputs, node.name)) importer.input(node, inputs[node.name]);
    else importer.node(node);
  }
  return outputs.map((name) => importer.output(name));
}

/** The nodes that the wanted ones depend on, in execution order; nothing before the inputs. */
function neededNodes(
  model: TfjsModel,
  wanted: readonly string[],
  inputs: TfjsImportOptions['inputs'],
): TfjsNode[] {
  const needed = new Set(wanted);
  const kept: TfjsNode[] = [];
  for (const node of model.nodes.toReversed()) {
    if (!needed.has(node.name)) continue;
    kept.push(node);
    if (Object.hasOwn(inputs, node.name)) continue;
    for (const operand of node.inputs) needed.add(operand.node);
  }
  return kept.reverse();
}

const CONVOLUTIONS = new Set([
  'Conv2D',
  '_FusedConv2D',
  'DepthwiseConv2dNative',
  'FusedDepthwiseConv2dNative',
]);

class Importer {
  readonly #values: TfjsValues;
  readonly #graph: Graph;
  readonly #model: TfjsModel;
  /** Position of each convolution among those of the file, which names its parameters. */
  readonly #positions: ReadonlyMap<TfjsNode, number>;

  constructor(graph: Graph, model: TfjsModel, weights: TfjsImportOptions['weights']) {
    this.#graph = graph;
    this.#model = model;
    this.#values = new TfjsValues(graph, model, weights);
    const convolutions = model.nodes.filter(({ op }) => CONVOLUTIONS.has(op));
    this.#positions = new Map(convolutions.map((node, i) => [node, i]));
  }

  input(node: TfjsNode, tensor: Tensor): void {
    const rank = tensor.shape.length;
    const shape = node.attributes.get('shape');
    const lengths = Array.isArray(shape) && shape.length === rank ? shape.map(Number) : undefined;
    const fits = (order: readonly number[]): boolean =>
      lengths === undefined ||
      // a batch is open; so are the sides of an image whose channels fit
      lengths.every((length, i) => {
        const side = rank === 4 && order[i] > 1;
        return i === 0 || side || length < 0 || length === tensor.shape[order[i]];
      });
    const orders = rank === 4 ? [NHWC_FROM_NCHW, identity(rank)] : [identity(rank)];
    const order = orders.find(fits);
    if (order === undefined) {
      throw new MultiRoiError(
        'E_SHAPE',
        `importTfjs: expected an input for [${lengths?.join(', ')}], got [${tensor.shape.join(', ')}] ('${node.name}')`,
      );
    }
    this.#values.set(node.name, [{ tensor, order }]);
  }

  node(node: TfjsNode): void {
    if (node.op === 'Const') return;
    this.#values.set(node.name, this.#known(node) ?? this.#results(node));
  }

  output(name: string): Tensor {
    const value = this.#values.laid({ node: name, output: 0 });
    return isImage(value) ? value.tensor : inFileOrder(value);
  }

  /** Results that are numbers. */
  #known(node: TfjsNode): Value[] | undefined {
    if (node.op === 'Shape') {
      const { tensor, order } = this.#values.laid(operand(node, 0));
      return [{ numbers: order.map((axis) => tensor.shape[axis]) }];
    }
    if (!isNumeric(node)) return undefined;
    const operands = node.inputs.map((_, i) => this.#values.numbersOrNothing(node, i));
    const numbers = numbersOf(node, operands);
    return numbers === undefined ? undefined : [{ numbers }];
  }

  #results(node: TfjsNode): Value[] {
    switch (node.op) {
      case 'Conv2D':
      case '_FusedConv2D':
      case 'DepthwiseConv2dNative':
      case 'FusedDepthwiseConv2dNative':
        return [this.#convolution(node)];
      case 'Add':
      case 'AddV2':
      case 'BiasAdd':
      case 'Sub':
      case 'Mul':
        return [this.#bias(node) ?? this.#arithmetic(node)];
      case 'Pad':
      case 'PadV2':
        return [this.#pad(node)];
      case 'MaxPool':
        return [this.#maxPool(node)];
      case 'ResizeBilinear':
        return [this.#resize(node)];
      case 'ConcatV2':
        return [this.#concat(node)];
      case 'Split':
      case 'SplitV':
        return this.#split(node);
      case 'Transpose': {
        // zeros that are not laid yet stay so: they are counted in axes of the tensor
        const { tensor, order, margin } = this.#values.computed(operand(node, 0));
        const moved = this.#values.numbers(node, 1).map((axis) => order[axis]);
        if (new Set(moved).size !== order.length || moved.includes(Number.NaN)) {
          throw unsupported(
            'an order of all axes',
            `[${this.#values.numbers(node, 1).join()}]`,
            node,
          );
        }
        return [{ tensor, order: moved, ...(margin !== undefined && { margin }) }];
      }
      case 'Reshape':
        return [this.#reshape(node)];
      case 'Identity':
        return [this.#values.computed(operand(node, 0))];
      case 'Cast': {
        // every tensor here is float32: images come as floats, and nothing rounds on the way
        const to = attributeOf(node, 'DstT', '');
        if (to !== 'DT_FLOAT') throw unsupported('a cast to DT_FLOAT', to, node);
        return [this.#values.computed(operand(node, 0))];
      }
      case 'Sigmoid':
      case 'Relu':
      case 'Relu6':
      case 'LeakyRelu':
      case 'Prelu': {
        const value = this.#values.laid(operand(node, 0));
        return [{ ...value, tensor: this.#activated(node, node.op, value, 1, 'alpha') }];
      }
      default:
        throw unsupported('an operator of float convolutional networks', node.op, node);
    }
  }

  #convolution(node: TfjsNode): Computed {
    const [height, width, inner, last] = this.#values.shapeOf(node, 1);
    const depthwise = node.op.includes('Depthwise');
    const stride = pairAttribute(node, 'strides');
    const dilation = pairAttribute(node, 'dilations');
    const reach = [(height - 1) * dilation[0] + 1, (width - 1) * dilation[1] + 1] as const;
    const { input, margin } = this.#padded(node, reach, stride);
    const channels = input.shape[1];
    const name = `conv${this.#positions.get(node)}`;
    // [H, W, I, O] → [O, I, H, W]; depthwise [H, W, C, M] → [C·M, 1, H, W]
    const weight = depthwise
      ? this.#values.constant(
          node,
          1,
          `${name}.weight`,
          [inner * last, 1, height, width],
          [2, 3, 0, 1],
        )
      : this.#values.constant(
          node,
          1,
          `${name}.weight`,
          [last, inner, height, width],
          [3, 2, 0, 1],
        );
    const [first = '', activation = '', ...rest] = textsOf(node, 'fused_ops');
    if (rest.length > 0 || (first !== '' && first !== 'BiasAdd')) {
      throw unsupported('a bias and an activation', textsOf(node, 'fused_ops').join(), node);
    }
    const bias =
      first === '' ? undefined : this.#values.constant(node, 2, `${name}.bias`, [weight.shape[0]]);
    const groups = depthwise ? channels : channels / inner;
    const options = { stride, pad: margin, dilation, groups };
    const tensor = conv2d(input, weight, { ...options, bias });
    const value = { tensor, order: NHWC_FROM_NCHW };
    if (activation !== '') {
      return { ...value, tensor: this.#activated(node, activation, value, 3, 'leakyrelu_alpha') };
    }
    if (bias !== undefined) return value;
    const withBias = (later: Tensor): Tensor => conv2d(input, weight, { ...options, bias: later });
    return { ...value, convolution: { name, withBias } };
  }

  /** The sum of a bare convolution and a constant [C], which is its bias. */
  #bias(node: TfjsNode): Computed | undefined {
    if (node.op === 'Sub' || node.op === 'Mul') return undefined;
    const from = this.#values.find(node.inputs[0]?.node ?? '', 0);
    if (from === undefined || !('tensor' in from) || from.convolution === undefined)
      return undefined;
    const constant = this.#model.weights.get(node.inputs[1]?.node ?? '');
    const channels = from.tensor.shape[1];
    if (constant?.shape.length !== 1 || constant.shape[0] !== channels) return undefined;
    const name = `${from.convolution.name}.bias`;
    // two sums over one convolution have a constant each; only the first one can be its bias
    if (this.#graph.findVariable(name) !== undefined) return undefined;
    const bias = this.#values.constant(node, 1, name, [channels]);
    return { tensor: from.convolution.withBias(bias), order: from.order };
  }

  #activated(
    node: TfjsNode,
    activation: string,
    value: Computed,
    slopes: number,
    slope: string,
  ): Tensor {
    switch (activation) {
      case 'Sigmoid':
        return sigmoid(value.tensor);
      case 'Relu':
        return relu(value.tensor);
      case 'Relu6':
        return relu6(value.tensor);
      case 'LeakyRelu':
        return leakyRelu(value.tensor, attributeOf(node, slope, 0.2));
      case 'Prelu':
        return prelu(value.tensor, this.#values.beside(node, slopes, value));
      default:
        throw unsupported('Relu, Relu6, LeakyRelu, Prelu or Sigmoid', activation, node);
    }
  }

  #arithmetic(node: TfjsNode): Computed {
    const compute = node.op === 'Sub' ? sub : node.op === 'Mul' ? mul : add;
    const first = this.#values.isConstant(node, 0) ? 1 : 0;
    const value = this.#values.laid(operand(node, first));
    const other = this.#values.beside(node, 1 - first, value);
    const { tensor, order } = value;
    return { tensor: first === 0 ? compute(tensor, other) : compute(other, tensor), order };
  }

  #pad(node: TfjsNode): Computed {
    const { tensor, order } = this.#values.laid(operand(node, 0));
    const counts = this.#values.numbers(node, 1);
    const fill = node.op === 'PadV2' ? this.#values.numbers(node, 2)[0] : 0;
    if (counts.length !== 2 * order.length) {
      throw unsupported(`${order.length} pairs`, `${counts.length} numbers`, node);
    }
    const before = order.map(() => 0);
    const after = order.map(() => 0);
    for (const [axis, place] of order.entries()) {
      before[place] = counts[2 * axis];
      after[place] = counts[2 * axis + 1];
    }
    const spatial = order.length === 4 && before[0] + before[1] + after[0] + after[1] === 0;
    if (!spatial || fill !== 0) return { tensor: pad(tensor, before, after, fill), order };
    return { tensor, order, margin: [before[2], before[3], after[2], after[3]] };
  }

  #maxPool(node: TfjsNode): Computed {
    const kernel = pairAttribute(node, 'ksize');
    const stride = pairAttribute(node, 'strides');
    const input = this.#values.image(node);
    const [, , height, width] = input.shape;
    const margin = paddingOf(node, [height, width], kernel, stride) ?? NO_MARGIN;
    return { tensor: maxPool2d(input, { kernel, stride, pad: margin }), order: NHWC_FROM_NCHW };
  }

  #resize(node: TfjsNode): Computed {
    if (attributeOf(node, 'align_corners', false)) {
      throw unsupported('aligned pixels', 'aligned corners', node);
    }
    const [height, width] = this.#values.numbers(node, 1);
    const halfPixel = attributeOf(node, 'half_pixel_centers', false);
    const tensor = resizeBilinear(this.#values.image(node), [height, width], { halfPixel });
    return { tensor, order: NHWC_FROM_NCHW };
  }

  #concat(node: TfjsNode): Computed {
    const last = node.inputs.length - 1;
    const first = this.#values.laid(operand(node, 0));
    const parts = node.inputs.slice(0, last).map((_, i) => this.#values.beside(node, i, first));
    const axis = this.#values.axis(node, last, first);
    return { tensor: concat(parts, axis), order: first.order };
  }

  #split(node: TfjsNode): Computed[] {
    const [x, axisAt] = node.op === 'Split' ? [1, 0] : [0, 2];
    const { tensor, order } = this.#values.laid(operand(node, x));
    const axis = this.#values.axis(node, axisAt, { tensor, order });
    const total = tensor.shape[axis];
    const count = attributeOf(node, 'num_split', 1);
    const lengths =
      node.op === 'SplitV'
        ? this.#values.numbers(node, 1)
        : Array.from({ length: count }, () => total / count);
    const known = lengths.reduce((sum, length) => sum + Math.max(0, length), 0);
    const whole = lengths.map((length) => (length === -1 ? total - known : length));
    return split(tensor, whole, axis).map((part) => ({ tensor: part, order }));
  }

  #reshape(node: TfjsNode): Computed {
    const value = this.#values.laid(operand(node, 0));
    const tensor = inFileOrder(value);
    const [batch, ...lengths] = tensor.shape;
    const [first, ...target] = this.#values.numbers(node, 1);
    const each = sizeOf(lengths);
    const open = target.indexOf(-1);
    const whole = open === -1 ? target : target.with(open, each / -sizeOf(target));
    if (first !== 1 && first !== batch && (first !== -1 || sizeOf(whole) !== each)) {
      throw unsupported(
        'a reshape of each image by itself',
        `[${this.#values.numbers(node, 1).join()}]`,
        node,
      );
    }
    return { tensor: reshape(tensor, [batch, ...whole]), order: identity(whole.length + 1) };
  }

  /** The image a window slides over, and the zeros around it. */
  #padded(
    node: TfjsNode,
    reach: readonly [number, number],
    stride: readonly [number, number],
  ): { input: Tensor; margin: Margin } {
    const pending = this.#values.computed(operand(node, 0));
    const [, , height, width] = pending.tensor.shape;
    const margin = paddingOf(node, [height, width], reach, stride);
    if (margin === undefined && pending.margin !== undefined && isImage(pending)) {
      return { input: pending.tensor, margin: pending.margin };
    }
    return { input: this.#values.image(node), margin: margin ?? NO_MARGIN };
  }
}
