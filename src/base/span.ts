/** @file The injected trace: what was done when, as a tree. Nothing in the package tells anybody of it by itself. */

/** What is known of a span beside its name and its times. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Something that takes time, as OpenTelemetry means it; its parts are spans, too. */
export interface Span {
  /** A part begins; whoever begins one ends it. */
  begin(name: string, attributes?: SpanAttributes): Span;
  /** A part that is over. Times are those of `performance.now()` in the thread that told of it plus its `timeOrigin`: ms since 1970. */
  part(name: string, startMs: number, endMs: number): void;
  /** Adds what has become known. */
  set(attributes: SpanAttributes): void;
  /** It is over; `error` says that it failed. */
  end(error?: unknown): void;
}

/** Tells nobody; the default everywhere. */
export const UNTRACED: Span = {
  begin: () => UNTRACED,
  part: () => undefined,
  set: () => undefined,
  end: () => undefined,
};

/** Does `work` as a part of `whole`, which ends with it. @throws what `work` throws. */
export async function traced<T>(
  whole: Span,
  name: string,
  attributes: SpanAttributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = whole.begin(name, attributes);
  try {
    const value = await work(span);
    span.end();
    return value;
  } catch (error) {
    span.end(error);
    throw error;
  }
}
