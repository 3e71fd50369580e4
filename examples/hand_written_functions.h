// A scalar function and a cost function whose first and second derivatives are
// written by hand.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_EXAMPLES_HAND_WRITTEN_FUNCTIONS_H_
#define CERES_NEWTON_EXAMPLES_HAND_WRITTEN_FUNCTIONS_H_

#include "Eigen/Core"
#include "ceres_newton/second_order_cost_function.h"
#include "ceres_newton/second_order_function.h"

// Himmelblau's function of two variables,
//
//   f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2,
//
// with four minima of value 0, one of them at (3, 2), four saddle points and a
// maximum.  Source: Himmelblau, Applied Nonlinear Programming, McGraw-Hill
// 1972.
class Himmelblau : public ceres_newton::SecondOrderFunction {
 public:
  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override {
    const double a = x[0] * x[0] + x[1] - 11.0;
    const double b = x[0] + x[1] * x[1] - 7.0;
    *cost = a * a + b * b;
    if (gradient != nullptr) {
      gradient[0] = 4.0 * a * x[0] + 2.0 * b;
      gradient[1] = 2.0 * a + 4.0 * b * x[1];
    }
    if (hessian != nullptr) {
      hessian[0] = 8.0 * x[0] * x[0] + 4.0 * a + 2.0;
      hessian[1] = hessian[2] = 4.0 * (x[0] + x[1]);
      hessian[3] = 8.0 * x[1] * x[1] + 4.0 * b + 2.0;
    }
    return true;
  }

  int NumParameters() const override { return 2; }
};

// The measured distance between two points p and q of the plane,
//
//   r(p, q) = |p - q| - measured.
//
// With the direction u = (p - q) / |p - q|, its derivatives are
//
//   dr/dp = u',   d2r/dp dp = (I - u u') / |p - q|,
//
// and each derivative by q instead of p changes the sign.
class RangeCostFunction : public ceres_newton::SecondOrderCostFunction {
 public:
  explicit RangeCostFunction(double measured) : measured_(measured) {
    set_num_residuals(1);
    *mutable_parameter_block_sizes() = {2, 2};
  }

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    const Eigen::Vector2d difference = Difference(parameters);
    const double distance = difference.norm();
    if (distance == 0.0) {
      return false;  // there is a kink
    }
    residuals[0] = distance - measured_;
    for (int i = 0; i < 2; ++i) {
      if (jacobians != nullptr && jacobians[i] != nullptr) {
        const double sign = (i == 0) ? 1.0 : -1.0;
        Eigen::Map<Eigen::RowVector2d> jacobian(jacobians[i]);
        jacobian = sign / distance * difference.transpose();
      }
    }
    return true;
  }

  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    const Eigen::Vector2d difference = Difference(parameters);
    const double distance = difference.norm();
    if (distance == 0.0) {
      return false;
    }
    const Eigen::Vector2d direction = difference / distance;
    const Eigen::Matrix2d curvature =
        (Eigen::Matrix2d::Identity() - direction * direction.transpose()) /
        distance;
    for (int i = 0; i < 2; ++i) {
      for (int j = i; j < 2; ++j) {
        if (hessians[i * 2 + j] != nullptr) {
          const double sign = (i == j) ? 1.0 : -1.0;
          Eigen::Map<Eigen::Matrix<double, 2, 2, Eigen::RowMajor>> hessian(
              hessians[i * 2 + j]);
          hessian = weights[0] * sign * curvature;
        }
      }
    }
    return true;
  }

 private:
  static Eigen::Vector2d Difference(double const* const* parameters) {
    return Eigen::Map<const Eigen::Vector2d>(parameters[0]) -
           Eigen::Map<const Eigen::Vector2d>(parameters[1]);
  }

  const double measured_;
};

#endif  // CERES_NEWTON_EXAMPLES_HAND_WRITTEN_FUNCTIONS_H_
