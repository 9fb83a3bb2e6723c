/**
 * @file A training step as a model: loss, gradients, clipping and Adam in one graph whose state
 * (parameters, moments, running statistics) goes in and comes out by name. Nothing is kept between
 * runs but what the caller holds.
 */

import { MultiRoiError } from '../base/index.ts';
import type { HostTensor, Session, Weights } from '../platform/index.ts';
import { adam, clipByGlobalNorm, globalNorm, type AdamOptions } from './adam.ts';
import { gradients } from './gradients.ts';
import { Graph, type Tensor } from './graph.ts';
import { zeros } from './init.ts';
import { add, mul } from './ops/arithmetic.ts';
import { NEXT_PREFIX, toOnnx } from './to-onnx.ts';

/** What is minimised, and by what. */
export interface TrainingStepOptions extends AdamOptions {
  /** A scalar. */
  readonly loss: Tensor;
  /** What to train; every parameter of the graph by default. */
  readonly parameters?: readonly Tensor[];
  /** Gradients are scaled down to this global norm. */
  readonly maxNorm?: number;
  /** More tensors to report, by output name; `loss` and `gradientNorm` always are. */
  readonly outputs?: Readonly<Record<string, Tensor>>;
}

function trained(graph: Graph, parameters: readonly Tensor[] | undefined): readonly Tensor[] {
  return parameters ?? graph.variables('parameter').map(({ tensor }) => tensor);
}

/** Adam on clipped gradients; returns the norm before clipping. */
function descend(
  graph: Graph,
  parameters: readonly Tensor[],
  raw: readonly Tensor[],
  options: AdamOptions & { readonly maxNorm?: number },
): Tensor {
  const { maxNorm } = options;
  adam(graph, parameters, maxNorm === undefined ? raw : clipByGlobalNorm(raw, maxNorm), options);
  return globalNorm(raw);
}

/**
 * One step of training on one batch. Adds Adam's states to the graph, so `initialise` comes after it.
 * @returns an ONNX model; run it with `runStep`.
 */
export function trainingStep(graph: Graph, options: TrainingStepOptions): Uint8Array {
  const { loss } = options;
  const parameters = trained(graph, options.parameters);
  const gradientNorm = descend(graph, parameters, gradients(loss, parameters), options);
  return toOnnx(graph, { outputs: { loss, gradientNorm, ...options.outputs } });
}

/** Names of the states that add up gradients begin with this. */
const SUM_PREFIX = 'gradient/';

/** The two models of a step whose batch does not fit into one run. */
export interface AccumulatedStep {
  /** Run once for each part of the batch: adds the part's gradients to the state. */
  readonly accumulate: Uint8Array;
  /** Run then: Adam on the mean gradient; the sums start again from zero. */
  readonly apply: Uint8Array;
  /** The graph of `apply`; its Adam states are initialised beside those of the main graph. */
  readonly applyGraph: Graph;
}

/** A step over `parts` equal parts of a batch, with the gradient of the mean of their losses. */
export function accumulatedStep(
  graph: Graph,
  parts: number,
  options: TrainingStepOptions,
): AccumulatedStep {
  if (!Number.isInteger(parts) || parts < 1) {
    throw new MultiRoiError('E_RANGE', `accumulatedStep: expected 1 part or more, got ${parts}`);
  }
  const { loss, learningRate } = options;
  const parameters = trained(graph, options.parameters);
  const applyGraph = new Graph(`${graph.name} apply`);
  const targets: Tensor[] = [];
  const means: Tensor[] = [];
  for (const [i, gradient] of gradients(loss, parameters).entries()) {
    const { origin, shape } = parameters[i];
    const variable = origin.kind === 'parameter' ? graph.findVariable(origin.name) : undefined;
    if (variable === undefined) {
      throw new MultiRoiError(
        'E_CONFIG',
        `accumulatedStep: expected parameters, got ${origin.kind}`,
      );
    }
    const name = SUM_PREFIX + variable.name;
    const sum = graph.root.state(name, shape, zeros);
    graph.update(sum, add(sum, gradient));
    targets.push(applyGraph.parameter(variable.name, shape, variable.init));
    const total = applyGraph.state(name, shape, zeros);
    applyGraph.update(total, applyGraph.constant(0, shape));
    means.push(mul(total, 1 / parts));
  }
  const rate =
    typeof learningRate === 'number' || learningRate.origin.kind !== 'input'
      ? learningRate
      : applyGraph.input(learningRate.origin.name, []);
  const gradientNorm = descend(applyGraph, targets, means, { ...options, learningRate: rate });
  return {
    accumulate: toOnnx(graph, { outputs: { loss, ...options.outputs } }),
    apply: toOnnx(applyGraph, { outputs: { gradientNorm } }),
    applyGraph,
  };
}

/** What a step reports and the state it leaves behind. */
export interface StepResult {
  readonly outputs: Readonly<Record<string, HostTensor>>;
  readonly state: Map<string, HostTensor>;
}

/**
 * Runs one step: feeds the inputs and those states that the model takes, and puts every `next/<name>`
 * in the place of `name`. The state passed in is left as it was.
 */
export async function runStep(
  session: Session,
  state: Weights,
  inputs: Readonly<Record<string, HostTensor>>,
): Promise<StepResult> {
  const feeds: Record<string, HostTensor> = { ...inputs };
  for (const name of session.inputNames) {
    const value = state.get(name);
    if (value !== undefined) feeds[name] = value;
  }
  const outputs: Record<string, HostTensor> = {};
  const next = new Map(state);
  for (const [name, value] of Object.entries(await session.run(feeds))) {
    if (name.startsWith(NEXT_PREFIX)) next.set(name.slice(NEXT_PREFIX.length), value);
    else outputs[name] = value;
  }
  return { outputs, state: next };
}
