/** @file What the names of pictures tell: subject, action, camera, sequence and frame. */

/** What a name tells; null for what it does not. */
export interface PictureName {
  /** `S9`. */
  readonly subject: string | null;
  /** `SittingDown`. */
  readonly action: string | null;
  /** `60457274`. */
  readonly camera: string | null;
  /** Everything before the frame: the same for frames of one video. */
  readonly video: string;
  readonly frame: number | null;
  /** What is filmed, for tables: frames of one sequence err together, whichever camera saw them. */
  readonly sequence: string;
}

/** `S9_Directions_1.60457274_000001.jpg`, and the like with spaces or a folder for the subject. */
const HUMAN36M = /(?:^|[/\\_])(S\d{1,2})[/\\_ ]([A-Za-z]+)(?:[ _]\d+)?[._ -](\d{8})(?!\d)/;
/** Digits at the end of the stem. */
const FRAME = /^(.*?)(\d+)\.[A-Za-z]+$/;

/** Reads a path of a picture. */
export function readPictureName(image: string): PictureName {
  const [, subject = null, action = null, camera = null] = HUMAN36M.exec(image) ?? [];
  const [, before = image, digits] = FRAME.exec(image) ?? [];
  const folders = image.split(/[/\\]/).slice(0, -1);
  // MPI-INF-3DHP's pictures lie in TS1/imageSequence, 3DPW's in imageFiles/<sequence>
  const last = folders.filter((name) => name !== 'imageSequence').at(-1);
  return {
    subject,
    action,
    camera,
    video: before,
    frame: digits === undefined || digits.length > 15 ? null : Number(digits),
    sequence: subject !== null && action !== null ? `${subject} ${action}` : (last ?? ''),
  };
}
