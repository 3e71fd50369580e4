// A cost function with derivatives written by hand, for tests that must not
// depend on automatic differentiation.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_ANALYTIC_COST_FUNCTION_H_
#define CERES_NEWTON_TESTS_ANALYTIC_COST_FUNCTION_H_

#include <algorithm>
#include <cmath>
#include <vector>

#include "Eigen/Core"
#include "ceres/cost_function.h"
#include "ceres_newton/second_order_cost_function.h"

namespace ceres_newton {
namespace testing {

// r0 = sin(x0 y0) + x1 y1^2 - target,
// r1 = exp(0.3 x1) y2 + x0^2 x1 + 0.5 y1 y2   with x in R^2 and y in R^3.
class AnalyticCostFunction : public SecondOrderCostFunction {
 public:
  explicit AnalyticCostFunction(double target = 0.7) : target_(target) {
    *mutable_parameter_block_sizes() = {2, 3};
    set_num_residuals(2);
  }

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    const double* x = parameters[0];
    const double* y = parameters[1];
    const double e = std::exp(0.3 * x[1]);
    const double c = std::cos(x[0] * y[0]);
    residuals[0] = std::sin(x[0] * y[0]) + x[1] * y[1] * y[1] - target_;
    residuals[1] = e * y[2] + x[0] * x[0] * x[1] + 0.5 * y[1] * y[2];
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      const double by_x[] = {y[0] * c,
                             y[1] * y[1],
                             2.0 * x[0] * x[1],
                             0.3 * e * y[2] + x[0] * x[0]};
      std::copy_n(by_x, 4, jacobians[0]);
    }
    if (jacobians != nullptr && jacobians[1] != nullptr) {
      const double by_y[] = {
          x[0] * c, 2.0 * x[1] * y[1], 0.0, 0.0, 0.5 * y[2], e + 0.5 * y[1]};
      std::copy_n(by_y, 6, jacobians[1]);
    }
    return true;
  }

  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    const Eigen::MatrixXd h = Hessian(0, parameters) * weights[0] +
                              Hessian(1, parameters) * weights[1];
    CopyBlock(h.block(0, 0, 2, 2), hessians[0]);
    CopyBlock(h.block(0, 2, 2, 3), hessians[1]);
    CopyBlock(h.block(2, 2, 3, 3), hessians[3]);
    return true;
  }

  // The Hessian of residual k with respect to (x, y).
  static Eigen::MatrixXd Hessian(int k, double const* const* parameters) {
    const double* x = parameters[0];
    const double* y = parameters[1];
    Eigen::MatrixXd h = Eigen::MatrixXd::Zero(5, 5);
    if (k == 0) {
      const double s = std::sin(x[0] * y[0]);
      h(0, 0) = -y[0] * y[0] * s;
      h(0, 2) = std::cos(x[0] * y[0]) - x[0] * y[0] * s;
      h(1, 3) = 2.0 * y[1];
      h(2, 2) = -x[0] * x[0] * s;
      h(3, 3) = 2.0 * x[1];
    } else {
      const double e = std::exp(0.3 * x[1]);
      h(0, 0) = 2.0 * x[1];
      h(0, 1) = 2.0 * x[0];
      h(1, 1) = 0.09 * e * y[2];
      h(1, 4) = 0.3 * e;
      h(3, 4) = 0.5;
    }
    return h.selfadjointView<Eigen::Upper>();
  }

 private:
  static void CopyBlock(const Eigen::MatrixXd& block, double* row_major) {
    if (row_major != nullptr) {
      Eigen::Map<
          Eigen::
              Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
          row_major, block.rows(), block.cols()) = block;
    }
  }

  const double target_;
};

// The same residuals without second derivatives.
class PlainCostFunction : public ceres::CostFunction {
 public:
  explicit PlainCostFunction(double target = 0.7) : function_(target) {
    *mutable_parameter_block_sizes() = function_.parameter_block_sizes();
    set_num_residuals(function_.num_residuals());
  }

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    return function_.Evaluate(parameters, residuals, jacobians);
  }

 private:
  const AnalyticCostFunction function_;
};

}  // namespace testing
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_ANALYTIC_COST_FUNCTION_H_
