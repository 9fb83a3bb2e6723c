/** @file What a soak has counted, and its table. */

import type { Asked, Outcome } from './soak-requests.ts';

/** The server's process at one moment. */
export interface Sample {
  readonly seconds: number;
  /** Of requests that were asked by then. */
  readonly asked: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly externalMb: number;
  readonly heldBytes: number;
  readonly queue: number;
}

/** The end of the server. */
export interface Stopped {
  /** Pictures in hand when it was told to stop, and how they ended. */
  readonly inHand: Readonly<Record<string, number>>;
  /** Requests that came afterwards. */
  readonly after: Readonly<Record<string, number>>;
  readonly code: number | null;
  readonly ms: number;
}

interface Counted {
  readonly family: string;
  readonly name: string;
  readonly ms: number[];
  readonly answers: Map<string, number>;
  right: number;
  later: number;
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.floor(q * (sorted.length - 1))] ?? NaN;
const shown = (counts: Iterable<readonly [string, number]>): string =>
  [...counts].map(([what, n]) => `${what || 'none'} × ${n}`).join(', ') || 'none';
const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
/** Answers of a thousand requests are told in short. */
const short = (statuses: string): string =>
  statuses.length > 24 ? `${statuses.slice(0, 20)}…` : statuses;

export class SoakCounts {
  readonly #kinds = new Map<string, Counted>();
  readonly samples: Sample[] = [];

  add({ family, name }: Asked, { statuses, isRight, isLater }: Outcome, ms: number): void {
    const key = `${family}: ${name}`;
    const counted = this.#kinds.get(key) ?? {
      family,
      name,
      ms: [],
      answers: new Map<string, number>(),
      right: 0,
      later: 0,
    };
    this.#kinds.set(key, counted);
    if (isLater) {
      counted.later++;
      return;
    }
    counted.ms.push(ms);
    counted.answers.set(short(statuses), (counted.answers.get(short(statuses)) ?? 0) + 1);
    if (isRight) counted.right++;
  }

  #sum(of: (counted: Counted) => number): number {
    return [...this.#kinds.values()].reduce((sum, counted) => sum + of(counted), 0);
  }

  get done(): number {
    return this.#sum(({ ms }) => ms.length);
  }

  get wrong(): number {
    return this.done - this.#sum(({ right }) => right);
  }

  get later(): number {
    return this.#sum(({ later }) => later);
  }

  /** Largest memory of the last quarter by that of the second: what grows shows there. */
  get growth(): number {
    const { samples } = this;
    const most = (from: number, to: number): number =>
      Math.max(
        ...samples
          .slice(Math.floor(from * samples.length), Math.ceil(to * samples.length))
          .map(({ rssMb }) => rssMb),
      );
    return most(0.75, 1) / most(0.25, 0.5);
  }

  #rows(families: readonly string[], isByKind: boolean): string[] {
    const groups = new Map<string, Counted[]>();
    for (const counted of this.#kinds.values()) {
      if (!families.includes(counted.family)) continue;
      const key = isByKind ? counted.name : counted.family;
      groups.set(key, [...(groups.get(key) ?? []), counted]);
    }
    return [...groups].map(([name, all]) => {
      const ms = all.flatMap((each) => each.ms).toSorted((a, b) => a - b);
      const answers = new Map<string, number>();
      for (const each of all) {
        for (const [what, n] of each.answers) answers.set(what, (answers.get(what) ?? 0) + n);
      }
      const right = all.reduce((sum, each) => sum + each.right, 0);
      const later = all.reduce((sum, each) => sum + each.later, 0);
      return row(name, isByKind ? 1 : all.length, ms.length, right, shown(answers), later, quantile(ms, 0.5).toFixed(0), quantile(ms, 0.95).toFixed(0)); // oxfmt-ignore
    });
  }

  /** What was answered in another way than it should, by kind. */
  #deviations(): string[] {
    return [...this.#kinds.values()]
      .filter(({ ms, right }) => right < ms.length)
      .map(({ family, name, answers }) => `- ${family}: ${name}: ${shown(answers)}`);
  }

  #memory(): string[] {
    const { samples } = this;
    const step = Math.max(1, Math.floor(samples.length / 20));
    const kept = samples.filter((_, i) => i % step === 0 || i === samples.length - 1);
    return [
      row('minute', 'requests', 'resident MB', 'heap MB', 'outside the heap MB', 'bytes held', 'queue'),
      row(...Array<string>(7).fill('---')),
      ...kept.map((each) => row((each.seconds / 60).toFixed(1), each.asked, each.rssMb.toFixed(0), each.heapMb.toFixed(0), each.externalMb.toFixed(0), each.heldBytes, each.queue)),
    ]; // oxfmt-ignore
  }

  /**
   * The document.
   * @param head what was run, where and for how long; one paragraph.
   */
  markdown(head: string, stopped: Stopped | undefined): string {
    const families = [...new Set([...this.#kinds.values()].map(({ family }) => family))];
    const columns = ['asked for', 'kinds', 'requests', 'right', 'answers', 'told to come back', 'p50 ms', 'p95 ms']; // oxfmt-ignore
    const deviations = this.#deviations();
    const end =
      stopped === undefined
        ? 'It was not stopped yet.'
        : `Told to stop with work in hand: what was in hand ${shown(Object.entries(stopped.inHand))}; what came afterwards ${shown(Object.entries(stopped.after))}; exit code ${stopped.code} after ${(stopped.ms / 1000).toFixed(1)} s.`;
    return `${[
      '# The server, soaked',
      '',
      head,
      '',
      row(...columns),
      row(...columns.map(() => '---')),
      ...this.#rows(['good'], true),
      ...this.#rows(families.filter((family) => family !== 'good').toSorted(), false),
      '',
      `${this.done} requests, ${this.wrong} of them answered wrongly or not at all; besides, ${this.later} were told to come back, and did.`,
      ...(deviations.length > 0 ? ['', ...deviations] : []),
      '',
      '## Memory',
      `Most of the last quarter is ${this.growth.toFixed(3)} times the most of the second.`,
      '',
      ...this.#memory(),
      '',
      '## The end',
      end,
    ].join('\n')}\n`;
  }
}
