// Solve with an evaluation callback.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <string>

#include "ceres/autodiff_cost_function.h"
#include "ceres/evaluation_callback.h"
#include "ceres/iteration_callback.h"
#include "ceres/problem.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/newton_solver.h"
#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

struct Distance {
  template <typename T>
  bool operator()(const T* z, T* r) const {
    r[0] = z[0] + 1.5;
    return true;
  }
};

// Computes x^2 for all cost functions, as such callbacks do.
class SquareOnce : public ceres::EvaluationCallback {
 public:
  explicit SquareOnce(const double* x) : x_(x) {}
  void PrepareForEvaluation(bool, bool new_evaluation_point) override {
    num_new_points += new_evaluation_point;
    square = *x_ * *x_;
  }
  double square = 0.0;
  int num_new_points = 0;

 private:
  const double* const x_;
};

// r = (x^2 - 4, x^2 - 4 + (x - 2)), where x^2 comes from the callback.
class NeedsSquare : public SecondOrderCostFunction {
 public:
  explicit NeedsSquare(const SquareOnce* square) : square_(square) {
    set_num_residuals(2);
    mutable_parameter_block_sizes()->push_back(1);
  }
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    const double x = parameters[0][0];
    residuals[0] = square_->square - 4.0;
    residuals[1] = square_->square - 4.0 + (x - 2.0);
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      jacobians[0][0] = 2.0 * x;
      jacobians[0][1] = 2.0 * x + 1.0;
    }
    return true;
  }
  bool EvaluateHessians(double const* const*,
                        const double* weights,
                        double** hessians) const override {
    if (hessians[0] != nullptr) {
      hessians[0][0] = 2.0 * (weights[0] + weights[1]);
    }
    return true;
  }

 private:
  const SquareOnce* const square_;
};

TEST(NewtonSolverEvaluationCallback, IsToldEveryPoint) {
  for (const LeastSquaresModel model :
       {LeastSquaresModel::kAuto, LeastSquaresModel::kSwitching}) {
    double x = 7.0;
    SquareOnce callback(&x);
    ceres::Problem problem;
    problem.AddResidualBlock(new NeedsSquare(&callback), nullptr, &x);
    NewtonSolver::Options options;
    options.model = model;
    options.evaluation_callback = &callback;
    NewtonSolver::Summary summary;
    Solve(options, &problem, &summary);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
    EXPECT_NEAR(x, 2.0, 1e-12);
    EXPECT_EQ(callback.num_new_points, summary.num_cost_evaluations);
  }
}

// The candidates of rejected steps pass through the user's arrays, but are gone
// when the iteration callback looks.
class ComparesCosts : public ceres::IterationCallback {
 public:
  explicit ComparesCosts(const double* x) : x_(x) {}
  ceres::CallbackReturnType operator()(
      const ceres::IterationSummary& summary) override {
    const double a = *x_ * *x_ - 4.0;
    const double b = a + (*x_ - 2.0);
    num_wrong += std::abs(0.5 * (a * a + b * b) - summary.cost) >
                 1e-12 * (1.0 + summary.cost);
    num_rejected += !summary.step_is_successful;
    return ceres::SOLVER_CONTINUE;
  }
  int num_wrong = 0;
  int num_rejected = 0;

 private:
  const double* const x_;
};

TEST(NewtonSolverEvaluationCallback, StateIsThatOfTheIteration) {
  double x = 0.05;
  SquareOnce callback(&x);
  ComparesCosts compares(&x);
  ceres::Problem problem;
  problem.AddResidualBlock(new NeedsSquare(&callback), nullptr, &x);
  NewtonSolver::Options options;
  options.model = LeastSquaresModel::kGaussNewton;
  options.initial_trust_region_radius = 1e3;
  options.evaluation_callback = &callback;
  options.update_state_every_iteration = true;
  options.callbacks.push_back(&compares);
  NewtonSolver::Summary summary;
  Solve(options, &problem, &summary);
  EXPECT_GT(compares.num_rejected, 0) << summary.FullReport();
  EXPECT_EQ(compares.num_wrong, 0);
}

TEST(NewtonSolverEvaluationCallback, ComesBeforeConstantBlocksAreEvaluated) {
  double x = 7.0;
  double y = 3.0;
  SquareOnce x_callback(&y);
  ceres::Problem problem;
  problem.AddResidualBlock(
      new AutoDiffSecondOrderCostFunction<Distance, 1, 1>(new Distance),
      nullptr,
      &x);
  problem.AddResidualBlock(new NeedsSquare(&x_callback), nullptr, &y);
  problem.SetParameterBlockConstant(&y);
  NewtonSolver::Options options;
  options.evaluation_callback = &x_callback;
  NewtonSolver::Summary summary;
  Solve(options, &problem, &summary);
  // r = (9 - 4, 9 - 4 + 1).
  EXPECT_EQ(summary.fixed_cost, 0.5 * (25.0 + 36.0));
}

TEST(NewtonSolverEvaluationCallback, IsRefusedWithNumericDifferences) {
  double x = -1.2;
  SquareOnce callback(&x);
  ceres::Problem problem;
  problem.AddResidualBlock(
      new ceres::AutoDiffCostFunction<Distance, 1, 1>(new Distance),
      nullptr,
      &x);
  NewtonSolver::Options options;
  options.evaluation_callback = &callback;
  NewtonSolver::Summary summary;
  Solve(options, &problem, &summary);
  EXPECT_EQ(summary.stop_reason, StopReason::kInvalidProblem);
  EXPECT_NE(summary.message.find("evaluation callback"), std::string::npos);
  EXPECT_EQ(x, -1.2);
}

}  // namespace
}  // namespace ceres_newton
