#include "network.hpp"

#include <omp.h>

#include <cmath>
#include <limits>

namespace multiroi {

namespace {

constexpr float INF = std::numeric_limits<float>::infinity();
/** Variables begin on the borders of cache lines. */
constexpr size_t BORDER = 16;

size_t rounded(size_t size) { return (size + BORDER - 1) / BORDER * BORDER; }

bool isBounded(Bounds bounds) { return bounds.low > -INF || bounds.high < INF; }

bool has(dnnl::cpu_isa wanted) { return dnnl::get_effective_cpu_isa() >= wanted; }

int widestBlock() { return has(dnnl::cpu_isa::avx512_core) ? 16 : 8; }

const Kernels& widest(Number number) { return widestBlock() == 16 ? kernelsOf16(number) : kernelsOf8(number); }

/** @param halfPixel pixels are areas whose centres are aligned; otherwise points, of which the first are. */
Interpolation interpolation(int from, int to, bool linear, bool halfPixel) {
  Interpolation axis{std::vector<int>(to), std::vector<int>(to), std::vector<float>(to), true};
  for (int i = 0; i < to; i++) {
    const double at = halfPixel ? (i + 0.5) * from / to - 0.5 : static_cast<double>(i) * from / to;
    const auto inside = [=](double x) { return std::max(0.0, std::min(from - 1.0, x)); };
    if (!linear) {
      axis.low[i] = axis.high[i] = static_cast<int>(inside(std::floor(halfPixel ? at + 0.5 : at)));
      continue;
    }
    axis.low[i] = static_cast<int>(std::floor(inside(at)));
    axis.high[i] = std::min(axis.low[i] + 1, from - 1);
    axis.share[i] = static_cast<float>(inside(at) - axis.low[i]);
    if (axis.share[i] != 0) axis.nearest = false;
  }
  return axis;
}

}  // namespace

About about() {
  const dnnl_version_t* version = dnnl_version();
  using dnnl::cpu_isa;
  const bool multiplies = has(cpu_isa::avx512_core_bf16);
  const char* const instructions = has(cpu_isa::avx512_core_amx) ? "AMX"
                                   : multiplies                  ? "AVX-512 with BF16"
                                   : has(cpu_isa::avx512_core)   ? "AVX-512"
                                   : has(cpu_isa::avx2)          ? "AVX2"
                                                                 : "older than AVX2";
  return {std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
              std::to_string(version->patch),
          instructions, widestBlock(), multiplies};
}

Network::Network(int threads, Number number, const Planes& image, float gain, float offset)
    : threads_(threads),
      kernels_(widest(number)),
      floats_(widest(Number::float32)),
      gain_(gain),
      offset_(offset),
      block_(widestBlock()),
      engine_(dnnl::engine::kind::cpu, 0),
      stream_(engine_) {
  require(threads > 0, "a thread or more");
  require(image.n > 0 && image.c > 0 && image.h > 0 && image.w > 0, "an image of a pixel or more");
  if (number == Number::bfloat16 && !about().bfloat16) {
    throw Unsupported("a processor that multiplies bfloat16 (AVX-512 with BF16, or AMX)");
  }
  Planes plain = image;
  plain.block = 1;
  plain.number = number;
  add(plain, false);
}

int Network::add(const Planes& planes, bool learns) {
  require(!compiled_, "operators before the network is compiled");
  require(planes.h > 0 && planes.w > 0 && planes.c > 0, "an output of a pixel or more");
  Tensor tensor;
  tensor.planes = planes;
  tensor.data = Buffer(planes.room());
  tensor.learns = learns;
  tensors_.push_back(std::move(tensor));
  return static_cast<int>(tensors_.size()) - 1;
}

const Planes& Network::reading(int tensor) {
  require(tensor >= 0 && tensor < static_cast<int>(tensors_.size()), "the number of a tensor");
  tensors_[tensor].readers++;
  return tensors_[tensor].planes;
}

int Network::blocked(int tensor) {
  require(tensor >= 0 && tensor < static_cast<int>(tensors_.size()), "the number of a tensor");
  Planes planes = tensors_[tensor].planes;
  if (planes.block == block_) return tensor;
  reading(tensor);
  planes.block = block_;
  const int packed = add(planes, false);
  const void* from = tensors_[tensor].data.data();
  void* to = tensors_[packed].data.data();
  operators_.push_back({[=] { kernels_.packImage(planes, from, to); }, [] {}});
  return packed;
}

const Network::Variable& Network::declare(const std::string& name, size_t plainSize, size_t size, bool trained,
                                          Convolution* convolution) {
  require(variables_.count(name) == 0, "a parameter that one operator reads");
  size_t& total = trained ? trainedSize_ : stateSize_;
  const auto added = variables_.emplace(name, Variable{plainSize, size, total, trained, convolution});
  total += rounded(size);
  return added.first->second;
}

int Network::convolution(int x, const ConvolutionOptions& options, const std::string& weight,
                         const std::string& bias) {
  const Planes from = reading(x);
  const auto& o = options;
  require(o.out > 0 && o.groups > 0 && from.c % o.groups == 0 && o.out % o.groups == 0, "channels of whole groups");
  require(o.kernelH > 0 && o.kernelW > 0 && o.strideH > 0 && o.strideW > 0 && o.dilationH > 0 && o.dilationW > 0 &&
              o.padTop >= 0 && o.padLeft >= 0 && o.padBottom >= 0 && o.padRight >= 0,
          "a kernel, strides and dilations above 0 and pads from 0");
  const auto count = [](int room, int kernel, int dilation, int stride) {
    const int left = room - dilation * (kernel - 1) - 1;
    require(left >= 0, "an image that holds the kernel");
    return left / stride + 1;
  };
  Planes to = from;
  to.c = o.out;
  to.h = count(from.h + o.padTop + o.padBottom, o.kernelH, o.dilationH, o.strideH);
  to.w = count(from.w + o.padLeft + o.padRight, o.kernelW, o.dilationW, o.strideW);
  to.block = block_;
  const bool needsInput = tensors_[x].learns;
  const int y = add(to, true);
  // kernels are made for so many
  omp_set_num_threads(threads_);
  tensors_[y].passing = !isBounded(o.bounds);
  convolutions_.push_back(std::make_unique<Convolution>(engine_, floats_, from, to, options, needsInput, scratch_));
  Convolution* const convolution = convolutions_.back().get();
  const size_t plain = static_cast<size_t>(o.out) * (from.c / o.groups) * o.kernelH * o.kernelW;
  const Variable& kernel = declare(weight, plain, convolution->weightSize(), true, convolution);
  const Variable* const shift = o.bias ? &declare(bias, o.out, rounded(o.out), true, nullptr) : nullptr;
  const void* const in = tensors_[x].data.data();
  void* const out = tensors_[y].data.data();
  operators_.push_back(
      {[=, &kernel] {
         convolution->forward(stream_, in, valueOf(kernel), shift == nullptr ? nullptr : valueOf(*shift), out);
       },
       [=, &kernel] {
         if (!isAsked(y)) return;
         const Gradient g = whole(y, options.bounds);
         const Gradient dx = needsInput ? acquire(from.room()) : Gradient{};
         back_.push_back([=, &kernel] {
           const Slot ofKernel{valueOf(kernel), gradientOf(kernel), fresh_};
           const Slot ofShift = shift == nullptr ? Slot{} : Slot{valueOf(*shift), gradientOf(*shift), fresh_};
           convolution->backward(stream_, in, g.data, ofKernel, ofShift, dx.data);
         });
         if (needsInput) give(x, dx);
         drop(dx);
         drop(g);
         release(y);
       }});
  return y;
}

int Network::norm(int x, int residual, const NormOptions& options, const std::vector<std::string>& names) {
  const int from = blocked(x), other = residual < 0 ? -1 : blocked(residual);
  const Planes planes = reading(from);
  require(planes.n * planes.pixels() > 1, "two values a channel or more");
  if (other >= 0) {
    const Planes& added = reading(other);
    require(added.n == planes.n && added.c == planes.c && added.h == planes.h && added.w == planes.w,
            "a residual of the same shape");
  }
  require(names.size() == 4, "names of scale, bias, mean and variance");
  const int y = add(planes, true);
  const size_t channels = static_cast<size_t>(planes.blocks()) * block_;
  const auto declared = [&](int i) { return &declare(names[i], planes.c, channels, i < 2, nullptr); };
  const Variable *scale = declared(0), *bias = declared(1), *mean = declared(2), *variance = declared(3);
  const auto kept = std::make_shared<Buffer>(2 * rounded(channels));
  const auto vectors = [=] {
    return NormVectors{valueOf(*scale),    valueOf(*bias), valueOf(*mean),
                       valueOf(*variance), kept->data(),   kept->data() + rounded(channels)};
  };
  void* const in = tensors_[from].data.data();
  const void* const added = other < 0 ? nullptr : tensors_[other].data.data();
  void* const out = tensors_[y].data.data();
  operators_.push_back(
      {[=] { kernels_.normForward(planes, in, added, out, vectors(), options); },
       [=] {
         if (!isAsked(y)) return;
         const Parts parts = partsOf(y);
         const Gradient masked = writable(y);
         const bool reused = tensors_[from].passing && tensors_[from].readers == 1;
         const Gradient dx = reused ? Gradient{in, -1} : acquire(planes.room());
         // gradients of vectors that are added to go through a place of their own
         const auto sums = std::make_shared<Buffer>(2 * channels);
         back_.push_back([=] {
           float *ofScale = sums->data(), *ofBias = sums->data() + channels;
           kernels_.normBackward(planes, parts, in, added == nullptr ? nullptr : out, vectors(), options, masked.data, dx.data,
                        ofScale, ofBias);
           for (const auto& [variable, sum] : {std::pair{scale, ofScale}, std::pair{bias, ofBias}}) {
             float* const gradient = gradientOf(*variable);
             for (size_t c = 0; c < channels; c++) gradient[c] = fresh_ ? sum[c] : gradient[c] + sum[c];
           }
         });
         if (other >= 0 && tensors_[other].learns) give(other, masked);
         if (tensors_[from].learns) give(from, dx);
         drop(dx);
         drop(masked);
         release(y);
       }});
  return y;
}

int Network::sum(const std::vector<int>& xs, Bounds bounds) {
  require(!xs.empty(), "a term or more");
  std::vector<int> terms;
  Parts data;
  bool learns = false;
  for (const int x : xs) {
    const int term = blocked(x);
    const Planes& planes = reading(term);
    const Planes& first = terms.empty() ? planes : tensors_[terms[0]].planes;
    require(planes.n == first.n && planes.c == first.c && planes.h == first.h && planes.w == first.w,
            "terms of one shape");
    terms.push_back(term);
    data.push_back(tensors_[term].data.data());
    learns = learns || tensors_[term].learns;
  }
  const Planes planes = tensors_[terms[0]].planes;
  const int y = add(planes, learns);
  void* const out = tensors_[y].data.data();
  operators_.push_back({[=] { kernels_.sumForward(planes.size(), data, out, bounds); },
                        [=] {
                          if (!isAsked(y)) return;
                          const Gradient g = whole(y, bounds);
                          for (const int term : terms) {
                            if (tensors_[term].learns) give(term, g);
                          }
                          drop(g);
                          release(y);
                        }});
  return y;
}

int Network::maxPool(int x, const Window& window, int h, int w) {
  const int from = blocked(x);
  const Planes planes = reading(from);
  require(window.kernelH > 0 && window.kernelW > 0 && window.strideH > 0 && window.strideW > 0 &&
              window.padTop >= 0 && window.padLeft >= 0 && window.padTop < window.kernelH &&
              window.padLeft < window.kernelW,
          "a kernel and strides above 0 and pads below the kernel");
  require(window.kernelH <= 256 / window.kernelW, "windows of at most 256 places");
  Planes to = planes;
  to.h = h;
  to.w = w;
  require(h > 0 && w > 0 && (h - 1) * window.strideH - window.padTop < planes.h &&
              (w - 1) * window.strideW - window.padLeft < planes.w,
          "windows that hold a pixel or more");
  const bool learns = tensors_[from].learns;
  const int y = add(to, learns);
  const auto places = std::make_shared<std::vector<uint8_t>>(to.size());
  const void* const in = tensors_[from].data.data();
  void* const out = tensors_[y].data.data();
  operators_.push_back({[=] { kernels_.maxPoolForward(planes, to, window, in, out, places->data()); },
                        [=] {
                          if (!isAsked(y) || !learns) return;
                          const Gradient dx = acquire(planes.room());
                          const Parts parts = partsOf(y);
                          back_.push_back(
                              [=] { kernels_.maxPoolBackward(planes, to, window, parts, places->data(), dx.data); });
                          give(from, dx);
                          drop(dx);
                          release(y);
                        }});
  return y;
}

int Network::resize(int x, int h, int w, bool linear, bool halfPixel) {
  const int from = blocked(x);
  const Planes planes = reading(from);
  Planes to = planes;
  to.h = h;
  to.w = w;
  const bool learns = tensors_[from].learns;
  const int y = add(to, learns);
  const Interpolation rows = interpolation(planes.h, h, linear, halfPixel);
  const Interpolation columns = interpolation(planes.w, w, linear, halfPixel);
  const void* const in = tensors_[from].data.data();
  void* const out = tensors_[y].data.data();
  operators_.push_back({[=] { kernels_.resizeForward(planes, to, rows, columns, in, out); },
                        [=] {
                          if (!isAsked(y) || !learns) return;
                          const Gradient dx = acquire(planes.room());
                          const Parts parts = partsOf(y);
                          back_.push_back([=] { kernels_.resizeBackward(planes, to, rows, columns, parts, dx.data); });
                          give(from, dx);
                          drop(dx);
                          release(y);
                        }});
  return y;
}

int Network::concat(const std::vector<int>& xs) {
  require(!xs.empty(), "a tensor or more");
  std::vector<int> parts;
  std::vector<Planes> shapes;
  int channels = 0;
  bool learns = false;
  for (const int x : xs) {
    parts.push_back(blocked(x));
    shapes.push_back(reading(parts.back()));
    const Planes& planes = shapes.back();
    require(planes.n == shapes[0].n && planes.h == shapes[0].h && planes.w == shapes[0].w,
            "tensors of the same images and pixels");
    channels += planes.c;
    learns = learns || tensors_[parts.back()].learns;
  }
  Planes to = shapes[0];
  to.c = channels;
  const int y = add(to, learns);
  std::vector<void*> data;
  for (const int part : parts) data.push_back(tensors_[part].data.data());
  void* const out = tensors_[y].data.data();
  const auto copy = [=](size_t i, void* part, void* all, bool intoWhole) {
    int first = 0;
    for (size_t k = 0; k < i; k++) first += shapes[k].c;
    kernels_.copyChannels(shapes[i], part, to, all, first, intoWhole);
  };
  operators_.push_back({[=] {
                          for (size_t i = 0; i < data.size(); i++) copy(i, data[i], out, true);
                        },
                        [=] {
                          if (!isAsked(y) || !learns) return;
                          const Gradient g = whole(y, {-INF, INF});
                          for (size_t i = 0; i < parts.size(); i++) {
                            if (!tensors_[parts[i]].learns) continue;
                            const Gradient dx = acquire(shapes[i].room());
                            back_.push_back([=] {
                              // channels beyond the last stay zeros
                              std::memset(dx.data, 0, shapes[i].room() * sizeof(float));
                              copy(i, dx.data, g.data, false);
                            });
                            give(parts[i], dx);
                            drop(dx);
                          }
                          drop(g);
                          release(y);
                        }});
  return y;
}

int Network::mean(int x) {
  const int from = blocked(x);
  const Planes planes = reading(from);
  Planes to = planes;
  to.h = to.w = 1;
  const bool learns = tensors_[from].learns;
  const int y = add(to, learns);
  const void* const in = tensors_[from].data.data();
  void* const out = tensors_[y].data.data();
  operators_.push_back({[=] { kernels_.meanForward(planes, in, out); },
                        [=] {
                          if (!isAsked(y) || !learns) return;
                          const Gradient dx = acquire(planes.room());
                          const Parts parts = partsOf(y);
                          back_.push_back([=] { kernels_.meanBackward(planes, parts, dx.data); });
                          give(from, dx);
                          drop(dx);
                          release(y);
                        }});
  return y;
}

Network::Gradient Network::acquire(size_t size) {
  int best = -1;
  for (int i = 0; i < static_cast<int>(pool_.size()); i++) {
    const bool fits = pool_[i].users == 0 && pool_[i].data.size() >= size;
    if (fits && (best < 0 || pool_[i].data.size() < pool_[best].data.size())) best = i;
  }
  if (best < 0) {
    best = static_cast<int>(pool_.size());
    pool_.push_back({Buffer(size), 0});
  }
  const Gradient gradient{pool_[best].data.data(), best};
  hold(gradient);
  return gradient;
}

void Network::hold(const Gradient& gradient) {
  if (gradient.pooled >= 0) pool_[gradient.pooled].users++;
}

void Network::drop(const Gradient& gradient) {
  if (gradient.pooled >= 0) pool_[gradient.pooled].users--;
}

Network::Gradient Network::writable(int tensor) {
  for (const Gradient& part : arriving_[tensor]) {
    if (part.pooled < 0 || pool_[part.pooled].users != 1) continue;
    hold(part);
    return part;
  }
  return acquire(tensors_[tensor].planes.room());
}

Parts Network::partsOf(int tensor) const {
  Parts parts;
  for (const Gradient& part : arriving_[tensor]) parts.push_back(part.data);
  return parts;
}

void Network::give(int tensor, const Gradient& gradient) {
  hold(gradient);
  arriving_[tensor].push_back(gradient);
}

void Network::release(int tensor) {
  for (const Gradient& part : arriving_[tensor]) drop(part);
  arriving_[tensor].clear();
}

Network::Gradient Network::whole(int tensor, Bounds bounds) {
  const auto& arrived = arriving_[tensor];
  if (arrived.size() == 1 && !isBounded(bounds)) {
    const Gradient only = arrived[0];
    hold(only);
    return only;
  }
  const Parts parts = partsOf(tensor);
  const Gradient g = writable(tensor);
  const size_t size = tensors_[tensor].planes.size();
  const void* const y = tensors_[tensor].data.data();
  back_.push_back([=] { kernels_.maskBackward(size, parts, y, bounds, g.data); });
  return g;
}

void Network::compile(const std::vector<int>& outputs) {
  require(!compiled_, "a network that is not compiled yet");
  for (const int output : outputs) {
    const int end = blocked(output);
    require(tensors_[end].learns, "outputs that depend on a parameter");
    reading(end);
    outputs_.push_back(end);
  }
  arriving_.resize(tensors_.size());
  for (const int output : outputs_) {
    const Gradient gradient = acquire(tensors_[output].planes.room());
    outputGradients_.push_back(gradient.data);
    give(output, gradient);
    drop(gradient);
  }
  for (auto it = operators_.rbegin(); it != operators_.rend(); ++it) it->plan();
  values_ = Buffer(trainedSize_);
  gradients_ = Buffer(trainedSize_);
  means_ = Buffer(trainedSize_);
  squares_ = Buffer(trainedSize_);
  states_ = Buffer(stateSize_);
  statesBefore_ = Buffer(stateSize_);
  compiled_ = true;
}

size_t Network::outputSize(size_t index) const {
  const Planes& planes = tensors_[outputs_.at(index)].planes;
  return static_cast<size_t>(planes.n) * planes.c * planes.pixels();
}

void Network::forward(const float* image, const std::vector<float*>& outputs) {
  require(compiled_ && outputs.size() == outputs_.size(), "a compiled network and a place for each output");
  omp_set_num_threads(threads_);
  if (!seen_) std::copy(states_.data(), states_.data() + stateSize_, statesBefore_.data());
  seen_ = true;
  kernels_.scaleImage(imageSize(), gain_, offset_, image, tensors_[0].data.data());
  for (const Operator& each : operators_) each.forward();
  for (size_t i = 0; i < outputs.size(); i++) {
    const Tensor& tensor = tensors_[outputs_[i]];
    kernels_.unpack(tensor.planes, tensor.data.data(), outputs[i]);
  }
  wentForward_ = true;
}

void Network::backward(const std::vector<const float*>& gradients) {
  require(wentForward_ && gradients.size() == outputs_.size(), "the way forward, and the gradient of each output");
  omp_set_num_threads(threads_);
  // what lies in them is overwritten on the way
  wentForward_ = false;
  for (size_t i = 0; i < gradients.size(); i++) {
    const Planes& planes = tensors_[outputs_[i]].planes;
    std::memset(outputGradients_[i], 0, planes.room() * sizeof(float));
    kernels_.pack(planes, gradients[i], outputGradients_[i]);
  }
  for (const auto& step : back_) step();
  fresh_ = false;
}

double Network::squaredNorm() const {
  omp_set_num_threads(threads_);
  return floats_.squaredNorm(trainedSize_, gradients_.data());
}

void Network::adam(const AdamStep& step) {
  require(!fresh_, "gradients");
  omp_set_num_threads(threads_);
  floats_.adam(trainedSize_, values_.data(), gradients_.data(), means_.data(), squares_.data(), step);
  fresh_ = true;
  seen_ = false;
}

void Network::discard() {
  require(compiled_, "a compiled network");
  if (seen_) std::copy(statesBefore_.data(), statesBefore_.data() + stateSize_, states_.data());
  fresh_ = true;
  seen_ = false;
}

const Network::Variable& Network::find(const std::string& name) const {
  const auto found = variables_.find(name);
  require(compiled_ && found != variables_.end(), "the name of a parameter or a state of a compiled network");
  return found->second;
}

size_t Network::sizeOf(const std::string& name) const { return find(name).plainSize; }

float* Network::partOf(const Variable& variable, Part part) {
  require(variable.trained || part == Part::value, "a parameter, whose moments and gradient there are");
  const Buffer& all = part == Part::value      ? (variable.trained ? values_ : states_)
                      : part == Part::gradient ? gradients_
                      : part == Part::mean     ? means_
                                               : squares_;
  return all.data() + variable.offset;
}

void Network::read(const std::string& name, Part part, float* to) {
  const Variable& variable = find(name);
  const float* const kept = partOf(variable, part);
  if (variable.convolution != nullptr) {
    variable.convolution->readWeight(stream_, kept, to);
  } else {
    std::copy(kept, kept + variable.plainSize, to);
  }
}

void Network::write(const std::string& name, Part part, const float* from) {
  const Variable& variable = find(name);
  require(!seen_, "no images since the last update");
  float* const kept = partOf(variable, part);
  if (variable.convolution != nullptr) {
    variable.convolution->writeWeight(stream_, from, kept);
  } else {
    std::copy(from, from + variable.plainSize, kept);
  }
}

std::string Network::kernels() const {
  std::string all;
  for (const auto& convolution : convolutions_) all += convolution->kernels() + "\n";
  return all;
}

}  // namespace multiroi
