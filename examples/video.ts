/**
 * The frames of a video, in order: found once, followed from frame to frame, numbered and smoothed.
 *
 *   ffmpeg -i clip.mp4 frames/%04d.png && npx tsx video.ts 25 frames/*.png
 */
import { readFile } from 'node:fs/promises';
import { loadBody, smoothFrames, SMOOTHING_DEFAULTS, Tracker } from 'multiroi';
import type { FoundPerson, Frame } from 'multiroi';
import { MultiRoi, nodePlatform } from 'multiroi/node';

const [rate = '25', ...files] = process.argv.slice(2);
const hmr = await MultiRoi.load();
const tracker = new Tracker();
const frames: Frame[] = [];
let found: FoundPerson[] = [];
try {
  for (const [i, file] of files.entries()) {
    const photo = await nodePlatform.images.decode(await readFile(file), file);
    found = found.length > 0 ? await hmr.follow(photo, found) : await hmr.find(photo);
    const result = await hmr.reconstruct(photo, { file, found });
    const timeS = i / Number(rate);
    frames.push({ timeS, result: tracker.next(result, timeS) });
  }
} finally {
  await hmr.dispose();
}
const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));
const smooth = smoothFrames(frames, body, { smoothing: SMOOTHING_DEFAULTS, lockShape: true });
for (const { image, people } of smooth) {
  const places = people.map(({ id, camera }) => `${id} at ${camera.t[2].toFixed(2)} m`);
  console.log(`${image.file}: ${places.join(', ')}`);
}
