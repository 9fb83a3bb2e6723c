/** @file A page of numbers and drawings in one file, without scripts or anything from outside; reports are made of it. */

/** Text as it stands in HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Two to six round numbers from low to high. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}

/** Three digits. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

const STYLE = `
:root { color-scheme: light dark; --line: #2563eb; --grid: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1320px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 1rem; }
figure { margin: 0; } figcaption { font-size: .9rem; } svg { width: 100%; height: auto; }
.axes line { stroke: var(--grid); } .axes text { font-size: 11px; fill: currentColor; opacity: .7; }
polyline { fill: none; stroke: var(--line); stroke-width: 1.6; } circle { fill: var(--line); }
table { border-collapse: collapse; } th, td { padding: .15rem .8rem .15rem 0; text-align: left; font-variant-numeric: tabular-nums; }
th { font-weight: 600; border-bottom: 1px solid var(--grid); } td.number, th.number { text-align: right; }
.bar { fill: var(--line); } .worst img { max-width: 100%; height: auto; display: block; }
pre { overflow: auto; padding: 1rem; background: #8881; }`;

/** What a page without scripts consists of. */
export interface PageParts {
  readonly title: string;
  /** Under the title. */
  readonly status: string;
  /** Facts in the order they are shown. */
  readonly facts: Iterable<readonly [name: string, value: string]>;
  /** HTML. */
  readonly body: string;
}

/** The page. */
export function htmlPage({ title, status, facts, body }: PageParts): string {
  const list = [...facts].map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1><p>${escapeHtml(status)}</p>
<dl>${list.join('')}</dl>
${body}
</body></html>
`;
}
