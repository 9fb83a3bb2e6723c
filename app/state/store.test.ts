import { expect, test } from 'vitest';
import { createStore, sameFields } from './store.ts';

const initial = { count: 0, name: 'a', list: [1, 2] };

test('a watcher is called at once, and again only when what it selects differs', () => {
  const { store, update } = createStore(initial);
  const seen: number[] = [];
  store.watch(
    ({ count }) => count,
    (count) => seen.push(count),
  );
  update((state) => ({ ...state, name: 'b' }));
  update((state) => ({ ...state, count: 1 }));
  update((state) => ({ ...state, count: 1 }));
  expect(seen).toEqual([0, 1]);
});

test('objects that a selector makes are compared by their fields', () => {
  const { store, update } = createStore(initial);
  let calls = 0;
  store.watch(
    ({ count, list }) => ({ count, list }),
    () => calls++,
  );
  update((state) => ({ ...state, name: 'b' }));
  expect(calls).toBe(1);
  update((state) => ({ ...state, list: [1, 2] }));
  expect(calls).toBe(2);
});

test('a watcher that changes the state leaves every other with the newest, once', () => {
  const { store, update } = createStore(initial);
  const seen: string[] = [];
  store.watch(
    ({ count }) => count,
    (count) => {
      if (count === 1) update((state) => ({ ...state, count: 2 }));
    },
  );
  store.watch(
    ({ count }) => count,
    (count) => seen.push(String(count)),
  );
  update((state) => ({ ...state, count: 1 }));
  expect(seen).toEqual(['0', '2']);
});

test('a watcher that has ended is not called', () => {
  const { store, update } = createStore(initial);
  let calls = 0;
  const end = store.watch(
    ({ count }) => count,
    () => calls++,
  );
  end();
  update((state) => ({ ...state, count: 5 }));
  expect(calls).toBe(1);
  expect(store.state.count).toBe(5);
});

test('the state cannot be written through what panels hold', () => {
  const { store } = createStore(initial);
  expect(() => Object.assign(store, { state: { ...initial, count: 9 } })).toThrow(TypeError);
  expect(store.state).toBe(initial);
});

test('sameFields compares one level deep into plain objects, and no further', () => {
  const inner = { x: 1 };
  expect(sameFields({ inner }, { inner })).toBe(true);
  expect(sameFields({ inner }, { inner: { x: 1 } })).toBe(false);
  expect(sameFields({ a: undefined }, { b: undefined })).toBe(false);
  expect(sameFields([1, 2], [1, 2, 3])).toBe(false);
  expect(sameFields(new Float32Array(1), new Float32Array(1))).toBe(false);
  expect(sameFields(NaN, NaN)).toBe(true);
});
