/** @file Results keyed by the digest of their photograph. */

export {
  archiveHead,
  digestOf,
  findReceipt,
  isWhole,
  joinArchive,
  requireSameHead,
  writeResults,
  type ArchiveHead,
  type MadeFiles,
  type Receipt,
} from './receipt.ts';
export {
  verifyArchive,
  type ExpectedImage,
  type Finding,
  type Verification,
  type VerifyOptions,
} from './verify.ts';
export { writeTables, type StoredResult, type TablesWritten } from './result-tables.ts';
