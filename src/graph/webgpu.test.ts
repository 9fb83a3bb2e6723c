/** @file A training step on WebGPU, by a software driver where there is no other. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Chromium's own software driver, which ONNX Runtime's WebGPU accepts; Debian's place for it. */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const SCRIPT = fileURLToPath(new URL('../../test/support/webgpu-step.ts', import.meta.url));

interface Told {
  readonly why?: string;
  readonly cpu: readonly number[];
  readonly webgpu: readonly number[];
}

// a driver is named by the environment of a process, before it loads
test('four steps of a small network with pooling on WebGPU are those on the processor', (context) => {
  const env = existsSync(DRIVER) ? { ...process.env, VK_ICD_FILENAMES: DRIVER } : process.env;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', SCRIPT], {
    env,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const { cpu, webgpu, why } = JSON.parse(stdout) as Told;
  if (why !== undefined) return context.skip(`no adapter: ${why}`);
  expect(cpu).toHaveLength(4);
  for (const [i, loss] of webgpu.entries()) expect(loss).toBeCloseTo(cpu[i], 3);
});
