// What the C++ blocks of the documentation take as given.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_MARKDOWN_PRELUDE_H_
#define CERES_NEWTON_TESTS_MARKDOWN_PRELUDE_H_

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres/ceres.h"
#include "ceres_newton/ceres_newton.h"
#include "ceres_newton/testing.h"
#include "gtest/gtest.h"

struct CurveResidual {
  CurveResidual(double days, double demand) : days(days), demand(demand) {}

  template <typename T>
  bool operator()(const T* b, T* residual) const {
    residual[0] = b[0] * (1.0 - exp(-b[1] * days)) - demand;
    return true;
  }

  double days;
  double demand;
};
extern const double days[6];
extern const double demand[6];

struct Rosenbrock {
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    const T a = 1.0 - x[0];
    const T b = x[1] - x[0] * x[0];
    cost[0] = a * a + 100.0 * b * b;
    return true;
  }
};

struct FunctionWithGradient : ceres::FirstOrderFunction {
  FunctionWithGradient() {}
  bool Evaluate(const double* x, double* cost, double* gradient) const override;
  int NumParameters() const override;
};

struct MyFunction : ceres_newton::SecondOrderFunction {
  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override;
  int NumParameters() const override;
};

struct MyCostFunction : ceres_newton::SecondOrderCostFunction {
  MyCostFunction() {}
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override;
  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override;
};

#endif  // CERES_NEWTON_TESTS_MARKDOWN_PRELUDE_H_
