/** @file The client of S3 and of what speaks its protocol; its settings and credentials come from the environment alone. */

import type * as s3 from '@aws-sdk/client-s3';
import { MultiRoiError } from '../base/index.ts';
import { optionalPackage } from '../node/index.ts';

/** The library, loaded with the first bucket. */
export type S3Library = typeof s3;

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The library and a client of it. */
export interface S3Access {
  readonly library: S3Library;
  readonly client: s3.S3Client;
}

function credentialsOf(env: Environment): {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
} {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'] ?? '';
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] ?? '';
  const sessionToken = env['AWS_SESSION_TOKEN'] ?? '';
  if (accessKeyId === '' || secretAccessKey === '') {
    throw new MultiRoiError('E_CONFIG', 's3: expected credentials in the environment, got none', {
      hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    });
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken !== '' && { sessionToken }) };
}

/**
 * A client: `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` for other servers than Amazon's, `AWS_REGION`, `AWS_ACCESS_KEY_ID`,
 * `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
 * @throws E_CONFIG without credentials; E_UNSUPPORTED when the library is not installed.
 */
export async function openS3(env: Environment): Promise<S3Access> {
  const credentials = credentialsOf(env);
  const library = await optionalPackage(
    's3',
    '@aws-sdk/client-s3',
    () => import('@aws-sdk/client-s3'),
  );
  const endpoint = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'] ?? '';
  const client = new library.S3Client({
    credentials,
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    // one policy for answers and for bodies that break off: ours
    maxAttempts: 1,
    // other servers know neither hosts named like buckets nor trailing checksums
    ...(endpoint !== '' && {
      endpoint,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED' as const,
    }),
  });
  return { library, client };
}
