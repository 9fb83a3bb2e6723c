export { MultiRoiError, type ErrorCode, type Issue } from './errors.ts';
export { SILENT, type Logger, type OnProgress } from './log.ts';
