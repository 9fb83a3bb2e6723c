import * as fs from 'node:fs/promises';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testIo, type TestIo } from '../../../../test/support/io.ts';
import { lightPlatform, randomLightWeights } from '../../../../test/support/light.ts';
import { MultiRoiError } from '../../../base/index.ts';
import type { Platform } from '../../../platform/index.ts';
import { nodePlatform, writeTogether, type WriteCalls } from '../../../node/index.ts';
import { parseResult, type Reconstruction } from '../../../result/index.ts';
import type { Io } from '../../shared/io.ts';
import { runMain } from '../../run.ts';
import { COMMANDS } from '../../commands.ts';

const platform = lightPlatform(randomLightWeights());
let cwd = '';
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'multiroi-')));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

function image(width = 64, height = 48) {
  // of more than one colour, which would be remarked on
  const data = Buffer.from(
    Uint8Array.from({ length: 3 * width * height }, (_, i) => (7 * i) & 255),
  );
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function photo(name: string): Promise<void> {
  await mkdir(join(cwd, name, '..'), { recursive: true });
  await writeFile(join(cwd, name), await image().jpeg().toBuffer());
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: string[], change: Partial<Io> = {}): Promise<Ran> {
  const io = testIo({ cwd, platform: () => Promise.resolve(platform), ...change });
  const code = await runMain(COMMANDS, '9.9.9', args, io);
  return { code, out: io.out(), err: io.err() };
}

/** Every image has one person whose box is known: nothing is detected. */
const predict = (...args: string[]) =>
  run([
    'predict',
    '--box',
    '5,5,40,45',
    ...(args.includes('--save') ? [] : ['--save', 'json,npz']),
    ...args,
  ]);
const files = async (folder = 'out') =>
  (await readdir(join(cwd, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(cwd, folder).length + 1))
    .toSorted();
const json = async (path: string) =>
  JSON.parse(await readFile(join(cwd, path), 'utf8')) as Record<string, unknown>;

describe('a report', () => {
  test('shows what was done and what failed, holds its pictures, and is made again', async () => {
    await photo('photos/a.jpg');
    await photo('photos/b.jpg');
    await writeFile(join(cwd, 'photos/broken.jpg'), 'no image');
    const { code, err } = await predict('photos', '--report', '--save', 'json,overlay');
    expect(code).toBe(1);
    expect(err).toContain(`report: ${join('out', 'report.html')}\n`);
    expect(err).toMatch(/look at: photos.[ab]\.jpg, person 0: guess, .*_overlay\.png\)\n/);
    const page = await readFile(join(cwd, 'out/report.html'), 'utf8');
    expect(page.match(/<article/g)).toHaveLength(3);
    expect(page.match(/data:image\/jpeg;base64,/g)).toHaveLength(2);
    expect(page).toContain('href="./a_overlay.png"');
    expect(page.indexOf('broken.jpg')).toBeLessThan(page.indexOf('a.jpg'));
    await rm(join(cwd, 'photos/broken.jpg'));
    expect((await predict('photos', '--report', '--resume', '--save', 'json,overlay')).code).toBe(
      0,
    );
    const again = await readFile(join(cwd, 'out/report.html'), 'utf8');
    expect(again.match(/<article/g)).toHaveLength(2);
  });

  test("does not take the place of another program's file, or of a photograph's results", async () => {
    await photo('report.jpg');
    await mkdir(join(cwd, 'out'));
    await writeFile(join(cwd, 'out/report.html'), '<p>mine</p>');
    const refused = await predict('report.jpg', '--report');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("in the report's place");
    expect((await predict('report.jpg', '--report', '--overwrite')).code).toBe(0);
    expect(await files()).toContain('report.jpg.json');
  });
});

test('a detector that is none is told once, before the images', async () => {
  await photo('a.jpg');
  await photo('b.jpg');
  await writeFile(join(cwd, 'd.onnx'), 'no network');
  const { code, err } = await run(['predict', 'a.jpg', 'b.jpg', '--detector', 'd.onnx']);
  expect(code).toBe(1);
  expect(err.match(/^error\[/gm)).toHaveLength(1);
  expect(err).not.toContain('a.jpg');
});

describe('one photograph', () => {
  test('becomes everything that is asked for, and a record of the run', async () => {
    await photo('a.jpg');
    const kinds = 'json,glb,obj,npz,overlay,side,top';
    const { code, out, err } = await predict('a.jpg', '--save', kinds);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    const pictures = ['a_overlay.png', 'a_side.png', 'a_top.png'];
    const outputs = ['a.glb', 'a_0.obj', 'a.npz', ...pictures, 'a.json'];
    // nobody is seen in it, and the line says so
    expect(err).toContain(
      `a.jpg: 1 person (guess: hidden, regions disagree); ${outputs.join(', ')}\n`,
    );
    expect(await files()).toEqual([...outputs, 'run.json'].toSorted());
    const result = parseResult(await readFile(join(cwd, 'out', 'a.json'), 'utf8'));
    expect(result.people[0].box).toEqual([5, 5, 40, 45]);
    expect(await json('out/run.json')).toMatchObject({
      multiroi: '9.9.9',
      interrupted: false,
      failures: [],
      images: [{ file: 'a.jpg', people: 1, outputs }],
      options: { box: { x0: 5, y0: 5, x1: 40, y1: 45 }, exif: true },
      model: result.model,
    });
    // four pictures and files of 13 380 vertices: slow beside other work
  }, 90_000);

  test('--json prints an array of results and nothing else', async () => {
    await photo('a.jpg');
    const { out, err } = await predict('a.jpg', '--json', '--quiet');
    const [printed] = JSON.parse(out) as Reconstruction[];
    expect(printed).toEqual(parseResult(await readFile(join(cwd, 'out', 'a.json'), 'utf8')));
    expect(err).toBe('');
  });
});

test('one bad image never stops the rest', async () => {
  await photo('in/a.jpg');
  await photo('in/deep/d.jpg');
  const good = await readFile(join(cwd, 'in/a.jpg'));
  await writeFile(join(cwd, 'in/b.jpg'), 'no image');
  await writeFile(join(cwd, 'in/c.jpg'), good.subarray(0, good.length - 100));
  await writeFile(join(cwd, 'in/e.jpg'), '');
  const { code, out, err } = await predict('in', 'absent.jpg', '--json');
  expect(code).toBe(1);
  // what is cut off is done as far as it goes
  expect(await files()).toEqual([
    'a.json',
    'a.npz',
    'c.json',
    'c.npz',
    join('deep', 'd.json'),
    join('deep', 'd.npz'),
    'run.json',
  ]);
  const { failures, images } = await json('out/run.json');
  expect((failures as { file: string; code: string }[]).map((f) => [f.file, f.code])).toEqual([
    ['absent.jpg', 'E_IO'],
    [join('in', 'b.jpg'), 'E_FORMAT'],
    [join('in', 'e.jpg'), 'E_FORMAT'],
  ]);
  expect(images).toHaveLength(3);
  const printed = JSON.parse(out) as { image: { file: string }; error?: { code: string } }[];
  expect(printed).toHaveLength(6);
  expect(printed.find((each) => each.image.file === 'absent.jpg')?.error?.code).toBe('E_IO');
  expect(err).toContain('1 with warnings, 3 failed');
  // what to do is told of each
  expect(err).toMatch(/\[E_FORMAT\] .*b\.jpg: .*\n {2}JPEG, PNG/);
  expect(err).not.toContain('    at ');
});

describe('unusual images have correct results', () => {
  const cases: [string, () => Promise<Buffer>][] = [
    ['1x1.png', () => image(1, 1).png().toBuffer()],
    ['long.png', () => image(30_000, 2).png().toBuffer()],
    ['16bit.png', () => image().toColourspace('rgb16').png().toBuffer()],
    ['cmyk.jpg', () => image().toColourspace('cmyk').jpeg().toBuffer()],
    ['grey.png', () => image().toColourspace('b-w').png().toBuffer()],
    ['alpha.png', () => image().ensureAlpha(0.5).png().toBuffer()],
    ['turned.jpg', () => image().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ];
  test.each(cases)('%s', async (name, bytes) => {
    await writeFile(join(cwd, name), await bytes());
    const { code } = await run(['predict', name, '--box=-1,-1,30,30', '--save', 'json']);
    expect(code).toBe(0);
    const result = await json(`out/${name.split('.')[0]}.json`);
    expect(result['people']).toHaveLength(1);
    if (name === 'turned.jpg') expect(result['image']).toMatchObject({ width: 48, height: 64 });
  });
});

test('an image without people is done, and says so', async () => {
  await photo('a.jpg');
  await writeFile(join(cwd, 'boxes.json'), '{"a.jpg": []}');
  const { code, err } = await run([
    'predict',
    'a.jpg',
    '--boxes',
    'boxes.json',
    '--save',
    'json,npz,glb',
  ]);
  expect(code).toBe(0);
  expect(err).toContain('a.jpg: nobody found; a.glb, a.npz, a.json');
  expect(await json('out/a.json')).toMatchObject({ people: [] });
});

test('boxes come from a file, by name; an image it does not name fails', async () => {
  await photo('in/a.jpg');
  await photo('in/b.jpg');
  await writeFile(join(cwd, 'boxes.csv'), 'image,x0,y0,x1,y1\na.jpg,1,1,30,40\na.jpg,30,1,60,40\n');
  const { code, err } = await run(['predict', 'in', '--boxes', 'boxes.csv', '--save', 'json']);
  expect(code).toBe(1);
  expect(err).toContain('expected boxes of "b.jpg", got none');
  const { people } = await json('out/a.json');
  expect(people).toHaveLength(2);
});

test("a box outside the image is that image's failure", async () => {
  await photo('a.jpg');
  const { code, err } = await run(['predict', 'a.jpg', '--box', '500,500,600,600']);
  expect(code).toBe(1);
  expect(err).toContain(
    '[E_RANGE] a.jpg: reconstruct: expected a box that touches the 64×48 image',
  );
  expect(await files()).toEqual(['run.json']);
});

describe('what cannot be meant is exit code 2, and nothing is done', () => {
  test.each([
    [['--focal', 'NaN'], '--focal: expected a number above 0, got "NaN"'],
    [['--focal', '500', '--fov', '60'], 'expected one of --focal, --fov'],
    [['--intrinsics', '500,500,1'], '--intrinsics: expected 4 numbers fx,fy,cx,cy'],
    [['--rois', '6'], '--rois: expected a whole number from 1 to 5'],
    [['--rois', '2.5'], '--rois: expected a whole number from 1 to 5'],
    [['--persons', '0'], '--persons: expected a whole number'],
    [['--persons', 'some'], '--persons: expected all, largest or a number'],
    [['--shard', '5/4'], '--shard: expected i/n'],
    [['--save', 'jsn'], 'got "jsn"'],
    [['--resume', '--overwrite'], 'expected one of --resume, --overwrite'],
  ])('%j', async (args, message) => {
    await photo('a.jpg');
    const { code, err } = await predict('a.jpg', ...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
    await expect(files()).rejects.toThrow('ENOENT');
  });

  test('an empty folder', async () => {
    await mkdir(join(cwd, 'empty'));
    expect(await predict('empty')).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected images, got none ("empty")') as string,
    });
  });
});

describe('results that are there already', () => {
  test('of an earlier run are replaced, and none of it is left over', async () => {
    await photo('a.jpg');
    const two = '{"a.jpg": [[1,1,30,40], [20,1,60,40]]}';
    await writeFile(join(cwd, 'two.json'), two);
    await run(['predict', 'a.jpg', '--boxes', 'two.json', '--save', 'json,obj']);
    expect(await files()).toEqual(['a.json', 'a_0.obj', 'a_1.obj', 'run.json']);
    const { code } = await predict('a.jpg', '--save', 'json,obj');
    expect(code).toBe(0);
    expect(await files()).toEqual(['a.json', 'a_0.obj', 'run.json']);
  });

  test('of others are left alone unless --overwrite says otherwise', async () => {
    await photo('a.jpg');
    await mkdir(join(cwd, 'out'));
    await writeFile(join(cwd, 'out', 'a.json'), 'precious');
    const refused = await predict('a.jpg');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('replace it with --overwrite');
    expect(await readFile(join(cwd, 'out', 'a.json'), 'utf8')).toBe('precious');
    expect((await predict('a.jpg', '--overwrite')).code).toBe(0);
    expect(await json('out/a.json')).toMatchObject({ schemaVersion: 2 });
  });

  test('of earlier runs on other images stay known', async () => {
    await photo('a.jpg');
    await photo('b.jpg');
    await predict('a.jpg');
    await predict('b.jpg');
    expect((await predict('a.jpg', 'b.jpg')).code).toBe(0);
  });

  test('never take the place of an image that is read', async () => {
    await photo('out/a.jpg');
    await writeFile(join(cwd, 'out', 'a_0.obj'), 'no image, but it was named');
    const { code, err } = await predict('out/a.jpg', 'out/a_0.obj', '--save', 'obj', '--overwrite');
    expect(code).toBe(2);
    expect(err).toContain('in their place');
  });
});

test('a resumed run makes what is missing; with other options it refuses', async () => {
  await photo('in/a.jpg');
  await photo('in/b.jpg');
  await predict('in');
  const before = await readFile(join(cwd, 'out', 'a.json'), 'utf8');
  await rm(join(cwd, 'out', 'b.json'));
  const { code, err } = await predict('in', '--resume');
  expect(code).toBe(0);
  expect(err).toContain('1 of 2 are done already');
  expect(await readFile(join(cwd, 'out', 'a.json'), 'utf8')).toBe(before);
  expect(await files()).toContain('b.json');
  const { images } = await json('out/run.json');
  expect((images as { file: string }[]).map(({ file }) => file)).toContain(join('in', 'a.jpg'));
  const other = await run(['predict', '--box', '5,5,40,40', 'in', '--resume']);
  expect(other.code).toBe(1);
  expect(other.err).toContain('expected the model and options of the run');
});

test('shards share a folder and part the work', async () => {
  for (const name of ['a', 'b', 'c']) await photo(`in/${name}.jpg`);
  await predict('in', '--shard', '1/2', '--save', 'json');
  expect(await files()).toEqual(['a.json', 'c.json', 'run.1-of-2.json']);
  await predict('in', '--shard', '2/2', '--save', 'json');
  expect(await files()).toEqual([
    'a.json',
    'b.json',
    'c.json',
    'run.1-of-2.json',
    'run.2-of-2.json',
  ]);
});

describe('a disk that fails', () => {
  const noSpace = () => Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  /** Takes `good` results, then is full. */
  function fullAfter(good: number): Partial<Io> {
    let left = good;
    const calls: WriteCalls = {
      ...fs,
      open: (...args) => (left-- > 0 ? fs.open(...args) : Promise.reject(noSpace())),
    };
    return { writeTogether: (given, commit) => writeTogether(given, commit, calls) };
  }

  test('leaves all of an image or nothing', async () => {
    await photo('a.jpg');
    // the arrays fit, the result no longer does
    const args = ['predict', 'a.jpg', '--box', '5,5,40,45', '--save', 'json,npz'];
    const { code, err } = await run(args, fullAfter(1));
    expect(code).toBe(1);
    expect(err).toContain('a full disk');
    expect(await files()).toEqual(['run.json']);
    const { code: again } = await predict('a.jpg', '--resume');
    expect(again).toBe(0);
    expect(await files()).toEqual(['a.json', 'a.npz', 'run.json']);
  });

  test('when the record does not fit, the journal stays and the next run reads it', async () => {
    await photo('a.jpg');
    const args = ['predict', 'a.jpg', '--box', '5,5,40,45', '--save', 'json'];
    const { code, err } = await run(args, { write: () => Promise.reject(noSpace()) });
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('ENOSPC') as string,
    });
    expect(await files()).toEqual(['a.json', 'run.journal.jsonl']);
    const again = await run([...args, '--resume']);
    expect(again.err).toContain('1 of 1 are done already');
    expect(await files()).toEqual(['a.json', 'run.json']);
  });

  test('a name that is too long is found out before the networks run', async () => {
    const name = `${'n'.repeat(249)}.jpg`;
    await photo(name);
    await photo('b.jpg');
    let runs = 0;
    const counting = {
      ...platform,
      images: {
        ...platform.images,
        decode: (...args: Parameters<typeof platform.images.decode>) => (
          runs++,
          platform.images.decode(...args)
        ),
      },
    };
    const args = ['predict', name, 'b.jpg', '--box', '5,5,40,45', '--save', 'json,overlay'];
    const { code, err } = await run(args, { platform: () => Promise.resolve(counting) });
    expect({ code, runs }).toEqual({ code: 1, runs: 1 });
    expect(err).toContain('a name that is too long');
    expect(await files()).toEqual(['b.json', 'b_overlay.png', 'run.json']);
  });

  test('is found out before the work when nothing can be written', async () => {
    await photo('a.jpg');
    await writeFile(join(cwd, 'out'), 'a file, not a folder');
    const { code, err } = await predict('a.jpg');
    expect(code).toBe(1);
    expect(err).toContain('error[E_IO] write: expected a writable file');
  });

  test('an unreadable file is its own failure', async () => {
    await photo('a.jpg');
    await photo('b.jpg');
    const denied = (path: string) =>
      new MultiRoiError('E_IO', `read: expected a readable file, got no permission ("${path}")`);
    const files = {
      ...platform.files,
      read: (path: string) =>
        path.endsWith('a.jpg') ? Promise.reject(denied(path)) : platform.files.read(path),
    };
    const { code, err } = await run(
      ['predict', 'a.jpg', 'b.jpg', '--box', '5,5,40,45', '--save', 'json'],
      {
        platform: () => Promise.resolve({ ...platform, files }),
      },
    );
    expect(code).toBe(1);
    expect(err).toContain('[E_IO] a.jpg: read: expected a readable file, got no permission');
    expect(err).toContain('b.jpg: 1 person');
  });
});

test('an interrupted run exits with 130, keeps what is complete and says how to go on', async () => {
  for (const name of ['a', 'b', 'c']) await photo(`in/${name}.jpg`);
  const io: TestIo = testIo({
    cwd,
    platform: () => Promise.resolve(platform),
    writeTogether: async (given, commit) => {
      await writeTogether(given, commit);
      io.abort();
    },
  });
  const args = ['predict', '--box', '5,5,40,45', 'in', '--json', '--save', 'json,npz'];
  expect(await runMain(COMMANDS, '0', args, io)).toBe(130);
  expect(io.err()).toContain('interrupted, go on with --resume');
  expect(JSON.parse(io.out())).toHaveLength(1);
  expect(await files()).toEqual(['a.json', 'a.npz', 'run.json']);
  expect(await json('out/run.json')).toMatchObject({ interrupted: true });
});

test("regions of one's own come from a file", async () => {
  await photo('a.jpg');
  await writeFile(
    join(cwd, 'wide.json'),
    '{"id": "wide", "offsets": [[0,0],[0,0.3]], "scales": [1, 2]}',
  );
  await predict('a.jpg', '--rois', 'wide.json');
  expect(await json('out/a.json')).toMatchObject({ model: { rois: 2 } });
});

test('people without a camera are told of in the result and by the exit code, not as nobody', async () => {
  await photo('a.jpg');
  await photo('b.jpg');
  const broken: Platform = {
    ...platform,
    runtime: {
      createSession: async (...args) => {
        const session = await platform.runtime.createSession(...args);
        const run: typeof session.run = async (...feeds) => {
          const outputs = await session.run(...feeds);
          const cameras = outputs['cameras']?.data;
          // every camera is turned inside out
          if (cameras instanceof Float32Array) cameras.fill(-1);
          return outputs;
        };
        return { ...session, run };
      },
    },
  };
  const args = ['predict', 'a.jpg', 'b.jpg', '--box', '5,5,40,45', '--save', 'json', '--json'];
  const { code, err, out } = await run(args, { platform: () => Promise.resolve(broken) });
  expect(code).toBe(1);
  expect(err).toContain('a.jpg: 1 person without a place; a.json');
  expect(err).not.toContain('nobody found');
  expect(err).toContain('2 without a place');
  const lost = [
    { status: 'unplaced', score: 1, box: [5, 5, 40, 45], reason: expect.any(String) as string },
  ];
  const written = parseResult(await readFile(join(cwd, 'out', 'a.json'), 'utf8'));
  expect(written).toMatchObject({ people: [], lost });
  expect(JSON.parse(out)).toMatchObject([{ lost }, { lost }]);
});

describe('workers', () => {
  const withoutTimes = async (path: string): Promise<unknown> => {
    const { timings: _, ...rest } = await json(path);
    return rest;
  };

  test('make the same of photographs as one thread does, in their order', async () => {
    for (const name of ['a', 'c', 'd']) await photo(`photos/${name}.jpg`);
    await writeFile(join(cwd, 'photos/b.jpg'), 'no image');
    const args = ['predict', 'photos', '--box', '5,5,40,45', '--save', 'json', '--rois', '1'];
    const own = { threads: true, platform: () => Promise.resolve(nodePlatform) };
    const two = await run([...args, '--workers', '2', '--out', 'two', '--json'], own);
    const one = await run([...args, '--workers', '1', '--out', 'one'], own);
    expect([two.code, one.code]).toEqual([1, 1]);
    const order = (JSON.parse(two.out) as { image: { file: string } }[]).map(
      ({ image: { file } }) => file.slice(-5),
    );
    expect(order).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
    expect(two.err).toMatch(/\[E_FORMAT\] photos.b\.jpg: decode: expected an image/);
    for (const name of ['a', 'c', 'd']) {
      expect(await withoutTimes(`two/${name}.json`)).toEqual(
        await withoutTimes(`one/${name}.json`),
      );
    }
  });

  test('who cannot load the weights says so before any photograph', async () => {
    for (const name of ['a', 'b']) await photo(`photos/${name}.jpg`);
    const own = { threads: true, platform: () => Promise.resolve(nodePlatform) };
    const args = ['predict', 'photos', '--detector', 'photos/a.jpg', '--workers', '2'];
    const { code, err } = await run(args, own);
    expect(code).toBe(1);
    expect(err).toContain('E_FORMAT');
    expect(await files().catch(() => [])).not.toContain('a.json');
  });
});
