import { expect, test } from 'vitest';
import { reportedKind, runReportPage, type ReportedImage, worstFirst } from './report-page.ts';

const image = (file: string, change: Partial<ReportedImage> = {}): ReportedImage => ({
  file,
  thumbnail: null,
  people: [],
  outputs: [],
  warnings: [],
  ...change,
});
const person = (id: number, level: 'good' | 'rough' | 'guess') => ({
  id,
  confidence: { level, reasons: ['cut' as const], expectedMm: 88.4 },
});
const error = { code: 'E_FORMAT', message: 'decode: expected an image, got <script>' };

test('a picture is as good as its worst person', () => {
  expect(reportedKind(image('a', { people: [person(0, 'good'), person(1, 'rough')] }))).toBe(
    'rough',
  );
  expect(reportedKind(image('a', { people: [{ id: 0, confidence: null }] }))).toBe('unknown');
  expect(reportedKind(image('a'))).toBe('nobody');
  expect(reportedKind(image('a', { error }))).toBe('failed');
});

test('what needs a look most comes first', () => {
  const images = [
    image('good', { people: [person(0, 'good')] }),
    image('nobody'),
    image('guess', { people: [person(0, 'guess')] }),
    image('failed', { error }),
    image('also good', { people: [person(0, 'good')] }),
  ];
  expect(worstFirst(images).map(({ file }) => file)).toEqual([
    'failed',
    'guess',
    'good',
    'also good',
    'nobody',
  ]);
});

test('whatever a file is called is text, and an address of a file beside the page', () => {
  const name = '"><img src=x onerror=alert(1)>';
  const outputs = [`javascript:alert(1)/${name}_overlay.png`, 'a b#c?.json'];
  const page = runReportPage({ title: name, facts: [[name, name]] }, [
    image(name, { outputs, warnings: [name], people: [person(0, 'good')] }),
    image('b', { error }),
  ]);
  expect(page).not.toContain('<img src=x');
  expect(page).not.toContain('got <script>');
  expect(page).toContain('href="./javascript%3Aalert(1)/');
  expect(page).toContain('href="./a%20b%23c%3F.json"');
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/https?:/);
});
