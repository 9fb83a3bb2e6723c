import { expect, test } from 'vitest';
import { TrackCollector, type CollectedTrack } from './collect-tracks.ts';
import { RECORD_LENGTH, type SeenFrame } from './observation.ts';

/** Two people far apart, the second in every other frame and listed first. */
const frames = Array.from({ length: 24 }, (_, index): SeenFrame => {
  const person = (x: number): SeenFrame['people'][number] => {
    const record = new Float32Array(RECORD_LENGTH).fill(index);
    record.set([0.9, x, 100, x + 80, 300]);
    return { record, clothes: null };
  };
  const people = index % 2 === 0 ? [person(900), person(100)] : [person(100)];
  return { index, seconds: index / 24, isCut: false, isSearched: true, people };
});

async function tracksOf(collected: TrackCollector): Promise<CollectedTrack[]> {
  for (const frame of frames) collected.add(frame);
  const out: CollectedTrack[] = [];
  for await (const { id, sightings } of collected.tracks(24)) out.push({ id, sightings });
  return out;
}

test('everybody has the same frames, held or read again', async () => {
  const held = await tracksOf(new TrackCollector());
  expect(held.map(({ sightings }) => sightings.length).toSorted((a, b) => a - b)).toEqual([12, 24]);
  let reads = 0;
  const all = (): readonly SeenFrame[] => {
    reads++;
    return frames;
  };
  expect(await tracksOf(new TrackCollector({ all }))).toEqual(held);
  expect(reads).toBe(1);
});
