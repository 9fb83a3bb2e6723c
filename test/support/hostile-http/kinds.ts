/**
 * @file Requests that do harm where a server is careless, each with the right answer. The end-to-end test sends each
 * once, `bench/soak.ts` each many times among good ones.
 */

import {
  CHUNKED,
  CLOSE,
  field,
  file,
  form,
  get,
  head,
  last,
  lines,
  nameless,
  post,
  RECONSTRUCT,
  upload,
} from './requests.ts';
import { BOX, bytesOf, GONE, HALF, type Bodies, type Kind, type Step } from './send.ts';

type Steps = Kind['steps'];
type Row = readonly [name: string, wants: RegExp, steps: Steps, says?: RegExp];

const kind = ([name, wants, steps, says]: Row): Kind => ({
  name,
  wants,
  steps,
  ...(says && { says }),
});

const MB = 1e6;
/** A request that must not be seen: it is inside another's body, or behind one whose end is unclear. */
const hidden = (host: string): string => get(host, '/healthz');
const five = 'hello';

/** Whose length two programs would read in two ways: one answer, and the connection ends. */
const SMUGGLING: readonly Row[] = [
  ['length and chunks', /^400$/, (h) => [post(h, 'Content-Length: 5', CHUNKED), `0\r\n\r\n${hidden(h)}`]],
  ['chunks and length', /^400$/, (h) => [post(h, CHUNKED, 'Content-Length: 5'), `0\r\n\r\n${hidden(h)}`]],
  ['two lengths', /^400$/, (h) => [post(h, 'Content-Length: 5', 'Content-Length: 50'), five + hidden(h)]],
  ['one length twice', /^400$/, (h) => [post(h, 'Content-Length: 5', 'Content-Length: 5'), five]],
  ['a list of lengths', /^400$/, (h) => [post(h, 'Content-Length: 5, 5'), five]],
  ['a length with a sign', /^400$/, (h) => [post(h, 'Content-Length: +5'), five]],
  ['a negative length', /^400$/, (h) => [post(h, 'Content-Length: -1'), five]],
  ['a hexadecimal length', /^400$/, (h) => [post(h, 'Content-Length: 0x5'), five]],
  ['a length beyond numbers', /^400$/, (h) => [post(h, `Content-Length: ${'9'.repeat(30)}`), five]],
  ['a space before the colon', /^400$/, (h) => [post(h, 'Content-Length : 5'), five]],
  ['a folded header', /^400$/, (h) => [post(h, 'X: a\r\n b', 'Content-Length: 5'), five]],
  ['a folded coding', /^400$/, (h) => [post(h, 'Transfer-Encoding:\r\n chunked'), '0\r\n\r\n']],
  ['line feeds alone', /^400$/, (h) => [get(h, '/healthz').replaceAll('\r', '')]],
  ['one line feed alone', /^400$/, (h) => [get(h, '/healthz').replace(`${h}\r`, h)]],
  ['a carriage return alone', /^400$/, (h) => [get(h, '/healthz').replace(`${h}\r\n`, `${h}\rX: y\r\n`)]],
  ['the coding identity', /^400$/, (h) => [post(h, 'Transfer-Encoding: identity'), five]],
  ['a coding nearly chunked', /^400$/, (h) => [post(h, 'Transfer-Encoding: xchunked'), '0\r\n\r\n']],
  ['chunked, then identity', /^400$/, (h) => [post(h, 'Transfer-Encoding: chunked, identity'), '0\r\n\r\n']],
  ['two codings', /^400$/, (h) => [post(h, CHUNKED, 'Transfer-Encoding: identity'), '0\r\n\r\n']],
  ['a tab before the coding', /^400$/, (h) => [post(h, 'Transfer-Encoding: \u000Bchunked'), '0\r\n\r\n']],
  ['packed chunks', /^501$/, (h) => [post(h, 'Transfer-Encoding: gzip, chunked'), '0\r\n\r\n']],
  ['a chunk without a size', /^400$/, (h) => [post(h, CHUNKED), 'zz\r\nhello\r\n0\r\n\r\n']],
  ['a chunk beyond numbers', /^400$/, (h) => [post(h, CHUNKED), `${'f'.repeat(17)}\r\nhello\r\n0\r\n\r\n`]],
  ['a negative chunk', /^400$/, (h) => [post(h, CHUNKED), '-5\r\nhello\r\n0\r\n\r\n']],
  ['a chunk of 0x5', /^400$/, (h) => [post(h, CHUNKED), '0x5\r\nhello\r\n0\r\n\r\n']],
  ['chunks with line feeds alone', /^400$/, (h) => [post(h, CHUNKED), '5\nhello\n0\n\n']],
  ['a chunk longer than it says', /^400$/, (h) => [post(h, CHUNKED), `5\r\nhelloworld\r\n0\r\n\r\n${hidden(h)}`]],
  ['a long extension of a chunk', /^400$/, (h) => [post(h, CHUNKED), `5;${'a'.repeat(40_000)}\r\nhello\r\n0\r\n\r\n`]],
  ['long trailers', /^431$/, (h) => [post(h, CHUNKED), `5\r\nhello\r\n0\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`]],
  // the first request may be answered before what follows is seen to be none
  ['a body longer than it says', /^400(,400)?$/, (h) => [post(h, 'Content-Length: 5'), 'helloHELLO\r\n\r\n']],
  ['a body shorter than it says', /^400$/, (h) => [post(h, 'Content-Length: 50'), five, HALF]],
]; // oxfmt-ignore

/** Heads that are none, or ask for what is not done here. */
const HEADS: readonly Row[] = [
  ['another host', /^403$/, () => [get('evil.example', '/healthz')]],
  ['another host in the address', /^403$/, (h) => [get(h, 'http://evil.example/healthz')]],
  ['the own host in the address', /^200$/, (h) => [get(h, `http://${h}/healthz`)]],
  ['two hosts', /^400$/, (h) => [get(h, '/healthz', 'Host: evil.example')]],
  ['no host', /^400$/, () => [lines('GET /healthz HTTP/1.1', CLOSE, '')]],
  ['HTTP/0.9', /^505$/, () => ['GET /healthz\r\n\r\n']],
  ['HTTP/1.0 without a host', /^403$/, () => ['GET /healthz HTTP/1.0\r\n\r\n']],
  ['HTTP/2.0', /^505$/, (h) => [get(h, '/healthz').replace('1.1', '2.0')]],
  ['HTTP/9.9', /^400$/, (h) => [get(h, '/healthz').replace('1.1', '9.9')]],
  ['the preface of HTTP/2', /^400$/, () => ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']],
  ['TLS', /^400$/, () => [`\u0016\u0003\u0001\0\u00A5\u0001${'\u0007'.repeat(100)}`]],
  ['a tunnel', /^405$/, (h) => [head(h, `CONNECT ${h}`)]],
  ['TRACE', /^405$/, (h) => [head(h, 'TRACE /healthz', CLOSE)]],
  ['a method that is none', /^400$/, (h) => [head(h, 'FROB /healthz', CLOSE)]],
  ['another method', /^405$/, (h) => [head(h, `PUT ${RECONSTRUCT}`, CLOSE, 'Content-Length: 3'), 'abc']],
  ['OPTIONS of a path', /^405$/, (h) => [head(h, `OPTIONS ${RECONSTRUCT}`, CLOSE)], /^allow: POST\r$/m],
  ['OPTIONS of everything', /^404$/, (h) => [head(h, 'OPTIONS *', CLOSE)]],
  ['HEAD', /^200$/, (h) => [head(h, 'HEAD /healthz', CLOSE)], /^content-length: 18\r\n[^{]*$/m],
  ['HEAD of what is posted', /^405$/, (h) => [head(h, `HEAD ${RECONSTRUCT}`, CLOSE)]],
  ['an upgrade', /^200$/, (h) => [head(h, 'GET /healthz', 'Connection: Upgrade, close', 'Upgrade: websocket')]],
  ['another expectation', /^417$/, (h) => [post(h, 'Expect: 200-ok', 'Content-Length: 5')]],
  ['a long address', /^431$/, (h) => [get(h, `/healthz?${'a'.repeat(30_000)}`)]],
  ['a long header', /^431$/, (h) => [get(h, '/healthz', `X: ${'a'.repeat(30_000)}`)]],
  ['many headers', /^431$/, (h) => [get(h, '/healthz', ...Array.from({ length: 5_000 }, (_, i) => `X${i}: a`))]],
  ['a long name in the path', /^414$/, (h) => [get(h, `/v2/models/${'a'.repeat(300)}`)]],
  ['a zero in a header', /^400$/, (h) => [get(h, '/healthz', 'X: a\0b')]],
  ['a header that is no UTF-8', /^200$/, (h) => [get(h, '/healthz', 'X: \u00FF\u00FE\u00C3')]],
  ['an Accept that is no UTF-8', /^406$/, (h, b) => upload(h, b.picture, '', 'Accept: \u00FF\u00FE\u00C3')],
  ['a type that is no UTF-8', /^415$/, (h, b) => upload(h, b.picture, '', 'Content-Type: image/\u00FF\u00FE')],
  ['a path that is no UTF-8', /^400$/, (h) => [get(h, '/\u00FF\u00FE')]],
  ['a path whose escapes are no UTF-8', /^400$/, (h) => [get(h, '/%ff%fe')]],
  ['a path upward', /^404$/, (h) => [get(h, '/../../etc/passwd')]],
  ['a path upward in escapes', /^404$/, (h) => [get(h, '/%2e%2e/%2e%2e/etc/passwd')]],
  ['a long body that nobody wants', /^200$/, (h) => [head(h, 'GET /healthz', `Content-Length: ${1e12}`), five]],
  ['an endless body that nobody wants', /^404$/, (h) => [head(h, 'POST /nowhere', CHUNKED), '5\r\nhello\r\n']],
]; // oxfmt-ignore

/** Bodies that are not what they say, or too much. */
const BODIES: readonly Row[] = [
  ['another type', /^415$/, (h) => upload(h, five, '', 'Content-Type: text/plain')],
  ['nothing', /^400$/, (h) => upload(h, '', '')],
  ['half a picture', /^400$/, (h, b) => upload(h, b.picture.slice(0, b.picture.length >> 1), `?${BOX}`)],
  ['a hundred megapixels', /^413$/, (h, b) => upload(h, b.bomb, '')],
  ['a drawing', /^415$/, (h) => upload(h, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', '')],
  ['too much by its own word', /^413$/, (h) => [post(h, `Content-Length: ${1e12}`), five]],
  ['too much in chunks', /^413$/, (h) => [post(h, CHUNKED), ...Array<Step>(40).fill(`f4240\r\n${'a'.repeat(MB)}\r\n`)]],
  ['fifty megabytes, packed', /^415$/, (h, b) => upload(h, b.packed, '', 'Content-Encoding: gzip'), /^accept-encoding: identity\r$/m],
  ['packed twice', /^415$/, (h, b) => upload(h, b.packed, '', 'Content-Encoding: gzip, gzip')],
  ['packed by a stranger', /^415$/, (h, b) => upload(h, b.picture, '', 'Content-Encoding: x')],
  ['bytes one by one', /^400$/, (h) => [post(h, CHUNKED, CLOSE), '1\r\na\r\n'.repeat(20_000), '0\r\n\r\n']],
]; // oxfmt-ignore

const many = (count: number, part: string | ((i: number) => string)): string =>
  Array.from({ length: count }, (_, i) => (typeof part === 'string' ? part : part(i))).join('');

/** Forms. */
const FORMS: readonly Row[] = [
  ['ten megabytes of fields', /^413$/, (h, b) => form(h, [many(150_000, (i) => field(`a${i}`, '')), file(b.picture, 'a'), last])],
  ['ten megabytes of fields behind', /^413$/, (h, b) => form(h, [file(b.picture, 'a'), many(150_000, (i) => field(`a${i}`, '')), last])],
  ['ten megabytes of files', /^413$/, (h) => form(h, [many(90_000, file(new Uint8Array(3), 'a')), last])],
  ['ten megabytes of nothing', /^413$/, (h, b) => form(h, [many(MB, nameless), file(b.picture, 'a'), last])],
  ['a long field', /^413$/, (h, b) => form(h, [file(b.picture, 'a'), field('boxes', 'a'.repeat(100_001)), last])],
  ['two pictures', /^413$/, (h, b) => form(h, [file(b.picture, 'a'), file(b.picture, 'b'), last])],
  ['a form without a picture', /^400$/, (h) => form(h, [field('focal', '700'), last])],
  ['a form that is cut off', /^400$/, (h, b) => form(h, [file(b.picture, 'a')])],
  ['a form without its boundary', /^400$/, (h, b) => form(h, [file(b.picture, 'a'), last], '', 'multipart/form-data')],
  ['a form with a long boundary', /^400$/, (h, b) => form(h, [file(b.picture, 'a'), last], '', `multipart/form-data; boundary=${'x'.repeat(300)}`)],
  ['parts of another kind', /^415$/, (h, b) => form(h, [file(b.picture, 'a'), last], '', 'multipart/mixed; boundary=cut')],
  ['an unknown field', /^422$/, (h, b) => form(h, [file(b.picture, 'a'), field('colour', 'red'), last])],
  ['a field twice', /^422$/, (h, b) => form(h, [file(b.picture, 'a'), field('focal', '1'), field('focal', '2'), last])],
  ['a field that was in the query', /^422$/, (h, b) => form(h, [file(b.picture, 'a'), field('focal', '1'), last], '?focal=1')],
  ['a field of all objects', /^400$/, (h, b) => form(h, [file(b.picture, 'a'), field('__proto__', 'x'), last])],
  ['boxes that are no UTF-8', /^400$/, (h, b) => form(h, [file(b.picture, 'a'), field('boxes', '\u00FF\u00FE'), last])],
  ['a name that is no UTF-8', /^422$/, (h, b) => form(h, [file(b.picture, 'a'), field('name', '\u00FF\u00FE'), last])],
  ['a file name that is no UTF-8', /^422$/, (h, b) => form(h, [file(b.picture, '\u00FF\u00FE.png'), last])],
  ['a zero in a file name', /^422$/, (h, b) => form(h, [file(b.picture, 'a\0.png'), last])],
  ['a long file name', /^200$/, (h, b) => form(h, [file(b.picture, 'a'.repeat(5_000)), last], `?${BOX}`), /"file": "a{200}"/],
  ['a file name upward', /^200$/, (h, b) => form(h, [file(b.picture, '../../etc/passwd'), last], `?${BOX}`), /"file": "passwd"/],
  ['a file name upward, elsewhere', /^200$/, (h, b) => form(h, [file(b.picture, '..\\\\..\\\\win.ini'), last], `?${BOX}`), /"file": "win.ini"/],
]; // oxfmt-ignore

const option = (name: string, query: string, wants = /^422$/): Row => [
  name,
  wants,
  (h, b) => upload(h, b.picture, `?${query}`),
];

/** Options. */
const OPTIONS: readonly Row[] = [
  option('an unknown option', 'colour=red'),
  option('an option of all objects', '__proto__=1'),
  option('an option twice', 'focal=100&focal=200'),
  option('a focal length without end', 'focal=1e999'),
  option('a huge focal length', 'focal=1e308'),
  option('a tiny focal length', 'focal=1e-300'),
  option('a field of view of half a turn', 'fov=180'),
  option('a field of view of nothing', 'fov=1e-300'),
  option('cameras of nothing', 'intrinsics=0,0,0,0'),
  option('cameras of no numbers', 'intrinsics=NaN,1,1,1'),
  option('cameras beyond numbers', `intrinsics=${Array(4).fill('1e308').join()}`),
  option('cameras of empty words', 'intrinsics=,,,'),
  option('people without end', 'persons=1e400'),
  option('half a person', 'persons=0.5'),
  option('a threshold beyond one', 'threshold=1e9'),
  option('a million regions', 'rois=1e6'),
  option('a box beyond numbers', 'boxes=[[0,0,1e300,1e300]]', /^4(00|22)$/),
  option('a box of nothing', `boxes=[[${[1, 1, 2, 2].map((x) => `${x}e-300`).join()}]]`, /^4(00|22)$/),
  option('a box turned around', 'boxes=[[100,100,0,0]]', /^400$/),
  option('boxes of depth', `boxes=${'['.repeat(5_000)}`, /^400$/),
  option('boxes that end early', 'boxes=[1,2,3,4]},"x":{', /^400$/),
  option('a name upward', 'name=../../etc/passwd'),
  option('a name from the root', 'name=/etc/passwd'),
  option('a name of another system', 'name=C:%5Cwin.ini'),
  option('a zero in a name', 'name=a%00b'),
  option('a long name', `name=${'a'.repeat(201)}`),
  option('a name whose escapes are no UTF-8', 'name=%ff%fe', /^400$/),
]; // oxfmt-ignore

const infer = (name: string, wants: RegExp, body: string, ...headers: readonly string[]): Row => [
  name,
  wants,
  (h) => [
    head(h, 'POST /v2/models/nanodet/infer', 'Content-Type: application/json', `Content-Length: ${body.length}`, CLOSE, ...headers),
    body,
  ],
]; // oxfmt-ignore
const tensor = (shape: string, data: string): string =>
  `{"inputs":[{"name":"images","datatype":"FP32","shape":${shape},"data":${data}}]}`;

/** Networks by themselves. */
const TENSORS: readonly Row[] = [
  infer('no tensors', /^400$/, '{}'),
  infer('a batch of nobody', /^400$/, tensor('[0,3,416,416]', '[]')),
  infer('a shape without end', /^400$/, tensor('[1e300,3,416,416]', '[1]')),
  infer('a negative shape', /^400$/, tensor('[-1,3,416,416]', '[1]')),
  infer(
    'numbers of depth',
    /^400$/,
    tensor('[1,3,416,416]', `${'['.repeat(1e5)}${']'.repeat(1e5)}`),
  ),
  infer('depth', /^400$/, '['.repeat(MB)),
  infer('a header longer than all', /^400$/, '{}', 'Inference-Header-Content-Length: 1e9'),
];

const pipelined = (host: string, { picture }: Bodies, count: number): Uint8Array =>
  Buffer.concat(
    Array.from({ length: count }, () => [
      Buffer.from(post(host, `Content-Length: ${picture.length}`)),
      picture,
    ]).flat(),
  );

/** A form of which the end is missing. */
const cutForm = (host: string, { picture }: Bodies): readonly Step[] => {
  const [start = '', body = ''] = form(host, [file(picture, 'a'), last]);
  return [start, bytesOf(body as string | Uint8Array).slice(0, -99)];
};

/** Clients that go: at every moment of a request. */
const LEAVING: readonly Row[] = [
  ['leaves at once', /^$/, () => [GONE]],
  ['leaves in the first line', /^$/, () => ['POST /v1/rec', 20, GONE]],
  ['leaves in the headers', /^$/, (h) => [post(h, 'X: a').slice(0, -3), 20, GONE]],
  ['leaves after the headers', /^$/, (h) => [post(h, 'Content-Length: 50000'), 20, GONE]],
  ['leaves before it may go on', /^(100)?$/, (h) => [post(h, 'Content-Length: 50', 'Expect: 100-continue'), 50, GONE]],
  ['leaves in the body', /^$/, (h, b) => [post(h, 'Content-Length: 50000'), b.picture.slice(0, 500), 20, GONE]],
  ['leaves in a chunk', /^$/, (h) => [post(h, CHUNKED), '5\r\nhel', 20, GONE]],
  ['leaves in a form', /^$/, (h, b) => [...cutForm(h, b), 20, GONE]],
  ['leaves before the answer', /^$/, (h, b) => [...upload(h, b.picture, `?${BOX}`), 5, GONE]],
  ['leaves in the answer', /^(200)?$/, (h) => [head(h, 'GET /openapi.json'), GONE]],
  ['leaves before ten answers', /^$/, (h, b) => [pipelined(h, b, 10), 10, GONE]],
  ['hangs up in the headers', /^(400)?$/, (h) => [post(h, 'X: a').slice(0, -3), 20, HALF]],
]; // oxfmt-ignore

const health = (host: string): string => head(host, 'GET /healthz');
/** Behind all others. */
const lastOf = (host: string): string => get(host, '/healthz');

/** Many requests on one connection. */
const KEEPING: readonly Row[] = [
  ['ten requests behind each other', /^200(,200){9}$/, (h) => [many(9, health(h)) + lastOf(h)]],
  ['a thousand requests behind each other', /^(200|429)(,(200|429)){999}$/, (h) => [many(999, health(h)) + lastOf(h)]],
  ['fifty requests, one after the other', /^200(,200){49}$/, (h) => [...Array.from({ length: 49 }, () => [health(h), 5]).flat(), lastOf(h)]],
  ['a request behind one that is refused', /^415,200$/, (h) => [head(h, `POST ${RECONSTRUCT}`, 'Content-Type: text/plain', 'Content-Length: 5'), five, lastOf(h)]],
]; // oxfmt-ignore

const trickle = (text: string, ms: number): Step[] => text.split('').flatMap((byte) => [byte, ms]);

/** Clients that take longer than they may; `ms` is more than that. */
export function slowKinds(ms: number): readonly Kind[] {
  const piece = Math.ceil(ms / 20);
  const rows: readonly Row[] = [
    ['says nothing', /^408$/, () => [ms]],
    ['stops in the headers', /^408$/, (h) => [post(h, 'X: a').slice(0, -3)]],
    ['sends headers byte by byte', /^408$/, (h) => trickle(post(h, `X: ${'a'.repeat(50)}`), piece)],
    ['stops before the body', /^408$/, (h) => [post(h, 'Content-Length: 999')]],
    ['stops in the body', /^408$/, (h) => [post(h, 'Content-Length: 999'), 'x']],
    ['sends a body byte by byte', /^408$/, (h) => [post(h, 'Content-Length: 999'), ...trickle('x'.repeat(60), piece)]],
    ['sends chunks byte by byte', /^408$/, (h) => [post(h, CHUNKED), ...Array.from({ length: 60 }, () => ['1\r\na\r\n', piece]).flat()]],
    ['stops in a form', /^408$/, cutForm],
  ]; // oxfmt-ignore
  return rows.map(kind);
}

/** All that are answered at once, by what they try. */
export const FAMILIES: Readonly<Record<string, readonly Kind[]>> = {
  'lengths and codings in two ways': SMUGGLING.map(kind),
  heads: HEADS.map(kind),
  bodies: BODIES.map(kind),
  forms: FORMS.map(kind),
  options: OPTIONS.map(kind),
  tensors: TENSORS.map(kind),
  'clients that leave': LEAVING.map(kind),
  'many on one connection': KEEPING.map(kind),
};
