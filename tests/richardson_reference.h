// Reference derivatives for tests, by a method and with code of their own:
// plain Richardson extrapolation of central differences over a fixed ladder of
// steps.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_RICHARDSON_REFERENCE_H_
#define CERES_NEWTON_TESTS_RICHARDSON_REFERENCE_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "Eigen/Core"

namespace ceres_newton {
namespace testing {

// The Jacobian of g at x.  Steps 1/100 to 1/800 of max(|x_j|, 1): for functions
// that vary on the scale of their arguments the error is about 1e-12.
inline Eigen::MatrixXd RichardsonJacobian(
    const std::function<Eigen::VectorXd(const Eigen::VectorXd&)>& g,
    const Eigen::VectorXd& x) {
  constexpr int kLevels = 4;
  const Eigen::Index num_values = g(x).size();
  Eigen::MatrixXd jacobian(num_values, x.size());
  for (Eigen::Index j = 0; j < x.size(); ++j) {
    std::array<Eigen::VectorXd, kLevels> estimates;
    double h = 1e-2 * std::max(std::abs(x[j]), 1.0);
    for (Eigen::VectorXd& estimate : estimates) {
      Eigen::VectorXd upper = x;
      Eigen::VectorXd lower = x;
      upper[j] += h;
      lower[j] -= h;
      estimate = (g(upper) - g(lower)) / (upper[j] - lower[j]);
      h /= 2.0;
    }
    double factor = 4.0;
    for (int last = kLevels - 1; last > 0; --last, factor *= 4.0) {
      for (int k = 0; k < last; ++k) {
        estimates[k] =
            (factor * estimates[k + 1] - estimates[k]) / (factor - 1.0);
      }
    }
    jacobian.col(j) = estimates[0];
  }
  return jacobian;
}

// The Hessian of f at x: the Jacobian of the gradient of f, both by the above.
// The error is about 1e-9 times |f|.
inline Eigen::MatrixXd RichardsonHessian(
    const std::function<double(const Eigen::VectorXd&)>& f,
    const Eigen::VectorXd& x) {
  const auto value = [&f](const Eigen::VectorXd& y) {
    return Eigen::VectorXd(Eigen::VectorXd::Constant(1, f(y)));
  };
  const auto gradient = [&value](const Eigen::VectorXd& y) {
    return Eigen::VectorXd(RichardsonJacobian(value, y).transpose());
  };
  return RichardsonJacobian(gradient, x);
}

// max |a_ij - b_ij| / max |b_ij|.
inline double RelativeError(const Eigen::MatrixXd& a,
                            const Eigen::MatrixXd& b) {
  return (a - b).lpNorm<Eigen::Infinity>() / b.lpNorm<Eigen::Infinity>();
}

}  // namespace testing
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_RICHARDSON_REFERENCE_H_
