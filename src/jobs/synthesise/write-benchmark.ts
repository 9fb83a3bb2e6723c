/**
 * @file A frozen benchmark on the disk: PNGs, one SPIN npz with the stratum of each person, and a manifest. Every
 * picture is checked against the fingerprint that is committed for it before it is written; a run that was stopped
 * continues, and a finished set is checked again.
 */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readBody } from '../../body/index.ts';
import {
  benchmarkPlace,
  benchmarkSize,
  createRecorder,
  type SyntheticBenchmark,
} from '../../synthetic/index.ts';
import type { PersonRecord } from '../../dataset/index.ts';
import { MultiRoiError, throwIfAborted } from '../../base/index.ts';
import { parseJson } from '../../format/index.ts';
import { nodeFiles, removeTemporary, writeWhole } from '../../node/index.ts';
import { pixelFingerprint } from './fingerprint.ts';
import { nodeImages } from '../../node/index.ts';
import { benchmarkInThreads, type BenchmarkPicture } from './synthesis-workers.ts';
import { PEOPLE_FILE, SetFolder, setState, type WriteFile } from './set-folder.ts';

/** Lists the pictures of a set with their fingerprints. */
export const MANIFEST_FILE = 'manifest.json';
/** Pictures whose records are stored together while the set grows: what is lost when a run is stopped. */
const PICTURES_A_PART = 50;

const FINGERPRINTS = z.strictObject({
  benchmark: z.string(),
  /** By stratum, 16 digits of the pixels' digest and 16 of the truth's. */
  strata: z.record(z.string(), z.array(z.string().length(32))),
});

/** Which benchmark goes into which folder. */
export interface WriteBenchmarkOptions {
  readonly benchmark: SyntheticBenchmark;
  /** The set's folder; made when absent. */
  readonly out: string;
  /** Default: one a core. */
  readonly threads?: number;
  readonly signal?: AbortSignal | undefined;
  /** Writes a file whole; default: to the disk. */
  readonly write?: WriteFile;
  /** After every picture; pictures of an earlier run are counted at once. */
  readonly onPicture?: (done: number, name: string) => void;
}

/** What is known of every picture: 16 digits of its pixels and 16 of its truth, strata one after the other. */
export async function benchmarkFingerprints(
  benchmark: SyntheticBenchmark,
): Promise<readonly string[]> {
  const text = new TextDecoder().decode(await nodeFiles.asset(benchmark.fingerprints));
  const { strata } = FINGERPRINTS.parse(parseJson(benchmark.fingerprints, text));
  return benchmark.strata.flatMap(({ name }) => strata[name] ?? []);
}

/** Path of a picture below the set's folder. */
export function benchmarkPictureName(benchmark: SyntheticBenchmark, i: number): string {
  const { stratum, index } = benchmarkPlace(benchmark, i);
  return `images/${stratum.name}/${String(index).padStart(4, '0')}.png`;
}

/** @throws E_INTERNAL: this program does not make the benchmark. */
function checkPicture(picture: BenchmarkPicture, expected: string | undefined, name: string): void {
  const { pixels, truth } = picture.fingerprint;
  if (`${pixels}${truth}` === expected) return;
  const what = expected?.startsWith(pixels) === true ? 'truth' : 'pixels';
  throw new MultiRoiError(
    'E_INTERNAL',
    `benchmark: expected ${what} ${what === 'truth' ? expected?.slice(16) : expected?.slice(0, 16)}, got ${what === 'truth' ? truth : pixels} (${name})`,
    {
      hint: 'numbers measured on other pixels compare with nobody; report the platform and the version',
    },
  );
}

/** Makes what is missing of the set, or checks a set that is whole. */
class BenchmarkFolder {
  readonly #options: WriteBenchmarkOptions;
  readonly #write: WriteFile;
  readonly #size: number;
  readonly #folder: SetFolder;

  constructor(options: WriteBenchmarkOptions) {
    const { benchmark, out, write } = options;
    this.#options = options;
    this.#write = write ?? writeWhole;
    this.#size = benchmarkSize(benchmark);
    this.#folder = new SetFolder({
      folder: out,
      size: this.#size,
      partSize: PICTURES_A_PART,
      nameOf: (i) => benchmarkPictureName(benchmark, i),
      write,
    });
  }

  #path(name: string): string {
    return join(this.#options.out, name);
  }

  async make(): Promise<readonly PersonRecord[]> {
    const { benchmark, signal, threads, onPicture } = this.#options;
    const expected = await benchmarkFingerprints(benchmark);
    const record = createRecorder(await readBody(nodeFiles, 'open'));
    const start = await this.#folder.firstMissing();
    if (start > 0) onPicture?.(start, benchmarkPictureName(benchmark, start - 1));
    const pictures = benchmarkInThreads({
      benchmark: benchmark.name,
      start,
      count: this.#size - start,
      signal,
      ...(threads !== undefined && { threads }),
    });
    for await (const picture of pictures) {
      throwIfAborted('synth', signal);
      const { index, sample } = picture;
      const name = benchmarkPictureName(benchmark, index);
      checkPicture(picture, expected[index], name);
      const stratum = benchmarkPlace(benchmark, index).stratum.name;
      const people = sample.people.map((person) => ({ ...record(sample, person, name), stratum }));
      await this.#folder.add(index, await nodeImages.encodePng(sample.image), people);
      onPicture?.(index + 1, name);
    }
    return await this.#finish(expected);
  }

  async #finish(expected: readonly string[]): Promise<readonly PersonRecord[]> {
    const { benchmark } = this.#options;
    const { people, table } = await this.#folder.joined();
    const manifest = {
      benchmark: benchmark.name,
      people: people.length,
      strata: Object.fromEntries(benchmark.strata.map(({ name, count }) => [name, count])),
      [PEOPLE_FILE]: { sha256: createHash('sha256').update(table).digest('hex') },
      pictures: expected.map((digits, i) => ({
        file: benchmarkPictureName(benchmark, i),
        pixels: digits.slice(0, 16),
        truth: digits.slice(16),
      })),
    };
    await this.#write(this.#path(MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`);
    await this.#folder.finish(table);
    return people;
  }

  /** @throws E_FORMAT for the first picture whose pixels are not the benchmark's. */
  async check(): Promise<readonly PersonRecord[]> {
    const { benchmark, signal, onPicture } = this.#options;
    const expected = await benchmarkFingerprints(benchmark);
    await this.#folder.clear();
    const people = await this.#folder.read();
    if (people.length !== this.#size) {
      throw new MultiRoiError(
        'E_FORMAT',
        `benchmark: expected ${this.#size} people, got ${people.length} (${this.#path(PEOPLE_FILE)})`,
        { hint: 'make the set again with --overwrite' },
      );
    }
    for (let i = 0; i < this.#size; i++) {
      throwIfAborted('synth', signal);
      const name = benchmarkPictureName(benchmark, i);
      const image = await nodeImages.decode(await nodeFiles.read(this.#path(name)), name);
      const pixels = pixelFingerprint(image);
      if (expected[i]?.startsWith(pixels) !== true) {
        throw new MultiRoiError(
          'E_FORMAT',
          `benchmark: expected pixels ${expected[i]?.slice(0, 16)}, got ${pixels} (${name})`,
          { hint: 'make the set again with --overwrite' },
        );
      }
      onPicture?.(i + 1, name);
    }
    return people;
  }
}

/** A benchmark that is whole on the disk. */
export interface BenchmarkSet {
  readonly people: readonly PersonRecord[];
  /** Whether the set was there already and has only been checked. */
  readonly checked: boolean;
}

/**
 * Makes the benchmark's pictures, what is missing of them, or, where all are, checks them.
 * @throws E_INTERNAL when a picture is not the benchmark's; E_FORMAT when a finished set was changed; E_IO, E_ABORT.
 */
export async function writeBenchmark(options: WriteBenchmarkOptions): Promise<BenchmarkSet> {
  const folder = new BenchmarkFolder(options);
  await removeTemporary(options.out);
  const checked = (await setState(options.out)) === 'finished';
  return { people: await (checked ? folder.check() : folder.make()), checked };
}
