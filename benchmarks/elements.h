// The points at which kernels are evaluated.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_BENCHMARKS_ELEMENTS_H_
#define CERES_NEWTON_BENCHMARKS_ELEMENTS_H_

#include <random>
#include <vector>

#include "contestants.h"
#include "kernels.h"

namespace ceres_newton {
namespace benchmarks {

struct Kernel {
  const char* name;
  int num_variables;
  int num_data;
};

inline const std::vector<Kernel>& Kernels() {
  static const std::vector<Kernel> kernels = {
      {K1::kName, K1::N, K1::kNumData},
      {K2::kName, K2::N, K2::kNumData},
      {K3::kName, K3::N, K3::kNumData},
      {K4::kName, K4::N, K4::kNumData},
      {K4Ceres::kName, K4Ceres::N, K4Ceres::kNumData},
      {K5::kName, K5::N, K5::kNumData},
      {K6::kName, K6::N, K6::kNumData},
      {K7::kName, K7::N, K7::kNumData}};
  return kernels;
}

// Sixteen elements, so that no branch or load is always the same.
struct Elements {
  static constexpr int kCount = 16;
  explicit Elements(const Kernel& kernel)
      : kernel(kernel),
        data(kCount * kernel.num_data),
        x(kCount * kernel.num_variables),
        result(1 + kernel.num_variables +
               kernel.num_variables * kernel.num_variables) {
    std::mt19937 generator(5489);
    std::uniform_real_distribution<double> uniform(0.2, 0.9);
    for (double& value : data) {
      value = uniform(generator);
    }
    for (double& value : x) {
      value = uniform(generator);
    }
  }
  void Evaluate(Evaluator evaluator, int k) {
    evaluator(data.data() + k * kernel.num_data,
              x.data() + k * kernel.num_variables,
              result.data());
  }

  const Kernel kernel;
  std::vector<double> data, x, result;
};

}  // namespace benchmarks
}  // namespace ceres_newton

#endif  // CERES_NEWTON_BENCHMARKS_ELEMENTS_H_
