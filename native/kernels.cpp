#include "kernels.hpp"

#include <cmath>
#include <limits>

#ifndef LANES
#error "LANES: channels a block, 8 or 16, as wide as a register of what this is compiled for"
#endif

namespace multiroi {

namespace {

constexpr int B = LANES;
/** A block of channels at one pixel. */
typedef float V __attribute__((vector_size(4 * B)));
typedef int32_t Marks __attribute__((vector_size(4 * B)));
typedef uint32_t Words __attribute__((vector_size(4 * B)));
typedef uint16_t Halves __attribute__((vector_size(2 * B)));
typedef uint8_t Bytes __attribute__((vector_size(B)));

/** The upper half of a float32, as its bits. */
struct Bfloat16 {
  uint16_t bits;
};

inline V all(float value) { return V{} + value; }

inline V load(const float* from) { return *reinterpret_cast<const V*>(from); }
inline void store(float* to, V value) { *reinterpret_cast<V*>(to) = value; }

inline V load(const Bfloat16* from) {
  const Words words = __builtin_convertvector(*reinterpret_cast<const Halves*>(from), Words) << 16;
  return (V)words;
}

/** To the nearest, of two the even one; NaN stays NaN. */
inline void store(Bfloat16* to, V value) {
  const Words bits = (Words)value;
  const Words rounded = bits + (0x7fff + ((bits >> 16) & 1));
  const Words kept = value == value ? rounded : bits | 0x400000;
  *reinterpret_cast<Halves*>(to) = __builtin_convertvector(kept >> 16, Halves);
}

inline float single(float value) { return value; }
inline float single(Bfloat16 value) {
  const uint32_t bits = static_cast<uint32_t>(value.bits) << 16;
  float result;
  std::memcpy(&result, &bits, sizeof result);
  return result;
}

inline void keep(float* to, float value) { *to = value; }
inline void keep(Bfloat16* to, float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const uint32_t rounded = bits + (0x7fff + ((bits >> 16) & 1));
  to->bits = static_cast<uint16_t>((value == value ? rounded : bits | 0x400000) >> 16);
}

/** Numbers of an activation: where a block begins, of an image and a group of channels. */
template <class T>
inline const T* at(const Planes& planes, const void* data, int image, int block) {
  return static_cast<const T*>(data) + planes.at(image, block);
}
template <class T>
inline T* at(const Planes& planes, void* data, int image, int block) {
  return static_cast<T*>(data) + planes.at(image, block);
}

/** NaN stays NaN, so that a loss tells of it. */
inline V bounded(V x, Bounds bounds) {
  x = x < bounds.low ? all(bounds.low) : x;
  return x > bounds.high ? all(bounds.high) : x;
}

/** dy where y lies between the bounds; a bound that is infinite lets everything pass. */
inline V masked(V dy, V y, Bounds bounds) {
  return (y > bounds.low) & (y < bounds.high) ? dy : V{};
}

inline bool isBounded(Bounds bounds) {
  return bounds.low > -std::numeric_limits<float>::infinity() ||
         bounds.high < std::numeric_limits<float>::infinity();
}

/** As a value that lies at one of them is stored. */
template <class T>
inline Bounds stored(Bounds bounds) {
  T low, high;
  keep(&low, bounds.low);
  keep(&high, bounds.high);
  return {single(low), single(high)};
}

/** Pixels whose sum is taken in float32 before it goes on in float64. */
constexpr size_t CHUNK = 256;

/** Adds Σ value(i) of every lane to `total`. */
template <class F>
inline void addUp(size_t count, double* total, F value) {
  for (size_t start = 0; start < count; start += CHUNK) {
    const size_t end = std::min(count, start + CHUNK);
    V sums[4] = {};
    size_t i = start;
    for (; i + 4 <= end; i += 4) {
      for (int k = 0; k < 4; k++) sums[k] += value(i + k);
    }
    for (; i < end; i++) sums[0] += value(i);
    const V sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for (int lane = 0; lane < B; lane++) total[lane] += sum[lane];
  }
}

/** The sum of the parts at a place. */
template <class T>
inline V sumOf(const Parts& parts, size_t at) {
  V sum = load(static_cast<const T*>(parts[0]) + at);
  for (size_t k = 1; k < parts.size(); k++) sum += load(static_cast<const T*>(parts[k]) + at);
  return sum;
}

template <class T>
void scaleImage(size_t size, float gain, float offset, const float* image, void* to) {
  T* const out = static_cast<T*>(to);
  for (size_t i = 0; i < size; i++) keep(out + i, gain * image[i] + offset);
}

template <class T>
void normForward(const Planes& planes, const void* x, const void* residual, void* y, const NormVectors& vectors,
                 const NormOptions& options) {
  const size_t pixels = planes.pixels();
  const double count = static_cast<double>(planes.n) * pixels;
  const int blocks = planes.blocks();
#pragma omp parallel for schedule(static)
  for (int block = 0; block < blocks; block++) {
    double sums[B] = {}, squares[B] = {};
    for (int n = 0; n < planes.n; n++) {
      const T* from = at<T>(planes, x, n, block);
      addUp(pixels, sums, [=](size_t i) { return load(from + i * B); });
    }
    V mean;
    for (int lane = 0; lane < B; lane++) mean[lane] = static_cast<float>(sums[lane] / count);
    for (int n = 0; n < planes.n; n++) {
      const T* from = at<T>(planes, x, n, block);
      addUp(pixels, squares, [=](size_t i) {
        const V centred = load(from + i * B) - mean;
        return centred * centred;
      });
    }
    V inverse;
    for (int lane = 0; lane < B; lane++) {
      const double variance = squares[lane] / count;
      inverse[lane] = static_cast<float>(1 / std::sqrt(variance + options.eps));
      const size_t channel = static_cast<size_t>(block) * B + lane;
      const float kept = 1 - options.momentum;
      vectors.runningMean[channel] = kept * vectors.runningMean[channel] + options.momentum * mean[lane];
      vectors.runningVariance[channel] = kept * vectors.runningVariance[channel] +
                                         options.momentum * static_cast<float>(squares[lane] / (count - 1));
    }
    const size_t channels = static_cast<size_t>(block) * B;
    store(vectors.mean + channels, mean);
    store(vectors.inverse + channels, inverse);
    const V slope = load(vectors.scale + channels) * inverse;
    const V offset = load(vectors.bias + channels);
    for (int n = 0; n < planes.n; n++) {
      const T* from = at<T>(planes, x, n, block);
      T* to = at<T>(planes, y, n, block);
      if (residual == nullptr) {
        for (size_t i = 0; i < pixels * B; i += B) {
          store(to + i, bounded((load(from + i) - mean) * slope + offset, options.bounds));
        }
      } else {
        const T* other = at<T>(planes, residual, n, block);
        for (size_t i = 0; i < pixels * B; i += B) {
          store(to + i, bounded((load(from + i) - mean) * slope + offset + load(other + i), options.bounds));
        }
      }
    }
  }
}

template <class T>
void normBackward(const Planes& planes, const Parts& parts, const void* x, const void* y, const NormVectors& vectors,
                  const NormOptions& options, void* maskedData, void* dx, float* dScale, float* dBias) {
  const size_t pixels = planes.pixels();
  const double count = static_cast<double>(planes.n) * pixels;
  const int blocks = planes.blocks();
  const Bounds bounds = y == nullptr ? options.bounds : stored<T>(options.bounds);
#pragma omp parallel for schedule(static)
  for (int block = 0; block < blocks; block++) {
    const size_t channels = static_cast<size_t>(block) * B;
    const V mean = load(vectors.mean + channels);
    const V inverse = load(vectors.inverse + channels);
    const V slope = load(vectors.scale + channels) * inverse;
    const V offset = load(vectors.bias + channels);
    double sums[B] = {}, products[B] = {};
    for (int n = 0; n < planes.n; n++) {
      const size_t first = planes.at(n, block);
      const T* from = at<T>(planes, x, n, block);
      const T* out = y == nullptr ? nullptr : at<T>(planes, y, n, block);
      T* to = at<T>(planes, maskedData, n, block);
      for (size_t start = 0; start < pixels; start += CHUNK) {
        const size_t end = std::min(pixels, start + CHUNK);
        V sum[2] = {}, product[2] = {};
        for (size_t i = start; i < end; i++) {
          const V centred = load(from + i * B) - mean;
          const V output = out == nullptr ? centred * slope + offset : load(out + i * B);
          const V g = masked(sumOf<T>(parts, first + i * B), output, bounds);
          store(to + i * B, g);
          sum[i % 2] += g;
          product[i % 2] += g * centred;
        }
        const V sumBoth = sum[0] + sum[1], productBoth = product[0] + product[1];
        for (int lane = 0; lane < B; lane++) {
          sums[lane] += sumBoth[lane];
          products[lane] += productBoth[lane];
        }
      }
    }
    // dx = scale/σ · (g − mean(g) − x̂·mean(g·x̂))
    V level, tilt;
    for (int lane = 0; lane < B; lane++) {
      const double ofScale = products[lane] * inverse[lane];
      dScale[channels + lane] = static_cast<float>(ofScale);
      dBias[channels + lane] = static_cast<float>(sums[lane]);
      level[lane] = static_cast<float>(sums[lane] / count);
      tilt[lane] = static_cast<float>(ofScale * inverse[lane] / count);
    }
    for (int n = 0; n < planes.n; n++) {
      const T* from = at<T>(planes, x, n, block);
      const T* g = at<T>(planes, maskedData, n, block);
      T* to = at<T>(planes, dx, n, block);
      for (size_t i = 0; i < pixels * B; i += B) {
        store(to + i, slope * (load(g + i) - level - (load(from + i) - mean) * tilt));
      }
    }
  }
}

constexpr size_t STRIP = 4096;

/** Calls `work(from, to)` for strips of a buffer, whose sizes are multiples of a block and whose ends are padded. */
template <class F>
void inStrips(size_t size, F work) {
  const long strips = static_cast<long>((size + STRIP - 1) / STRIP);
#pragma omp parallel for schedule(static)
  for (long strip = 0; strip < strips; strip++) {
    work(strip * STRIP, std::min(size, (strip + 1) * STRIP));
  }
}

/** Rows of `to` that read a row of `from` are consecutive, so that threads can have planes to themselves. */
template <class F>
void inPlanes(const Planes& planes, F work) {
  const int count = planes.n * planes.blocks();
#pragma omp parallel for schedule(static)
  for (int plane = 0; plane < count; plane++) work(plane);
}

/** Where a plane of blocks begins. */
template <class T>
inline const T* planeOf(const void* data, const Planes& planes, size_t plane) {
  return static_cast<const T*>(data) + plane * planes.pixels() * B;
}
template <class T>
inline T* planeOf(void* data, const Planes& planes, size_t plane) {
  return static_cast<T*>(data) + plane * planes.pixels() * B;
}

template <class T>
void sumForward(size_t size, const Parts& xs, void* y, Bounds bounds) {
  T* const out = static_cast<T*>(y);
  inStrips(size, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; i += B) store(out + i, bounded(sumOf<T>(xs, i), bounds));
  });
}

template <class T>
void maskBackward(size_t size, const Parts& parts, const void* y, Bounds bounds, void* to) {
  const bool passes = !isBounded(bounds);
  const Bounds ends = stored<T>(bounds);
  const T* const output = static_cast<const T*>(y);
  T* const out = static_cast<T*>(to);
  inStrips(size, [&](size_t from, size_t end) {
    for (size_t i = from; i < end; i += B) {
      const V g = sumOf<T>(parts, i);
      store(out + i, passes ? g : masked(g, load(output + i), ends));
    }
  });
}

template <class T>
void maxPoolForward(const Planes& from, const Planes& to, const Window& window, const void* x, void* y,
                    uint8_t* places) {
  inPlanes(to, [&](int plane) {
    const T* in = planeOf<T>(x, from, plane);
    T* out = planeOf<T>(y, to, plane);
    uint8_t* place = places + plane * to.pixels() * B;
    for (int row = 0; row < to.h; row++) {
      for (int column = 0; column < to.w; column++) {
        V best = all(-std::numeric_limits<float>::infinity());
        Marks which = {};
        for (int k = 0; k < window.kernelH; k++) {
          const int i = row * window.strideH - window.padTop + k;
          if (i < 0 || i >= from.h) continue;
          for (int l = 0; l < window.kernelW; l++) {
            const int j = column * window.strideW - window.padLeft + l;
            if (j < 0 || j >= from.w) continue;
            const V value = load(in + (static_cast<size_t>(i) * from.w + j) * B);
            const auto more = value > best;
            best = more ? value : best;
            which = more ? Marks{} + (k * window.kernelW + l) : which;
          }
        }
        const size_t at = (static_cast<size_t>(row) * to.w + column) * B;
        store(out + at, best);
        *reinterpret_cast<Bytes*>(place + at) = __builtin_convertvector(which, Bytes);
      }
    }
  });
}

/** Windows overlap: what they give back is added in float32 before it is stored. */
template <class T>
void maxPoolBackward(const Planes& from, const Planes& to, const Window& window, const Parts& parts,
                     const uint8_t* places, void* dx) {
  const int count = to.n * to.blocks();
#pragma omp parallel
  {
    std::vector<float> sums(from.pixels() * B);
#pragma omp for schedule(static)
    for (int plane = 0; plane < count; plane++) {
      std::fill(sums.begin(), sums.end(), 0.0f);
      const size_t start = plane * to.pixels() * B;
      for (int row = 0; row < to.h; row++) {
        for (int column = 0; column < to.w; column++) {
          const size_t at = start + (static_cast<size_t>(row) * to.w + column) * B;
          const V g = sumOf<T>(parts, at);
          for (int lane = 0; lane < B; lane++) {
            const int place = places[at + lane];
            const int i = row * window.strideH - window.padTop + place / window.kernelW;
            const int j = column * window.strideW - window.padLeft + place % window.kernelW;
            // a window of nothing but NaN has no largest place
            if (i < 0 || i >= from.h || j < 0 || j >= from.w) continue;
            sums[(static_cast<size_t>(i) * from.w + j) * B + lane] += g[lane];
          }
        }
      }
      T* const out = planeOf<T>(dx, from, plane);
      for (size_t i = 0; i < sums.size(); i++) keep(out + i, sums[i]);
    }
  }
}

template <class T>
void resizeForward(const Planes& from, const Planes& to, const Interpolation& rows, const Interpolation& columns,
                   const void* x, void* y) {
  inPlanes(to, [&](int plane) {
    const T* in = planeOf<T>(x, from, plane);
    T* out = planeOf<T>(y, to, plane);
    for (int i = 0; i < to.h; i++) {
      const T* low = in + static_cast<size_t>(rows.low[i]) * from.w * B;
      const T* high = in + static_cast<size_t>(rows.high[i]) * from.w * B;
      const float down = rows.share[i];
      for (int j = 0; j < to.w; j++) {
        const size_t left = columns.low[j] * B, right = columns.high[j] * B;
        V value = load(low + left);
        if (!rows.nearest || !columns.nearest) {
          const float across = columns.share[j];
          const V above = value * (1 - across) + load(low + right) * across;
          const V below = load(high + left) * (1 - across) + load(high + right) * across;
          value = above * (1 - down) + below * down;
        }
        store(out + (static_cast<size_t>(i) * to.w + j) * B, value);
      }
    }
  });
}

template <class T>
void resizeBackward(const Planes& from, const Planes& to, const Interpolation& rows, const Interpolation& columns,
                    const Parts& parts, void* dx) {
  const int count = to.n * to.blocks();
#pragma omp parallel
  {
    std::vector<float> sums(from.pixels() * B + 16);
    float* const base = reinterpret_cast<float*>((reinterpret_cast<uintptr_t>(sums.data()) + 63) / 64 * 64);
#pragma omp for schedule(static)
    for (int plane = 0; plane < count; plane++) {
      std::fill(sums.begin(), sums.end(), 0.0f);
      const size_t start = plane * to.pixels() * B;
      for (int i = 0; i < to.h; i++) {
        V* low = reinterpret_cast<V*>(base) + static_cast<size_t>(rows.low[i]) * from.w;
        V* high = reinterpret_cast<V*>(base) + static_cast<size_t>(rows.high[i]) * from.w;
        const float down = rows.share[i];
        for (int j = 0; j < to.w; j++) {
          const V g = sumOf<T>(parts, start + (static_cast<size_t>(i) * to.w + j) * B);
          const int left = columns.low[j], right = columns.high[j];
          if (rows.nearest && columns.nearest) {
            low[left] += g;
            continue;
          }
          const float across = columns.share[j];
          low[left] += g * ((1 - down) * (1 - across));
          low[right] += g * ((1 - down) * across);
          high[left] += g * (down * (1 - across));
          high[right] += g * (down * across);
        }
      }
      T* const out = planeOf<T>(dx, from, plane);
      for (size_t i = 0; i < from.pixels() * B; i += B) store(out + i, load(base + i));
    }
  }
}

template <class T>
void copyChannels(const Planes& part, void* partData, const Planes& whole, void* wholeData, int first,
                  bool intoWhole) {
  const size_t pixels = part.pixels();
  const auto copy = [=](T* inPart, T* inWhole, size_t size) {
    if (intoWhole) {
      std::memcpy(inWhole, inPart, size * sizeof(T));
    } else {
      std::memcpy(inPart, inWhole, size * sizeof(T));
    }
  };
  const bool aligned = first % B == 0 && (part.c % B == 0 || first + part.c == whole.c);
#pragma omp parallel for schedule(static)
  for (int n = 0; n < part.n; n++) {
    if (aligned) {
      copy(at<T>(part, partData, n, 0), at<T>(whole, wholeData, n, first / B), part.blocks() * pixels * B);
      continue;
    }
    for (int c = 0; c < part.c; c++) {
      T* inPart = at<T>(part, partData, n, c / B) + c % B;
      T* inWhole = at<T>(whole, wholeData, n, (first + c) / B) + (first + c) % B;
      for (size_t i = 0; i < pixels; i++) copy(inPart + i * B, inWhole + i * B, 1);
    }
  }
}

template <class T>
void meanForward(const Planes& from, const void* x, void* y) {
  const size_t pixels = from.pixels();
  inPlanes(from, [&](int plane) {
    const T* in = planeOf<T>(x, from, plane);
    double sums[B] = {};
    addUp(pixels, sums, [=](size_t i) { return load(in + i * B); });
    T* const out = static_cast<T*>(y) + static_cast<size_t>(plane) * B;
    for (int k = 0; k < B; k++) keep(out + k, static_cast<float>(sums[k] / pixels));
  });
}

template <class T>
void meanBackward(const Planes& from, const Parts& parts, void* dx) {
  const size_t pixels = from.pixels();
  inPlanes(from, [&](int plane) {
    T* out = planeOf<T>(dx, from, plane);
    const V share = sumOf<T>(parts, static_cast<size_t>(plane) * B) / static_cast<float>(pixels);
    for (size_t i = 0; i < pixels * B; i += B) store(out + i, share);
  });
}

/** Calls `copy(plain, blocked)` for every number of a tensor in both layouts. */
template <class T, class F>
void betweenLayouts(const Planes& planes, F copy) {
  const size_t pixels = planes.pixels();
#pragma omp parallel for schedule(static)
  for (int n = 0; n < planes.n; n++) {
    for (int c = 0; c < planes.c; c++) {
      const size_t one = (static_cast<size_t>(n) * planes.c + c) * pixels;
      const size_t other = planes.at(n, c / B) + c % B;
      for (size_t i = 0; i < pixels; i++) copy(one + i, other + i * B);
    }
  }
}

template <class T, class Plain>
void packFrom(const Planes& planes, const Plain* plain, void* blocked) {
  T* const to = static_cast<T*>(blocked);
  betweenLayouts<T>(planes, [=](size_t i, size_t k) { keep(to + k, single(plain[i])); });
}

template <class T>
void packImage(const Planes& planes, const void* plain, void* blocked) {
  packFrom<T>(planes, static_cast<const T*>(plain), blocked);
}

template <class T>
void pack(const Planes& planes, const float* plain, void* blocked) {
  packFrom<T>(planes, plain, blocked);
}

template <class T>
void unpack(const Planes& planes, const void* blocked, float* plain) {
  const T* const from = static_cast<const T*>(blocked);
  betweenLayouts<T>(planes, [=](size_t i, size_t k) { plain[i] = single(from[k]); });
}

void accumulate(size_t size, float* a, const float* b) {
  inStrips(size, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; i++) a[i] += b[i];
  });
}

double squaredNorm(size_t size, const float* x) {
  std::vector<double> sums((size + STRIP - 1) / STRIP);
  inStrips(size, [&](size_t from, size_t to) {
    double sum = 0;
    size_t i = from;
    for (; i + 4 * B <= to; i += 4 * B) {
      V squares = {};
      for (int k = 0; k < 4; k++) {
        const V value = load(x + i + B * k);
        squares += value * value;
      }
      for (int lane = 0; lane < B; lane++) sum += squares[lane];
    }
    for (; i < to; i++) sum += static_cast<double>(x[i]) * x[i];
    sums[from / STRIP] = sum;
  });
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

void adam(size_t size, float* value, const float* gradient, float* m, float* v, const AdamStep& step) {
  inStrips(size, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
      const float g = gradient[i] * step.scale;
      const float mean = m[i] + (g - m[i]) * step.follow1;
      const float square = v[i] + (g * g - v[i]) * step.follow2;
      m[i] = mean;
      v[i] = square;
      value[i] -= mean / (std::sqrt(square) * step.widen + step.eps) * step.rate;
    }
  });
}

template <class T>
constexpr Kernels TABLE = {scaleImage<T>,     normForward<T>,    normBackward<T>,    sumForward<T>,
                           maskBackward<T>,   maxPoolForward<T>, maxPoolBackward<T>, resizeForward<T>,
                           resizeBackward<T>, copyChannels<T>,   meanForward<T>,     meanBackward<T>,
                           packImage<T>,      pack<T>,           unpack<T>,          accumulate,
                           squaredNorm,       adam};

}  // namespace

#if LANES == 16
const Kernels& kernelsOf16(Number number) {
#else
const Kernels& kernelsOf8(Number number) {
#endif
  return number == Number::bfloat16 ? TABLE<Bfloat16> : TABLE<float>;
}

}  // namespace multiroi
