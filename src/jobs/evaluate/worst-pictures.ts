/** @file Pictures of the people that an evaluation got most wrong. */

import { throwIfAborted } from '../../base/index.ts';
import {
  annotatedJoints,
  comparisonPicture,
  drawnParents,
  predictedFigure,
  type SampleRow,
  trueMesh,
  type TrueFigure,
  type WorstPicture,
} from '../../evaluation/index.ts';
import type { Prepared } from './evaluation-inputs.ts';
import { predict, decodeImage, rowAsUsed } from './evaluation-scoring.ts';

/** A picture of the report, and its file. */
export interface WrittenPicture extends WorstPicture {
  /** Below the evaluation's folder. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

const QUALITY = 88;

/** Draws the worst by MPJPE, worst first; each is predicted once more, which is cheaper than keeping everybody's. */
export async function drawWorst(
  prepared: Prepared,
  table: readonly SampleRow[],
): Promise<WrittenPicture[]> {
  const { options, rows, scoring } = prepared;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const worst = table
    .toSorted((a, b) => (b.mpjpeMm ?? 0) - (a.mpjpeMm ?? 0))
    .slice(0, options.worst);
  const pictures: WrittenPicture[] = [];
  for (const [i, { id, mpjpeMm, paMpjpeMm }] of worst.entries()) {
    throwIfAborted('evaluate', options.signal);
    const stored = byId.get(id);
    if (stored === undefined) continue;
    const row = rowAsUsed(prepared, stored);
    const photo = await decodeImage(prepared, row.record.image);
    const [predicted] = await predict(prepared, photo, [row]);
    if (predicted === undefined) continue;
    const { person, placed } = predicted;
    const { protocol } = options;
    const points = protocol.truth === 'joints' ? annotatedJoints(protocol, row.record) : null;
    const truth: TrueFigure =
      points === null
        ? { kind: 'mesh', figure: trueMesh(scoring, row.record) }
        : { kind: 'joints', points, parents: drawnParents(protocol.joints.scored) };
    // a true translation means something beside the focal length of the picture alone
    const known = placed && person.camera.focalPx === row.record.focalPx;
    const t = known ? row.record.translation : null;
    const picture = comparisonPicture(photo, person, predictedFigure(scoring, person), truth, t);
    const bytes = await options.platform.images.encodeJpeg(picture, QUALITY);
    pictures.push({
      file: `worst/${String(i + 1).padStart(2, '0')}.jpg`,
      bytes,
      caption: `${id}: MPJPE ${mpjpeMm?.toFixed(1)} mm, PA-MPJPE ${paMpjpeMm?.toFixed(1)} mm`,
      source: `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`,
      width: picture.width,
      height: picture.height,
    });
  }
  return pictures;
}
