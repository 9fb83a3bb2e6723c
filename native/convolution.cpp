#include "convolution.hpp"

#include <limits>
#include <string>

#include "kernels.hpp"

namespace multiroi {

using dnnl::algorithm;
using dnnl::memory;
using dnnl::prop_kind;

namespace {

constexpr auto F32 = memory::data_type::f32;

memory::desc anyLayout(const memory::desc& of) { return {of.dims(), F32, memory::format_tag::any}; }

dnnl::primitive_attr boundsAfter(Bounds bounds) {
  dnnl::primitive_attr attributes;
  constexpr float INF = std::numeric_limits<float>::infinity();
  if (bounds.low == -INF && bounds.high == INF) return attributes;
  dnnl::post_ops after;
  if (bounds.low == 0 && bounds.high == INF) {
    after.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
  } else {
    after.append_eltwise(1, algorithm::eltwise_clip, bounds.low, bounds.high);
  }
  attributes.set_post_ops(after);
  return attributes;
}

}  // namespace

memory::desc describe(const Planes& planes) {
  using tag = memory::format_tag;
  const tag layout = planes.block == 1 ? tag::nchw : planes.block == 8 ? tag::nChw8c : tag::nChw16c;
  return {{planes.n, planes.c, planes.h, planes.w}, F32, layout};
}

Convolution::Convolution(const dnnl::engine& engine, const Planes& from, const Planes& to,
                         const ConvolutionOptions& options, bool needsInput, Scratch& scratch)
    : engine_(engine), scratch_(scratch), options_(options), from_(describe(from)), to_(describe(to)) {
  const auto& o = options;
  const int groups = o.groups;
  const memory::dims shape = groups == 1
                                 ? memory::dims{o.out, from.c, o.kernelH, o.kernelW}
                                 : memory::dims{groups, o.out / groups, from.c / groups, o.kernelH, o.kernelW};
  plainWeight_ = {shape, F32, groups == 1 ? memory::format_tag::oihw : memory::format_tag::goihw};
  biasDesc_ = {{o.out}, F32, memory::format_tag::x};
  const memory::desc x = anyLayout(from_), weight = anyLayout(plainWeight_), y = anyLayout(to_);
  const memory::dims strides{o.strideH, o.strideW}, dilations{o.dilationH - 1, o.dilationW - 1};
  const memory::dims before{o.padTop, o.padLeft}, after{o.padBottom, o.padRight};
  using forwards = dnnl::convolution_forward;
  const auto direct = algorithm::convolution_direct;
  const auto kind = prop_kind::forward_training;
  const forwards::desc forward =
      o.bias ? forwards::desc(kind, direct, x, weight, biasDesc_, y, strides, dilations, before, after)
             : forwards::desc(kind, direct, x, weight, y, strides, dilations, before, after);
  const forwards::primitive_desc plan(forward, boundsAfter(o.bounds), engine);
  // gradients are those of the convolution alone
  const forwards::primitive_desc hint(forward, engine);
  forwardInput_ = plan.src_desc();
  forwardWeight_ = plan.weights_desc();
  forwardOutput_ = plan.dst_desc();
  forward_ = forwards(plan);
  kernels_ = plan.impl_info_str();
  if (needsInput) {
    using backwards = dnnl::convolution_backward_data;
    const backwards::primitive_desc back({direct, x, weight, y, strides, dilations, before, after}, engine, hint);
    inputGradient_ = back.diff_src_desc();
    inputWeight_ = back.weights_desc();
    inputOutput_ = back.diff_dst_desc();
    backwardInput_ = backwards(back);
    kernels_ += std::string(" ") + back.impl_info_str();
  }
  using backwards = dnnl::convolution_backward_weights;
  const backwards::desc ofWeight =
      o.bias ? backwards::desc(direct, x, weight, biasDesc_, y, strides, dilations, before, after)
             : backwards::desc(direct, x, weight, y, strides, dilations, before, after);
  const backwards::primitive_desc back(ofWeight, engine, hint);
  weightInput_ = back.src_desc();
  weightGradient_ = back.diff_weights_desc();
  weightOutput_ = back.diff_dst_desc();
  backwardWeight_ = backwards(back);
  kernels_ += std::string(" ") + back.impl_info_str();
}

memory Convolution::argument(const memory::desc& desc, const float* data) const {
  return {desc, engine_, const_cast<float*>(data)};
}

void Convolution::reorder(dnnl::stream& stream, const memory::desc& from, const float* source,
                          const memory::desc& to, float* target) const {
  memory a = argument(from, source), b = argument(to, target);
  dnnl::reorder(a, b).execute(stream, a, b);
}

void Convolution::writeWeight(dnnl::stream& stream, const float* plain, float* kept) const {
  reorder(stream, plainWeight_, plain, forwardWeight_, kept);
  stream.wait();
}

void Convolution::readWeight(dnnl::stream& stream, const float* kept, float* plain) const {
  reorder(stream, forwardWeight_, kept, plainWeight_, plain);
  stream.wait();
}

memory Convolution::taken(dnnl::stream& stream, const memory::desc& has, const float* data,
                          const memory::desc& wanted) const {
  if (has == wanted) return argument(has, data);
  float* const copy = room(wanted);
  reorder(stream, has, data, wanted, copy);
  return argument(wanted, copy);
}

void Convolution::forward(dnnl::stream& stream, const float* x, const float* weight, const float* bias, float* y) {
  scratch_.reset();
  const bool direct = to_ == forwardOutput_;
  float* const output = direct ? y : room(forwardOutput_);
  std::unordered_map<int, memory> arguments{{DNNL_ARG_SRC, taken(stream, from_, x, forwardInput_)},
                                            {DNNL_ARG_WEIGHTS, argument(forwardWeight_, weight)},
                                            {DNNL_ARG_DST, argument(forwardOutput_, output)}};
  if (options_.bias) arguments.emplace(DNNL_ARG_BIAS, argument(biasDesc_, bias));
  forward_.execute(stream, arguments);
  if (!direct) reorder(stream, forwardOutput_, output, to_, y);
  stream.wait();
}

void Convolution::keep(dnnl::stream& stream, const memory::desc& has, const float* data, const Slot& slot,
                       const memory::desc& kept) const {
  if (slot.fresh) {
    reorder(stream, has, data, kept, slot.gradient);
    return;
  }
  const memory lying = taken(stream, has, data, kept);
  stream.wait();
  accumulate(kept.get_size() / sizeof(float), slot.gradient,
             static_cast<const float*>(lying.get_data_handle()));
}

void Convolution::backward(dnnl::stream& stream, const float* x, const float* dy, const Slot& weight,
                           const Slot& bias, float* dx) {
  scratch_.reset();
  const bool inPlace = weight.fresh && weightGradient_ == forwardWeight_;
  float* const weightTarget = inPlace ? weight.gradient : room(weightGradient_);
  std::unordered_map<int, memory> arguments{{DNNL_ARG_SRC, taken(stream, from_, x, weightInput_)},
                                            {DNNL_ARG_DIFF_DST, taken(stream, to_, dy, weightOutput_)},
                                            {DNNL_ARG_DIFF_WEIGHTS, argument(weightGradient_, weightTarget)}};
  float* const biasTarget = options_.bias ? room(biasDesc_) : nullptr;
  if (options_.bias) arguments.emplace(DNNL_ARG_DIFF_BIAS, argument(biasDesc_, biasTarget));
  backwardWeight_.execute(stream, arguments);
  if (!inPlace) keep(stream, weightGradient_, weightTarget, weight, forwardWeight_);
  if (options_.bias) keep(stream, biasDesc_, biasTarget, bias, biasDesc_);
  if (dx != nullptr) {
    const bool direct = inputGradient_ == from_;
    float* const target = direct ? dx : room(inputGradient_);
    backwardInput_.execute(stream, {{DNNL_ARG_DIFF_DST, taken(stream, to_, dy, inputOutput_)},
                                    {DNNL_ARG_WEIGHTS, taken(stream, forwardWeight_, weight.value, inputWeight_)},
                                    {DNNL_ARG_DIFF_SRC, argument(inputGradient_, target)}});
    if (!direct) reorder(stream, inputGradient_, target, from_, dx);
  }
  stream.wait();
}

}  // namespace multiroi
