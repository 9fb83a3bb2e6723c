import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keda from '@kubernetes-models/keda';
import * as kubernetes from 'kubernetes-models';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { testIo } from '../../../test/support/io.ts';
import { COMMANDS } from '../commands.ts';
import { runMain } from '../run.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-cluster-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function cluster(...args: string[]) {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '9.9.9', ['cluster', ...args], io);
  return { code, err: io.err() };
}

type Model = new (data: never) => { validate(): void };
/** The published schemas, by version and kind. */
const MODELS: Readonly<Record<string, Model>> = {
  'v1 Service': kubernetes.v1.Service as Model,
  'apps/v1 StatefulSet': kubernetes.apps.v1.StatefulSet as Model,
  'apps/v1 Deployment': kubernetes.apps.v1.Deployment as Model,
  'batch/v1 Job': kubernetes.batch.v1.Job as Model,
  'keda.sh/v1alpha1 ScaledObject': keda.kedaSh.v1alpha1.ScaledObject as Model,
  'keda.sh/v1alpha1 TriggerAuthentication': keda.kedaSh.v1alpha1.TriggerAuthentication as Model,
};

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Every document of a file, checked. @throws what the schema says. */
async function manifests(name: string): Promise<Manifest[]> {
  const documents = parseAllDocuments(await readFile(join(cwd, 'cluster', name), 'utf8'));
  return documents.map((document) => {
    expect(document.errors).toEqual([]);
    const manifest = document.toJS() as Manifest;
    const Model = MODELS[`${manifest.apiVersion} ${manifest.kind}`];
    if (Model === undefined) throw new Error(`no schema of ${manifest.kind}`);
    new Model(manifest as never).validate();
    return manifest;
  });
}

/** Every container of a manifest. */
function containersOf(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'containers' in value ? (value.containers as Record<string, unknown>[]) : [];
  return [...own, ...Object.values(value).flatMap(containersOf)];
}

describe('k8s', () => {
  const folders = ['--input', '/data/my photos', '--out', '/data/"out"'];
  const buckets = ['--input', 's3://bucket/in', '--out', 's3://bucket/archive'];

  test.each([
    ['folders', folders, ['add', 'redis', 'shards', 'work']],
    ['buckets', buckets, ['add', 'redis', 'work']],
  ])('of %s, every file passes the published schemas', async (_, places, names) => {
    expect(await cluster('k8s', ...places, '--cpus', '3', '--tasks', '7')).toMatchObject({
      code: 0,
    });
    const files = (await readdir(join(cwd, 'cluster'))).toSorted();
    expect(files).toEqual(['Dockerfile', ...names.map((name) => `${name}.yaml`)]);
    for (const name of names) {
      for (const container of (await manifests(`${name}.yaml`)).flatMap(containersOf)) {
        expect(container['securityContext']).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
    const [work] = (await manifests('work.yaml')).flatMap(containersOf);
    expect((work?.['args'] as string[] | undefined)?.join(' ')).toBe(
      `queue work --out ${places[3]} --save json --redis redis://multiroi-redis:6379 --workers 3 --metrics 0.0.0.0:9464 --log json`,
    );
    expect(work?.['image']).toBe('multiroi:9.9.9');
    const mounted = (work?.['volumeMounts'] ?? []) as { mountPath: string }[];
    const mounts = mounted.map((each) => each.mountPath);
    expect(mounts).toEqual(names.includes('shards') ? ['/data/my photos', '/data/"out"'] : []);
  });

  test('a schema that is not kept would be seen', async () => {
    await cluster('k8s', ...folders);
    const path = join(cwd, 'cluster/work.yaml');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('replicas: 1', 'replicas: one'));
    await expect(manifests('work.yaml')).rejects.toThrow('replicas');
  });

  test('the Dockerfile is of a user without rights, and asks for its health', async () => {
    await cluster('k8s', ...folders);
    const text = await readFile(join(cwd, 'cluster/Dockerfile'), 'utf8');
    const steps = text
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line));
    const of = (name: string): string[] => steps.filter((step) => step.startsWith(name));
    expect(of('FROM').every((step) => /:\d[\w.-]*(?: AS \w+)?$/.test(step))).toBe(true);
    expect(of('USER')).toEqual(['USER 1000:1000']);
    expect(steps.indexOf('USER 1000:1000')).toBeLessThan(
      steps.findIndex((step) => step.startsWith('ENTRYPOINT')),
    );
    const manifest = JSON.parse(await readFile('package.json', 'utf8')) as {
      bin: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    // what is installed is what is tested here, and what is started is what is installed
    for (const [, name = '', version] of of('RUN')[0]?.matchAll(
      / ((?:@[\w-]+\/)?[\w-]+)@([\d.]+)/g,
    ) ?? []) {
      expect(version).toBe(name === 'multiroi' ? '9.9.9' : manifest.devDependencies[name]);
    }
    expect(of('ENTRYPOINT')[0]).toContain(`/app/node_modules/multiroi/${manifest.bin['multiroi']}`);
    // a machine on which nobody answers is ill
    const [, words = '[]'] = /CMD (\[.*\])$/.exec(of('HEALTHCHECK')[0] ?? '') ?? [];
    const [program = '', ...args] = JSON.parse(words) as string[];
    const asked = args.map((arg) => arg.replace(':9464', ':1'));
    expect(() => execFileSync(program, asked, { stdio: 'ignore' })).toThrow();
  });
});

describe('slurm', () => {
  test('a task does its part, whatever the folders are called', async () => {
    const photos = join(cwd, "it's $HOME");
    const out = join(cwd, 'the "out"');
    await cluster('slurm', '--input', photos, '--out', out, '--tasks', '5', '--save', 'json,npz');
    const script = join(cwd, 'cluster/array.sbatch');
    const text = await readFile(script, 'utf8');
    expect(text).toContain('#SBATCH --array=1-5\n');
    expect(text).toContain('#SBATCH --mem=6000M\n');
    // a Slurm that tells what it would start
    const bin = join(cwd, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'srun'), '#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done\n');
    await chmod(join(bin, 'srun'), 0o755);
    const env = {
      PATH: `${bin}:${process.env['PATH']}`,
      SLURM_CPUS_PER_TASK: '4',
      SLURM_ARRAY_TASK_ID: '2',
    };
    const words = execFileSync('bash', [script], { env, encoding: 'utf8' }).trim().split('\n');
    expect(words.join('|')).toBe(
      `multiroi|predict|${photos}|--out|${out}|--save|json,npz|--threads|4|--shard|2/5|--resume|--quiet`,
    );
  });

  test('a place that means another one on every machine is refused', async () => {
    expect(await cluster('slurm', '--input', 'photos', '--out', '/out')).toMatchObject({ code: 2 });
    expect(await cluster('slurm', '--input', '/a\nrm -rf', '--out', '/out')).toMatchObject({
      code: 2,
    });
    expect(await cluster('slurm', '--input', '/a', '--out', 's3://b')).toMatchObject({ code: 2 });
    expect(await cluster('pbs', '--input', '/a', '--out', '/b')).toMatchObject({ code: 2 });
  });
});
