// A network of fixed shapes: built operator by operator, then run forward and back, then moved by Adam.
#pragma once

#include <dnnl.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "convolution.hpp"
#include "kernels.hpp"
#include "memory.hpp"

namespace multiroi {

/** What is known of a parameter or a state by name. */
enum class Part { value, gradient, mean, square };

class Network {
 public:
  /**
   * The image is [N, C, H, W]; every value x of it becomes gain·x + offset.
   * @param number what activations and their gradients are stored as, and what convolutions multiply; parameters,
   *     their gradients and moments, and all sums are float32.
   * @throws Unsupported where the processor has no instructions for it.
   */
  Network(int threads, Number number, const Planes& image, float gain, float offset);

  // Operators; each returns the number of its output. 0 is the image.
  int convolution(int x, const ConvolutionOptions& options, const std::string& weight, const std::string& bias);
  /** @param residual added before the bounds; −1 for none. @param names of scale, bias, mean and variance. */
  int norm(int x, int residual, const NormOptions& options, const std::vector<std::string>& names);
  int sum(const std::vector<int>& xs, Bounds bounds);
  int maxPool(int x, const Window& window, int h, int w);
  int resize(int x, int h, int w, bool linear, bool halfPixel);
  int concat(const std::vector<int>& xs);
  /** [N, C, 1, 1]. */
  int mean(int x);

  /** Ends the building: plans the way back from these tensors. */
  void compile(const std::vector<int>& outputs);

  /** Floats of the image and of each output, [N, C, H, W]. */
  size_t imageSize() const { return tensors_[0].planes.size(); }
  size_t outputSize(size_t index) const;
  size_t outputs() const { return outputs_.size(); }
  void forward(const float* image, const std::vector<float*>& outputs);
  /** After `forward`, once: adds to the gradients of parameters. */
  void backward(const std::vector<const float*>& gradients);
  /** Of all gradients together. */
  double squaredNorm() const;
  /** Moves the parameters; gradients begin anew. */
  void adam(const AdamStep& step);

  /** Undoes what came after the last `adam` or `write`: gradients and running statistics. */
  void discard();

  /** Floats of a parameter or a state. */
  size_t sizeOf(const std::string& name) const;
  void read(const std::string& name, Part part, float* to);
  void write(const std::string& name, Part part, const float* from);
  /** Names of the kernels of every convolution, for whoever measures. */
  std::string kernels() const;

 private:
  struct Tensor {
    Planes planes;
    Buffer data;
    /** Whether a parameter stands before it. */
    bool learns = false;
    int readers = 0;
    /** A convolution without bounds, whose output nobody needs on the way back but its normalisation. */
    bool passing = false;
  };

  /** A parameter, or a state, which has no gradient. */
  struct Variable {
    size_t plainSize, size;
    /** Of its first float among all parameters, or among all states. */
    size_t offset;
    bool trained;
    /** Null for a vector. */
    Convolution* convolution;
  };

  /** Gradients on their way: memory of a pool, or that of a tensor which is no longer needed. */
  struct Gradient {
    void* data = nullptr;
    int pooled = -1;
  };

  struct Operator {
    std::function<void()> forward;
    /** Lays out the way back of this operator. */
    std::function<void()> plan;
  };

  int add(const Planes& planes, bool learns);
  /** A tensor that an operator reads. @throws std::invalid_argument for a number that none has. */
  const Planes& reading(int tensor);
  /** The tensor in blocks of channels, which the image is not. */
  int blocked(int tensor);
  /** Declares a parameter or a state. */
  const Variable& declare(const std::string& name, size_t plainSize, size_t size, bool trained,
                          Convolution* convolution);
  float* valueOf(const Variable& variable) { return (variable.trained ? values_ : states_).data() + variable.offset; }
  float* gradientOf(const Variable& variable) { return gradients_.data() + variable.offset; }
  const Variable& find(const std::string& name) const;
  float* partOf(const Variable& variable, Part part);

  // While the way back is planned, memory is held by the operator at hand and by those whose gradient it will be.
  /** Memory that nobody holds, now held. */
  Gradient acquire(size_t size);
  void hold(const Gradient& gradient);
  void drop(const Gradient& gradient);
  /** The one part of a tensor's gradient that nobody else reads, or new memory; held. */
  Gradient writable(int tensor);
  Parts partsOf(int tensor) const;
  /** Says that `gradient` is a part of that of a tensor. */
  void give(int tensor, const Gradient& gradient);
  /** Ends the use of a tensor's gradient. */
  void release(int tensor);
  /** The gradient of a tensor before its bounds as one array; held. */
  Gradient whole(int tensor, Bounds bounds);
  bool isAsked(int tensor) const { return !arriving_[tensor].empty(); }

  int threads_;
  /** For activations; for parameters. */
  const Kernels &kernels_, &floats_;
  float gain_, offset_;
  int block_;
  dnnl::engine engine_;
  dnnl::stream stream_;
  Scratch scratch_;
  std::vector<Tensor> tensors_;
  std::vector<Operator> operators_;
  std::vector<std::unique_ptr<Convolution>> convolutions_;
  std::map<std::string, Variable> variables_;
  size_t trainedSize_ = 0, stateSize_ = 0;
  Buffer values_, gradients_, means_, squares_, states_, statesBefore_;
  bool compiled_ = false, wentForward_ = false;
  /** Whether gradients begin anew; whether images have been seen since. */
  bool fresh_ = true, seen_ = false;

  std::vector<int> outputs_;
  std::vector<void*> outputGradients_;
  std::vector<std::function<void()>> back_;
  std::vector<std::vector<Gradient>> arriving_;
  struct Pooled {
    Buffer data;
    int users;
  };
  std::vector<Pooled> pool_;
};

/** Version and instruction set of oneDNN, and channels a block. */
struct About {
  std::string version, instructions;
  int block;
  /** Whether the processor multiplies it. */
  bool bfloat16;
};
About about();

}  // namespace multiroi
