import { expect, test } from 'vitest';
import type { Platform, Session } from '../platform/index.ts';
import { PersonFinder } from './finder.ts';

/** A platform whose files come when they are let, and what became of its sessions. */
function slow() {
  let arrive: (bytes: Uint8Array) => void = () => {};
  const bytes = new Promise<Uint8Array>((resolve) => (arrive = resolve));
  const sessions = { made: 0, disposed: 0 };
  const session: Pick<
    Session,
    'dispose' | 'inputNames' | 'outputNames' | 'inputShapes' | 'provider' | 'run'
  > = {
    inputNames: [],
    outputNames: [],
    inputShapes: {},
    provider: 'cpu',
    run: () => Promise.resolve({}),
    dispose: () => Promise.resolve(void sessions.disposed++),
  };
  const platform: Pick<Platform, 'files' | 'runtime'> = {
    files: { asset: () => bytes, read: () => bytes },
    runtime: { createSession: () => Promise.resolve((sessions.made++, session)) },
  };
  return { platform, sessions, arrive: () => arrive(new Uint8Array()) };
}

test('nothing is compiled once the finder was disposed of, though its file was asked for before', async () => {
  const { platform, sessions, arrive } = slow();
  const finder = new PersonFinder(platform, {});
  const pose = expect(finder.poseSession('full')).rejects.toThrow('got a disposed one');
  const disposed = finder.dispose();
  arrive();
  await Promise.all([pose, disposed]);
  await expect(finder.poseSession('full')).rejects.toMatchObject({ code: 'E_CONFIG' });
  expect(sessions).toEqual({ made: 0, disposed: 0 });
});

test('a second dispose is the first one', async () => {
  const { platform, sessions, arrive } = slow();
  const finder = new PersonFinder(platform, {});
  arrive();
  await finder.poseSession('full');
  await Promise.all([finder.dispose(), finder.dispose()]);
  await finder.dispose();
  expect(sessions).toEqual({ made: 1, disposed: 1 });
});
