// What NewtonSolver::Options::check_hessians sees of single residual blocks and
// terms beside constant parameter blocks.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "element_check.h"

#include <cmath>
#include <memory>
#include <string>

#include "ceres/problem.h"
#include "ceres_newton/newton_problem.h"
#include "ceres_newton/newton_solver.h"
#include "ceres_newton/objective_term.h"
#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// y rounded down to a multiple of 1e-6, times x - 2: a staircase by y, at which
// derivatives, all zero, do not fit the differences.
struct Lookup {
  template <typename T>
  bool operator()(const T* y, const T* x, T* r) const {
    using std::floor;
    r[0] = 1e-6 * floor(1e6 * y[0]) * (x[0] - 2.0);
    return true;
  }
  // The same squared, as a term.
  struct Term {
    template <typename T>
    bool operator()(const T* y, const T* x, T* value) const {
      T r;
      Lookup()(y, x, &r);
      value[0] = r * r;
      return true;
    }
  };
};

TEST(ElementCheck, DerivativesByConstantBlocksDoNotMatter) {
  for (const bool is_constant : {false, true}) {
    double y = 1.2345678;
    double x = 0.5;
    ceres::Problem problem;
    problem.AddResidualBlock(
        new AutoDiffSecondOrderCostFunction<Lookup, 1, 1, 1>(new Lookup),
        nullptr,
        &y,
        &x);
    if (is_constant) {
      problem.SetParameterBlockConstant(&y);
    }
    NewtonProblem newton_problem(&problem);
    newton_problem.AddObjectiveTerm(
        std::make_unique<AutoDiffObjectiveTerm<Lookup::Term, 1, 1>>(),
        {&y, &x});
    NewtonSolver::Options options;
    options.check_hessians = true;
    NewtonSolver::Summary summary;
    Solve(options, &newton_problem, &summary);
    if (is_constant) {
      EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
          << summary.message;
      EXPECT_NEAR(x, 2.0, 1e-12);
    } else {
      EXPECT_EQ(summary.stop_reason, StopReason::kInvalidProblem);
      EXPECT_NE(summary.message.find("2 of 2"), std::string::npos)
          << summary.message;
    }
  }
}

// x^2 y - 1 whose derivatives by a constant y are never asked for.
class ProductOfConstant : public SecondOrderCostFunction {
 public:
  explicit ProductOfConstant(double factor) : factor_(factor) {
    set_num_residuals(1);
    *mutable_parameter_block_sizes() = {1, 1};
  }
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    const double y = parameters[0][0];
    const double x = parameters[1][0];
    residuals[0] = x * x * y - 1.0;
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      return false;
    }
    if (jacobians != nullptr && jacobians[1] != nullptr) {
      jacobians[1][0] = 2.0 * x * y;
    }
    return true;
  }
  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    if (hessians[0] != nullptr || hessians[1] != nullptr) {
      return false;
    }
    if (hessians[3] != nullptr) {
      hessians[3][0] = factor_ * weights[0] * 2.0 * parameters[0][0];
    }
    return true;
  }

 private:
  const double factor_;
};

TEST(ElementCheck, DerivativesBesideConstantBlocksMatter) {
  for (const double factor : {1.0, 1.01}) {
    double y = 1.5;
    double x = 0.5;
    ceres::Problem problem;
    problem.AddResidualBlock(new ProductOfConstant(factor), nullptr, &y, &x);
    problem.SetParameterBlockConstant(&y);
    NewtonSolver::Options options;
    options.check_hessians = true;
    NewtonSolver::Summary summary;
    Solve(options, &problem, &summary);
    if (factor == 1.0) {
      EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
          << summary.message;
    } else {
      EXPECT_EQ(summary.stop_reason, StopReason::kInvalidProblem);
      EXPECT_NE(summary.message.find("Residual block 0 (constant parameter "
                                     "blocks are not counted): "),
                std::string::npos)
          << summary.message;
    }
  }
}

}  // namespace
}  // namespace ceres_newton
