/** @file What clients send: tensors of the Open Inference Protocol, and forms to the server's own application. */

import {
  INFERENCE_HEADER_LENGTH,
  readInferRequest,
  readInferResponse,
  writeInferRequest,
  writeInferResponse,
} from '../../../src/format/index.ts';
import { startApp, type TestServer } from '../../../test/support/server.ts';
import { concatenate, little, utf8, whole, type Seed } from '../seed.ts';
import { checkArrays, Contradiction, words, type Target } from '../target.ts';

const tensors = {
  x: { type: 'float32', shape: [1, 3], data: Float32Array.of(1, 2, 3) },
  n: { type: 'int64', shape: [2], data: BigInt64Array.of(1n, 2n) },
} as const;
const PLAIN = {
  id: 'a',
  inputs: [
    { name: 'x', shape: [1, 3], datatype: 'FP32', data: [[1, 2, 3]] },
    { name: 'b', shape: [2], datatype: 'BOOL', data: [true, false] },
  ],
  outputs: [{ name: 'y', parameters: { binary_data: true } }],
};

/** The JSON's length as the request's header tells it, the JSON, the bytes. */
function message(json: Uint8Array, binary: Uint8Array): Seed {
  return {
    parts: [json, binary],
    join: ([head = json, rest = binary]) => concatenate([little(head.length, 4), head, rest]),
  };
}

function messages(): Seed[] {
  const { body, headerLength } = writeInferRequest(tensors, ['y']);
  const length = headerLength ?? body.length;
  return [
    message(body.slice(0, length), body.slice(length)),
    message(utf8(JSON.stringify(PLAIN)), new Uint8Array(0)),
  ];
}

const INFER_WORDS = words(
  '"datatype":"FP16"',
  '"datatype":"BYTES"',
  '"binary_data_size":8',
  '"shape":[2147483648,2147483648]',
  '"shape":[0]',
  '"data":[',
  '__proto__',
);

function split(bytes: Uint8Array): { body: Uint8Array; headerLength: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { body: bytes.subarray(4), headerLength: bytes.length < 4 ? 0 : view.getUint32(0, true) };
}

export const infer: Target = {
  name: 'infer',
  seeds: messages,
  tokens: INFER_WORDS,
  run: (bytes) => checkArrays(Object.values(readInferRequest(split(bytes)).inputs)),
};

/** What an inference server of others answers. */
export const inferAnswer: Target = {
  name: 'answer',
  seeds: () => {
    const told = [true, false].map((binary) =>
      writeInferResponse('net', tensors, { id: 'a', binary: () => binary }),
    );
    return told.map(({ body, headerLength }) => {
      const length = headerLength ?? body.length;
      return message(body.slice(0, length), body.slice(length));
    });
  },
  tokens: INFER_WORDS,
  run: (bytes) => checkArrays(Object.values(readInferResponse(split(bytes)))),
};

/** A thread that answers every picture with nobody, and every tensor with one. */
const NOBODY = `reply({ answer: task.kind === 'infer'
  ? { kind: 'infer', outputs: { y: { type: 'float32', shape: [1], data: Float32Array.of(1) } } }
  : { kind: 'reconstruct', contentType: 'application/json', body: new TextEncoder().encode('{}'), people: 0 } });`;

let server: Promise<TestServer> | undefined;

async function send(
  url: string,
  headers: Record<string, string>,
  bytes: Uint8Array,
): Promise<void> {
  server ??= startApp(NOBODY);
  const { app } = await server;
  const payload = Buffer.from(bytes);
  const host = '127.0.0.1';
  const answer = await app.inject({ method: 'POST', url, headers: { host, ...headers }, payload });
  // whatever a client sends, it is the client who is told
  if (answer.statusCode >= 500) {
    throw new Contradiction(`${answer.statusCode} ${answer.body.slice(0, 200)}`);
  }
}

const BOUNDARY = 'b0undary';
/** A picture of one pixel, which its header says the size of. */
const PIXEL = Buffer.from('R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=', 'base64');

/** A form of fields and a file; boundaries stand between the parts, which are headers and contents in turn. */
function form(fields: Readonly<Record<string, string>>, crlf = '\r\n'): Seed {
  const disposition = (rest: string): Uint8Array => utf8(`Content-Disposition: form-data; ${rest}`);
  const parts = [
    ...Object.entries(fields).flatMap(([name, value]) => [
      disposition(`name="${name}"`),
      utf8(value),
    ]),
    disposition(`name="image"; filename="a.gif"${crlf}Content-Type: image/gif`),
    new Uint8Array(PIXEL),
  ];
  return {
    parts,
    join: (all) =>
      concatenate([
        ...all.flatMap((part, i) =>
          i % 2 === 0
            ? [utf8(`--${BOUNDARY}${crlf}`), part, utf8(`${crlf}${crlf}`)]
            : [part, utf8(crlf)],
        ),
        utf8(`--${BOUNDARY}--${crlf}`),
      ]),
  };
}

const close = async (): Promise<void> => {
  await (await server)?.close();
  server = undefined;
};

export const multipart: Target = {
  name: 'multipart',
  seeds: () => [
    form({ focal: '500', boxes: '[[0, 0, 1, 1, 0.5]]', name: 'a.gif' }),
    form({ intrinsics: '500,500,0.5,0.5', persons: '2', exif: 'false' }),
    form({}, '\n'),
  ],
  tokens: words(
    `--${BOUNDARY}`,
    `--${BOUNDARY}--`,
    '\r\n\r\n',
    'Content-Disposition: form-data; name="__proto__"',
    'filename="../../x"',
    "filename*=utf-8''%ff",
    'Content-Transfer-Encoding: base64',
    'name="boxes"',
    '\u0000',
  ),
  run: (bytes) =>
    send('/v1/reconstruct', { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }, bytes),
  close,
};

export const inferRoute: Target = {
  name: 'infer route',
  seeds: messages,
  tokens: INFER_WORDS,
  run: (bytes) => {
    const { body, headerLength } = split(bytes);
    const headers = {
      'content-type': 'application/octet-stream',
      [INFERENCE_HEADER_LENGTH]: `${headerLength}`,
    };
    return send('/v2/models/net/infer', headers, body);
  },
  close,
};

/** A raw body whose type is that of a picture. */
export const upload: Target = {
  name: 'upload',
  seeds: () => [whole(new Uint8Array(PIXEL))],
  tokens: words('GIF87a', 'RIFF', 'IHDR'),
  run: (bytes) => send('/v1/reconstruct?boxes=[[0,0,1,1]]', { 'content-type': 'image/gif' }, bytes),
  close,
};
