#include "kernels.hpp"

#include <cmath>
#include <limits>

namespace multiroi {

namespace {

// As wide as a block of channels; wider than a register, the compiler takes two.
typedef float Lanes8 __attribute__((vector_size(32)));
typedef float Lanes16 __attribute__((vector_size(64)));
typedef int Marks8 __attribute__((vector_size(32)));
typedef int Marks16 __attribute__((vector_size(64)));

template <class V>
constexpr int WIDTH = sizeof(V) / sizeof(float);

template <class V>
inline const V* lanes(const float* data) {
  return reinterpret_cast<const V*>(data);
}
template <class V>
inline V* lanes(float* data) {
  return reinterpret_cast<V*>(data);
}

template <class V>
inline V all(float value) {
  return V{} + value;
}

template <class V>
inline V load(const float* data) {
  return *lanes<V>(data);
}

/** NaN stays NaN, so that a loss tells of it. */
template <class V>
inline V bounded(V x, Bounds bounds) {
  x = x < bounds.low ? all<V>(bounds.low) : x;
  return x > bounds.high ? all<V>(bounds.high) : x;
}

/** dy where y lies between the bounds; a bound that is infinite lets everything pass. */
template <class V>
inline V masked(V dy, V y, Bounds bounds) {
  return (y > bounds.low) & (y < bounds.high) ? dy : V{};
}

inline bool isBounded(Bounds bounds) {
  return bounds.low > -std::numeric_limits<float>::infinity() ||
         bounds.high < std::numeric_limits<float>::infinity();
}

/** Calls `work` with the lanes of a block. */
template <class F>
void withLanes(int block, F work) {
  if (block == 8) {
    work(Lanes8{});
  } else if (block == 16) {
    work(Lanes16{});
  } else {
    throw std::invalid_argument("channels in blocks of 8 or 16");
  }
}

/** Pixels whose sum is taken in float32 before it goes on in float64. */
constexpr size_t CHUNK = 256;

/** Adds Σ value(i) of every lane to `total`. */
template <class V, class F>
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
    for (int lane = 0; lane < WIDTH<V>; lane++) total[lane] += sum[lane];
  }
}

/** The sum of the parts at a place. */
template <class V>
inline V sumOf(const Parts& parts, size_t at) {
  V sum = load<V>(parts[0] + at);
  for (size_t k = 1; k < parts.size(); k++) sum += load<V>(parts[k] + at);
  return sum;
}

template <class V>
void normForwardOf(const Planes& planes, const float* x, const float* residual, float* y,
                   const NormVectors& vectors, const NormOptions& options) {
  constexpr int B = WIDTH<V>;
  const size_t pixels = planes.pixels();
  const double count = static_cast<double>(planes.n) * pixels;
  const int blocks = planes.blocks();
#pragma omp parallel for schedule(static)
  for (int block = 0; block < blocks; block++) {
    double sums[B] = {}, squares[B] = {};
    for (int n = 0; n < planes.n; n++) {
      const V* from = lanes<V>(x + planes.at(n, block));
      addUp<V>(pixels, sums, [=](size_t i) { return from[i]; });
    }
    V mean;
    for (int lane = 0; lane < B; lane++) mean[lane] = static_cast<float>(sums[lane] / count);
    for (int n = 0; n < planes.n; n++) {
      const V* from = lanes<V>(x + planes.at(n, block));
      addUp<V>(pixels, squares, [=](size_t i) {
        const V centred = from[i] - mean;
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
    *lanes<V>(vectors.mean + channels) = mean;
    *lanes<V>(vectors.inverse + channels) = inverse;
    const V slope = load<V>(vectors.scale + channels) * inverse;
    const V offset = load<V>(vectors.bias + channels);
    for (int n = 0; n < planes.n; n++) {
      const size_t at = planes.at(n, block);
      const V* from = lanes<V>(x + at);
      V* to = lanes<V>(y + at);
      if (residual == nullptr) {
        for (size_t i = 0; i < pixels; i++) {
          to[i] = bounded((from[i] - mean) * slope + offset, options.bounds);
        }
      } else {
        const V* other = lanes<V>(residual + at);
        for (size_t i = 0; i < pixels; i++) {
          to[i] = bounded((from[i] - mean) * slope + offset + other[i], options.bounds);
        }
      }
    }
  }
}

template <class V>
void normBackwardOf(const Planes& planes, const Parts& parts, const float* x, const float* y,
                    const NormVectors& vectors, const NormOptions& options, float* maskedData, float* dx,
                    float* dScale, float* dBias) {
  constexpr int B = WIDTH<V>;
  const size_t pixels = planes.pixels();
  const double count = static_cast<double>(planes.n) * pixels;
  const int blocks = planes.blocks();
  const Bounds bounds = options.bounds;
#pragma omp parallel for schedule(static)
  for (int block = 0; block < blocks; block++) {
    const size_t channels = static_cast<size_t>(block) * B;
    const V mean = load<V>(vectors.mean + channels);
    const V inverse = load<V>(vectors.inverse + channels);
    const V slope = load<V>(vectors.scale + channels) * inverse;
    const V offset = load<V>(vectors.bias + channels);
    double sums[B] = {}, products[B] = {};
    for (int n = 0; n < planes.n; n++) {
      const size_t at = planes.at(n, block);
      const V* from = lanes<V>(x + at);
      const V* out = y == nullptr ? nullptr : lanes<V>(y + at);
      V* to = lanes<V>(maskedData + at);
      for (size_t start = 0; start < pixels; start += CHUNK) {
        const size_t end = std::min(pixels, start + CHUNK);
        V sum[2] = {}, product[2] = {};
        for (size_t i = start; i < end; i++) {
          const V centred = from[i] - mean;
          const V output = out == nullptr ? centred * slope + offset : out[i];
          const V g = masked(sumOf<V>(parts, at + i * B), output, bounds);
          to[i] = g;
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
      const size_t at = planes.at(n, block);
      const V* from = lanes<V>(x + at);
      const V* g = lanes<V>(maskedData + at);
      V* to = lanes<V>(dx + at);
      for (size_t i = 0; i < pixels; i++) to[i] = slope * (g[i] - level - (from[i] - mean) * tilt);
    }
  }
}

/** Lanes of what is only added and multiplied, where channels do not matter. */
using Wide = Lanes16;
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

}  // namespace

void normForward(const Planes& planes, const float* x, const float* residual, float* y,
                 const NormVectors& vectors, const NormOptions& options) {
  withLanes(planes.block, [&](auto lane) {
    normForwardOf<decltype(lane)>(planes, x, residual, y, vectors, options);
  });
}

void normBackward(const Planes& planes, const Parts& parts, const float* x, const float* y,
                  const NormVectors& vectors, const NormOptions& options, float* masked, float* dx,
                  float* dScale, float* dBias) {
  withLanes(planes.block, [&](auto lane) {
    normBackwardOf<decltype(lane)>(planes, parts, x, y, vectors, options, masked, dx, dScale, dBias);
  });
}

void sumForward(size_t size, const Parts& xs, float* y, Bounds bounds) {
  inStrips(size, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; i += 8) {
      *lanes<Lanes8>(y + i) = bounded(sumOf<Lanes8>(xs, i), bounds);
    }
  });
}

void maskBackward(size_t size, const Parts& parts, const float* y, Bounds bounds, float* to) {
  const bool passes = !isBounded(bounds);
  inStrips(size, [&](size_t from, size_t end) {
    for (size_t i = from; i < end; i += 8) {
      const Lanes8 g = sumOf<Lanes8>(parts, i);
      *lanes<Lanes8>(to + i) = passes ? g : masked(g, load<Lanes8>(y + i), bounds);
    }
  });
}

namespace {

template <class V, class M>
void maxPoolForwardOf(const Planes& from, const Planes& to, const Window& window, const float* x, float* y,
                      uint8_t* places) {
  constexpr int B = WIDTH<V>;
  inPlanes(to, [&](int plane) {
    const V* in = lanes<V>(x + plane * from.pixels() * B);
    V* out = lanes<V>(y + plane * to.pixels() * B);
    uint8_t* place = places + plane * to.pixels() * B;
    for (int row = 0; row < to.h; row++) {
      for (int column = 0; column < to.w; column++) {
        V best = all<V>(-std::numeric_limits<float>::infinity());
        M which = M{};
        for (int k = 0; k < window.kernelH; k++) {
          const int i = row * window.strideH - window.padTop + k;
          if (i < 0 || i >= from.h) continue;
          for (int l = 0; l < window.kernelW; l++) {
            const int j = column * window.strideW - window.padLeft + l;
            if (j < 0 || j >= from.w) continue;
            const V value = in[static_cast<size_t>(i) * from.w + j];
            const auto more = value > best;
            best = more ? value : best;
            which = more ? M{} + (k * window.kernelW + l) : which;
          }
        }
        const size_t at = static_cast<size_t>(row) * to.w + column;
        out[at] = best;
        for (int lane = 0; lane < B; lane++) place[at * B + lane] = static_cast<uint8_t>(which[lane]);
      }
    }
  });
}

template <class V, class M>
void maxPoolBackwardOf(const Planes& from, const Planes& to, const Window& window, const Parts& parts,
                       const uint8_t* places, float* dx) {
  constexpr int B = WIDTH<V>;
  inPlanes(to, [&](int plane) {
    float* out = dx + plane * from.pixels() * B;
    std::memset(out, 0, from.pixels() * B * sizeof(float));
    const size_t start = plane * to.pixels() * B;
    for (int row = 0; row < to.h; row++) {
      for (int column = 0; column < to.w; column++) {
        const size_t at = start + (static_cast<size_t>(row) * to.w + column) * B;
        const V g = sumOf<V>(parts, at);
        for (int lane = 0; lane < B; lane++) {
          const int place = places[at + lane];
          const int i = row * window.strideH - window.padTop + place / window.kernelW;
          const int j = column * window.strideW - window.padLeft + place % window.kernelW;
          // a window of nothing but NaN has no largest place
          if (i < 0 || i >= from.h || j < 0 || j >= from.w) continue;
          out[(static_cast<size_t>(i) * from.w + j) * B + lane] += g[lane];
        }
      }
    }
  });
}

template <class V>
void resizeForwardOf(const Planes& from, const Planes& to, const Interpolation& rows,
                     const Interpolation& columns, const float* x, float* y) {
  constexpr int B = WIDTH<V>;
  inPlanes(to, [&](int plane) {
    const V* in = lanes<V>(x + plane * from.pixels() * B);
    V* out = lanes<V>(y + plane * to.pixels() * B);
    for (int i = 0; i < to.h; i++) {
      const V* low = in + static_cast<size_t>(rows.low[i]) * from.w;
      const V* high = in + static_cast<size_t>(rows.high[i]) * from.w;
      const float down = rows.share[i];
      for (int j = 0; j < to.w; j++) {
        const int left = columns.low[j], right = columns.high[j];
        V value = low[left];
        if (!rows.nearest || !columns.nearest) {
          const float across = columns.share[j];
          const V above = low[left] * (1 - across) + low[right] * across;
          const V below = high[left] * (1 - across) + high[right] * across;
          value = above * (1 - down) + below * down;
        }
        out[static_cast<size_t>(i) * to.w + j] = value;
      }
    }
  });
}

template <class V>
void resizeBackwardOf(const Planes& from, const Planes& to, const Interpolation& rows,
                      const Interpolation& columns, const Parts& parts, float* dx) {
  constexpr int B = WIDTH<V>;
  inPlanes(to, [&](int plane) {
    V* out = lanes<V>(dx + plane * from.pixels() * B);
    std::fill(out, out + from.pixels(), V{});
    const size_t start = plane * to.pixels() * B;
    for (int i = 0; i < to.h; i++) {
      V* low = out + static_cast<size_t>(rows.low[i]) * from.w;
      V* high = out + static_cast<size_t>(rows.high[i]) * from.w;
      const float down = rows.share[i];
      for (int j = 0; j < to.w; j++) {
        const V g = sumOf<V>(parts, start + (static_cast<size_t>(i) * to.w + j) * B);
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
  });
}

}  // namespace

void maxPoolForward(const Planes& from, const Planes& to, const Window& window, const float* x, float* y,
                    uint8_t* places) {
  if (to.block == 8) {
    maxPoolForwardOf<Lanes8, Marks8>(from, to, window, x, y, places);
  } else {
    maxPoolForwardOf<Lanes16, Marks16>(from, to, window, x, y, places);
  }
}

void maxPoolBackward(const Planes& from, const Planes& to, const Window& window, const Parts& parts,
                     const uint8_t* places, float* dx) {
  if (to.block == 8) {
    maxPoolBackwardOf<Lanes8, Marks8>(from, to, window, parts, places, dx);
  } else {
    maxPoolBackwardOf<Lanes16, Marks16>(from, to, window, parts, places, dx);
  }
}

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

void resizeForward(const Planes& from, const Planes& to, const Interpolation& rows,
                   const Interpolation& columns, const float* x, float* y) {
  withLanes(to.block,
            [&](auto lane) { resizeForwardOf<decltype(lane)>(from, to, rows, columns, x, y); });
}

void resizeBackward(const Planes& from, const Planes& to, const Interpolation& rows,
                    const Interpolation& columns, const Parts& parts, float* dx) {
  withLanes(to.block,
            [&](auto lane) { resizeBackwardOf<decltype(lane)>(from, to, rows, columns, parts, dx); });
}

void copyChannels(const Planes& part, float* partData, const Planes& whole, float* wholeData, int first,
                  bool intoWhole) {
  const size_t pixels = part.pixels();
  const int B = part.block;
  const auto copy = [=](float* inPart, float* inWhole, size_t size) {
    if (intoWhole) {
      std::memcpy(inWhole, inPart, size * sizeof(float));
    } else {
      std::memcpy(inPart, inWhole, size * sizeof(float));
    }
  };
  const bool aligned = first % B == 0 && (part.c % B == 0 || first + part.c == whole.c);
#pragma omp parallel for schedule(static)
  for (int n = 0; n < part.n; n++) {
    if (aligned) {
      copy(partData + part.at(n, 0), wholeData + whole.at(n, first / B), part.blocks() * pixels * B);
      continue;
    }
    for (int c = 0; c < part.c; c++) {
      float* inPart = partData + part.at(n, c / B) + c % B;
      float* inWhole = wholeData + whole.at(n, (first + c) / B) + (first + c) % B;
      for (size_t i = 0; i < pixels; i++) copy(inPart + i * B, inWhole + i * B, 1);
    }
  }
}

void meanForward(const Planes& from, const float* x, float* y) {
  withLanes(from.block, [&](auto lane) {
    using V = decltype(lane);
    constexpr int B = WIDTH<V>;
    const size_t pixels = from.pixels();
    inPlanes(from, [&](int plane) {
      const V* in = lanes<V>(x + plane * pixels * B);
      double sums[B] = {};
      addUp<V>(pixels, sums, [=](size_t i) { return in[i]; });
      for (int k = 0; k < B; k++) y[plane * B + k] = static_cast<float>(sums[k] / pixels);
    });
  });
}

void meanBackward(const Planes& from, const Parts& parts, float* dx) {
  withLanes(from.block, [&](auto lane) {
    using V = decltype(lane);
    constexpr int B = WIDTH<V>;
    const size_t pixels = from.pixels();
    inPlanes(from, [&](int plane) {
      V* out = lanes<V>(dx + plane * pixels * B);
      std::fill(out, out + pixels, sumOf<V>(parts, static_cast<size_t>(plane) * B) / static_cast<float>(pixels));
    });
  });
}

namespace {

/** Copies between [N, C, H, W] and blocks of channels. */
template <bool INTO_BLOCKS, class Plain, class Blocked>
void betweenLayouts(const Planes& planes, Plain* plain, Blocked* blocked) {
  const size_t pixels = planes.pixels();
  const int B = planes.block;
#pragma omp parallel for schedule(static)
  for (int n = 0; n < planes.n; n++) {
    for (int c = 0; c < planes.c; c++) {
      Plain* one = plain + (static_cast<size_t>(n) * planes.c + c) * pixels;
      Blocked* other = blocked + planes.at(n, c / B) + c % B;
      for (size_t i = 0; i < pixels; i++) {
        if constexpr (INTO_BLOCKS) {
          other[i * B] = one[i];
        } else {
          one[i] = other[i * B];
        }
      }
    }
  }
}

}  // namespace

void pack(const Planes& planes, const float* plain, float* blocked) {
  betweenLayouts<true>(planes, plain, blocked);
}

void unpack(const Planes& planes, const float* blocked, float* plain) {
  betweenLayouts<false>(planes, plain, blocked);
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
    for (; i + 64 <= to; i += 64) {
      Wide squares = {};
      for (int k = 0; k < 4; k++) {
        const Wide value = load<Wide>(x + i + 16 * k);
        squares += value * value;
      }
      for (int lane = 0; lane < 16; lane++) sum += squares[lane];
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

}  // namespace multiroi
