import { expect, test } from 'vitest';
import { glVertices } from './gl-frame.ts';
import { readObj, writeObj } from './obj.ts';

test('a mesh is written with its name, in micrometres', () => {
  const mesh = {
    vertices: Float32Array.of(0, 0, 0, 1, 0, 0, 0, -1.25, 0),
    faces: Uint32Array.of(0, 1, 2),
  };
  const text = writeObj(mesh, 'person 0');
  expect(text).toBe(
    [
      'o person_0',
      'v 0.000000 0.000000 0.000000',
      'v 1.000000 0.000000 0.000000',
      'v 0.000000 -1.250000 0.000000',
      'f 1 2 3',
      '',
    ].join('\n'),
  );
  expect(readObj(text)).toEqual(mesh);
});

test('other programs: comments, textures, normals, quads, negative numbers, CRLF', () => {
  const text =
    '# x\r\nmtllib a.mtl\r\nv 0 0 0 1.0\r\nv 1e0 0 0\r\nvt 0 0\r\nv 1 1 0\r\nv 0 1 0\r\n' +
    'f 1/1/1 2//1 3/1 4\r\nf -4 -3 -2\r\n';
  const { vertices, faces } = readObj(text);
  expect([...vertices]).toEqual([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]);
  expect([...faces]).toEqual([0, 1, 2, 0, 2, 3, 0, 1, 2]);
});

test('what is wrong is named with its line', () => {
  const refused: [string, RegExp][] = [
    ['v 1 2', /three numbers.*\(line 1\)/],
    ['v 1 2 x', /three numbers/],
    ['v 0 0 0\nf 1 1 2', /a vertex number up to 1, got "2" \(line 2\)/],
    ['v 0 0 0\nf 1 1', /three corners/],
    ['v 0 0 0\nf 1 1 0', /a vertex number/],
    ['v 0 0 0\nf 1 1 -2', /a vertex number/],
    ['v 0 0 0\nf 1 1 abc', /a vertex number/],
  ];
  for (const [text, message] of refused) {
    expect(() => readObj(text)).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
    expect(() => readObj(text)).toThrow(message);
  }
});

test('the frame of files is y up and looks along −z', () => {
  expect([...glVertices([1, 2, 3], [0, 0, 4])]).toEqual([1, -2, -7]);
});
