/** Actions without a browser: the real client, a worker that answers when the test wants. */
import { expect, test, vi } from 'vitest';
import { MultiRoiError } from '../../src/base/index.ts';
import type { Reconstruction } from '../../src/result/index.ts';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { selectedPerson, type VideoFile } from '../state/state.ts';
import { type FakeWorker, INFO, pictureOf, testPage } from './test-page.ts';

const resultOf = (file: string, count = 1): Reconstruction => ({
  ...sampleResult(),
  image: { ...sampleResult().image, file },
  people: Array.from({ length: count }, (_, id) => samplePerson({ id })),
});
const photo = (name: string): File => new File([name], name, { type: 'image/png' });
const settled = (): Promise<void> => new Promise((settle) => setTimeout(settle));

/** Answers what the page asks for a photograph, up to the named call. */
async function answerUntil(worker: FakeWorker, last: string, id = 1): Promise<void> {
  for (const [call, output] of [
    ['open', { photo: id, width: 4, height: 4, exifFocalPx: null, bitmap: pictureOf('engine') }],
    ['body', {}],
  ] as const) {
    await worker.asked(call);
    if (call === last) return;
    worker.answer(call, output);
  }
  await worker.asked('reconstruct');
}

test('a photograph is on the stage before its people are known, without those of the one before', async () => {
  const { page, worker } = await testPage();
  void page.actions.openFiles([photo('a.png')]);
  await answerUntil(worker, 'reconstruct');
  worker.answer('reconstruct', resultOf('a.png'));
  await vi.waitFor(() => expect(page.store.state.status.text).toBe('1 person'));

  void page.actions.openFiles([photo('b.png')]);
  await worker.asked('open');
  const { photo: shown, result, original, status } = page.store.state;
  expect(shown).toMatchObject({ name: 'b.png', id: null });
  expect([result, original]).toEqual([null, null]);
  expect(status.kind).toBe('busy');
});

test('the answer for a photograph that was replaced changes nothing', async () => {
  const { page, worker } = await testPage();
  void page.actions.openFiles([photo('a.png')]);
  await answerUntil(worker, 'reconstruct');
  const late = worker.take('reconstruct');
  void page.actions.openFiles([photo('b.png')]);
  await answerUntil(worker, 'reconstruct', 2);
  worker.answerTo(late, resultOf('a.png', 2));
  await settled();
  expect(page.store.state).toMatchObject({ photo: { name: 'b.png' }, result: null });
  worker.answer('reconstruct', resultOf('b.png'));
  await vi.waitFor(() => expect(page.store.state.status.text).toBe('1 person'));
  expect(page.store.state.result?.image.file).toBe('b.png');
});

test('a sample that arrives late does not take the place of a later choice, and is closed', async () => {
  let arrive: ((blob: Blob) => void) | undefined;
  const decoded: string[] = [];
  const { page, worker } = await testPage({
    fetch: () => new Promise((settle) => (arrive = settle)),
    decode: async (blob) => {
      decoded.push(await blob.text());
      return pictureOf('decoded', (name) => decoded.push(`closed ${name}`));
    },
  });
  void page.actions.openSample('slow.png');
  void page.actions.openFiles([photo('b.png')]);
  await worker.asked('open');
  arrive?.(new Blob(['slow.png']));
  await settled();
  expect(page.store.state.photo?.name).toBe('b.png');
  expect(decoded).toEqual(['b.png', 'slow.png', 'closed decoded']);
});

test('progress of a stopped reconstruction is not reported', async () => {
  const { page, worker } = await testPage();
  void page.actions.openFiles([photo('a.png')]);
  await answerUntil(worker, 'reconstruct');
  const late = worker.take('reconstruct');
  page.actions.cancel();
  await vi.waitFor(() => expect(page.store.state.status.text).toBe('Stopped'));
  worker.progress(late, [1, 2, 'person']);
  worker.answerTo(late, resultOf('a.png'));
  await settled();
  expect(page.store.state).toMatchObject({ status: { text: 'Stopped' }, result: null });
});

test('a broken file leaves the stage as it was', async () => {
  const { page, worker } = await testPage();
  void page.actions.openFiles([photo('a.png')]);
  await answerUntil(worker, 'reconstruct');
  worker.answer('reconstruct', resultOf('a.png'));
  await vi.waitFor(() => expect(page.store.state.status.text).toBe('1 person'));
  const before = page.store.state;
  await page.actions.openFiles([new File(['{"people": 1}'], 'broken.json')]);
  expect(page.store.state.status.kind).toBe('error');
  expect(page.store.state.photo).toBe(before.photo);
  expect(page.store.state.result).toBe(before.result);
});

test('Live without a camera is not pressed and leaves the clip', async () => {
  const frames = vi.fn(() => Promise.resolve(pictureOf('frame')));
  const close = vi.fn();
  const video: VideoFile = { durationS: 0.1, frameAt: frames, close };
  const { page, worker } = await testPage({
    openVideo: () => Promise.resolve(video),
    openCamera: () =>
      Promise.reject(new MultiRoiError('E_UNSUPPORTED', 'camera: expected one, got no camera')),
  });
  void page.actions.openFiles([new File(['x'], 'walk.webm', { type: 'video/webm' })]);
  await worker.asked('body');
  const { clip } = page.store.state;
  expect(clip?.name).toBe('walk.webm');
  // its first frame is on the stage already
  expect(page.store.state).toMatchObject({ photo: { name: 'walk.webm' }, result: null });
  await page.actions.toggleLive();
  await settled();
  const { live, status, clip: after } = page.store.state;
  expect(live).toBeNull();
  expect(status).toMatchObject({ kind: 'error', text: expect.stringContaining('no camera') });
  expect(after).toMatchObject({ id: clip?.id, progress: null });
  expect(close).not.toHaveBeenCalled();
});

test('a video that cannot be read leaves the stage as it was', async () => {
  const { page } = await testPage({
    openVideo: () => Promise.reject(new MultiRoiError('E_UNSUPPORTED', 'video: expected one')),
  });
  await page.actions.openFiles([new File(['x'], 'walk.webm', { type: 'video/webm' })]);
  expect(page.store.state).toMatchObject({ clip: null, status: { kind: 'error' } });
});

test('a provider that fails is left for WASM, and that is reported with the result', async () => {
  const { page, worker } = await testPage({}, { ...INFO, provider: 'webgpu' });
  void page.actions.openFiles([photo('a.png')]);
  await answerUntil(worker, 'reconstruct');
  worker.fail('reconstruct', 'device lost');
  await worker.asked('use');
  worker.answer('use', INFO);
  await worker.asked('reconstruct');
  worker.answer('reconstruct', resultOf('a.png'));
  await vi.waitFor(() => expect(page.store.state.status.kind).toBe('idle'));
  expect(page.store.state.info?.provider).toBe('wasm');
  expect(page.store.state.status.hint).toMatch(/WASM took over/);
});

test('people: choose, hide, show alone', async () => {
  const { page, worker } = await testPage();
  void page.actions.openFiles([photo('a.png')]);
  await answerUntil(worker, 'reconstruct');
  worker.answer('reconstruct', resultOf('a.png', 2));
  await vi.waitFor(() => expect(page.store.state.status.text).toBe('2 people'));
  page.actions.choosePerson(1);
  page.actions.toggleHidden(0);
  page.actions.toggleSolo(1);
  expect(selectedPerson(page.store.state)?.id).toBe(1);
  expect(page.store.state.view).toMatchObject({ hidden: [0], solo: 1 });
  page.actions.toggleHidden(0);
  page.actions.toggleSolo(1);
  expect(page.store.state.view).toMatchObject({ hidden: [], solo: null });
});

test('fewer regions ask for the photograph in hand again; nothing in hand asks for nothing', async () => {
  const { page, worker } = await testPage();
  await page.actions.chooseRois(2);
  expect(worker.waiting).toEqual([]);
  void page.actions.openFiles([photo('a.png')]);
  await answerUntil(worker, 'reconstruct');
  expect(worker.inputOf('reconstruct')).toMatchObject({ photo: 1, rois: 2 });
});
