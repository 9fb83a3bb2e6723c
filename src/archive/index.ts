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
