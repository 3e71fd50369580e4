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

struct Repulsion {
  template <typename T>
  bool operator()(const T* a, const T* b, T* value) const {
    value[0] = 1.0 / hypot(a[0] - b[0], a[1] - b[1]);
    return true;
  }
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
