/**
 * @file One session for one model, however many ask. Every count of regions has a `MultiRoi` of its own,
 * and all of them use the same detector and the same pose encoder.
 */

import type { Runtime, Session } from '../platform.ts';

interface Shared {
  readonly session: Promise<Session>;
  users: number;
}

export function sharedRuntime(runtime: Runtime): Runtime {
  const byProvider = new Map<string, WeakMap<Uint8Array, Shared>>();
  return {
    async createSession(model, options = {}) {
      const provider = options.provider ?? '';
      const known = byProvider.get(provider) ?? new WeakMap<Uint8Array, Shared>();
      byProvider.set(provider, known);
      const shared = known.get(model) ?? {
        session: runtime.createSession(model, options),
        users: 0,
      };
      known.set(model, shared);
      shared.users++;
      try {
        return lent(await shared.session, async () => {
          if (--shared.users > 0) return;
          known.delete(model);
          await (await shared.session).dispose();
        });
      } catch (error) {
        known.delete(model);
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
