import { execFileSync } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testIo } from '../../../../test/support/io.ts';
import { lightPlatform, randomLightWeights } from '../../../../test/support/light.ts';
import type { Reconstruction } from '../../../result/index.ts';
import { COMMANDS } from '../../commands.ts';
import { runMain } from '../../run.ts';
import type { Io } from '../../shared/io.ts';

const platform = lightPlatform(randomLightWeights());
let cwd = '';
let photo: Buffer;
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'multiroi-')));
  const data = Buffer.from(Uint8Array.from({ length: 3 * 64 * 48 }, (_, i) => (7 * i) & 255));
  photo = await sharp(data, { raw: { width: 64, height: 48, channels: 3 } })
    .jpeg()
    .toBuffer();
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function put(name: string, content: Uint8Array | string = photo): Promise<void> {
  await mkdir(dirname(join(cwd, name)), { recursive: true });
  await writeFile(join(cwd, name), content);
}

async function run(args: readonly string[], change: Partial<Io> = {}) {
  const io = testIo({ cwd, platform: () => Promise.resolve(platform), ...change });
  const code = await runMain(COMMANDS, '9.9.9', args, io);
  return { code, out: io.out(), err: io.err() };
}
const BOX = ['--box', '5,5,40,45'];
const predict = (...args: string[]) => run(['predict', ...BOX, '--save', 'json', ...args]);

interface Written {
  readonly images: { file: string; outputs: string[]; warnings?: string[] }[];
  readonly skipped: { file: string; reason: string }[];
  readonly failures: { file: string; code: string; hint?: string }[];
}
const record = async (out = 'out'): Promise<Written> =>
  JSON.parse(await readFile(join(cwd, out, 'run.json'), 'utf8')) as Written;
const result = async (path: string): Promise<Reconstruction> =>
  JSON.parse(await readFile(join(cwd, path), 'utf8')) as Reconstruction;

describe('photographs and results in one folder', () => {
  test('are told apart by the records, run after run', async () => {
    await put('photos/a.jpg');
    await put('photos/sub/b.png');
    await put('photos/c_overlay.png');
    const inPlace = () =>
      run(['predict', ...BOX, 'photos', '--out', 'photos', '--save', 'overlay']);
    for (let i = 0; i < 2; i++) {
      expect((await inPlace()).code).toBe(0);
      const { images } = await record('photos');
      expect(images.map(({ file }) => file)).toEqual([
        join('photos', 'a.jpg'),
        join('photos', 'c_overlay.png'),
        join('photos', 'sub', 'b.png'),
      ]);
    }
    const { skipped } = await record('photos');
    expect(skipped).toContainEqual({
      file: join('photos', 'a_overlay.png'),
      reason: 'a result of an earlier run',
    });
    expect((await readdir(join(cwd, 'photos'))).toSorted()).toEqual([
      'a.jpg',
      'a_overlay.png',
      'c_overlay.png',
      'c_overlay_overlay.png',
      'run.json',
      'sub',
    ]);
  });
});

test('what is passed over is in the record, in the summary, and counted', async () => {
  await put('in/a.jpg');
  await put('in/._a.jpg', 'x');
  await put('in/notes.txt', 'x');
  await put('in/shot.nef', 'x');
  const { code, err } = await predict('in');
  expect(code).toBe(0);
  expect((await record()).skipped).toEqual([
    { file: join('in', '._a.jpg'), reason: 'hidden' },
    { file: join('in', 'notes.txt'), reason: 'not named like an image' },
    { file: join('in', 'shot.nef'), reason: 'a camera raw file, which is not decoded' },
  ]);
  expect(err).toContain(
    '1 image done, 1 person, 3 passed over (1 hidden, 1 not named like an image, 1 a camera raw file, which is not decoded)',
  );
});

test('warnings are in the result, in the record and on the terminal', async () => {
  await put('cut.jpg', photo.subarray(0, -2));
  const { code, err, out } = await predict('cut.jpg', '--json', '--quiet');
  expect(code).toBe(0);
  const warnings = [expect.stringMatching(/^it is cut off /) as string];
  expect(await result('out/cut.json')).toMatchObject({ warnings });
  expect((await record()).images).toMatchObject([{ file: 'cut.jpg', warnings }]);
  expect(JSON.parse(out)).toMatchObject([{ warnings }]);
  expect(err).toMatch(/^warning cut\.jpg: it is cut off/);
});

describe('boxes that are hardly meant', () => {
  test('of a few pixels, or nearly outside, are remarked on', async () => {
    await put('a.jpg');
    await put('boxes.csv', 'a.jpg,1,1,6,8\na.jpg,60,40,100,90\n');
    const { code, err } = await run(['predict', 'a.jpg', '--boxes', 'boxes.csv', '--save', 'json']);
    expect(code).toBe(0);
    expect(await result('out/a.json')).toMatchObject({
      warnings: [
        'the box [1, 1, 6, 8] is 5×7 px: too few to see a body in',
        expect.stringMatching(
          /^only 1\.\d % of the box \[60, 40, 100, 90\] lie in the picture$/,
        ) as string,
      ],
    });
    expect(err).toContain('a.jpg: the box [1, 1, 6, 8] is 5×7 px');
  });

  test.each([
    ['0.1,0.2,0.5,0.9', '--box: expected pixels, got 0.1, 0.2, 0.5, 0.9, which are shares'],
    ['0,0,1e300,9', '--box: expected at most 1000000 px'],
    ['40,40,5,5', '--box: expected x0 < x1 and y0 < y1'],
  ])('--box %s is a mistake', async (box, message) => {
    await put('a.jpg');
    const { code, err } = await run(['predict', 'a.jpg', '--box', box]);
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining(message) as string,
    });
  });
});

describe('a file of boxes', () => {
  test.each([
    ['UTF-16, as PowerShell saves it', Buffer.from('\ufeff{"a.jpg": [[5, 5, 40, 45]]}', 'utf16le')],
    ['of semicolons and lines of Windows', '\ufeffimage;x0;y0;x1;y1\r\na.jpg;5;5;40;45\r\n'],
    ['of names with detours', '{"./in/../in/a.jpg": [[5, 5, 40, 45]]}'],
    ['of names of Windows', '{"in\\\\a.jpg": [[5, 5, 40, 45]]}'],
    [
      "of COCO's list",
      '[{"file_name": "a.jpg", "category_id": 1, "bbox": [5, 5, 35, 40], "score": 1}]',
    ],
  ])('%s', async (_, content) => {
    await put('in/a.jpg');
    await put('boxes', content);
    const { code, err } = await run(['predict', 'in', '--boxes', 'boxes', '--save', 'json']);
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringMatching(/boxes: 1 person on 1 image, read as /) as string,
    });
    expect((await result('out/a.json')).people[0]?.box).toEqual([5, 5, 40, 45]);
  });

  test('names in vain are told, and the file may lie beside the pictures', async () => {
    await put('in/a.jpg');
    await put('in/boxes.json', '{"a.jpg": [[5, 5, 40, 45]], "b.jpg": [], "c.jpg": []}');
    const { code, err } = await run([
      'predict',
      'in/a.jpg',
      '--boxes',
      'in/boxes.json',
      '--save',
      'json',
    ]);
    expect(code).toBe(0);
    expect(err).toContain('warning in/boxes.json: 2 names are of no image here (b.jpg, c.jpg)');
  });

  test('in Latin-1 is named', async () => {
    await put('a.jpg');
    await put('boxes.csv', Buffer.from('caf\xe9.jpg,1,1,30,40\n', 'latin1'));
    const { code, err } = await run(['predict', 'a.jpg', '--boxes', 'boxes.csv']);
    expect(code).toBe(1);
    expect(err).toContain('the byte 0xe9 in line 1, as in Latin-1 or Windows-1252 ("boxes.csv")');
    expect(err).toContain('iconv');
  });
});

describe('inputs that are no paths', () => {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield photo;
  }

  test('standard input and data URLs are done like files', async () => {
    const url = `data:image/jpeg;base64,${photo.toString('base64')}`;
    const args = ['predict', ...BOX, '--save', 'json', '-', url];
    expect((await run(args, { stdin: bytes() })).code).toBe(0);
    const { images } = await record();
    expect(images).toMatchObject([
      { file: expect.stringMatching(/^data-[0-9a-f]{8}\.jpg$/) as string },
      { file: '-', outputs: ['stdin.json'] },
    ]);
    const again = await run([...args, '--resume'], { stdin: bytes() });
    expect(again.err).toContain('2 of 2 are done already');
  });

  describe('of the web', () => {
    let server: Server;
    let asked: string[] = [];
    let served: Buffer;
    let origin = '';
    beforeEach(async () => {
      asked = [];
      served = photo;
      server = createServer((request, response) => {
        asked.push(request.url ?? '');
        if (request.url?.startsWith('/a.jpg') === true) {
          response.setHeader('content-type', 'image/jpeg').end(served);
        } else response.writeHead(404).end();
      });
      await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(() => server.close());

    test('are fetched; one that fails is told, and the others go on', async () => {
      const urls = [`${origin}/a.jpg?w=64`, `${origin}/gone.jpg`];
      const { code, err } = await predict(...urls);
      expect(code).toBe(1);
      expect(err).toContain(`[E_IO] ${urls[1]}: fetch: expected an image, got status 404`);
      expect((await record()).images).toMatchObject([{ file: urls[0], outputs: ['a.json'] }]);
    });

    test('are done again when what is behind them has changed', async () => {
      const url = `${origin}/a.jpg`;
      await predict(url);
      expect((await predict(url, '--resume')).err).toContain('1 of 1 are done already');
      served = await sharp(photo).resize(32).jpeg().toBuffer();
      const { err } = await predict(url, '--resume');
      expect(err).not.toContain('done already');
      expect((await result('out/a.json')).image.width).toBe(32);
      expect(asked.length).toBeGreaterThan(2);
    });
  });
});

test('a list names the inputs, and two of one name keep their folders', async () => {
  await put('x/a.jpg');
  await put('y/a.jpg');
  await put('list.txt', '\ufeffx/a.jpg\r\ny/a.jpg\r\n');
  expect((await predict('--files-from', 'list.txt')).code).toBe(0);
  expect((await record()).images.map(({ outputs }) => outputs)).toEqual([
    ['x/a.json'],
    ['y/a.json'],
  ]);
  const { code, err } = await run(['predict']);
  expect({ code, err }).toMatchObject({
    code: 2,
    err: expect.stringContaining('expected images, folders or patterns, got nothing') as string,
  });
});

test.skipIf(process.platform === 'win32')(
  'pipes, folders, dead links: typed, at once, each by itself',
  async () => {
    await put('a.jpg');
    execFileSync('mkfifo', [join(cwd, 'f.jpg')]);
    await symlink('nowhere', join(cwd, 'dead.jpg'));
    await mkdir(join(cwd, 'dir.jpg'));
    const names = ['a.jpg', 'f.jpg', 'dead.jpg', '/dev/zero'];
    const { code, err } = await predict(...names, 'dir.jpg');
    expect(code).toBe(1);
    expect((await record()).failures.map(({ file, code: why, hint }) => [file, why, hint])).toEqual(
      [
        ['/dev/zero', 'E_IO', 'save what comes out of it as a file first'],
        ['dead.jpg', 'E_IO', 'check the path'],
        ['f.jpg', 'E_IO', 'save what comes out of it as a file first'],
      ],
    );
    expect((await record()).images).toHaveLength(1);
    expect(err).toContain('warning dir.jpg: passed over, no images in it');
  },
);

test.each([
  ['a video', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp41', 'latin1'), 'ffmpeg'],
  ['a HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'heif-convert'],
  ['an SVG', Buffer.from('<svg/>'), 'rsvg-convert'],
])('%s is named, with what to do', async (_, content, hint) => {
  await put('a.jpg', content);
  const { code, err, out } = await predict('a.jpg', '--json');
  expect(code).toBe(1);
  expect(err).toContain(hint);
  expect(JSON.parse(out)).toMatchObject([
    {
      image: { file: 'a.jpg' },
      error: { code: 'E_UNSUPPORTED', hint: expect.stringContaining(hint) as string },
    },
  ]);
});
