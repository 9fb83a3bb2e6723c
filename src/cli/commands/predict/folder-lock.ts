/**
 * @file Who writes to a folder of results: a file that names the process. Shards of one list may share a folder, and
 * nobody else. The lock of a process that is gone is taken over.
 */

import {
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { MultiRoiError } from '../../../base/index.ts';
import { ioError, TEMPORARY_MARK } from '../../../node/index.ts';
import { recordStem, stemsOfRuns, type RunShare } from './run-record.ts';

/** A process of another machine cannot be asked whether it lives: its lock is touched this often … */
const TOUCH_MS = 20_000;
/** … and is left over when nobody has for so long. */
const FOREIGN_MS = 180_000;

const holderSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** When the process began, as its machine counts: process numbers come again. */
  began: z.string().nullable(),
});
type Holder = z.infer<typeof holderSchema>;

/** Of a process on Linux: which boot, and how long after it; null where nobody can tell. */
async function beginningOf(pid: number): Promise<string | null> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // the program's name, in parentheses, may hold anything; the 22nd field is the 20th after it
    return `${boot.trim()} ${line.slice(line.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // somebody else's process is a process
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isAlive({ pid, host, began }: Holder, path: string): Promise<boolean> {
  if (host !== hostname()) {
    const touched = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => -Infinity,
    );
    return Date.now() - touched < FOREIGN_MS;
  }
  return isRunning(pid) && (began === null || began === (await beginningOf(pid)));
}

const lockPath = (out: string, stem: string): string => join(out, `${stem}.lock`);

/** The text of a lock; undefined where there is none. */
function readLock(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined;
    throw ioError('read', 'a readable file', path, cause);
  });
}

/** Who holds a lock; undefined for nobody, and for a process that is gone. */
async function holderOf(path: string, text: string | undefined): Promise<Holder | undefined> {
  if (text === undefined) return undefined;
  let holder: Holder;
  try {
    holder = holderSchema.parse(JSON.parse(text));
  } catch {
    // locks appear with their content, so this one is of nobody
    return undefined;
  }
  return (await isAlive(holder, path)) ? holder : undefined;
}

/** Whether a process that lives holds the lock of this name. */
export async function isLocked(out: string, stem: string): Promise<boolean> {
  const path = lockPath(out, stem);
  return (await holderOf(path, await readLock(path))) !== undefined;
}

/** Gives the file its name, unless that is taken. Disks that know no links have to do with a copy. */
async function claim(from: string, path: string, text: string): Promise<boolean> {
  try {
    await link(from, path);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code ?? '')) throw cause;
  }
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

/** Puts a lock that was left over out of the way, unless it has become another's meanwhile. */
async function removeLeftOver(path: string, text: string): Promise<void> {
  const aside = `${path}.${TEMPORARY_MARK}`;
  try {
    await rename(path, aside);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw cause;
  }
  const taken = await readFile(aside, 'utf8');
  if (taken !== text) await claim(aside, path, taken);
  await rm(aside, { force: true });
}

/** A folder that no other run writes to until it is released. */
export interface FolderLock {
  release(): Promise<void>;
}

/** Takes the lock of one name; undefined when somebody has it. */
export async function takeLock(out: string, stem: string): Promise<FolderLock | undefined> {
  const path = lockPath(out, stem);
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    began: await beginningOf(process.pid),
  };
  const text = `${JSON.stringify(own)}\n`;
  const draft = join(out, `.multiroi-${TEMPORARY_MARK}-${stem}.lock.tmp`);
  try {
    await mkdir(out, { recursive: true });
    await writeFile(draft, text);
    while (!(await claim(draft, path, text))) {
      const held = await readLock(path);
      if ((await holderOf(path, held)) !== undefined) return undefined;
      if (held !== undefined) await removeLeftOver(path, held);
    }
  } catch (cause) {
    if (cause instanceof MultiRoiError) throw cause;
    throw ioError('write', 'a writable file', path, cause);
  } finally {
    await rm(draft, { force: true }).catch(() => {
      // what could not be made there cannot be removed either
    });
  }
  const timer = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => {
      // a folder that was removed under our feet is for the next write to report
    });
  }, TOUCH_MS);
  timer.unref();
  return {
    async release() {
      clearInterval(timer);
      await rm(path, { force: true });
    },
  };
}

/** Whether two runs may write to one folder: parts of the same division, and not the same part. */
function mayShare(a: RunShare | undefined, b: RunShare | undefined): boolean {
  return a !== undefined && b !== undefined && a[1] === b[1] && a[0] !== b[0];
}

/**
 * Takes a folder for a run.
 * @throws E_IO while another run that may not share it is at work there.
 */
export async function lockFolder(out: string, shard: RunShare | undefined): Promise<FolderLock> {
  const refuse = (stem: string): never => {
    throw new MultiRoiError(
      'E_IO',
      `predict: expected a folder that no other run writes to, got one that is in use ("${lockPath(out, stem)}")`,
      {
        hint: 'wait for that run, choose another folder with --out, or part the work with --shard',
      },
    );
  };
  const own = recordStem(shard);
  const lock = await takeLock(out, own);
  if (lock === undefined) return refuse(own);
  try {
    // ours stands before others are looked for, so that of two who begin together at least one sees the other
    for (const { stem, shard: other } of stemsOfRuns(await readdir(out), '.lock')) {
      if (stem === own || mayShare(shard, other)) continue;
      if (await isLocked(out, stem)) refuse(stem);
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
  return lock;
}
