/** @file A server of S3's protocol on loopback, with one empty bucket; ended by its process number. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface TestS3 {
  readonly port: number;
  /** What programs find it by. */
  env(port?: number): Record<string, string>;
  close(): Promise<void>;
}

export const BUCKET = 'photographs';

export async function startS3(): Promise<TestS3> {
  const directory = mkdtempSync(join(tmpdir(), 'multiroi-s3-'));
  const script = fileURLToPath(new URL('s3-server.ts', import.meta.url));
  const flags = ['--openssl-legacy-provider', '--import', 'tsx'];
  const server = spawn(process.execPath, [...flags, script, directory, BUCKET], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [first] = (await Promise.race([once(server.stdout, 'data'), once(server, 'exit')])) as [
    unknown,
  ];
  const port = Number(String(first));
  if (!(port > 0)) throw new Error(`the server of buckets ended with ${String(first)}`);
  return {
    port,
    env: (at = port) => ({
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${at}`,
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    }),
    async close() {
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
