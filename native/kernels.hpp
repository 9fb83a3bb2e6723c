// Everything of a network that is not a convolution. All of it is limited by memory, so that each is one pass over
// what it reads, or several passes over a block of channels while it is in the cache.
#pragma once

#include <cstdint>
#include <vector>

#include "memory.hpp"

namespace multiroi {

/** Gradients that arrive at one tensor from those who read it; their sum is its gradient. */
using Parts = std::vector<const float*>;

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

/** y = bounded(scale·(x − μ)/σ + bias + residual) with the statistics of x; the running ones follow. */
void normForward(const Planes& planes, const float* x, const float* residual, float* y,
                 const NormVectors& vectors, const NormOptions& options);

/**
 * The way back. `masked` receives the gradient before the bounds, which is also the residual's; it may be one of
 * `parts`. `dx` may be x. `y` may be null without a residual.
 */
void normBackward(const Planes& planes, const Parts& parts, const float* x, const float* y,
                  const NormVectors& vectors, const NormOptions& options, float* masked, float* dx,
                  float* dScale, float* dBias);

/** y = bounded(Σ x). */
void sumForward(size_t size, const Parts& xs, float* y, Bounds bounds);

/** masked = Σ parts where y lies between the bounds, and 0 elsewhere; `masked` may be one of the parts. */
void maskBackward(size_t size, const Parts& parts, const float* y, Bounds bounds, float* masked);

struct Window {
  int kernelH, kernelW, strideH, strideW, padTop, padLeft;
};

/** The largest of every window, and which of its places that was: of equal ones the first. */
void maxPoolForward(const Planes& from, const Planes& to, const Window& window, const float* x, float* y,
                    uint8_t* places);
void maxPoolBackward(const Planes& from, const Planes& to, const Window& window, const Parts& parts,
                     const uint8_t* places, float* dx);

/** From where an axis of a resized image takes its pixels, and how much of the second. */
struct Interpolation {
  std::vector<int> low, high;
  std::vector<float> share;
  /** Whether every share is 0. */
  bool nearest;
};

/** @param halfPixel pixels are areas whose centres are aligned; otherwise points, of which the first are. */
Interpolation interpolation(int from, int to, bool linear, bool halfPixel);

void resizeForward(const Planes& from, const Planes& to, const Interpolation& rows,
                   const Interpolation& columns, const float* x, float* y);
void resizeBackward(const Planes& from, const Planes& to, const Interpolation& rows,
                    const Interpolation& columns, const Parts& parts, float* dx);

/** Copies the channels of `part` to or from channels `first`, … of `whole`. */
void copyChannels(const Planes& part, float* partData, const Planes& whole, float* wholeData, int first,
                  bool intoWhole);

/** The mean of each plane, [N, C, 1, 1]. */
void meanForward(const Planes& from, const float* x, float* y);
void meanBackward(const Planes& from, const Parts& parts, float* dx);

/** [N, C, H, W] ⇄ blocks of channels. */
void pack(const Planes& planes, const float* plain, float* blocked);
void unpack(const Planes& planes, const float* blocked, float* plain);

/** Adds b to a. */
void accumulate(size_t size, float* a, const float* b);
/** Σ x², the same for any number of threads. */
double squaredNorm(size_t size, const float* x);

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

void adam(size_t size, float* value, const float* gradient, float* m, float* v, const AdamStep& step);

}  // namespace multiroi
