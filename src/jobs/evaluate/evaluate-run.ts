/** @file An evaluation from a protocol to its report. */

import { createHash } from 'node:crypto';
import { approximations, type BodyModel } from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import {
  accelerationErrors,
  reportMarkdown,
  reportPage,
  sampleRows,
  summariseRun,
  writeSamples,
  type EvaluationReport,
  type Protocol,
} from '../../evaluation/index.ts';
import { EvaluationJournal, writeEvaluation } from './evaluation-folder.ts';
import { prepareEvaluation, type EvaluateOptions, type Prepared } from './evaluation-inputs.ts';
import { scoreAll } from './evaluation-scoring.ts';
import { drawWorst } from './worst-pictures.ts';

/**
 * Evaluates. A run that was stopped goes on with `resume`, and gives the same numbers; people that failed are tried
 * again.
 * @throws E_CONFIG with everything that is missing: weights, bodies, regressors, files, pictures; E_FORMAT, E_ABORT.
 * @example
 * ```ts
 * import { SILENT } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 * import { evaluateRun, findProtocol } from 'multiroi/train';
 *
 * const protocol = findProtocol('synthetic');
 * const what = { platform: nodePlatform, protocol, data: 'synthetic', focal: 'file' } as const;
 * const run = { out: 'scores', worst: 0, resume: false, version: '0', log: SILENT };
 * const { mpjpeMm, paMpjpeMm } = await evaluateRun({ ...what, ...run });
 * console.log(`MPJPE ${mpjpeMm.toFixed(1)} mm, PA-MPJPE ${paMpjpeMm.toFixed(1)} mm`);
 * ```
 */
export async function evaluateRun(options: EvaluateOptions): Promise<EvaluationReport> {
  const prepared = await prepareEvaluation(options);
  const { hmr, rows, rule } = prepared;
  try {
    const journal = await EvaluationJournal.open(options.out, inputsOf(prepared), options.resume);
    const done = rows.filter(({ id }) => journal.has(id)).length;
    options.onStart?.({ rule, people: rows.length, done });
    await scoreAll(prepared, journal, done);
    const report = await finish(prepared, journal);
    if (report.failed.length === 0) await journal.remove();
    return report;
  } finally {
    await hmr.dispose();
  }
}

/** What decides a person's numbers; a journal of anything else is not gone on with. */
function inputsOf({ options, hmr, data }: Prepared): string {
  const { protocol, focal, limit = null, version } = options;
  const { model, body } = hmr;
  const shape = createHash('sha256').update(body.template).digest('hex');
  return JSON.stringify({
    protocol: protocol.id,
    focal,
    limit,
    version,
    model,
    shape,
    files: data.files,
  });
}

async function finish(prepared: Prepared, journal: EvaluationJournal): Promise<EvaluationReport> {
  const { options, hmr, file, data, rows, leftOut, rule, truthBodies } = prepared;
  const { protocol, limit = null, version, out } = options;
  const people = rows.flatMap(({ id }) => journal.people.get(id) ?? []);
  const failed = rows.flatMap(({ id }) => journal.failed.get(id) ?? []);
  if (people.length === 0) {
    throw new MultiRoiError(
      'E_NUMERIC',
      `evaluate: expected scores, got none: ${failed.length} people failed (${failed[0]?.message ?? ''})`,
    );
  }
  const accelerations = accelerationErrors(people.map(({ track }) => track));
  const inMm = accelerations.map((metres) => (metres === null ? null : 1000 * metres));
  const table = sampleRows(people, inMm, protocol.video);
  const bodies = [hmr.body, ...Object.values(truthBodies)].filter(
    (each): each is BodyModel => each !== undefined,
  );
  const report = summariseRun(table, {
    rule,
    groups: protocol.groups,
    leftOut,
    failed,
    model: { ...hmr.model, trainedWith: file.body },
    files: data.files,
    approximations: [...new Set(bodies.flatMap((body) => standIns(body, protocol)))],
    limit,
    multiroi: version,
  });
  const worst = await drawWorst(prepared, table);
  await writeEvaluation(out, report, {
    'per-sample.csv': writeSamples(table, rule.joints),
    ...Object.fromEntries(worst.map(({ file: name, bytes }) => [name, bytes])),
    'report.md': reportMarkdown(
      report,
      worst.map(({ file: name }) => name),
    ),
    'report.html': reportPage(report, table, worst),
  });
  return report;
}

/** Points of a body that only stand in for what their names mean. */
function standIns(body: BodyModel, { joints }: Protocol): string[] {
  return approximations(body, joints.set)
    .filter(({ name }) => joints.scored.includes(name) || name === joints.root)
    .map(({ name, reason }) => `${name} of ${body.id}: ${reason}`);
}
