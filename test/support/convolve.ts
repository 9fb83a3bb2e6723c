/** @file Convolution as TensorFlow's specification words it, the slow way. */

type Shape = readonly number[];

/**
 * Convolution of an NHWC batch as the specification of TensorFlow words it: output (n, y, x, o) is a sum
 * over taps; SAME centres ⌈size/stride⌉ windows with the odd zero at the end.
 */
export function convolve(
  x: Float32Array,
  [N, H, W, C]: Shape,
  [O, KH, KW, perGroup]: Shape,
  weight: (o: number, i: number, j: number, c: number) => number,
  bias: readonly number[],
  stride: number,
  same: boolean,
): number[] {
  const outputs = (size: number, kernel: number): number =>
    same ? Math.ceil(size / stride) : Math.ceil((size - kernel + 1) / stride);
  const before = (size: number, kernel: number): number => {
    if (!same) return 0;
    const windows = Math.ceil(size / stride);
    return Math.floor(Math.max((windows - 1) * stride + kernel - size, 0) / 2);
  };
  const y: number[] = [];
  for (let n = 0; n < N; n++) {
    for (let row = 0; row < outputs(H, KH); row++) {
      for (let column = 0; column < outputs(W, KW); column++) {
        for (let o = 0; o < O; o++) {
          let sum = bias[o];
          for (let i = 0; i < KH; i++) {
            for (let j = 0; j < KW; j++) {
              const r = row * stride + i - before(H, KH);
              const s = column * stride + j - before(W, KW);
              if (r < 0 || s < 0 || r >= H || s >= W) continue;
              for (let c = 0; c < perGroup; c++) {
                const channel = perGroup === C ? c : Math.floor((o * C) / O);
                sum += x[((n * H + r) * W + s) * C + channel] * weight(o, i, j, c);
              }
            }
          }
          y.push(sum);
        }
      }
    }
  }
  return y;
}
