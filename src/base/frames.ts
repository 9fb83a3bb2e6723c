/**
 * @file Coordinate frames as types. Each frame is defined in CONVENTIONS.md; the brand is erased at
 * run time. A transform is named target first: `camFromBody`.
 */

/** `body`: model axes, metres. `cam`: OpenCV (x right, y down, z forward), metres. `world`: y up, metres.
 * `gl`: y up, −z forward, metres. `imgPx`: image pixels, integer centres. `cropPx`: pixels of a crop. */
export type FrameName = 'body' | 'cam' | 'world' | 'gl' | 'imgPx' | 'cropPx';

declare const frame: unique symbol;
declare const between: unique symbol;

/** `T` whose numbers are coordinates in frame `F`. The phantom is a function so that frames never widen. */
export type In<F extends FrameName, T> = T & { readonly [frame]?: (f: F) => F };

/** A map of coordinates in frame `From` to coordinates in frame `To`. */
export type Maps<To extends FrameName, From extends FrameName, T> = T & {
  readonly [between]?: (t: To, f: From) => [To, From];
};
