// A convolution with its gradients, by oneDNN: each of its three passes in the layout that it likes best.
#pragma once

#include <dnnl.hpp>
#include <string>

#include "kernels.hpp"
#include "memory.hpp"

namespace multiroi {

/** One of oneDNN's arrays, or ours lying as it does. */
dnnl::memory::desc describe(const Planes& planes);

struct ConvolutionOptions {
  int out, groups;
  int kernelH, kernelW, strideH, strideW, dilationH, dilationW;
  int padTop, padLeft, padBottom, padRight;
  bool bias;
  /** Of the output, after the bias. */
  Bounds bounds;
};

/** Where a parameter and its gradient lie, and whether the gradient begins anew or is added to. */
struct Slot {
  float *value, *gradient;
  bool fresh;
};

class Convolution {
 public:
  /** @param needsInput whether anybody asks for the gradient of the input. */
  Convolution(const dnnl::engine& engine, const Kernels& kernels, const Planes& from, const Planes& to,
              const ConvolutionOptions& options, bool needsInput, Scratch& scratch);

  /** Floats of the weight as it is kept: in the layout of its gradient. */
  size_t weightSize() const { return keptWeight_.get_size() / sizeof(float); }
  /** [O, C / groups, KH, KW] ⇄ the layout it is kept in. */
  void writeWeight(dnnl::stream& stream, const float* plain, float* kept) const;
  void readWeight(dnnl::stream& stream, const float* kept, float* plain) const;

  void forward(dnnl::stream& stream, const void* x, const float* weight, const float* bias, void* y);
  /** @param dx null when nobody asks. */
  void backward(dnnl::stream& stream, const void* x, const void* dy, const Slot& weight, const Slot& bias, void* dx);
  /** The names of oneDNN's kernels: forward, input, weight. */
  std::string kernels() const { return kernels_; }

 private:
  void reorder(dnnl::stream& stream, const dnnl::memory::desc& from, const void* source,
               const dnnl::memory::desc& to, void* target) const;
  dnnl::memory argument(const dnnl::memory::desc& desc, const void* data) const;
  float* room(const dnnl::memory::desc& of) const {
    return scratch_.take((of.get_size() + sizeof(float) - 1) / sizeof(float));
  }
  /** `data`, or a copy that is and lies as `wanted` says. */
  dnnl::memory taken(dnnl::stream& stream, const dnnl::memory::desc& has, const void* data,
                     const dnnl::memory::desc& wanted) const;
  /** Adds a gradient to its slot. */
  void keep(dnnl::stream& stream, const dnnl::memory::desc& of, const float* data, const Slot& slot) const;

  dnnl::engine engine_;
  const Kernels& compute_;
  Scratch& scratch_;
  ConvolutionOptions options_;
  dnnl::memory::desc from_, to_, plainWeight_, keptWeight_, biasDesc_;
  dnnl::memory::desc forwardInput_, forwardWeight_, forwardOutput_;
  dnnl::memory::desc inputGradient_, inputWeight_, inputOutput_;
  dnnl::memory::desc weightInput_, weightOutput_;
  dnnl::primitive forward_, backwardInput_, backwardWeight_;
  std::string kernels_;
};

}  // namespace multiroi
