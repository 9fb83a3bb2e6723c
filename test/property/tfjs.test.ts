import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTfjs } from '../../src/format/index.ts';
import { damaged, onlyFormatErrors } from '../support/hostile.ts';
import { tinyTfjs, writeTinyTfjs } from '../support/tfjs.ts';

const { topology, weights } = writeTinyTfjs(tinyTfjs());
const text = new TextEncoder().encode(JSON.stringify(topology));

test('damaged topologies are values or E_FORMAT', () => {
  fc.assert(
    fc.property(damaged(text), (bytes) => onlyFormatErrors(() => readTfjs(bytes, weights))),
  );
});

test('weights of any other length are E_FORMAT', () => {
  for (let length = 0; length < weights.length + 3; length++) {
    const bytes = new Uint8Array(length);
    if (length === weights.length) expect(readTfjs(topology, bytes).nodes.length).toBe(6);
    else
      expect(() => readTfjs(topology, bytes)).toThrow(
        expect.objectContaining({ code: 'E_FORMAT' }) as Error,
      );
  }
});

test('any JSON in place of a part is a value or E_FORMAT', () => {
  const model = topology['modelTopology'] as { node: readonly unknown[] };
  fc.assert(
    fc.property(fc.nat(model.node.length - 1), fc.jsonValue(), (at, other) => {
      const node = model.node.with(at, other);
      onlyFormatErrors(() => readTfjs({ ...topology, modelTopology: { node } }, weights));
      onlyFormatErrors(() => readTfjs({ ...topology, modelTopology: other }, weights));
      onlyFormatErrors(() => readTfjs({ ...topology, weightsManifest: other }, weights));
    }),
  );
});

test('graphs of any edges are in order or E_FORMAT', () => {
  const edges = fc.array(fc.tuple(fc.nat(7), fc.nat(8)), { maxLength: 12 });
  fc.assert(
    fc.property(edges, (pairs) => {
      const node = Array.from({ length: 8 }, (_, i) => ({
        name: `n${i}`,
        op: 'AddN',
        input: pairs.filter(([to]) => to === i).map(([, from]) => `n${from}`),
      }));
      onlyFormatErrors(() => {
        const { nodes } = readTfjs(
          { modelTopology: { node }, weightsManifest: [] },
          new Uint8Array(),
        );
        const place = new Map(nodes.map(({ name }, i) => [name, i]));
        expect(nodes.length).toBe(8);
        for (const { name, inputs } of nodes) {
          for (const input of inputs) {
            expect(place.get(input.node)).toBeLessThan(place.get(name) ?? -1);
          }
        }
      });
    }),
  );
});
