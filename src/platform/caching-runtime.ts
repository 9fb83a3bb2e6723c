/**
 * @file One session for one model, however many ask. Every count of regions has a `MultiRoi` of its own,
 * and all of them use the same detector and the same pose encoder.
 */

import type { Runtime, Session } from './platform.ts';
import { sha256 } from '../base/index.ts';

interface Shared {
  readonly session: Promise<Session>;
  users: number;
}

/** A runtime that compiles the same bytes once, and lets go of them with the last who asked for them. */
export function cachingRuntime(runtime: Runtime): Runtime {
  const held = new Map<string, Shared>();
  // files are read once and stay what they are: so do their hashes
  const hashes = new WeakMap<Uint8Array, Promise<string>>();
  const hashOf = (model: Uint8Array): Promise<string> => {
    const hash = hashes.get(model) ?? sha256(model);
    hashes.set(model, hash);
    return hash;
  };
  return {
    async createSession(model, options = {}) {
      const key = `${options.provider ?? ''} ${await hashOf(model)}`;
      const shared = held.get(key) ?? { session: runtime.createSession(model, options), users: 0 };
      held.set(key, shared);
      shared.users++;
      try {
        return lent(await shared.session, async () => {
          if (--shared.users > 0) return;
          held.delete(key);
          await (await shared.session).dispose();
        });
      } catch (error) {
        held.delete(key);
        throw error;
      }
    },
  };
}

/** The session, with another way to let go of it. */
function lent(session: Session, release: () => Promise<void>): Session {
  let held = true;
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    inputShapes: session.inputShapes,
    provider: session.provider,
    run: (feeds, outputs) => session.run(feeds, outputs),
    async dispose() {
      if (!held) return;
      held = false;
      await release();
    },
  };
}
