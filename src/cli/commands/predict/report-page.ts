/**
 * @file A run as one HTML page: pictures with how far they are believed, failures with their reasons, a filter. It holds all that it
 * shows and asks nobody for anything; links lead to the files beside it.
 */

import { escapeHtml } from '../../../base/index.ts';
import { CONFIDENCE_LEVELS, type PersonConfidence } from '../../../result/index.ts';
import type { ErrorReport } from '../../report.ts';

/** Somebody on a picture of the report; `confidence` is null where nobody knows. */
export interface ReportedPerson {
  readonly id: number;
  readonly confidence: Pick<PersonConfidence, 'level' | 'reasons' | 'expectedMm'> | null;
}

/** A picture of the report. */
export interface ReportedImage {
  readonly file: string;
  /** Base64 of a JPEG, or null. */
  readonly thumbnail: string | null;
  readonly people: readonly ReportedPerson[];
  /** Below the report's folder, with `/`. */
  readonly outputs: readonly string[];
  readonly warnings: readonly string[];
  /** Why there is no result. */
  readonly error?: ErrorReport;
}

/** What a report says above its pictures. */
export interface ReportHead {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** Whoever writes the file knows it again by this. */
export const REPORT_MARK = '<!-- a report of multiroi predict -->';

type Kind = 'failed' | (typeof CONFIDENCE_LEVELS)[number] | 'unknown' | 'nobody';
/** From what needs a look most to what needs none. */
const KINDS: readonly Kind[] = ['failed', 'guess', 'rough', 'unknown', 'good', 'nobody'];

/** The worst of a picture. */
export function reportedKind({ people, error }: ReportedImage): Kind {
  if (error !== undefined) return 'failed';
  if (people.length === 0) return 'nobody';
  const levels = people.map(({ confidence }) => confidence?.level);
  const worst = CONFIDENCE_LEVELS.toReversed().find((level) => levels.includes(level));
  return worst ?? 'unknown';
}

const WORDS: Readonly<Record<Kind, string>> = {
  failed: 'failed',
  guess: 'a guess',
  rough: 'rough',
  unknown: 'not judged',
  good: 'good',
  nobody: 'nobody found',
};

const STYLE = `
:root { color-scheme: light dark; --back: #f7f6f3; --card: #fff; --line: #d9dde3; --failed: #b42318; --guess: #b54708; --rough: #7a6200; --good: #0b6b62; --other: #667085; }
@media (prefers-color-scheme: dark) { :root { --back: #16181d; --card: #1f2229; --line: #363b45; --failed: #fda29b; --guess: #fdb022; --rough: #fde272; --good: #5eead4; --other: #98a2b3; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; background: var(--back); }
header, main { max-width: 1400px; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.3rem; margin: .2rem 0 .6rem; }
dl { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; margin: 0 0 1rem; } dl div { display: flex; gap: .5rem; } dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; }
input[type=search] { font: inherit; padding: .35rem .6rem; min-width: 16rem; flex: 0 1 24rem; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: inherit; }
label { white-space: nowrap; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 1rem; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; display: flex; flex-direction: column; content-visibility: auto; contain-intrinsic-size: auto 320px; }
article[hidden] { display: none; }
article img { width: 100%; height: 200px; object-fit: contain; background: #8882; display: block; }
.none { height: 200px; display: grid; place-items: center; background: #8882; color: var(--other); }
.text { padding: .6rem .8rem; display: grid; gap: .25rem; }
h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p, ul { margin: 0; padding: 0; list-style: none; overflow-wrap: anywhere; } .files { font-size: .9em; }
.failed { color: var(--failed); } .guess { color: var(--guess); } .rough { color: var(--rough); } .good { color: var(--good); } .nobody, .unknown, .warning { color: var(--other); }
a { color: inherit; }`;

const SCRIPT = `
const form = document.querySelector('form');
const cards = [...document.querySelectorAll('article')];
const shown = document.querySelector('output');
function filter() {
  const data = new FormData(form);
  const words = String(data.get('words')).toLowerCase().split(/\\s+/).filter(Boolean);
  const kinds = data.getAll('kind');
  let count = 0;
  for (const card of cards) {
    const fits = kinds.includes(card.dataset.kind) && words.every((word) => card.dataset.words.includes(word));
    card.hidden = !fits;
    if (fits) count++;
  }
  shown.value = count + ' of ' + cards.length;
}
form.addEventListener('input', filter);
form.addEventListener('submit', (event) => event.preventDefault());
filter();`;

/** An address of a file beside the page: no name is taken for another scheme, or for a place in the page. */
const addressOf = (path: string): string =>
  `./${path.split('/').map(encodeURIComponent).join('/')}`;

function personLine({ id, confidence }: ReportedPerson): string {
  if (confidence === null) return `<li class="unknown">person ${id}</li>`;
  const { level, reasons, expectedMm } = confidence;
  const why = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
  return `<li class="${level}">person ${id} is ${WORDS[level]}${escapeHtml(why)}, about ${Math.round(expectedMm)} mm</li>`;
}

/** The picture that a click on the small one opens. */
function pictureOf(outputs: readonly string[]): string | undefined {
  const endings = ['_overlay.png', '_side.png', '_top.png', '.html'];
  return endings
    .map((ending) => outputs.find((path) => path.endsWith(ending)))
    .find((path) => path !== undefined);
}

function card(image: ReportedImage): string {
  const { file, thumbnail, people, outputs, warnings, error } = image;
  const kind = reportedKind(image);
  const small =
    thumbnail === null
      ? '<div class="none">no picture</div>'
      : `<img loading="lazy" alt="" src="data:image/jpeg;base64,${thumbnail}">`;
  const large = pictureOf(outputs);
  const picture =
    large === undefined ? small : `<a href="${escapeHtml(addressOf(large))}">${small}</a>`;
  const links = outputs.map(
    (path) =>
      `<a href="${escapeHtml(addressOf(path))}">${escapeHtml(path.replace(/^.*\//, ''))}</a>`,
  );
  const reasons = people.flatMap(({ confidence }) => confidence?.reasons ?? []);
  const words = [file, ...reasons, error?.message ?? '', ...warnings].join(' ').toLowerCase();
  const lines = [
    `<h2>${escapeHtml(file)}</h2>`,
    ...(error === undefined
      ? [
          people.length === 0
            ? `<p class="nobody">${WORDS.nobody}</p>`
            : `<ul>${people.map(personLine).join('')}</ul>`,
        ]
      : [
          `<p class="failed">${escapeHtml(error.message)}</p>`,
          ...(error.hint === undefined ? [] : [`<p>${escapeHtml(error.hint)}</p>`]),
        ]),
    ...warnings.map((each) => `<p class="warning">${escapeHtml(each)}</p>`),
    ...(links.length === 0 ? [] : [`<p class="files">${links.join(' · ')}</p>`]),
  ];
  return `<article data-kind="${kind}" data-words="${escapeHtml(words)}">${picture}<div class="text">${lines.join('')}</div></article>`;
}

/** What needs a look most comes first; of one kind the order stays. */
export function worstFirst(images: readonly ReportedImage[]): ReportedImage[] {
  return images.toSorted((a, b) => KINDS.indexOf(reportedKind(a)) - KINDS.indexOf(reportedKind(b)));
}

/** The page. */
export function runReportPage(
  { title, facts }: ReportHead,
  images: readonly ReportedImage[],
): string {
  const counts = new Map<Kind, number>();
  for (const image of images)
    counts.set(reportedKind(image), (counts.get(reportedKind(image)) ?? 0) + 1);
  const boxes = KINDS.filter((kind) => counts.has(kind)).map(
    (kind) =>
      `<label class="${kind}"><input type="checkbox" name="kind" value="${kind}" checked> ${WORDS[kind]} (${counts.get(kind) ?? 0})</label>`,
  );
  const list = facts.map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return `<!doctype html>
${REPORT_MARK}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><header><h1>${escapeHtml(title)}</h1><dl>${list.join('')}</dl>
<form role="search"><input type="search" name="words" aria-label="Search" placeholder="Name, reason or message">${boxes.join('')}<output></output></form></header>
<main>
${worstFirst(images).map(card).join('\n')}
</main>
<script>${SCRIPT}</script>
</body></html>
`;
}
