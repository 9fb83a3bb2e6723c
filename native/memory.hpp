// Aligned memory, and planes of channels: activations lie as [N, C / B, H, W, B], B channels beside each other, the
// layout that convolutions of oneDNN want; channels beyond C are zeros.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <new>
#include <stdexcept>

namespace multiroi {

/** Floats on the borders of cache lines, zero at first. */
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(size_t size) : size_(size) {
    const size_t bytes = (std::max<size_t>(size, 1) * sizeof(float) + 63) / 64 * 64;
    data_.reset(static_cast<float*>(std::aligned_alloc(64, bytes)));
    if (!data_) throw std::bad_alloc();
    std::memset(data_.get(), 0, bytes);
  }
  float* data() const { return data_.get(); }
  size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(float* data) const { std::free(data); }
  };
  std::unique_ptr<float[], Free> data_;
  size_t size_ = 0;
};

/** Memory that is needed for the length of one operator only; it grows to the largest and stays. */
class Scratch {
 public:
  /** Floats that keep their place until `reset`. */
  float* take(size_t size) {
    if (taken_ == buffers_.size()) buffers_.emplace_back();
    Buffer& buffer = buffers_[taken_++];
    if (buffer.size() < size) buffer = Buffer(size);
    return buffer.data();
  }
  void reset() { taken_ = 0; }

 private:
  std::deque<Buffer> buffers_;
  size_t taken_ = 0;
};

/** What activations are stored as. */
enum class Number { float32, bfloat16 };

/** The shape of an activation, and how it lies. */
struct Planes {
  int n = 0, c = 0, h = 0, w = 0;
  /** Channels that lie beside each other; 1 for an image as it comes, [N, C, H, W]. */
  int block = 1;
  Number number = Number::float32;

  size_t pixels() const { return static_cast<size_t>(h) * w; }
  /** Blocks of channels. */
  int blocks() const { return (c + block - 1) / block; }
  size_t size() const { return static_cast<size_t>(n) * blocks() * block * pixels(); }
  /** Floats of a buffer that holds it. */
  size_t room() const { return number == Number::float32 ? size() : (size() + 1) / 2; }
  /** Where a block of an image begins. */
  size_t at(int image, int of) const {
    return (static_cast<size_t>(image) * blocks() + of) * pixels() * block;
  }
};

/** What is done to a value before it is stored: it is held between two bounds. */
struct Bounds {
  float low, high;
};

/** What this machine has no instructions for. */
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

}  // namespace multiroi
