/** @file What travels through the queue: images by digest and address, several a batch. */

import * as z from 'zod';
import { parseJson } from '../format/index.ts';

/** One image that waits for its results. */
export interface QueuedImage {
  /** Hexadecimal sha256 of the image file. */
  readonly digest: string;
  /** Where its bytes are: `file:` or `s3:`. */
  readonly url: string;
  /** As it is reported. */
  readonly file: string;
}

/** An image that was set aside, and why. */
export interface ImageFailure extends QueuedImage {
  readonly code: string;
  readonly message: string;
  readonly tries: number;
  /** When it was set aside, ISO 8601. */
  readonly at: string;
}

const imageFields = {
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  url: z.string(),
  file: z.string(),
};
const imagesSchema: z.ZodType<QueuedImage[]> = z.array(z.object(imageFields));
const failureSchema: z.ZodType<ImageFailure> = z.object({
  ...imageFields,
  code: z.string(),
  message: z.string(),
  tries: z.int(),
  at: z.string(),
});

/** What one worker takes at a time. */
export interface QueueBatch {
  readonly id: string;
  readonly images: readonly QueuedImage[];
}

/** The images of a batch as Redis keeps them. @throws E_FORMAT. */
export function parseImages(text: string): QueuedImage[] {
  return imagesSchema.parse(parseJson('queue', text));
}

/** @throws when it is none. */
export function parseFailure(text: string): ImageFailure {
  return failureSchema.parse(parseJson('queue', text));
}

/** What a job's data are, whoever wrote them. */
export const jobSchema: z.ZodType<{ images: QueuedImage[] }> = z.object({ images: imagesSchema });
