/**
 * A photograph sent to `multiroi serve`.
 *
 *   npx tsx client.ts photo.jpg http://127.0.0.1:8787
 */
import { readFile } from 'node:fs/promises';
import { parseResult } from 'multiroi';

const [file = 'photo.jpg', address = 'http://127.0.0.1:8787'] = process.argv.slice(2);
const answer = await fetch(new URL('/v1/reconstruct', address), {
  method: 'POST',
  headers: { 'content-type': 'application/octet-stream' },
  body: await readFile(file),
});
const text = await answer.text();
if (!answer.ok) throw new Error(`${answer.status}: ${text}`);
console.log(`people: ${parseResult(text).people.length}`);
