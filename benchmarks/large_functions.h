// Two functions of many variables as a user writes them, with data from
// formulas, so that large_function_torch.py has the same.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_BENCHMARKS_LARGE_FUNCTIONS_H_
#define CERES_NEWTON_BENCHMARKS_LARGE_FUNCTIONS_H_

#include <cmath>
#include <type_traits>

#include "Eigen/Core"

namespace ceres_newton {
namespace benchmarks {

// Numbers in [-0.5, 0.5): ((multiplier i) mod 101) / 101 - 0.5.
inline double Pattern(int i, int multiplier) {
  return (i * multiplier % 101) / 101.0 - 0.5;
}

// Rosenbrock's function, chained: the Hessian has three diagonals.
struct ChainedRosenbrock {
  template <typename Vector>
  auto operator()(const Vector& x) const {
    typename Vector::Scalar sum(0.0);
    for (int i = 0; i + 1 < x.size(); ++i) {
      const typename Vector::Scalar a = 1.0 - x[i];
      const typename Vector::Scalar b = x[i + 1] - x[i] * x[i];
      sum += a * a + 100.0 * b * b;
    }
    return sum;
  }
};

// The mean squared error, halved, of a network of one hidden layer of tanh
// units on 32 samples: dense.  The variables are, one after the other, the
// weights of each unit, their biases, the weights of the output and its bias.
class TanhNetwork {
 public:
  static constexpr int kNumSamples = 32;

  TanhNetwork(int num_inputs, int num_units)
      : num_inputs_(num_inputs),
        num_units_(num_units),
        inputs_(kNumSamples, num_inputs),
        targets_(kNumSamples) {
    for (int s = 0; s < kNumSamples; ++s) {
      for (int k = 0; k < num_inputs; ++k) {
        inputs_(s, k) = 2.0 * Pattern(s * num_inputs + k, 37);
      }
      targets_[s] = Pattern(s, 29);
    }
  }

  int num_variables() const { return num_units_ * (num_inputs_ + 2) + 1; }

  template <typename Vector>
  auto operator()(const Vector& x) const {
    using std::tanh;
    using T = typename Vector::Scalar;
    const int biases = num_units_ * num_inputs_;
    const int outputs = biases + num_units_;
    T sum(0.0);
    for (int s = 0; s < kNumSamples; ++s) {
      T y = x[outputs + num_units_];
      for (int j = 0; j < num_units_; ++j) {
        T z = x[biases + j];
        for (int k = 0; k < num_inputs_; ++k) {
          z += x[j * num_inputs_ + k] * inputs_(s, k);
        }
        y += x[outputs + j] * tanh(z);
      }
      const T error = y - targets_[s];
      sum += error * error;
    }
    return T(sum * (0.5 / kNumSamples));
  }

 private:
  const int num_inputs_;
  const int num_units_;
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>
      inputs_;
  Eigen::VectorXd targets_;
};

}  // namespace benchmarks
}  // namespace ceres_newton

#endif  // CERES_NEWTON_BENCHMARKS_LARGE_FUNCTIONS_H_
