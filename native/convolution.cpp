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

memory::data_type typeOf(Number number) { return number == Number::bfloat16 ? memory::data_type::bf16 : F32; }

memory::desc anyLayout(const memory::desc& of, memory::data_type type) {
  return {of.dims(), type, memory::format_tag::any};
}

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
  return {{planes.n, planes.c, planes.h, planes.w}, typeOf(planes.number), layout};
}

Convolution::Convolution(const dnnl::engine& engine, const Kernels& kernels, const Planes& from, const Planes& to,
                         const ConvolutionOptions& options, bool needsInput, Scratch& scratch)
    : engine_(engine),
      compute_(kernels),
      scratch_(scratch),
      options_(options),
      from_(describe(from)),
      to_(describe(to)) {
  const auto& o = options;
  const int groups = o.groups;
  const memory::dims shape = groups == 1
                                 ? memory::dims{o.out, from.c, o.kernelH, o.kernelW}
                                 : memory::dims{groups, o.out / groups, from.c / groups, o.kernelH, o.kernelW};
  plainWeight_ = {shape, F32, groups == 1 ? memory::format_tag::oihw : memory::format_tag::goihw};
  biasDesc_ = {{o.out}, F32, memory::format_tag::x};
  const auto type = typeOf(from.number);
  const memory::desc x = anyLayout(from_, type), weight = anyLayout(plainWeight_, type), y = anyLayout(to_, type);
  const memory::desc gradient = anyLayout(plainWeight_, F32);
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
      o.bias ? backwards::desc(direct, x, gradient, biasDesc_, y, strides, dilations, before, after)
             : backwards::desc(direct, x, gradient, y, strides, dilations, before, after);
  const backwards::primitive_desc back(ofWeight, engine, hint);
  weightInput_ = back.src_desc();
  keptWeight_ = back.diff_weights_desc();
  weightOutput_ = back.diff_dst_desc();
  backwardWeight_ = backwards(back);
  kernels_ += std::string(" ") + back.impl_info_str();
}

memory Convolution::argument(const memory::desc& desc, const void* data) const {
  return {desc, engine_, const_cast<void*>(data)};
}

void Convolution::reorder(dnnl::stream& stream, const memory::desc& from, const void* source, const memory::desc& to,
                          void* target) const {
  memory a = argument(from, source), b = argument(to, target);
  dnnl::reorder(a, b).execute(stream, a, b);
}

void Convolution::writeWeight(dnnl::stream& stream, const float* plain, float* kept) const {
  reorder(stream, plainWeight_, plain, keptWeight_, kept);
  stream.wait();
}

void Convolution::readWeight(dnnl::stream& stream, const float* kept, float* plain) const {
  reorder(stream, keptWeight_, kept, plainWeight_, plain);
  stream.wait();
}

memory Convolution::taken(dnnl::stream& stream, const memory::desc& has, const void* data,
                          const memory::desc& wanted) const {
  if (has == wanted) return argument(has, data);
  float* const copy = room(wanted);
  reorder(stream, has, data, wanted, copy);
  return argument(wanted, copy);
}

void Convolution::forward(dnnl::stream& stream, const void* x, const float* weight, const float* bias, void* y) {
  scratch_.reset();
  const bool direct = to_ == forwardOutput_;
  void* const output = direct ? y : room(forwardOutput_);
  std::unordered_map<int, memory> arguments{{DNNL_ARG_SRC, taken(stream, from_, x, forwardInput_)},
                                            {DNNL_ARG_WEIGHTS, taken(stream, keptWeight_, weight, forwardWeight_)},
                                            {DNNL_ARG_DST, argument(forwardOutput_, output)}};
  if (options_.bias) arguments.emplace(DNNL_ARG_BIAS, argument(biasDesc_, bias));
  forward_.execute(stream, arguments);
  if (!direct) reorder(stream, forwardOutput_, output, to_, y);
  stream.wait();
}

void Convolution::keep(dnnl::stream& stream, const memory::desc& of, const float* data, const Slot& slot) const {
  stream.wait();
  const size_t size = of.get_size() / sizeof(float);
  if (slot.fresh) {
    std::copy(data, data + size, slot.gradient);
  } else {
    compute_.accumulate(size, slot.gradient, data);
  }
}

void Convolution::backward(dnnl::stream& stream, const void* x, const void* dy, const Slot& weight, const Slot& bias,
                           void* dx) {
  scratch_.reset();
  float* const weightTarget = weight.fresh ? weight.gradient : room(keptWeight_);
  std::unordered_map<int, memory> arguments{{DNNL_ARG_SRC, taken(stream, from_, x, weightInput_)},
                                            {DNNL_ARG_DIFF_DST, taken(stream, to_, dy, weightOutput_)},
                                            {DNNL_ARG_DIFF_WEIGHTS, argument(keptWeight_, weightTarget)}};
  float* const biasTarget = options_.bias ? room(biasDesc_) : nullptr;
  if (options_.bias) arguments.emplace(DNNL_ARG_DIFF_BIAS, argument(biasDesc_, biasTarget));
  backwardWeight_.execute(stream, arguments);
  if (!weight.fresh) keep(stream, keptWeight_, weightTarget, weight);
  if (options_.bias) keep(stream, biasDesc_, biasTarget, bias);
  if (dx != nullptr) {
    const bool direct = inputGradient_ == from_;
    void* const target = direct ? dx : room(inputGradient_);
    backwardInput_.execute(stream, {{DNNL_ARG_DIFF_DST, taken(stream, to_, dy, inputOutput_)},
                                    {DNNL_ARG_WEIGHTS, taken(stream, keptWeight_, weight.value, inputWeight_)},
                                    {DNNL_ARG_DIFF_SRC, argument(inputGradient_, target)}});
    if (!direct) reorder(stream, inputGradient_, target, from_, dx);
  }
  stream.wait();
}

}  // namespace multiroi
