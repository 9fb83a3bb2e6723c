/** @file Every test fails when something writes to the console; the gate's random cases are the same every time. */
import fc from 'fast-check';
import { afterEach, beforeEach, vi } from 'vitest';

if (process.env['CI'] !== undefined) fc.configureGlobal({ seed: 20_240_714 });

const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
let spoken: string[] = [];

beforeEach(() => {
  spoken = [];
  for (const method of methods) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      spoken.push(`${method}: ${words.map(String).join(' ')}`);
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  if (spoken.length > 0) throw new Error(`the console was used:\n${spoken.join('\n')}`);
});
