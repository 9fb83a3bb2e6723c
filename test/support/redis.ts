/** @file A Redis of its own for a test, on a loopback port that is free; ended by its process number. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

function isThere(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Whether this machine has a Redis; without one its tests are skipped, and counted. */
export const HAS_REDIS = isThere();

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Kills it without a word, and starts it again on what it wrote to its disk. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

async function untilAnswers(port: number, server: ChildProcess): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`);
    const redis = new Redis({
      port,
      host: '127.0.0.1',
      lazyConnect: true,
      retryStrategy: () => null,
    });
    redis.on('error', () => undefined);
    // a password or TLS that is asked for is an answer too
    const answer = await redis.ping().catch((error: unknown) => String(error));
    redis.disconnect();
    if (/PONG|NOAUTH/.test(answer)) return;
    await new Promise((settle) => setTimeout(settle, 50));
  }
  throw new Error('redis-server does not answer');
}

/** Starts one. @param settings as on its command line. */
export async function startRedis(settings: readonly string[] = []): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'multiroi-redis-'));
  const port = await freePort();
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const isTls = settings.includes('--tls-port');
  const start = async (): Promise<ChildProcess> => {
    const started = spawn('redis-server', [...own, ...settings], { stdio: 'ignore' });
    if (!isTls) await untilAnswers(port, started);
    else await new Promise((settle) => setTimeout(settle, 500));
    return started;
  };
  let server = await start();
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async restart() {
      await kill();
      server = await start();
    },
    async end() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
