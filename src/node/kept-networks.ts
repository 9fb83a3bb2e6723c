/**
 * @file Networks as ONNX Runtime has compiled them for one processor, kept in a folder of the user's and mapped into memory: a session
 * is then made in a fifth of the time. The graph that is run is the same to the bit; only when it was made differs.
 *
 * CONTRIBUTOR NOTES. Processor time of a fresh process, ms, from the package's file and from a kept one: NanoDet 480 / 110, MultiPose 610 / 130, Thunder
 * 720 / 130. Most of it is memory that is touched for the first time: half precision becomes single, and weights are laid out for the
 * processor's vectors. Kept as ONNX instead of ONNX Runtime's own format it is 310 to 430; with its bytes read instead of mapped 175 to 230.
 */

import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Platform, Session, SessionOptions } from '../platform/index.ts';
import type { NodePlatform } from './platform.ts';
import { temporaryIn } from './write-whole.ts';

/** What of a processor decides how weights are laid out; its clock, which varies, is not among it. */
const TELLING = /^(vendor_id|cpu family|model|model name|flags|Features|CPU part)\s*:.*$/gm;

/** The first processor in words; null where the system does not tell what it can do: nothing is kept there. */
function processorInWords(): string | null {
  try {
    const file = openSync('/proc/cpuinfo', 'r');
    try {
      // one processor's lines and not those of hundreds
      const start = Buffer.alloc(4096);
      const text = start.toString('latin1', 0, readSync(file, start));
      const lines = text.split('\n\n')[0]?.match(TELLING) ?? [];
      return lines.length > 0 ? `${process.arch}\n${lines.join('\n')}` : null;
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

/**
 * Where compiled networks are kept: `MULTIROI_CACHE`.
 * @returns undefined unless it is set: a program that was asked for a photograph's results writes nothing else.
 */
export function cacheFolder(
  env: Readonly<NodeJS.ProcessEnv> = process.env,
  cwd: string = process.cwd(),
): string | undefined {
  const { MULTIROI_CACHE: folder = '' } = env;
  return folder === '' ? undefined : resolve(cwd, folder);
}

/** A temporary file that is older, ms, is of a process that was ended while it compiled. */
const LEFT_BEHIND_MS = 3_600_000;

const digest = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

/** What changes when a file does, without reading it. */
async function stampOf(path: string): Promise<string> {
  const { size, mtimeMs } = await fs.stat(path);
  return `${path} ${size} ${mtimeMs}`;
}

/** A folder of compiled networks of one processor and one release of ONNX Runtime. */
class KeptNetworks {
  readonly #platform: NodePlatform;
  readonly #folder: string;

  constructor(platform: NodePlatform, folder: string) {
    this.#platform = platform;
    this.#folder = folder;
  }

  async open(name: string, options: SessionOptions): Promise<Session> {
    const { files, runtime } = this.#platform;
    const path = await files.find(name);
    const { kind } = runtime.facts();
    const { provider = 'cpu' } = options;
    if (path === undefined || kind !== 'native' || provider !== 'cpu') {
      return runtime.createSession(await files.asset(name), options);
    }
    const stem = `${name.replace(/\.onnx$/, '')}-`;
    const start = `${stem}${digest(await stampOf(path))}-`;
    const names = await fs.readdir(this.#folder).catch((): string[] => []);
    const kept = names.find((each) => each.startsWith(start));
    const session = kept === undefined ? undefined : await this.#load(kept, start, options);
    return session ?? this.#compile(name, stem, start, options);
  }

  /** Undefined for a file that is not whole: what it was made of is at hand. */
  async #load(file: string, start: string, options: SessionOptions): Promise<Session | undefined> {
    const path = join(this.#folder, file);
    try {
      // a file that a full disk has cut off has another size than its name says
      const { size } = await fs.stat(path);
      if (file !== `${start}${size}.ort`) return undefined;
      return await this.#platform.runtime.openCompiled(path, options);
    } catch {
      return undefined;
    }
  }

  /** Compiles a network, and keeps it where the folder takes it. */
  async #compile(
    name: string,
    stem: string,
    start: string,
    options: SessionOptions,
  ): Promise<Session> {
    const { files, runtime } = this.#platform;
    const bytes = await files.asset(name);
    const temporary = temporaryIn(this.#folder);
    let session: Session;
    try {
      await fs.mkdir(this.#folder, { recursive: true, mode: 0o700 });
      session = await runtime.compile(bytes, temporary, options);
    } catch {
      await fs.rm(temporary, { force: true }).catch(() => undefined);
      // a folder that takes nothing is no reason to do without the network; what is wrong with the network is told here
      return runtime.createSession(bytes, options);
    }
    // whoever waits for the session need not wait for the disk; what fails is compiled again next time
    void this.#keep(temporary, stem, start).catch(() => undefined);
    return session;
  }

  /** Gives a compiled network its name, in place of what was made of earlier files. */
  async #keep(temporary: string, stem: string, start: string): Promise<void> {
    const file = await fs.open(temporary, 'r+');
    let size: number;
    try {
      await file.sync();
      ({ size } = await file.stat());
    } finally {
      await file.close();
    }
    const name = `${start}${size}.ort`;
    await fs.rename(temporary, join(this.#folder, name));
    await this.#tidy(stem, name);
  }

  /** Removes what was made of earlier files of a network, and what ended processes have left. */
  async #tidy(stem: string, name: string): Promise<void> {
    for (const each of await fs.readdir(this.#folder)) {
      const path = join(this.#folder, each);
      const isLeft =
        each.endsWith('.tmp') && (await fs.stat(path)).mtimeMs < Date.now() - LEFT_BEHIND_MS;
      if (isLeft || (each.startsWith(stem) && each !== name)) await fs.rm(path, { force: true });
    }
  }
}

/**
 * A platform whose networks are compiled once for this processor and kept in a folder. Where the processor's abilities are not known, as
 * outside Linux, it is the platform itself.
 * @param folder as {@link cacheFolder} says; undefined: nothing is kept.
 */
export function withKeptNetworks(platform: NodePlatform, folder: string | undefined): NodePlatform {
  const processor = folder === undefined ? null : processorInWords();
  if (folder === undefined || processor === null) return platform;
  let kept: KeptNetworks | undefined;
  const openNetwork: Platform['openNetwork'] = async (name, options = {}) => {
    const key = digest(`${platform.runtime.facts().version}\n${processor}`);
    kept ??= new KeptNetworks(platform, join(folder, `networks-${key}`));
    return kept.open(name, options);
  };
  return { ...platform, openNetwork };
}
