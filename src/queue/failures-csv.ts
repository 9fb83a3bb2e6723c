/** @file Images that were set aside, as a table. */

import type { ImageFailure } from './batch.ts';

const COLUMNS = ['file', 'url', 'digest', 'code', 'message', 'tries', 'at'] as const;

/** One value of a CSV (RFC 4180); what a spreadsheet would take for a formula is text. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table of failures, by file. */
export function failuresCsv(failures: readonly ImageFailure[]): string {
  const sorted = failures.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const rows = sorted.map((failure) => COLUMNS.map((name) => cell(failure[name])).join(','));
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}
