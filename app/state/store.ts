/** @file A state that one place changes and everybody else watches. */

/** What panels hold: they read and watch, and cannot write. */
export interface Store<S> {
  readonly state: S;
  /**
   * Calls the listener at once, and again whenever what is selected differs from what it was.
   * @param select should be cheap; an object or array that it makes is compared by its fields.
   * @returns a function that ends it.
   */
  watch<T>(select: (state: S) => T, listener: (selected: T) => void): () => void;
}

/** A pure function from a state to the next. */
export type Transition<S> = (state: S) => S;
/** Who holds this may change the state. */
export type Update<S> = (transition: Transition<S>) => void;

const PLAIN: ReadonlySet<unknown> = new Set([Object.prototype, Array.prototype]);

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && PLAIN.has(Object.getPrototypeOf(value));
}

/** Whether two values are the same, or plain objects of the same fields. */
export function sameFields(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isPlain(a) || !isPlain(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && Object.is(a[key], b[key]))
  );
}

/** A store, and apart from it the only way to change it. */
export function createStore<S>(initial: S): { store: Store<S>; update: Update<S> } {
  let state = initial;
  const watchers = new Set<() => void>();
  return {
    store: {
      get state() {
        return state;
      },
      watch(select, listener) {
        let last = select(state);
        // it reads the newest state, so that a listener that changes it leaves nobody behind
        const check = (): void => {
          const now = select(state);
          if (sameFields(now, last)) return;
          last = now;
          listener(now);
        };
        watchers.add(check);
        listener(last);
        return () => watchers.delete(check);
      },
    },
    update(transition) {
      const next = transition(state);
      if (next === state) return;
      state = next;
      for (const check of watchers) check();
    },
  };
}
