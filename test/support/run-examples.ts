/**
 * @file Runs the examples of docstrings, one after the other in one process, in the folder that it is started in. Before them
 * comes what they read: a photograph, its result, a motion of it, two synthetic people and their evaluation.
 *
 *   node --import tsx run-examples.ts photo.png example.ts…
 *
 * Prints one line of JSON an example: its file, what it printed, and the error that it ended with, if any.
 */
import { Console } from 'node:console';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { motionOfFrames, motionText, SILENT } from 'multiroi';
import { MultiRoi, nodePlatform } from 'multiroi/node';
import { evaluateRun, findProtocol, findRecipe, writeSynthetic } from 'multiroi/train';

/** What became of one example. */
export interface ExampleRun {
  readonly file: string;
  readonly printed: readonly string[];
  readonly error: string | null;
}

const [photo = '', ...files] = process.argv.slice(2);

async function prepare(): Promise<void> {
  await copyFile(photo, 'photo.jpg');
  const hmr = await MultiRoi.load();
  const result = await hmr.reconstruct(await readFile('photo.jpg'), { file: 'photo.jpg' });
  await writeFile('photo.json', JSON.stringify(result));
  const frames = [0, 0.1].map((timeS) => ({ timeS, result }));
  const motion = motionOfFrames(frames, hmr.body, { file: 'clip.mp4', fps: 10 });
  await writeFile('clip.motion.json', motionText(motion));
  await hmr.dispose();
  const recipe = findRecipe('upright');
  await writeSynthetic({
    version: '0',
    out: 'synthetic',
    recipe,
    seed: 'examples',
    count: 2,
    threads: 1,
  });
  await evaluateRun({
    platform: nodePlatform,
    protocol: findProtocol('synthetic'),
    data: 'synthetic',
    focal: 'file',
    worst: 0,
    out: 'evaluation',
    resume: false,
    version: '0',
    log: SILENT,
  });
}

async function run(file: string): Promise<ExampleRun> {
  let printed = '';
  const { console: own } = globalThis;
  const sink = new Writable({
    write(chunk, _, done) {
      printed += String(chunk);
      done();
    },
  });
  globalThis.console = new Console(sink);
  const ended = await import(pathToFileURL(file).href).then(
    () => null,
    (error: unknown) => format(error),
  );
  globalThis.console = own;
  return { file, printed: printed.split('\n'), error: ended };
}

await prepare();
for (const file of files) process.stdout.write(`${JSON.stringify(await run(file))}\n`);
