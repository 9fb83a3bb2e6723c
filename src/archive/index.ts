/** @file Results keyed by the digest of their photograph. */

export {
  archiveHead,
  digestOf,
  findReceipt,
  isIntact,
  joinArchive,
  requireSameHead,
  writeResults,
  type ArchiveHead,
  type MadeFiles,
  type Receipt,
} from './receipt.ts';
export {
  compareImages,
  verifyArchive,
  type ExpectedImage,
  type Finding,
  type ArchiveReport,
  type ArchiveCheck,
} from './verify.ts';
export { writeTables, type StoredResult, type TablesWritten } from './result-tables.ts';
