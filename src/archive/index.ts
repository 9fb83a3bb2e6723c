/** @file Results keyed by the digest of their photograph. */

export {
  archiveHead,
  digestOf,
  findReceipt,
  joinArchive,
  requireSameHead,
  writeResults,
  type ArchiveHead,
  type MadeFiles,
  type Receipt,
} from './receipt.ts';
export { writeTables, type StoredResult, type TablesWritten } from './result-tables.ts';
