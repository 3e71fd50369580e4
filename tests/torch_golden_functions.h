// The functions of torch_hessians.json in C++, each with the check that its
// derivatives are PyTorch's, or, where PyTorch's are not, the true ones.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_TORCH_GOLDEN_FUNCTIONS_H_
#define CERES_NEWTON_TESTS_TORCH_GOLDEN_FUNCTIONS_H_

#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/hessian.h"
#include "torch_golden_data.h"

namespace ceres_newton {

template <int n>
using Vec = Eigen::Matrix<double, n, 1>;
template <int rows, int cols>
using Mat = Eigen::Matrix<double, rows, cols>;

// The scalar T of an argument const auto& x.
template <typename X>
using ScalarOf = typename std::decay_t<X>::Scalar;

// Absolute for numbers below one and relative above.
inline constexpr double kGoldenTolerance = 1e-12;

// f, gradient and Hessian with respect to all numbers of all arguments.
struct GoldenResult {
  double value = 0.0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
};

struct GoldenFunction {
  std::string name;
  std::function<GoldenResult(const GoldenCase&)> evaluate;
  double tolerance = kGoldenTolerance;
  // Puts the truth where PyTorch's result is no model; may be null.  NaN and
  // infinities mean themselves.
  std::function<void(GoldenCase*)> correct;
};

// How GoogleTest names a function.
inline void PrintTo(const GoldenFunction& function, std::ostream* stream) {
  *stream << function.name;
}

// Reads a number, or an Eigen matrix of fixed size, out of a tensor.
template <typename X>
X FromTensor(const GoldenTensor& tensor) {
  if constexpr (std::is_same_v<X, double>) {
    return tensor.data.at(0);
  } else {
    return tensor.Matrix(X::RowsAtCompileTime, X::ColsAtCompileTime);
  }
}

template <typename... Xs, size_t... kIndices>
std::tuple<Xs...> FromTensors(const std::vector<GoldenTensor>& tensors,
                              std::index_sequence<kIndices...>) {
  return {FromTensor<Xs>(tensors.at(kIndices))...};
}
template <typename... Xs>
std::tuple<Xs...> FromTensors(const std::vector<GoldenTensor>& tensors) {
  return FromTensors<Xs...>(tensors, std::index_sequence_for<Xs...>());
}

// A number, or the elements of a matrix row by row.
inline Eigen::VectorXd ByRows(double x) { return Vec<1>(x); }
template <typename Derived>
Eigen::VectorXd ByRows(const Eigen::MatrixBase<Derived>& x) {
  const Mat<Eigen::Dynamic, Eigen::Dynamic> transposed = x.transpose();
  return Eigen::Map<const Eigen::VectorXd>(transposed.data(),
                                           transposed.size());
}

template <typename F, typename X>
GoldenResult DifferentiateGolden(const F& f, const X& x) {
  const auto d = Differentiate(f, x);
  Eigen::MatrixXd hessian(ByRows(x).size(), ByRows(x).size());
  if constexpr (std::is_same_v<X, double>) {
    hessian << d.hessian;
  } else {
    hessian = d.hessian;
  }
  return {d.value, ByRows(d.gradient), hessian};
}
template <typename F, typename X, typename Y, typename... Rest>
GoldenResult DifferentiateGolden(const F& f,
                                 const X& x,
                                 const Y& y,
                                 const Rest&... rest) {
  const auto d = Differentiate(f, x, y, rest...);
  Eigen::VectorXd gradient(d.hessian.dense().rows());
  for (int i = 0; i < d.hessian.num_blocks(); ++i) {
    gradient.segment(d.hessian.offset(i), d.hessian.block_size(i)) =
        d.gradient[i];
  }
  return {d.value, gradient, d.hessian.dense()};
}

// The function f of arguments Xs (double, Vec or Mat).
template <typename... Xs, typename F>
GoldenFunction Golden(const std::string& name,
                      const F& f,
                      double tolerance = kGoldenTolerance) {
  return {name,
          [f](const GoldenCase& golden) {
            return std::apply(
                [&f](const auto&... x) { return DifferentiateGolden(f, x...); },
                FromTensors<Xs...>(golden.inputs));
          },
          tolerance,
          nullptr};
}

// Gradient and Hessian (by rows; n or n * n numbers, none: as PyTorch) that are
// true instead of PyTorch's.
struct GoldenTruth {
  std::vector<double> gradient;
  std::vector<double> hessian;
};

template <typename... Xs, typename F>
GoldenFunction GoldenWithTruth(const std::string& name,
                               const GoldenTruth& truth,
                               const F& f) {
  GoldenFunction function = Golden<Xs...>(name, f);
  function.correct = [truth](GoldenCase* golden) {
    const Eigen::Index n = golden->gradient.size();
    if (!truth.gradient.empty()) {
      golden->gradient =
          Eigen::Map<const Eigen::VectorXd>(truth.gradient.data(), n);
    }
    if (!truth.hessian.empty()) {
      golden->hessian =
          Eigen::Map<const Eigen::MatrixXd>(truth.hessian.data(), n, n)
              .transpose();
    }
  };
  return function;
}

// --- One list for each translation unit -------------------------------------

std::vector<GoldenFunction> ElementaryGoldenFunctions();
std::vector<GoldenFunction> MatrixGoldenFunctions();
std::vector<GoldenFunction> SpecialGoldenFunctions();
std::vector<GoldenFunction> KinkGoldenFunctions();

// --- Functions used in several lists ----------------------------------------

inline constexpr auto kRosenbrock = [](const auto& x) {
  ScalarOf<decltype(x)> sum(0.0);
  for (int i = 0; i + 1 < x.size(); ++i) {
    const auto a = x[i + 1] - x[i] * x[i];
    const auto b = 1.0 - x[i];
    sum += 100.0 * a * a + b * b;
  }
  return sum;
};

// Mean squared error of o = W2 tanh(W1 x + b1) + b2 over the rows of X5 and y5.
inline constexpr auto kTanhNetwork =
    [](const auto& w1, const auto& b1, const auto& w2, const auto& b2) {
      using T = ScalarOf<decltype(w1)>;
      const GoldenData& data = *LoadGoldenData();
      const Eigen::MatrixXd inputs = data.constants.at("X5").Matrix(5, 3);
      const std::vector<double>& targets = data.constants.at("y5").data;
      T sum(0.0);
      for (int row = 0; row < 5; ++row) {
        T output = b2[0];
        for (int unit = 0; unit < 4; ++unit) {
          T activation = b1[unit];
          for (int col = 0; col < 3; ++col) {
            activation += w1(unit, col) * inputs(row, col);
          }
          output += w2(0, unit) * tanh(activation);
        }
        sum += (output - targets[row]) * (output - targets[row]);
      }
      return sum / 5.0;
    };

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_TORCH_GOLDEN_FUNCTIONS_H_
