import { expect, test } from 'vitest';
import { formatDuration, progressBar, timeLeftMs, waitingLine } from './progress.ts';

function screen(isTTY: boolean) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const stream = { isTTY, columns: 60, write: (text: string) => written.push(text) };
  return { written, clock, bar: progressBar(stream, 4, 'images', () => clock.ms) };
}

test('durations are read at a glance', () => {
  expect([0, 400, 65_000, 7_800_000].map(formatDuration)).toEqual([
    '0:00',
    '0:01',
    '1:05',
    '2:10:00',
  ]);
  expect(timeLeftMs(0, 4, 1000)).toBeNull();
  expect(timeLeftMs(1, 4, 1000)).toBe(3000);
});

test('on a terminal one line is rewritten, and makes room for messages', () => {
  const { written, clock, bar } = screen(true);
  bar.update(0, 'a.jpg');
  clock.ms = 50;
  bar.update(1, 'too soon');
  clock.ms = 2000;
  bar.update(1, 'b.jpg');
  bar.say('warning');
  bar.end();
  const all = written.join('');
  expect(all).not.toContain('too soon');
  expect(all).toContain('1/4 images, 0:06 left  b.jpg');
  expect(written.slice(-5, -1)).toEqual([
    expect.stringMatching(/^\r█{6}░{18} /),
    '\rwarning\u001b[K',
    '\n',
    expect.stringMatching(/^\r█{6}░{18} /),
  ]);
  expect(written.at(-1)).toBe('\r\u001b[K');
});

test('elsewhere a plain line is written now and then', () => {
  const { written, clock, bar } = screen(false);
  bar.update(0, 'a');
  clock.ms = 12_000;
  bar.update(2, 'c');
  clock.ms = 13_000;
  bar.update(3, 'd');
  bar.say('note');
  bar.end();
  expect(written).toEqual(['2/4 images, 0:12 left\n', 'note\n']);
});

test('what is waited for stands on a terminal alone, and goes when it is over', () => {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  const log = waitingLine({ write }, 'loading');
  log.say('a line');
  log.end();
  expect(written.splice(0)).toEqual(['a line\n']);
  const line = waitingLine({ isTTY: true, write }, 'loading');
  expect(written).toEqual(['\rloading …\u001b[K']);
  line.end();
  line.end();
  expect(written).toEqual(['\rloading …\u001b[K', '\r\u001b[K']);
});
