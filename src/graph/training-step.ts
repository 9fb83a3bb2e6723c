/**
 * @file A training step as a model: loss, gradients, clipping and Adam in one graph whose state
 * (parameters, moments, running statistics) goes in and comes out by name. Nothing is kept between
 * runs but what the caller holds.
 */

import { MultiRoiError } from '../base/index.ts';
import type { HostTensor, Session, Weights } from '../platform/index.ts';
import { adam, alongside, clipByGlobalNorm, globalNorm, type AdamOptions } from './adam.ts';
import { gradients } from './gradients.ts';
import { Graph, type Tensor } from './graph.ts';
import { zeros } from './init.ts';
import { add, addAll, mul, sum } from './ops/arithmetic.ts';
import { square } from './ops/elementwise.ts';
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
export const SUM_PREFIX = 'gradient/';

/** The two models of a step whose batch does not fit into one run. */
export interface AccumulatedStep {
  /** Run once for each part of the batch: adds the part's gradients to the state. */
  readonly accumulate: Uint8Array;
  /** Run then: Adam on the mean gradient; the sums start again from zero. */
  readonly apply: Uint8Array;
  /** The graph of `apply`; its Adam states are initialised beside those of the main graph. */
  readonly applyGraph: Graph;
}

/** Sums of gradients over several runs: what adds to them, and how another graph reads them. */
interface Summed {
  /** The parameters in the graph that applies. */
  readonly targets: readonly Tensor[];
  /** The sums there; they start again from zero when it has run. */
  readonly totals: readonly Tensor[];
  /** The sums as they are after a run of the graph that adds. */
  readonly sums: readonly Tensor[];
}

function sumUp(
  graph: Graph,
  applyGraph: Graph,
  parameters: readonly Tensor[],
  found: readonly Tensor[],
): Summed {
  const rows = parameters.map(({ origin, shape }, i) => {
    const variable = origin.kind === 'parameter' ? graph.findVariable(origin.name) : undefined;
    if (variable === undefined) {
      throw new MultiRoiError(
        'E_CONFIG',
        `accumulatedStep: expected parameters, got ${origin.kind}`,
      );
    }
    const name = SUM_PREFIX + variable.name;
    const before = graph.root.state(name, shape, zeros);
    const after = add(before, found[i]);
    graph.update(before, after);
    const target = applyGraph.parameter(variable.name, shape, variable.init);
    const total = applyGraph.state(name, shape, zeros);
    applyGraph.update(total, applyGraph.constant(0, shape));
    return { target, total, after };
  });
  return {
    targets: rows.map(({ target }) => target),
    totals: rows.map(({ total }) => total),
    sums: rows.map(({ after }) => after),
  };
}

/** The learning rate in the graph that applies: a number, or an input of the same name. */
function rateIn(applyGraph: Graph, learningRate: number | Tensor): number | Tensor {
  return typeof learningRate === 'number' || learningRate.origin.kind !== 'input'
    ? learningRate
    : applyGraph.input(learningRate.origin.name, []);
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
  const { loss } = options;
  const parameters = trained(graph, options.parameters);
  const applyGraph = new Graph(`${graph.name} apply`);
  const found = gradients(loss, parameters);
  const { targets, totals } = sumUp(graph, applyGraph, parameters, found);
  const means = totals.map((total) => mul(total, 1 / parts));
  const learningRate = rateIn(applyGraph, options.learningRate);
  const gradientNorm = descend(applyGraph, targets, means, { ...options, learningRate });
  return {
    accumulate: toOnnx(graph, { outputs: { loss, ...options.outputs } }),
    apply: toOnnx(applyGraph, { outputs: { gradientNorm } }),
    applyGraph,
  };
}

/** What stands around an input that is made, and trained, elsewhere. */
export interface OuterStep {
  /**
   * Run for each part of the batch: adds the part's gradients to the state. Beside the loss it gives
   * `inputGradient`, which goes back to where the input was made, and `squaredNorm`, of the sums so far.
   */
  readonly accumulate: Uint8Array;
  /** Run then: Adam on the sums times the input `gradientScale`; the sums start again from zero. */
  readonly apply: Uint8Array;
  /** The graph of `apply`; its Adam states are initialised beside those of the main graph. */
  readonly applyGraph: Graph;
}

/**
 * A step whose graph begins behind what another engine computes. Clipping needs the norm of both sides, so that
 * whoever runs it scales the gradients.
 * @param input of the graph, which the loss depends on.
 */
export function outerStep(
  graph: Graph,
  input: Tensor,
  options: Omit<TrainingStepOptions, 'maxNorm'>,
): OuterStep {
  const { loss } = options;
  const parameters = trained(graph, options.parameters);
  const applyGraph = new Graph(`${graph.name} apply`);
  const found = gradients(loss, [...parameters, input]);
  const { targets, totals, sums } = sumUp(graph, applyGraph, parameters, found);
  const squaredNorm = addAll(sums.map((each) => sum(square(each))));
  const inputGradient = found[parameters.length];
  const scale = applyGraph.input('gradientScale', []);
  const scaled = totals.map((total) => mul(total, alongside(scale, total)));
  const learningRate = rateIn(applyGraph, options.learningRate);
  adam(applyGraph, targets, scaled, { ...options, learningRate });
  return {
    accumulate: toOnnx(graph, {
      outputs: { loss, inputGradient, squaredNorm, ...options.outputs },
    }),
    apply: toOnnx(applyGraph, { outputs: {} }),
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
