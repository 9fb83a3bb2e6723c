// The network as Node sees it: functions of a handle, numbers and Float32Arrays. Whatever throws here throws there.
#define NAPI_VERSION 8
#include <node_api.h>

#include <limits>

#include "network.hpp"

namespace {

using multiroi::Network;

/** Thrown when Node has an exception pending already. */
struct Pending {};

void check(napi_status status) {
  if (status == napi_ok) return;
  if (status == napi_pending_exception) throw Pending();
  throw std::invalid_argument("other arguments");
}

/** The arguments of a call, taken one after the other. */
class Arguments {
 public:
  Arguments(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = MOST;
    check(napi_get_cb_info(env, info, &count, values_, nullptr, nullptr));
    count_ = std::min(count, MOST);
  }

  Network& network() {
    void* handle = nullptr;
    check(napi_get_value_external(env_, next(), &handle));
    const auto& held = *static_cast<std::unique_ptr<Network>*>(handle);
    multiroi::require(held != nullptr, "a network that is not disposed of");
    return *held;
  }

  double number() {
    double value = 0;
    check(napi_get_value_double(env_, next(), &value));
    return value;
  }

  int whole() {
    const double value = number();
    multiroi::require(value >= -1 && value <= std::numeric_limits<int>::max() && value == static_cast<int>(value),
                      "a whole number");
    return static_cast<int>(value);
  }

  multiroi::Bounds bounds() {
    const float low = static_cast<float>(number());
    return {low, static_cast<float>(number())};
  }

  std::string text() { return textOf(next()); }

  std::vector<std::string> texts() {
    std::vector<std::string> all;
    each([&](napi_value value) { all.push_back(textOf(value)); });
    return all;
  }

  std::vector<int> wholes() {
    std::vector<int> all;
    each([&](napi_value value) {
      int32_t number = 0;
      check(napi_get_value_int32(env_, value, &number));
      all.push_back(number);
    });
    return all;
  }

  /** The floats of an array of exactly so many. */
  float* floats(size_t length) { return floatsOf(next(), length); }

  /** The same for a list of arrays, of lengths by their index. */
  template <class F>
  std::vector<float*> floatsEach(size_t count, F length) {
    std::vector<float*> all;
    each([&](napi_value value) {
      multiroi::require(all.size() < count, "as many arrays as outputs");
      all.push_back(floatsOf(value, length(all.size())));
    });
    multiroi::require(all.size() == count, "as many arrays as outputs");
    return all;
  }

  napi_value next() {
    multiroi::require(taken_ < count_, "more arguments");
    return values_[taken_++];
  }

 private:
  static constexpr size_t MOST = 24;

  template <class F>
  void each(F work) {
    const napi_value list = next();
    uint32_t length = 0;
    check(napi_get_array_length(env_, list, &length));
    for (uint32_t i = 0; i < length; i++) {
      napi_value value;
      check(napi_get_element(env_, list, i, &value));
      work(value);
    }
  }

  std::string textOf(napi_value value) {
    size_t length = 0;
    check(napi_get_value_string_utf8(env_, value, nullptr, 0, &length));
    std::string text(length, '\0');
    check(napi_get_value_string_utf8(env_, value, &text[0], length + 1, &length));
    return text;
  }

  float* floatsOf(napi_value value, size_t wanted) {
    napi_typedarray_type type;
    size_t length = 0;
    void* data = nullptr;
    check(napi_get_typedarray_info(env_, value, &type, &length, &data, nullptr, nullptr));
    multiroi::require(type == napi_float32_array && length == wanted, "a Float32Array of the tensor's size");
    return static_cast<float*>(data);
  }

  napi_env env_;
  napi_value values_[MOST];
  size_t count_ = 0, taken_ = 0;
};

napi_value numberOf(napi_env env, double value) {
  napi_value result;
  check(napi_create_double(env, value, &result));
  return result;
}

napi_value stringOf(napi_env env, const std::string& text) {
  napi_value result;
  check(napi_create_string_utf8(env, text.data(), text.size(), &result));
  return result;
}

/** A function of Node, whose exceptions become Node's. */
template <napi_value (*WORK)(napi_env, Arguments&)>
napi_value guarded(napi_env env, napi_callback_info info) {
  const auto fail = [env](const char* code, const char* what) {
    napi_throw_error(env, code, what);
    return nullptr;
  };
  try {
    Arguments arguments(env, info);
    return WORK(env, arguments);
  } catch (const Pending&) {
    return nullptr;
  } catch (const std::invalid_argument& error) {
    return fail("E_SHAPE", error.what());
  } catch (const multiroi::Unsupported& error) {
    return fail("E_UNSUPPORTED", error.what());
  } catch (const std::bad_alloc&) {
    return fail("E_RUNTIME", "not enough memory");
  } catch (const dnnl::error& error) {
    return fail(error.status == dnnl_unimplemented ? "E_UNSUPPORTED" : "E_RUNTIME", error.what());
  } catch (const std::exception& error) {
    return fail("E_RUNTIME", error.what());
  }
}

napi_value about(napi_env env, Arguments&) {
  const multiroi::About facts = multiroi::about();
  napi_value result;
  check(napi_create_object(env, &result));
  check(napi_set_named_property(env, result, "version", stringOf(env, facts.version)));
  check(napi_set_named_property(env, result, "sources", stringOf(env, SOURCES)));
  check(napi_set_named_property(env, result, "instructions", stringOf(env, facts.instructions)));
  check(napi_set_named_property(env, result, "block", numberOf(env, facts.block)));
  napi_value multiplies;
  check(napi_get_boolean(env, facts.bfloat16, &multiplies));
  check(napi_set_named_property(env, result, "bfloat16", multiplies));
  return result;
}

napi_value create(napi_env env, Arguments& in) {
  const int threads = in.whole();
  const auto number = in.whole() == 1 ? multiroi::Number::bfloat16 : multiroi::Number::float32;
  multiroi::Planes image;
  image.n = in.whole();
  image.c = in.whole();
  image.h = in.whole();
  image.w = in.whole();
  const float gain = static_cast<float>(in.number());
  const float offset = static_cast<float>(in.number());
  auto held = std::make_unique<std::unique_ptr<Network>>(
      std::make_unique<Network>(threads, number, image, gain, offset));
  const auto free = [](napi_env, void* handle, void*) { delete static_cast<std::unique_ptr<Network>*>(handle); };
  napi_value result;
  check(napi_create_external(env, held.get(), free, nullptr, &result));
  held.release();
  return result;
}

napi_value dispose(napi_env env, Arguments& in) {
  void* handle = nullptr;
  check(napi_get_value_external(env, in.next(), &handle));
  static_cast<std::unique_ptr<Network>*>(handle)->reset();
  return nullptr;
}

napi_value convolution(napi_env env, Arguments& in) {
  Network& network = in.network();
  const int x = in.whole();
  multiroi::ConvolutionOptions options;
  for (int* each : {&options.out, &options.groups, &options.kernelH, &options.kernelW, &options.strideH,
                    &options.strideW, &options.dilationH, &options.dilationW, &options.padTop, &options.padLeft,
                    &options.padBottom, &options.padRight}) {
    *each = in.whole();
  }
  options.bounds = in.bounds();
  const std::string weight = in.text(), bias = in.text();
  options.bias = !bias.empty();
  return numberOf(env, network.convolution(x, options, weight, bias));
}

napi_value norm(napi_env env, Arguments& in) {
  Network& network = in.network();
  const int x = in.whole(), residual = in.whole();
  multiroi::NormOptions options;
  options.eps = static_cast<float>(in.number());
  options.momentum = static_cast<float>(in.number());
  options.bounds = in.bounds();
  return numberOf(env, network.norm(x, residual, options, in.texts()));
}

napi_value sum(napi_env env, Arguments& in) {
  Network& network = in.network();
  const std::vector<int> xs = in.wholes();
  return numberOf(env, network.sum(xs, in.bounds()));
}

napi_value maxPool(napi_env env, Arguments& in) {
  Network& network = in.network();
  const int x = in.whole();
  multiroi::Window window;
  for (int* each : {&window.kernelH, &window.kernelW, &window.strideH, &window.strideW, &window.padTop,
                    &window.padLeft}) {
    *each = in.whole();
  }
  const int h = in.whole(), w = in.whole();
  return numberOf(env, network.maxPool(x, window, h, w));
}

napi_value resize(napi_env env, Arguments& in) {
  Network& network = in.network();
  const int x = in.whole(), h = in.whole(), w = in.whole();
  const bool linear = in.whole() == 1, halfPixel = in.whole() == 1;
  return numberOf(env, network.resize(x, h, w, linear, halfPixel));
}

napi_value concat(napi_env env, Arguments& in) {
  Network& network = in.network();
  return numberOf(env, network.concat(in.wholes()));
}

napi_value mean(napi_env env, Arguments& in) {
  Network& network = in.network();
  return numberOf(env, network.mean(in.whole()));
}

napi_value compile(napi_env, Arguments& in) {
  Network& network = in.network();
  network.compile(in.wholes());
  return nullptr;
}

napi_value forward(napi_env, Arguments& in) {
  Network& network = in.network();
  const float* const image = in.floats(network.imageSize());
  network.forward(image, in.floatsEach(network.outputs(), [&](size_t i) { return network.outputSize(i); }));
  return nullptr;
}

napi_value backward(napi_env, Arguments& in) {
  Network& network = in.network();
  const auto arrays = in.floatsEach(network.outputs(), [&](size_t i) { return network.outputSize(i); });
  network.backward({arrays.begin(), arrays.end()});
  return nullptr;
}

napi_value squaredNorm(napi_env env, Arguments& in) { return numberOf(env, in.network().squaredNorm()); }

napi_value adam(napi_env, Arguments& in) {
  Network& network = in.network();
  multiroi::AdamStep step;
  for (float* each : {&step.scale, &step.follow1, &step.follow2, &step.rate, &step.widen, &step.eps}) {
    *each = static_cast<float>(in.number());
  }
  network.adam(step);
  return nullptr;
}

multiroi::Part partOf(Arguments& in) {
  const int part = in.whole();
  multiroi::require(part >= 0 && part <= 3, "value, gradient, mean or square");
  return static_cast<multiroi::Part>(part);
}

napi_value read(napi_env, Arguments& in) {
  Network& network = in.network();
  const std::string name = in.text();
  const multiroi::Part part = partOf(in);
  network.read(name, part, in.floats(network.sizeOf(name)));
  return nullptr;
}

napi_value write(napi_env, Arguments& in) {
  Network& network = in.network();
  const std::string name = in.text();
  const multiroi::Part part = partOf(in);
  network.write(name, part, in.floats(network.sizeOf(name)));
  return nullptr;
}

napi_value discard(napi_env, Arguments& in) {
  in.network().discard();
  return nullptr;
}

napi_value kernels(napi_env env, Arguments& in) { return stringOf(env, in.network().kernels()); }

}  // namespace

NAPI_MODULE_INIT() {
  const std::pair<const char*, napi_callback> functions[] = {
      {"about", guarded<about>},           {"create", guarded<create>},       {"dispose", guarded<dispose>},
      {"convolution", guarded<convolution>}, {"norm", guarded<norm>},         {"sum", guarded<sum>},
      {"maxPool", guarded<maxPool>},       {"resize", guarded<resize>},       {"concat", guarded<concat>},
      {"mean", guarded<mean>},             {"compile", guarded<compile>},     {"forward", guarded<forward>},
      {"backward", guarded<backward>},     {"squaredNorm", guarded<squaredNorm>}, {"adam", guarded<adam>},
      {"read", guarded<read>},             {"write", guarded<write>},         {"discard", guarded<discard>},       {"kernels", guarded<kernels>}};
  for (const auto& [name, callback] : functions) {
    napi_value function;
    if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function) != napi_ok ||
        napi_set_named_property(env, exports, name, function) != napi_ok) {
      napi_throw_error(env, "E_RUNTIME", "the functions of the native engine cannot be made");
      return nullptr;
    }
  }
  return exports;
}
