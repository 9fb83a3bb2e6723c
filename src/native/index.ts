/** @file The native training engine: oneDNN by way of an optional add-on. */

export { nativeFacts, type NativeFacts, requireNative } from './addon.ts';
export { lower } from './lower.ts';
export { NativeEncoder } from './native-encoder.ts';
export type { Bounds, NetworkPlan, PlanOperator } from './plan.ts';
