/** @file Words without a meaning of their own: errors, logs, shapes, frames, random numbers. */

export { sha256 } from './sha256.ts';
export { escapeHtml, htmlPage, type PageParts, shortNumber, ticks } from './html-page.ts';
export {
  adviceOf,
  type ErrorCode,
  type ErrorOptions,
  type Issue,
  messageOf,
  MultiRoiError,
  throwFormat,
  throwIfAborted,
  throwIssues,
} from './errors.ts';
export { type Span, type SpanAttributes, traced, UNTRACED } from './span.ts';
export { type Logger, type OnProgress, SILENT } from './log.ts';
export { foldedName, plainName } from './file-names.ts';
export { Rng, type RngState } from './rng.ts';
export { checkLength, dims, sizeOf } from './shape.ts';
export type { FrameName, In, Maps } from './frames.ts';
export { atan2, cos, exp, log, sin } from './elementary.ts';
