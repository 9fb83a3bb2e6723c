/**
 * @file The layout of an archive: results keyed by the digest of their photograph, and a receipt a photograph that says
 * what was made of it. A receipt is written after the files it names: where it stands, they do, whole.
 *
 *   archive.json                what makes the results: version, model, options
 *   results/ab/<sha256>.json …  the files of a photograph, named as `predict` names them after the stem
 *   receipts/ab/<sha256>.json   which photograph, which files, their digests
 */

import { createHash } from 'node:crypto';
import * as z from 'zod';
import { MultiRoiError } from '../base/index.ts';
import { parseJson } from '../format/index.ts';
import type { Storage } from '../storage/index.ts';

/** Hexadecimal sha256 of bytes. */
export const digestOf = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex');

const digestSchema: z.ZodType<string> = z.string().regex(/^[0-9a-f]{64}$/);

/** What was made of one photograph. */
export interface Receipt {
  readonly schemaVersion: 1;
  /** Of the photograph. */
  readonly digest: string;
  /** One name that the photograph has. */
  readonly file: string;
  /** Of what made the results: {@link ArchiveHead}. */
  readonly fingerprint: string;
  readonly people: number;
  readonly outputs: readonly {
    readonly key: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  readonly warnings?: readonly string[];
}

const receiptSchema: z.ZodType<Receipt> = z.object({
  schemaVersion: z.literal(1),
  digest: digestSchema,
  file: z.string(),
  fingerprint: digestSchema,
  people: z.int().min(0),
  outputs: z.array(z.object({ key: z.string(), bytes: z.int().min(0), sha256: digestSchema })),
  warnings: z.array(z.string()).exactOptional(),
});

/** What all results of an archive were made by; equal fingerprints make equal results of equal photographs. */
export interface ArchiveHead {
  readonly schemaVersion: 1;
  readonly fingerprint: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

const headSchema: z.ZodType<ArchiveHead> = z.object({
  schemaVersion: z.literal(1),
  fingerprint: digestSchema,
  facts: z.record(z.string(), z.unknown()),
});

const HEAD_KEY = 'archive.json';
export const RECEIPTS: string = 'receipts/';
export const RESULTS: string = 'results/';

const sharded = (digest: string): string => `${digest.slice(0, 2)}/${digest}`;

/** The key of a photograph's results without what follows the stem. */
export const resultStem = (digest: string): string => RESULTS + sharded(digest);

/** The key of a photograph's receipt. */
export const receiptKey = (digest: string): string => `${RECEIPTS}${sharded(digest)}.json`;

/** A head out of the facts that decide what results say. */
export function archiveHead(facts: Readonly<Record<string, unknown>>): ArchiveHead {
  return { schemaVersion: 1, fingerprint: digestOf(JSON.stringify(facts)), facts };
}

function parsed<T>(schema: z.ZodType<T>, bytes: Uint8Array, what: string, key: string): T {
  const result = schema.safeParse(parseJson('archive', new TextDecoder().decode(bytes)));
  if (result.success) return result.data;
  throw new MultiRoiError(
    'E_FORMAT',
    `archive: expected ${what}, got something else (${key}: ${z.prettifyError(result.error)})`,
  );
}

/** @throws E_FORMAT for what is none; E_IO. */
export async function readReceipt(storage: Storage, key: string): Promise<Receipt> {
  return parsed(receiptSchema, await storage.read(key), 'a receipt', key);
}

/** The receipt of a photograph; undefined where there is none, and for one that cannot be understood. */
export async function findReceipt(storage: Storage, digest: string): Promise<Receipt | undefined> {
  const key = receiptKey(digest);
  if ((await storage.stat(key)) === undefined) return undefined;
  try {
    return await readReceipt(storage, key);
  } catch (error) {
    // one that is damaged is made again
    if (error instanceof MultiRoiError && error.code === 'E_FORMAT') return undefined;
    throw error;
  }
}

/** Whether everything that a receipt names is there, at its length. @throws E_IO. */
export async function isIntact(storage: Storage, { outputs }: Receipt): Promise<boolean> {
  for (const { key, bytes } of outputs) {
    if ((await storage.stat(key))?.bytes !== bytes) return false;
  }
  return true;
}

/** What an archive was made by; undefined for a folder that is none (yet). @throws E_FORMAT, E_IO. */
export async function readHead(storage: Storage): Promise<ArchiveHead | undefined> {
  if ((await storage.stat(HEAD_KEY)) === undefined) return undefined;
  return parsed(headSchema, await storage.read(HEAD_KEY), 'the head of an archive', HEAD_KEY);
}

/** Facts of which two heads differ, by name: `version 0.4.0, here 0.5.0`. */
export function headDifferences(there: ArchiveHead, here: ArchiveHead): string {
  const names = [...new Set([...Object.keys(there.facts), ...Object.keys(here.facts)])];
  const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60);
  return names
    .filter((name) => JSON.stringify(there.facts[name]) !== JSON.stringify(here.facts[name]))
    .map((name) => `${name} ${shown(there.facts[name])}, here ${shown(here.facts[name])}`)
    .join('; ');
}

/** @throws E_CONFIG when the two make different results. */
export function requireSameHead(who: string, there: ArchiveHead, here: ArchiveHead): void {
  if (there.fingerprint === here.fingerprint) return;
  throw new MultiRoiError(
    'E_CONFIG',
    `${who}: expected what makes the same results, got others: ${headDifferences(there, here)}`,
    { hint: 'use the same version, model and options, or another --out and --queue' },
  );
}

/**
 * Makes an archive of a folder, or joins the one that is there.
 * @throws E_CONFIG when that one holds other results; E_IO.
 */
export async function joinArchive(storage: Storage, head: ArchiveHead): Promise<void> {
  const there = await readHead(storage);
  if (there !== undefined) return requireSameHead('archive', there, head);
  await storage.write(HEAD_KEY, `${JSON.stringify(head, null, 2)}\n`);
}

/** A photograph's files, as `photoOutputs` makes them. */
export interface MadeFiles {
  readonly files: readonly { readonly suffix: string; readonly content: Uint8Array | string }[];
  readonly people: number;
  readonly warnings?: readonly string[] | undefined;
}

/**
 * Writes a photograph's files, then its receipt.
 * @throws E_IO; whatever is there by then is written over by whoever does it again.
 */
export async function writeResults(
  storage: Storage,
  { digest, file, fingerprint }: Pick<Receipt, 'digest' | 'file' | 'fingerprint'>,
  { files, people, warnings }: MadeFiles,
): Promise<Receipt> {
  const outputs: Receipt['outputs'][number][] = [];
  for (const { suffix, content } of files) {
    const key = resultStem(digest) + suffix;
    await storage.write(key, content);
    outputs.push({ key, bytes: Buffer.byteLength(content), sha256: digestOf(content) });
  }
  const receipt: Receipt = {
    schemaVersion: 1,
    digest,
    file,
    fingerprint,
    people,
    outputs,
    ...(warnings !== undefined && { warnings: [...warnings] }),
  };
  await storage.write(receiptKey(digest), `${JSON.stringify(receipt)}\n`);
  return receipt;
}
