/** @file What the page knows. Plain and read-only: actions alone make the next state, by the transitions beside this. */

import type { BodyModel } from '../../src/body/index.ts';
import type { Box } from '../../src/camera/index.ts';
import type { Quality } from '../../src/reconstruct/index.ts';
import type { Person, Reconstruction } from '../../src/result/index.ts';
import type { Frame } from '../../src/video/index.ts';
import { DEFAULT_VIEW, type MeshSource, type ViewState } from '../../src/viewer/index.ts';
import type { EngineInfo } from '../../src/web/index.ts';

/** The status line. */
export interface Status {
  readonly kind: 'idle' | 'busy' | 'error';
  readonly text: string;
  readonly hint?: string;
  /** 0–1 where it is known. */
  readonly share?: number;
}

export interface Photo {
  readonly name: string;
  /** Null for a stored result whose photograph is not at hand. */
  readonly bitmap: ImageBitmap | null;
  /** The engine's number for it; null until it has it, and for what it never gets. */
  readonly id: number | null;
}

/** A video being read; call {@link close}. */
export interface VideoFile {
  readonly durationS: number;
  /** Goes to a time and takes the frame that is shown then; the receiver closes it. */
  frameAt(timeS: number, signal: AbortSignal): Promise<ImageBitmap>;
  close(): void;
}

/** A reconstructed frame; of its pixels a small JPEG is kept. */
export interface ClipFrame extends Frame {
  /** Null for a motion file's: its video shows it, if that is at hand. */
  readonly picture: Blob | null;
}

export interface ClipProgress {
  readonly done: number;
  readonly total: number;
  /** NaN until the first frame is done. */
  readonly leftS: number;
}

/** A video in hand. */
export interface Clip {
  /** No two clips of one page share it. */
  readonly id: number;
  readonly name: string;
  /** Null for a motion file without its video. */
  readonly video: VideoFile | null;
  /** Whether it came out of a motion file, and is shown as it is. */
  readonly stored: boolean;
  /** Grows at its end only, until the clip is reconstructed anew. */
  readonly frames: readonly ClipFrame[];
  /** How often it has been reconstructed: what an earlier run leaves undone is no business of a later one. */
  readonly run: number;
  /** Frames taken in a second of video. */
  readonly rate: number;
  /** The frame that the reader is at. */
  readonly at: number;
  /** The frame on the stage, as it was last chosen to be smoothed; null while that is being made. */
  readonly shown: number | null;
  /** Whether the newest frame is shown as it comes. */
  readonly following: boolean;
  readonly playing: boolean;
  /** The first and the last frame that are played and exported; null: all of them. */
  readonly trim: readonly [first: number, last: number] | null;
  readonly smooth: boolean;
  readonly lockShape: boolean;
  /** Null at rest. */
  readonly progress: ClipProgress | null;
}

export interface State {
  readonly status: Status;
  /** What the engine runs on; null until it has started. */
  readonly info: EngineInfo | null;
  /** The body model of the result. */
  readonly body: BodyModel | null;
  readonly photo: Photo | null;
  /** As the network predicted it. */
  readonly original: Reconstruction | null;
  /** As it is shown: refocused, edited. */
  readonly result: Reconstruction | null;
  /** Surfaces that came with a file; null: the body's. */
  readonly meshes: MeshSource | null;
  /** Whether the result is made of arrays, which do not name what made them. */
  readonly fromArrays: boolean;
  readonly clip: Clip | null;
  /** A camera that is being reconstructed, with its rate once that is known. */
  readonly live: { readonly framesPerSecond: number | null } | null;
  readonly rois: number;
  readonly quality: Quality;
  /** Whether bodies are laid on key-points. */
  readonly refine: boolean;
  /** Whether people are looked at in a mirror, too; null: as the quality has it. */
  readonly mirror: boolean | null;
  /** Null: the photograph's own. */
  readonly focalPx: number | null;
  /** Drawn by hand; null: whoever is found. */
  readonly boxes: readonly Box[] | null;
  readonly view: ViewState;
  /** Whether the scene is drawn from above in place of the 3D view. */
  readonly above: boolean;
  /** Whether the pointer draws a box on the photograph. */
  readonly drawing: boolean;
  /** How much of the photograph people are drawn over, from its left, 0–1; null: all of it. */
  readonly compare: number | null;
  /** Files that were given together, one of which is shown. */
  readonly files: readonly File[];
  /** Which of them; −1 for none. */
  readonly fileAt: number;
  /** Something that went wrong and was mended, to be reported with the next result. */
  readonly notice: string | null;
}

export const INITIAL_STATE: State = {
  status: { kind: 'busy', text: 'Starting' },
  info: null,
  body: null,
  photo: null,
  original: null,
  result: null,
  meshes: null,
  fromArrays: false,
  clip: null,
  live: null,
  rois: 5,
  quality: 'standard',
  refine: true,
  mirror: null,
  focalPx: null,
  boxes: null,
  // the photograph shows through, so that a body beside its person is seen to be
  view: { ...DEFAULT_VIEW, opacity: 0.6 },
  above: false,
  drawing: false,
  compare: null,
  files: [],
  fileAt: -1,
  notice: null,
};

/** Whether people are looked at in a mirror, too. */
export function mirrors({ mirror, quality }: Pick<State, 'mirror' | 'quality'>): boolean {
  return mirror ?? quality === 'best';
}

/** The frames of a clip that are played and exported: the first and the last. */
export function trimOf({ trim, frames }: Pick<Clip, 'trim' | 'frames'>): [number, number] {
  const end = Math.max(0, frames.length - 1);
  return trim === null ? [0, end] : [Math.min(trim[0], end), Math.min(trim[1], end)];
}

/** The person picked out, or the first. */
export function selectedPerson({ result, view }: Pick<State, 'result' | 'view'>): Person | null {
  const people = result?.people ?? [];
  return people.find(({ id }) => id === view.selected) ?? people[0] ?? null;
}
