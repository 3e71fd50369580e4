// A function of any number of variables with derivatives by hand, for the tests
// of hessian.h.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_CHAIN_FUNCTION_H_
#define CERES_NEWTON_TESTS_CHAIN_FUNCTION_H_

#include <cmath>
#include <type_traits>

#include "Eigen/Core"

namespace ceres_newton {

// sum_i a_i x_i x_{i+1}^2 + exp(x_0 x_{n-1}), with derivatives by hand.  Every
// variable differs from every other one, and the corners of the Hessian are
// full.
inline constexpr auto kChain = [](const auto& x) {
  using T = typename std::decay_t<decltype(x)>::Scalar;
  T sum(1.0);
  for (int i = 0; i + 1 < x.size(); ++i) {
    sum += (i + 1.0) * x[i] * x[i + 1] * x[i + 1];
  }
  if (x.size() > 0) {
    using std::exp;
    sum += exp(x[0] * x[x.size() - 1]);
  }
  return sum;
};

struct ChainDerivatives {
  explicit ChainDerivatives(const Eigen::VectorXd& x)
      : gradient(Eigen::VectorXd::Zero(x.size())),
        hessian(Eigen::MatrixXd::Zero(x.size(), x.size())) {
    const int n = static_cast<int>(x.size());
    for (int i = 0; i + 1 < n; ++i) {
      const double a = i + 1.0;
      gradient[i] += a * x[i + 1] * x[i + 1];
      gradient[i + 1] += 2.0 * a * x[i] * x[i + 1];
      hessian(i, i + 1) += 2.0 * a * x[i + 1];
      hessian(i + 1, i) += 2.0 * a * x[i + 1];
      hessian(i + 1, i + 1) += 2.0 * a * x[i];
    }
    if (n == 0) {
      return;
    }
    // exp(p), p = u v with u = x_0 and v = x_{n-1}; they may be the same.
    const double u = x[0];
    const double v = x[n - 1];
    const double e = std::exp(u * v);
    gradient[0] += e * v;
    gradient[n - 1] += e * u;
    hessian(0, 0) += e * v * v;
    hessian(n - 1, n - 1) += e * u * u;
    hessian(0, n - 1) += e * (1.0 + u * v);
    hessian(n - 1, 0) += e * (1.0 + u * v);
  }

  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
};

inline Eigen::VectorXd ChainPoint(int n) {
  Eigen::VectorXd x(n);
  for (int i = 0; i < n; ++i) {
    x[i] = 0.3 + 0.1 * i - 0.02 * i * i;
  }
  return x;
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_CHAIN_FUNCTION_H_
