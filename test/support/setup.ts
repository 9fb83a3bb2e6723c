/** @file Every test fails when something writes to the console. */
import { afterEach, beforeEach, vi } from 'vitest';

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
