/** @file TensorBoard itself reads our event files, where it is installed: `pip install tensorboard`. */

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsHeader, scalarEvent } from '../../src/format/index.ts';

const python = process.env['TENSORBOARD_PYTHON'] ?? 'python3';
const installed = spawnSync(python, ['-c', 'import tensorboard']).status === 0;

const READ = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0, 'tensors': 0})
events.Reload()
print(json.dumps({tag: [[e.wall_time, e.step, e.value] for e in events.Scalars(tag)] for tag in events.Tags()['scalars']}))
`;

test.skipIf(!installed)(
  'TensorBoard reads every scalar as it was written',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'multiroi-tensorboard-'));
    try {
      const began = 1_700_000_000;
      const steps = Array.from({ length: 300 }, (_, i) => ({
        time: began + i / 8,
        step: 50 * (i + 1),
        values: { loss: 300 / (i + 1), 'terms/joints2d': Math.sin(i), learningRate: 1e-4 },
      }));
      const records = steps.map(({ time, step, values }) => scalarEvent(time, step, values));
      await writeFile(
        join(folder, `events.out.tfevents.${began}.multiroi`),
        Buffer.concat([eventsHeader(began), ...records]),
      );
      const { status, stdout, stderr } = spawnSync(python, ['-c', READ, folder], {
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
      const read = JSON.parse(stdout) as Record<string, [number, number, number][]>;
      expect(Object.keys(read).toSorted()).toEqual(['learningRate', 'loss', 'terms/joints2d']);
      for (const [tag, points] of Object.entries(read)) {
        // scalars are float32
        const wanted = steps.map(({ time, step, values }) => [
          time,
          step,
          Math.fround(values[tag as keyof typeof values]),
        ]);
        expect(points, tag).toEqual(wanted);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  60_000,
);
