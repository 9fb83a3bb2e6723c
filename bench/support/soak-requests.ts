/** @file What a soak asks: requests that are answered with 200, and those of `test/support/hostile-http`. */

import { FAMILIES, slowKinds } from '../../test/support/hostile-http/kinds.ts';
import { BOX, send, type Bodies, type Kind } from '../../test/support/hostile-http/send.ts';

/** Whoever waits for longer has lost the answer, ms. */
const LOST_MS = 180_000;

/** What came of one request. */
export interface Outcome {
  /** As `Kind.wants` has them: `200`, `429`, `200,lost`, or why there is none. */
  readonly statuses: string;
  readonly isRight: boolean;
  /** Told to come back: asked again, and counted apart. */
  readonly isLater: boolean;
}

/** One kind of request. */
export interface Asked {
  readonly family: string;
  readonly name: string;
  ask(url: string, bodies: Bodies, id: string): Promise<Outcome>;
}

interface Good {
  readonly name: string;
  /** Of a hundred. */
  readonly share: number;
  readonly accept: string;
  readonly form?: boolean;
  /** Whether the answer is that of this request. */
  readonly isRight: (body: Buffer, id: string) => boolean;
}

const nameIn = (text: string, id: string): boolean =>
  text.includes(`"file": "${id}"`) || text.includes(`"file":"${id}"`);
const GOOD: readonly Good[] = [
  { name: 'JSON', share: 60, accept: 'application/json', isRight: (b, id) => nameIn(b.toString(), id) },
  { name: 'JSON, of a form', share: 10, accept: 'application/json', form: true, isRight: (b, id) => nameIn(b.toString(), id) },
  { name: 'GLB', share: 12, accept: 'model/gltf-binary', isRight: (b) => b.toString('latin1', 0, 4) === 'glTF' },
  { name: 'overlay', share: 10, accept: 'image/png', isRight: (b) => b.toString('latin1', 1, 4) === 'PNG' },
  { name: 'events', share: 8, accept: 'text/event-stream', isRight: (b, id) => /\nevent: result\n/.test(b.toString()) && nameIn(b.toString(), id) },
]; // oxfmt-ignore

async function askGood(
  { accept, form, isRight }: Good,
  query: string,
  url: string,
  { picture }: Bodies,
  id: string,
): Promise<Outcome> {
  const bytes = new Uint8Array(picture);
  const data = new FormData();
  data.set('image', new Blob([bytes]), id);
  const response = await fetch(
    `${url}/v1/reconstruct?${BOX}${query}${form === true ? '' : `&name=${id}`}`,
    {
      method: 'POST',
      headers: { accept, ...(form !== true && { 'content-type': 'image/jpeg' }) },
      body: form === true ? data : bytes,
      signal: AbortSignal.timeout(LOST_MS),
    },
  );
  const body = Buffer.from(await response.arrayBuffer());
  const isOk = response.status === 200 && isRight(body, id);
  const statuses = response.status === 200 && !isOk ? '200 of another' : String(response.status);
  return { statuses, isRight: isOk, isLater: response.status === 429 };
}

const failureOf = (error: unknown): Outcome => {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const told = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return { statuses: told, isRight: false, isLater: false };
};

/**
 * The requests that are good, each as often as its share of a hundred.
 * @param refined which part of them has bodies laid on the key-points, which takes most of a request's time.
 */
export const goodAsked = (refined: number): readonly Asked[] =>
  GOOD.flatMap((good) =>
    Array.from({ length: good.share }, (_, i) => ({
      family: 'good',
      name: good.name,
      ask: (url: string, bodies: Bodies, id: string) =>
        askGood(good, i < good.share * refined ? '' : '&refine=false', url, bodies, id).catch(
          failureOf,
        ),
    })),
  );

const hostile = (family: string, { name, wants, steps, says = /^/ }: Kind): Asked => ({
  family,
  name,
  ask: async (url, bodies) => {
    const { host, port } = new URL(url);
    const { statuses, text } = await send(Number(port), steps(host, bodies), LOST_MS);
    const isAnswer = wants.test(statuses);
    const isRight = isAnswer && says.test(text);
    return { statuses, isRight, isLater: !isAnswer && statuses.split(',').includes('429') };
  },
});

/** @param slowMs more than the server waits for a request. */
export function hostileAsked(slowMs: number): readonly Asked[] {
  const families = { ...FAMILIES, 'slow clients': slowKinds(slowMs) };
  return Object.entries(families).flatMap(([family, kinds]) =>
    kinds.map((kind) => hostile(family, kind)),
  );
}
