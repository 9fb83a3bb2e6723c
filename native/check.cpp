// All operators on odd shapes, without Node: gradients against central differences, for a run under sanitizers.
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <random>

#include "network.hpp"

namespace {

using namespace multiroi;

constexpr float INF = std::numeric_limits<float>::infinity();
constexpr Bounds FREE{-INF, INF}, RELU{0, INF}, RELU6{0, 6};

std::mt19937 random_(7);

std::vector<float> normals(size_t size, float scale = 1) {
  std::normal_distribution<float> normal(0, scale);
  std::vector<float> values(size);
  for (float& value : values) value = normal(random_);
  return values;
}

ConvolutionOptions options(int out, int kernel, int stride, Bounds bounds, int groups = 1, bool bias = false) {
  return {out, groups, kernel, kernel, stride, stride, 1, 1, kernel / 2, kernel / 2, kernel / 2, kernel / 2, bias,
          bounds};
}

NormOptions norm(Bounds bounds) { return {1e-5f, 0.1f, bounds}; }

std::vector<std::string> namesOf(const std::string& name) {
  return {name + ".scale", name + ".bias", name + ".mean", name + ".variance"};
}

/** Every operator once or more; `channels` may fill no block. */
struct Case {
  int images, channels, height, width;
};

/** Σ of what goes out times fixed numbers. */
struct Loss {
  std::vector<std::vector<float>> weights;

  double of(Network& network, const std::vector<float>& image) const {
    std::vector<std::vector<float>> values(weights.size());
    std::vector<float*> places;
    for (size_t i = 0; i < weights.size(); i++) {
      values[i].resize(weights[i].size());
      places.push_back(values[i].data());
    }
    network.forward(image.data(), places);
    double sum = 0;
    for (size_t i = 0; i < weights.size(); i++) {
      for (size_t k = 0; k < weights[i].size(); k++) sum += static_cast<double>(weights[i][k]) * values[i][k];
    }
    return sum;
  }
};

const std::pair<const char*, float> PARAMETERS[] = {{"a", 0.4f}, {"b.scale", 1}, {"b.bias", 1},
                                                   {"c", 0.4f}, {"c.bias", 1}, {"d", 0.4f},
                                                   {"e.scale", 1}, {"e.bias", 1}, {"last", 0.3f}};

std::unique_ptr<Network> build(const Case& with, Number number) {
  const int C = with.channels;
  auto made = std::make_unique<Network>(2, number, Planes{with.images, 3, with.height, with.width}, 0.5f, 0.1f);
  Network& network = *made;
  const int a = network.convolution(0, options(C, 3, 2, FREE), "a", "");
  const int b = network.norm(a, -1, norm(RELU), namesOf("b"));
  const int c = network.convolution(b, options(C, 3, 1, RELU6, C, true), "c", "c.bias");
  const int d = network.convolution(c, options(C, 1, 1, FREE), "d", "");
  const int e = network.norm(d, b, norm(RELU), namesOf("e"));
  const int h = (with.height - 1) / 2 + 1, w = (with.width - 1) / 2 + 1;
  const int pooled = network.maxPool(e, {3, 3, 2, 2, 1, 1}, (h - 1) / 2 + 1, (w - 1) / 2 + 1);
  const int nearest = network.resize(pooled, h, w, false, true);
  const int linear = network.resize(pooled, h, w, true, true);
  const int sum = network.sum({nearest, e, linear, e}, RELU);
  const int whole = network.concat({sum, e, c});
  const int last = network.convolution(whole, options(C + 1, 3, 1, FREE), "last", "");
  const int mean = network.mean(last);
  network.compile({mean, sum});
  return made;
}

/** Gradients of one step, by parameter; they are forgotten by the network. */
std::vector<std::vector<float>> gradientsOf(Network& network, const Loss& loss, const std::vector<float>& image) {
  loss.of(network, image);
  network.backward({loss.weights[0].data(), loss.weights[1].data()});
  std::vector<std::vector<float>> gradients;
  for (const auto& [name, scale] : PARAMETERS) {
    gradients.emplace_back(network.sizeOf(name));
    network.read(name, Part::gradient, gradients.back().data());
  }
  network.discard();
  return gradients;
}

double lengthOf(const std::vector<float>& values) {
  double square = 0;
  for (const float value : values) square += static_cast<double>(value) * value;
  return std::sqrt(square);
}

/** Whether gradients in bfloat16 are those of the same network in float32, as far as its 8 bits go. */
bool checkBfloat16(const Case& with, Network& wanted, const Loss& loss, const std::vector<float>& image) {
  const auto network = build(with, Number::bfloat16);
  for (const auto& [name, scale] : PARAMETERS) {
    std::vector<float> value(wanted.sizeOf(name));
    wanted.read(name, Part::value, value.data());
    network->write(name, Part::value, value.data());
  }
  const auto expected = gradientsOf(wanted, loss, image), got = gradientsOf(*network, loss, image);
  double apart = 0, length = 0;
  for (size_t p = 0; p < expected.size(); p++) {
    std::vector<float> difference(expected[p].size());
    for (size_t i = 0; i < difference.size(); i++) difference[i] = got[p][i] - expected[p][i];
    apart += std::pow(lengthOf(difference), 2);
    length += std::pow(lengthOf(expected[p]), 2);
  }
  for (int part = 0; part < 2; part++) {
    loss.of(*network, image);
    network->backward({loss.weights[0].data(), loss.weights[1].data()});
  }
  network->adam({0.5f, 0.1f, 0.001f, 1e-4f / 0.1f, 1 / std::sqrt(0.001f), 1e-8f});
  if (std::sqrt(apart / length) < 0.1) return true;
  std::printf("bfloat16: gradients are apart by %g\n", std::sqrt(apart / length));
  return false;
}

/** Of all parameters the largest difference between the gradient and the central difference, and the worst's name. */
bool check(const Case& with) {
  const int C = with.channels;
  const auto made = build(with, Number::float32);
  Network& network = *made;
  for (const auto& [name, scale] : PARAMETERS) {
    network.write(name, Part::value, normals(network.sizeOf(name), scale).data());
  }
  const std::vector<float> image = normals(network.imageSize());
  const Loss loss{{normals(network.outputSize(0)), normals(network.outputSize(1))}};
  const auto gradients = gradientsOf(network, loss, image);
  bool good = !about().bfloat16 || checkBfloat16(with, network, loss, image);
  // along the gradient of one parameter after the other the loss rises as its length says
  for (size_t p = 0; p < gradients.size(); p++) {
    const std::string name = PARAMETERS[p].first;
    const std::vector<float>& gradient = gradients[p];
    const double length = lengthOf(gradient);
    // behind an activation that lets nothing pass
    if (length == 0) continue;
    std::vector<float> before(gradient.size()), moved(gradient.size());
    network.read(name, Part::value, before.data());
    const double step = 1e-3;
    const auto at = [&](double sign) {
      for (size_t i = 0; i < moved.size(); i++) {
        moved[i] = static_cast<float>(before[i] + sign * step * gradient[i] / length);
      }
      network.write(name, Part::value, moved.data());
      const double value = loss.of(network, image);
      network.discard();
      return value;
    };
    const double slope = (at(1) - at(-1)) / (2 * step);
    network.write(name, Part::value, before.data());
    const double apart = std::abs(slope - length) / (1e-3 + length);
    // masks that flip within a step bend the difference, not the gradient
    if (!(apart < 0.05)) {
      std::printf("%s: gradient %g, central difference %g (%d images, %d channels, %d × %d)\n", name.c_str(), length,
                  slope, with.images, C, with.height, with.width);
      good = false;
    }
  }

  // two parts of a batch, then Adam
  for (int part = 0; part < 2; part++) {
    loss.of(network, image);
    network.backward({loss.weights[0].data(), loss.weights[1].data()});
  }
  const double before = loss.of(network, image);
  network.adam({0.5f, 0.1f, 0.001f, 1e-4f / 0.1f, 1 / std::sqrt(0.001f), 1e-8f});
  if (!(loss.of(network, image) < before)) {
    std::printf("the loss does not fall\n");
    good = false;
  }
  return good;
}

}  // namespace

int main() {
  const Case cases[] = {{2, 8, 8, 8}, {1, 16, 9, 7}, {3, 5, 7, 11}, {2, 17, 5, 4}, {2, 1, 3, 3}, {1, 24, 4, 16}};
  int bad = 0;
  for (const Case& each : cases) {
    if (!check(each)) bad++;
  }
  std::printf("%zu networks in float32%s, %d with wrong gradients\n", std::size(cases),
              about().bfloat16 ? " and bfloat16" : "", bad);
  return bad == 0 ? 0 : 1;
}
