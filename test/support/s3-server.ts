/**
 * @file The program behind `s3.ts`, in a process of its own: s3rver makes its continuation tokens by DES, which Node does with
 * `--openssl-legacy-provider` alone.
 */
import S3rver from 's3rver';

const [, , directory = '', bucket = ''] = process.argv;
const server = new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory,
  configureBuckets: [{ name: bucket, configs: [] }],
});
const { port } = await server.run();
process.stdout.write(`${port}\n`);
