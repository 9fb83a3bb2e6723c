/**
 * People as a camera shows them: a video at its own pace stands for the camera. What is too late is dropped, and counted.
 *
 *   npx tsx live.ts clip.mp4 200
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { VideoPicture } from 'multiroi';
import { MultiRoi, nodePlatform } from 'multiroi/node';

const [file = 'clip.mp4', latencyMs = '200'] = process.argv.slice(2);
const video = await nodePlatform.videos.open(file);

/** Pictures at the times at which a camera would have them. */
async function* camera(): AsyncGenerator<VideoPicture, void, undefined> {
  const startMs = performance.now();
  for await (const picture of video.pictures()) {
    const earlyMs = 1000 * picture.seconds - (performance.now() - startMs);
    if (earlyMs > 0) await wait(earlyMs);
    yield picture;
  }
}

await using hmr = await MultiRoi.load();
let frames = 0;
let lost = 0;
for await (const { result, dropped } of hmr.live(camera(), { latencyMs: Number(latencyMs) })) {
  frames++;
  lost = dropped;
  if (frames === 1) console.log(`people: ${result.people.map(({ id }) => id).join(', ')}`);
}
console.log(`${frames} pictures looked at, ${lost} dropped`);
