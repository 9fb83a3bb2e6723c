// Everything of a network that is not a convolution. All of it is limited by memory, so that each is one pass over
// what it reads, or several passes over a block of channels while it is in the cache. Compiled for each width of
// registers, for each kind of number that activations are stored as; sums and parameters are float32 in all of them.
#pragma once

#include <cstdint>
#include <vector>

#include "memory.hpp"

namespace multiroi {

/** Gradients that arrive at one tensor from those who read it; their sum is its gradient. */
using Parts = std::vector<const void*>;

/** Channel vectors of a normalisation, as long as the blocks of channels together. */
struct NormVectors {
  const float *scale, *bias;
  float *runningMean, *runningVariance;
  /** Of the batch, kept for the way back. */
  float *mean, *inverse;
};

struct NormOptions {
  float eps, momentum;
  Bounds bounds;
};

struct Window {
  int kernelH, kernelW, strideH, strideW, padTop, padLeft;
};

/** From where an axis of a resized image takes its pixels, and how much of the second. */
struct Interpolation {
  std::vector<int> low, high;
  std::vector<float> share;
  /** Whether every share is 0. */
  bool nearest;
};

/** Adam (Kingma and Ba 2015) with the factors of one step. */
struct AdamStep {
  /** What gradients are multiplied by. */
  float scale;
  /** 1 − β₁, 1 − β₂. */
  float follow1, follow2;
  /** Learning rate over 1 − β₁ᵗ; 1 over √(1 − β₂ᵗ). */
  float rate, widen;
  float eps;
};

/** The functions for one width and one kind of number; `void` is an array of such numbers. */
struct Kernels {
  /** gain·image + offset; both lie as the image comes. */
  void (*scaleImage)(size_t size, float gain, float offset, const float* image, void* to);

  /** y = bounded(scale·(x − μ)/σ + bias + residual) with the statistics of x; the running ones follow. */
  void (*normForward)(const Planes& planes, const void* x, const void* residual, void* y, const NormVectors& vectors,
                      const NormOptions& options);

  /**
   * The way back. `masked` receives the gradient before the bounds, which is also the residual's; it may be one of
   * `parts`. `dx` may be x. `y` may be null without a residual.
   */
  void (*normBackward)(const Planes& planes, const Parts& parts, const void* x, const void* y,
                       const NormVectors& vectors, const NormOptions& options, void* masked, void* dx, float* dScale,
                       float* dBias);

  /** y = bounded(Σ x). */
  void (*sumForward)(size_t size, const Parts& xs, void* y, Bounds bounds);

  /** masked = Σ parts where y lies between the bounds, and 0 elsewhere; `masked` may be one of the parts. */
  void (*maskBackward)(size_t size, const Parts& parts, const void* y, Bounds bounds, void* masked);

  /** The largest of every window, and which of its places that was: of equal ones the first. */
  void (*maxPoolForward)(const Planes& from, const Planes& to, const Window& window, const void* x, void* y,
                         uint8_t* places);
  void (*maxPoolBackward)(const Planes& from, const Planes& to, const Window& window, const Parts& parts,
                          const uint8_t* places, void* dx);

  void (*resizeForward)(const Planes& from, const Planes& to, const Interpolation& rows,
                        const Interpolation& columns, const void* x, void* y);
  void (*resizeBackward)(const Planes& from, const Planes& to, const Interpolation& rows,
                         const Interpolation& columns, const Parts& parts, void* dx);

  /** Copies the channels of `part` to or from channels `first`, … of `whole`. */
  void (*copyChannels)(const Planes& part, void* partData, const Planes& whole, void* wholeData, int first,
                       bool intoWhole);

  /** The mean of each plane, [N, C, 1, 1]. */
  void (*meanForward)(const Planes& from, const void* x, void* y);
  void (*meanBackward)(const Planes& from, const Parts& parts, void* dx);

  /** [N, C, H, W] of the same numbers, then of float32 ⇄ blocks of channels. */
  void (*packImage)(const Planes& planes, const void* plain, void* blocked);
  void (*pack)(const Planes& planes, const float* plain, void* blocked);
  void (*unpack)(const Planes& planes, const void* blocked, float* plain);

  /** Adds b to a. */
  void (*accumulate)(size_t size, float* a, const float* b);
  /** Σ x², the same for any number of threads. */
  double (*squaredNorm)(size_t size, const float* x);
  void (*adam)(size_t size, float* value, const float* gradient, float* m, float* v, const AdamStep& step);
};

/** Blocks of 8 channels, for any processor; of 16, for one with AVX-512. */
const Kernels& kernelsOf8(Number number);
const Kernels& kernelsOf16(Number number);

}  // namespace multiroi
