/** @file Every test fails when something writes to the console; the gate's random cases are the same every time. */
import fc from 'fast-check';
import { afterEach, beforeEach, vi } from 'vitest';

if (process.env['CI'] !== undefined) fc.configureGlobal({ seed: 20_240_714 });

const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
let printed: string[] = [];

beforeEach(() => {
  printed = [];
  for (const method of methods) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      printed.push(`${method}: ${words.map(String).join(' ')}`);
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  if (printed.length > 0) throw new Error(`the console was used:\n${printed.join('\n')}`);
});
