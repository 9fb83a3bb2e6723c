import { defineConfig } from 'vitest/config';

const pool = {
  setupFiles: ['test/support/setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // what is waited for comes, however busy the machine is; the usual second is a test of speed
  expect: { poll: { timeout: 60_000 } },
};

export default defineConfig({
  test: {
    reporters: ['default', './test/support/summary-reporter.ts'],
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'app/**/*.test.ts', 'test/property/**/*.test.ts'],
          ...pool,
          // modules are loaded once a worker, not once a file: less than half the time
          isolate: false,
        },
      },
      {
        test: {
          name: 'golden',
          include: ['test/golden/**/*.test.ts'],
          ...pool,
          testTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          ...pool,
          testTimeout: 300_000,
        },
      },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...pool, testTimeout: 300_000 } },
    ],
  },
});
