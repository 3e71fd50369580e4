// Solve with bounds on the parameters.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "ceres/autodiff_cost_function.h"
#include "ceres/manifold.h"
#include "ceres/problem.h"
#include "ceres_newton/autodiff_objective_term.h"
#include "ceres_newton/newton_problem.h"
#include "ceres_newton/newton_solver.h"
#include "ceres_newton/objective_term.h"
#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace {

// 1/2 ((x - 3)^2 + (y + 2 x)^2 + (z - 1)^2): least at (3, -6, 1).
struct Parabola {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = x[0] - 3.0;
    r[1] = x[1] + 2.0 * x[0];
    r[2] = x[2] - 1.0;
    return true;
  }
};

class BoundedParabola : public ::testing::Test {
 protected:
  BoundedParabola() {
    problem_.AddResidualBlock(
        new AutoDiffSecondOrderCostFunction<Parabola, 3, 3>(new Parabola),
        nullptr,
        x_);
  }
  NewtonSolver::Summary Minimize(const NewtonSolver::Options& options = {}) {
    NewtonSolver::Summary summary;
    Solve(options, &problem_, &summary);
    return summary;
  }

  double x_[3] = {0.5, 0.5, 0.5};
  ceres::Problem problem_;
};

TEST_F(BoundedParabola, ActiveBoundsAreMetExactly) {
  problem_.SetParameterUpperBound(x_, 0, 1.1);
  problem_.SetParameterLowerBound(x_, 1, -1.3);
  const NewtonSolver::Summary summary = Minimize();
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  // On the bound y = -1.3, x minimizes (x - 3)^2 + (2 x - 1.3)^2 at 1.12.
  EXPECT_EQ(x_[0], 1.1);
  EXPECT_EQ(x_[1], -1.3);
  EXPECT_NEAR(x_[2], 1.0, 1e-12);
  EXPECT_EQ(summary.certificate.num_active_bounds, 2);
  EXPECT_EQ(summary.certificate.num_positive, 1);
  EXPECT_TRUE(summary.certificate.is_minimum);
  EXPECT_LT(summary.final_gradient_max_norm, 1e-12);
  EXPECT_NE(summary.FullReport().find("held by bounds"), std::string::npos);
}

TEST_F(BoundedParabola, InactiveBoundsDoNotMatter) {
  for (int k = 0; k < 3; ++k) {
    problem_.SetParameterLowerBound(x_, k, -100.0);
    problem_.SetParameterUpperBound(x_, k, 100.0);
  }
  const NewtonSolver::Summary summary = Minimize();
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_NEAR(x_[0], 3.0, 1e-12);
  EXPECT_NEAR(x_[1], -6.0, 1e-12);
  EXPECT_EQ(summary.certificate.num_active_bounds, 0);
}

TEST_F(BoundedParabola, EqualBoundsHoldAParameter) {
  problem_.SetParameterLowerBound(x_, 0, 0.5);
  problem_.SetParameterUpperBound(x_, 0, 0.5);
  const NewtonSolver::Summary summary = Minimize();
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_EQ(x_[0], 0.5);
  EXPECT_NEAR(x_[1], -1.0, 1e-12);
  EXPECT_EQ(summary.certificate.num_active_bounds, 1);
}

TEST_F(BoundedParabola, AnInfeasibleStartIsMovedWithANote) {
  problem_.SetParameterLowerBound(x_, 0, 2.0);
  problem_.SetParameterUpperBound(x_, 2, 0.25);
  const NewtonSolver::Summary summary = Minimize();
  EXPECT_EQ(summary.num_projected_parameters, 2);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_DOUBLE_EQ(summary.initial_cost, 0.5 * (1.0 + 4.5 * 4.5 + 0.75 * 0.75));
  EXPECT_NEAR(x_[0], 3.0, 1e-12);
  EXPECT_EQ(x_[2], 0.25);
  EXPECT_NE(summary.FullReport().find("moved into its bounds"),
            std::string::npos);
}

// Every point that is evaluated, not only the accepted ones.
class WatchedParabola : public SecondOrderCostFunction {
 public:
  WatchedParabola() {
    set_num_residuals(3);
    mutable_parameter_block_sizes()->push_back(3);
  }
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    is_feasible = is_feasible && parameters[0][0] <= 1.1;
    return function_.Evaluate(parameters, residuals, jacobians);
  }
  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    is_feasible = is_feasible && parameters[0][0] <= 1.1;
    return function_.EvaluateHessians(parameters, weights, hessians);
  }
  mutable bool is_feasible = true;

 private:
  const AutoDiffSecondOrderCostFunction<Parabola, 3, 3> function_{new Parabola};
};

TEST(NewtonSolverBounds, NoPointOutsideIsEvaluated) {
  for (const LeastSquaresModel model : {LeastSquaresModel::kAuto,
                                        LeastSquaresModel::kExact,
                                        LeastSquaresModel::kGaussNewton,
                                        LeastSquaresModel::kTensor}) {
    double x[] = {-40.0, 7.0, 0.0};
    ceres::Problem problem;
    auto* function = new WatchedParabola;
    problem.AddResidualBlock(function, nullptr, x);
    problem.SetParameterUpperBound(x, 0, 1.1);
    NewtonSolver::Options options;
    options.model = model;
    NewtonSolver::Summary summary;
    Solve(options, &problem, &summary);
    EXPECT_TRUE(function->is_feasible) << ToString(model);
    EXPECT_EQ(x[0], 1.1) << ToString(model);
    EXPECT_NEAR(x[1], -2.2, 1e-11) << ToString(model);
  }
}

TEST(NewtonSolverBounds, FreeEntriesOfASubsetManifoldHaveBounds) {
  double x[] = {0.5, 0.5, 0.5};
  ceres::Problem problem;
  problem.AddResidualBlock(
      new AutoDiffSecondOrderCostFunction<Parabola, 3, 3>(new Parabola),
      nullptr,
      x);
  problem.SetManifold(x, new ceres::SubsetManifold(3, {0}));
  problem.SetParameterLowerBound(x, 1, -0.25);
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), &problem, &summary);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_EQ(x[0], 0.5);
  EXPECT_EQ(x[1], -0.25);
  EXPECT_NEAR(x[2], 1.0, 1e-12);
  EXPECT_EQ(summary.num_effective_parameters_reduced, 2);
  EXPECT_EQ(summary.certificate.num_active_bounds, 1);
}

// x^4 - x^2 + x y with a maximum in x at the start and y at its bound: the way
// out is along negative curvature on the face.
struct Saddle {
  template <typename T>
  bool operator()(const T* x, T* value) const {
    value[0] = x[0] * x[0] * (x[0] * x[0] - 1.0) + x[1];
    return true;
  }
};

TEST(NewtonSolverBounds, ASaddleOnAFaceIsLeft) {
  double x[] = {0.0, 2.0};
  ceres::Problem problem;
  NewtonProblem newton_problem(&problem);
  newton_problem.AddObjectiveTerm(
      std::make_unique<AutoDiffObjectiveTerm<Saddle, 2>>(new Saddle), {x});
  problem.SetParameterLowerBound(x, 1, 2.0);
  problem.SetParameterLowerBound(x, 0, 0.0);
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), &newton_problem, &summary);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
      << summary.FullReport();
  EXPECT_NEAR(x[0], std::sqrt(0.5), 1e-12);
  EXPECT_EQ(x[1], 2.0);
  EXPECT_TRUE(summary.certificate.is_minimum);
}

// A bound that holds a parameter at a maximum of the free function: a minimum
// in the box, and no false alarm.
struct Concave {
  template <typename T>
  bool operator()(const T* x, T* value) const {
    value[0] = -x[0] * x[0] + 0.5 * x[0];
    return true;
  }
};

// 5 a b + c d + c^4 + d^4 from 0, where the gradient vanishes and a, b, d >= 0,
// c <= 0: the way down is c = -d, and ends at 1/2.
struct BoundedSaddle {
  template <typename T>
  bool operator()(const T* x, T* value) const {
    value[0] = 5.0 * x[0] * x[1] + x[2] * x[3] + x[2] * x[2] * x[2] * x[2] +
               x[3] * x[3] * x[3] * x[3];
    return true;
  }
};

TEST(NewtonSolverBounds, ASaddleInACornerIsLeft) {
  double x[4] = {0.0, 0.0, 0.0, 0.0};
  ceres::Problem ceres_problem;
  NewtonProblem problem(&ceres_problem);
  problem.AddObjectiveTerm(
      std::make_unique<AutoDiffObjectiveTerm<BoundedSaddle, 4>>(
          new BoundedSaddle),
      {x});
  for (const int k : {0, 1, 3}) {
    problem.problem()->SetParameterLowerBound(x, k, 0.0);
  }
  problem.problem()->SetParameterUpperBound(x, 2, 0.0);
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), &problem, &summary);
  EXPECT_NEAR(summary.final_cost, -0.125, 1e-12) << summary.FullReport();
  EXPECT_NEAR(x[2], -0.5, 1e-8);
  EXPECT_NEAR(x[3], 0.5, 1e-8);
}

// Minimum at 0, which its Hessian on the plane does not show: multipliers of
// zero are nothing that second derivatives can judge.
struct Hyperbola {
  template <typename T>
  bool operator()(const T* x, T* value) const {
    value[0] = x[0] * x[1];
    return true;
  }
};

// 2 x - x^2: the way down from 0 ends at a bound that rounding may miss.
struct Hill {
  template <typename T>
  bool operator()(const T* x, T* value) const {
    value[0] = 2.0 * x[0] - x[0] * x[0];
    return true;
  }
};

TEST(NewtonSolverBounds, BoundsAreReachedInSpiteOfRounding) {
  for (const double lower : {-1.0, -0.7, -1e-3, -123.4}) {
    double x = 0.0;
    ceres::Problem ceres_problem;
    NewtonProblem problem(&ceres_problem);
    problem.AddObjectiveTerm(
        std::make_unique<AutoDiffObjectiveTerm<Hill, 1>>(new Hill), {&x});
    ceres_problem.SetParameterLowerBound(&x, 0, lower);
    ceres_problem.SetParameterUpperBound(&x, 0, 0.5);  // f is unbounded beyond
    NewtonSolver::Summary summary;
    Solve(NewtonSolver::Options(), &problem, &summary);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
        << summary.FullReport();
    EXPECT_EQ(x, lower);
  }
}

TEST(NewtonSolverBounds, ADegenerateCornerIsNotCalledAMinimum) {
  double x[2] = {0.0, 0.0};
  ceres::Problem ceres_problem;
  NewtonProblem problem(&ceres_problem);
  problem.AddObjectiveTerm(
      std::make_unique<AutoDiffObjectiveTerm<Hyperbola, 2>>(new Hyperbola),
      {x});
  problem.problem()->SetParameterLowerBound(x, 0, 0.0);
  problem.problem()->SetParameterLowerBound(x, 1, 0.0);
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), &problem, &summary);
  EXPECT_EQ(summary.stop_reason, StopReason::kDegenerateSecondOrderPoint)
      << summary.FullReport();
  EXPECT_FALSE(summary.certificate.is_minimum);
  EXPECT_EQ(summary.message.find("-0.000"), std::string::npos);
  EXPECT_EQ(x[0], 0.0);
  EXPECT_EQ(x[1], 0.0);
}

TEST(NewtonSolverBounds, ConcaveFunctionsEndInACorner) {
  double x = 0.3;
  ceres::Problem problem;
  NewtonProblem newton_problem(&problem);
  newton_problem.AddObjectiveTerm(
      std::make_unique<AutoDiffObjectiveTerm<Concave, 1>>(new Concave), {&x});
  problem.SetParameterLowerBound(&x, 0, -1.0);
  problem.SetParameterUpperBound(&x, 0, 2.0);
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), &newton_problem, &summary);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_EQ(x, 2.0);
  EXPECT_TRUE(summary.certificate.is_minimum);
  EXPECT_EQ(summary.certificate.num_active_bounds, 1);
}

}  // namespace
}  // namespace ceres_newton
