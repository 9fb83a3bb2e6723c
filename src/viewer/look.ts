/** @file Colours of the two themes. */

import type { Theme } from './state.ts';

/** Colours of one theme. */
export interface Palette {
  readonly background: string;
  readonly grid: string;
  readonly gridStrength: number;
  readonly frustum: string;
  /** Of shadows on the ground, 0–1. */
  readonly shadow: number;
  /** Text and marks of drawings on a canvas. */
  readonly ink: string;
  readonly faint: string;
}

const LOOKS: Readonly<Record<Theme, Palette>> = {
  // the paper of the side and top pictures
  light: {
    background: '#f7f6f3',
    grid: '#6a6a66',
    gridStrength: 0.5,
    frustum: '#464c58',
    shadow: 0.42,
    ink: '#23262d',
    faint: '#8b8f98',
  },
  dark: {
    background: '#15181d',
    grid: '#aeb6c2',
    gridStrength: 0.34,
    frustum: '#c3cad6',
    shadow: 0.85,
    ink: '#e9ecf1',
    faint: '#7d8591',
  },
};

export function paletteOf(theme: Theme): Palette {
  return LOOKS[theme];
}

/** Colours of regions of interest, by their number. */
const ROIS = ['#f2c14e', '#4fb3ff', '#ff6f91', '#5fd38d', '#b794f6', '#ff9e57', '#5fd6d6'];

export function roiColour(m: number): string {
  return ROIS[m % ROIS.length];
}
