/** @file A network as the native engine runs it: operators in order, what they read by number. */

/** Values are held between them; infinite where nothing holds them. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** [vertical, horizontal]. */
type Two = readonly [number, number];

/** One operator. Numbers of tensors are those of the operators that make them, from 1; 0 is the image. */
export type PlanOperator =
  | {
      readonly kind: 'convolution';
      readonly x: number;
      readonly channels: number;
      readonly groups: number;
      readonly kernel: Two;
      readonly strides: Two;
      readonly dilations: Two;
      /** Top, left, bottom, right. */
      readonly pads: readonly [number, number, number, number];
      readonly bounds: Bounds;
      readonly weight: string;
      readonly bias: string | null;
    }
  | {
      /** Batch normalisation with the statistics of the batch, what is added to it, and an activation. */
      readonly kind: 'norm';
      readonly x: number;
      readonly residual: number | null;
      readonly eps: number;
      readonly bounds: Bounds;
      /** Of scale, bias, running mean and running variance. */
      readonly names: readonly [string, string, string, string];
    }
  | { readonly kind: 'sum'; readonly xs: readonly number[]; readonly bounds: Bounds }
  | {
      readonly kind: 'maxPool';
      readonly x: number;
      readonly kernel: Two;
      readonly strides: Two;
      /** Top, left. */
      readonly pads: Two;
      readonly size: Two;
    }
  | {
      readonly kind: 'resize';
      readonly x: number;
      readonly size: Two;
      readonly linear: boolean;
      readonly halfPixel: boolean;
    }
  | { readonly kind: 'concat'; readonly xs: readonly number[] }
  | { readonly kind: 'mean'; readonly x: number };

/** A network to be built. */
export interface NetworkPlan {
  /** [N, C, H, W]. */
  readonly image: readonly number[];
  /** Every value x of the image becomes gain·x + offset. */
  readonly gain: number;
  readonly offset: number;
  readonly operators: readonly PlanOperator[];
  /** Numbers of the outputs' tensors, and their shapes [N, D] or [N, C, H, W]. */
  readonly outputs: readonly { readonly tensor: number; readonly shape: readonly number[] }[];
  /** Trained values by name, with their shapes. */
  readonly parameters: ReadonlyMap<string, readonly number[]>;
  /** Running statistics. */
  readonly states: ReadonlyMap<string, readonly number[]>;
}
