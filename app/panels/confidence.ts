/** @file How far a person is to be believed, in plain words. */

import type { ConfidenceReason, Person } from '../../src/result/index.ts';
import { h } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import { selectedPerson } from '../state/state.ts';
import { panel } from './panel.ts';

const LEVELS = {
  good: { name: 'good', text: 'Probably right', but: 'though' },
  rough: { name: 'fair', text: 'Roughly right', but: 'since' },
  guess: { name: 'bad', text: 'A guess', but: 'since' },
} as const;

const REASONS: Readonly<Record<ConfidenceReason, string>> = {
  cut: 'part of the person is outside the photograph',
  hidden: 'some joints are hidden',
  'regions disagree': 'one look at the person differs from another',
  'landmarks unsure': 'the joints are hard to make out',
};

/** One in words, several with an “and”. */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

const centimetres = (mm: number): string => `${Math.max(1, Math.round(mm / 10))} cm`;

interface Words {
  readonly name: 'good' | 'fair' | 'bad' | '';
  readonly verdict: string;
  readonly why: string;
}

function wordsOf(person: Person | null): Words {
  if (person === null) return { name: '', verdict: '', why: 'Of the person who is picked out.' };
  const { confidence, expectedError } = person;
  if (confidence !== undefined) {
    const { name, text, but } = LEVELS[confidence.level];
    const { reasons, expectedMm, placePx } = confidence;
    const because =
      reasons.length === 0 ? '' : `, ${but} ${listed(reasons.map((r) => REASONS[r]))}`;
    const place = `in the photograph by ${Math.max(1, Math.round(placePx))} px`;
    return {
      name,
      verdict: `${text}${because}.`,
      why: `Joints of people seen like this are usually off by ${centimetres(expectedMm)}, ${place}.`,
    };
  }
  if (expectedError) {
    const [low, high] = expectedError.rangeMm.map(centimetres);
    return {
      name: '',
      verdict: `Joints are usually off by ${centimetres(expectedError.meanMm)}.`,
      why: `Of five such people, four are off by ${low} to ${high}.`,
    };
  }
  const changed =
    'Nobody has measured how far bodies that were changed or stored elsewhere are off.';
  return { name: '', verdict: 'Not judged.', why: changed };
}

export function confidencePanel(page: Page): HTMLElement {
  const verdict = h('p');
  const why = h('p', { className: 'note' });
  page.store.watch(selectedPerson, (person) => {
    const words = wordsOf(person);
    verdict.className = `verdict ${words.name}`;
    verdict.textContent = words.verdict;
    verdict.hidden = words.verdict === '';
    why.textContent = words.why;
  });
  return panel('Confidence', true, verdict, why);
}
