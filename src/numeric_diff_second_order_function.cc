// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <string>

#include "Eigen/Core"
#include "ceres_newton/internal/check.h"
#include "ceres_newton/second_order_function.h"
#include "confirmed_differences.h"
#include "numeric_differences.h"

namespace ceres_newton {

NumericDiffSecondOrderFunction::NumericDiffSecondOrderFunction(
    const ceres::FirstOrderFunction* function,
    ceres::Ownership ownership,
    const ceres::NumericDiffOptions& options)
    : function_(function), ownership_(ownership), options_(options) {
  CERES_NEWTON_CHECK(
      function != nullptr,
      "NumericDiffSecondOrderFunction needs a function to differentiate.");
  std::string error;
  const bool options_are_valid = internal::AreValid(options, &error);
  CERES_NEWTON_CHECK(options_are_valid, error);
}

NumericDiffSecondOrderFunction::~NumericDiffSecondOrderFunction() {
  if (ownership_ == ceres::DO_NOT_TAKE_OWNERSHIP) {
    function_.release();
  }
}

bool NumericDiffSecondOrderFunction::EvaluateHessian(const double* x,
                                                     double* cost,
                                                     double* gradient,
                                                     double* hessian) const {
  CERES_NEWTON_CHECK(x != nullptr, "x must not be null.");
  CERES_NEWTON_CHECK(cost != nullptr, "cost must not be null.");
  if (!function_->Evaluate(x, cost, gradient)) {
    return false;
  }
  if (hessian == nullptr) {
    return true;
  }

  const int n = NumParameters();
  Eigen::VectorXd point = Eigen::Map<const Eigen::VectorXd>(x, n);
  Eigen::MatrixXd columns(n, n);
  internal::CurveDerivative column;
  const double largest =
      Eigen::Map<const Eigen::VectorXd>(x, n).lpNorm<Eigen::Infinity>();
  const double magnitude = largest > 0.0 ? largest : 1.0;
  for (int j = 0; j < n; ++j) {
    const auto gradient_along_j = [&](double t, Eigen::VectorXd* values) {
      double cost_there = 0.0;
      point[j] = t;
      const bool success =
          function_->Evaluate(point.data(), &cost_there, values->data());
      point[j] = x[j];
      return success && std::isfinite(cost_there);
    };
    if (!internal::DifferentiateTwice(
            gradient_along_j, x[j], magnitude, n, options_, &column)) {
      return false;
    }
    columns.col(j) = column.derivative;
  }
  // a + b == b + a also in floating point, so the result is exactly symmetric.
  Eigen::Map<Eigen::MatrixXd>(hessian, n, n) =
      0.5 * (columns + columns.transpose());
  return true;
}

}  // namespace ceres_newton
