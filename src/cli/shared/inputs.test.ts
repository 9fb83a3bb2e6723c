import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { findInputs, readInput, skippedText, type FindOptions } from './inputs.ts';
import { UsageError } from '../parse/option.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'multiroi-')));
});
afterEach(() => rm(cwd, { recursive: true }));

async function touch(...files: string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(cwd, file)), { recursive: true });
    await writeFile(join(cwd, file), '');
  }
}

async function* stream(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const all = (operands: string[], options: Partial<FindOptions> = {}, stdin = stream()) =>
  findInputs(
    { operands, resultsIn: () => Promise.resolve([]), ...options },
    testIo({ cwd, stdin }),
  );
const find = async (...operands: string[]) =>
  (await all(operands, { out: join(cwd, 'in', 'out') })).inputs.map(({ name }) => name);

describe('folders', () => {
  test('are searched, results and other files left out, repetitions dropped', async () => {
    await touch('in/b.JPG', 'in/a/x10.png', 'in/a/x9.png', 'in/notes.txt', 'in/out/b_overlay.png');
    const found = [join('a', 'x9.png'), join('a', 'x10.png'), 'b.JPG'];
    expect(await find('in')).toEqual(found);
    expect(await find('in', 'in/a', './in/b.JPG', 'in/../in/b.JPG')).toEqual(found);
    expect(await find('in/out/b_overlay.png')).toEqual(['b_overlay.png']);
  });

  test('every name that photographs have is found, in either case', async () => {
    const names = ['a.jfif', 'b.JPE', 'c.pjpeg', 'd.Jpg', 'e.TIF', 'f.heic', 'g.apng', 'h.bmp'];
    await touch(...names.map((name) => `in/${name}`));
    expect(await find('in')).toEqual(names);
  });

  test('what is passed over is told, with its reason', async () => {
    await touch(
      'in/a.jpg',
      'in/._a.jpg',
      'in/.git/b.jpg',
      'in/@eaDir/a.jpg',
      'in/r.nef',
      'in/t.txt',
    );
    const { inputs, skipped } = await all(['in']);
    expect(inputs.map(({ label }) => label)).toEqual([join('in', 'a.jpg')]);
    expect(skipped).toEqual([
      { file: join('in', '._a.jpg'), reason: 'hidden' },
      { file: join('in', '.git/'), reason: 'hidden' },
      { file: join('in', '@eaDir/'), reason: 'a folder of the system' },
      { file: join('in', 'r.nef'), reason: 'a camera raw file, which is not decoded' },
      { file: join('in', 't.txt'), reason: 'not named like an image' },
    ]);
    expect(skippedText(skipped)).toBe(
      '2 hidden, 1 a folder of the system, 1 a camera raw file, which is not decoded, 1 not named like an image',
    );
  });

  test.skipIf(process.platform === 'win32')('links are followed, loops are not', async () => {
    await touch('in/a.jpg', 'in/sub/b.jpg', 'elsewhere/c.jpg', 'elsewhere/deep/d.jpg');
    await symlink('../elsewhere', join(cwd, 'in/linked'));
    await symlink('../elsewhere/c.jpg', join(cwd, 'in/c.jpg'));
    await symlink('a.jpg', join(cwd, 'in/again.jpg'));
    await symlink('..', join(cwd, 'in/up'));
    await symlink('.', join(cwd, 'in/self'));
    await symlink('sub', join(cwd, 'in/a-sub'));
    await symlink('nowhere', join(cwd, 'in/dead.jpg'));
    await symlink('round.jpg', join(cwd, 'in/round.jpg'));
    const { inputs, skipped } = await all(['in']);
    expect(inputs.map(({ name }) => name)).toEqual([
      'a.jpg',
      'again.jpg',
      'c.jpg',
      join('linked', 'c.jpg'),
      join('linked', 'deep', 'd.jpg'),
      join('sub', 'b.jpg'),
    ]);
    const back = 'a link back to folders that are looked into';
    expect(skipped).toEqual([
      { file: join('in', 'a-sub/'), reason: back },
      { file: join('in', 'dead.jpg'), reason: 'a link to nothing' },
      { file: join('in', 'round.jpg'), reason: 'a link to itself' },
      { file: join('in', 'self/'), reason: back },
      { file: join('in', 'up/'), reason: back },
    ]);
  });

  test('without images they are a mistake, unless others have some', async () => {
    await mkdir(join(cwd, 'empty'));
    await touch('in/a.jpg', 'texts/a.txt');
    await expect(all(['empty'])).rejects.toThrow(UsageError);
    await expect(all(['texts'])).rejects.toThrow(
      'got none ("texts"); passed over: 1 not named like an image',
    );
    const { inputs, skipped } = await all(['in', 'empty', '*.png']);
    expect(inputs).toHaveLength(1);
    expect(skipped).toEqual([
      { file: '*.png', reason: 'no images in it', warns: true },
      { file: 'empty', reason: 'no images in it', warns: true },
    ]);
    await expect(all([])).rejects.toThrow('expected images, folders or patterns, got nothing');
  });
});

describe('patterns', () => {
  test('keep the folders below their fixed part', async () => {
    await touch('in/a/x.png', 'in/a/b/y.jpg', 'in/z.txt', 'w (1)/q.jpg');
    expect(await find('in/**/*.*')).toEqual([join('a', 'b', 'y.jpg'), join('a', 'x.png')]);
    expect(await find('in/a/*.png')).toEqual(['x.png']);
    expect(await find('*/q.jpg')).toEqual([join('w (1)', 'q.jpg')]);
    expect(await find(`${cwd}/in/a/*`)).toEqual(['x.png']);
  });

  test('of folders alone yield what is in them; what is no image is told', async () => {
    await touch('2024-a/x.png', '2024-b/y.jpg', '2025/z.jpg', '2024-b/t.txt');
    const { inputs, skipped } = await all(['2024*']);
    expect(inputs.map(({ label }) => label)).toEqual([
      join('2024-a', 'x.png'),
      join('2024-b', 'y.jpg'),
    ]);
    expect(skipped).toEqual([{ file: join('2024-b', 't.txt'), reason: 'not named like an image' }]);
  });

  test.skipIf(process.platform === 'win32')('do not go round in circles', async () => {
    await touch('in/a/x.jpg');
    await symlink('..', join(cwd, 'in/a/up'));
    await symlink('a', join(cwd, 'in/A'));
    expect(await find('in/**/*.jpg')).toEqual([join('a', 'x.jpg')]);
  });
});

test('a file that is there is itself, and one that is not stays in the list', async () => {
  await touch('photo[1].jpg', 'picture.bin');
  expect(await find('photo[1].jpg', 'picture.bin', 'absent.jpg')).toEqual([
    'absent.jpg',
    'photo[1].jpg',
    'picture.bin',
  ]);
});

describe('the folder of results may be that of the photographs', () => {
  test('what records name is no photograph, whatever the folder', async () => {
    await touch(
      'in/a.jpg',
      'in/a_overlay.png',
      'in/b_top.png',
      'in/sub/c_side.png',
      'in/sub/d_side.png',
    );
    const resultsIn = (folder: string) =>
      Promise.resolve(
        folder === join(cwd, 'in')
          ? [join(cwd, 'in/a_overlay.png'), join(cwd, 'in/sub/c_side.png')]
          : [],
      );
    const { inputs, skipped } = await all(['in'], { out: join(cwd, 'in'), resultsIn });
    expect(inputs.map(({ name }) => name)).toEqual([
      'a.jpg',
      'b_top.png',
      join('sub', 'd_side.png'),
    ]);
    const reason = 'a result of an earlier run';
    expect(skipped).toEqual([
      { file: join('in', 'a_overlay.png'), reason },
      { file: join('in', 'sub', 'c_side.png'), reason },
    ]);
    // also from inside, where the record is above
    expect((await all(['in/sub'], { out: join(cwd, 'in'), resultsIn })).inputs).toHaveLength(1);
  });

  test('what lies beside a result of its name is none, either', async () => {
    await touch('in/a.jpg', 'in/a_overlay.png', 'in/b.jpg', 'in/b_overlay.png');
    await writeFile(join(cwd, 'in/a.json'), '{"schemaVersion": 2, "people": []}');
    await writeFile(join(cwd, 'in/b.json'), '{"shapes": []}');
    expect((await all(['in'])).inputs.map(({ name }) => name)).toEqual([
      'a.jpg',
      'b_overlay.png',
      'b.jpg',
    ]);
  });
});

describe('lists', () => {
  test('name files, folders and patterns, from here or from beside the list, in any encoding', async () => {
    await touch('a.jpg', 'data/b.jpg', 'data/c/d.png', 'e.jpg');
    const lines = ['# mine', 'a.jpg', '', './b.jpg', 'c', 'a.jpg', '*e.jpg'].join('\r\n');
    const text = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(lines, 'utf16le')]);
    await writeFile(join(cwd, 'data/list.txt'), text);
    const { inputs } = await all([], { list: 'data/list.txt' });
    expect(inputs.map(({ label }) => label)).toEqual([
      'a.jpg',
      join('data', 'b.jpg'),
      join('data', 'c', 'd.png'),
      'e.jpg',
    ]);
  });

  test('may come on standard input; an empty one is a mistake', async () => {
    await touch('a.jpg');
    expect((await all([], { list: '-' }, stream('a.', 'jpg\n'))).inputs).toHaveLength(1);
    await expect(all([], { list: '-' }, stream('\n'))).rejects.toThrow(
      'got a list without names ("-")',
    );
    await expect(all([], { list: 'absent.txt' })).rejects.toMatchObject({ code: 'E_IO' });
  });
});

describe('inputs that are no paths', () => {
  const bytesOf = async (operand: string, stdin = stream()) => {
    const io = testIo({ cwd, stdin });
    const { inputs } = await findInputs(
      { operands: [operand], resultsIn: () => Promise.resolve([]) },
      io,
    );
    const [input] = inputs;
    if (input === undefined) throw new Error('none');
    return { ...input, text: Buffer.from(await readInput(input, io)).toString() };
  };

  test('standard input', async () => {
    expect(await bytesOf('-', stream('ab', 'c'))).toMatchObject({
      label: '-',
      name: 'stdin',
      text: 'abc',
    });
    const terminal = Object.assign(stream(), { isTTY: true });
    await expect(bytesOf('-', terminal)).rejects.toThrow('got a terminal');
  });

  test('standard input that never ends can be stopped', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(0xff);
      await new Promise(() => undefined);
    }
    const io = testIo({ cwd, stdin: endless() });
    const found = findInputs({ operands: ['-'], resultsIn: () => Promise.resolve([]) }, io);
    io.abort();
    await expect(found).rejects.toMatchObject({ code: 'E_ABORT' });
  });

  test('data and file URLs', async () => {
    const data = await bytesOf('data:image/jpeg;base64,YWJj');
    expect(data).toMatchObject({
      text: 'abc',
      label: 'data-ba7816bf.jpg',
      name: 'data-ba7816bf.jpg',
    });
    expect(await bytesOf('data:image/png,a%20b')).toMatchObject({ text: 'a b' });
    await writeFile(join(cwd, 'a b.jpg'), 'x');
    const url = `file://${cwd.replaceAll('\\', '/')}/a%20b.jpg`;
    expect(await bytesOf(url)).toMatchObject({ text: 'x', name: 'a b.jpg' });
  });

  test.each([
    ['data:image/jpeg;base64,***', 'expected data:<type>;base64,<content>'],
    ['data:image/jpeg', 'expected data:<type>;base64,<content>'],
    ['ftp://host/a.jpg', 'expected a path, or an address of http, https, s3 or file, got ftp://'],
    ['http://[', 'expected an address, got "http://["'],
    ['file://host/a.jpg', 'expected an address'],
  ])('%s is a mistake', async (operand, message) => {
    const failure = bytesOf(operand);
    await expect(failure).rejects.toThrow(UsageError);
    await expect(failure).rejects.toThrow(message);
  });

  test.each([
    ['http://h/p/photo.jpg?w=3', 'photo.jpg'],
    ['https://h/', 'h'],
    ['https://h/a%2Fb%20c.png', 'a_b c.png'],
    ['https://h/%.png', '%.png'],
    ['https://h/..%2F..%2Fx', '_.._x'],
  ])('the results of %s are called by %s', async (operand, name) => {
    const { inputs } = await all([operand]);
    expect(inputs).toMatchObject([{ label: operand, name, source: { kind: 'web' } }]);
  });
});
