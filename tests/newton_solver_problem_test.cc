// Solve for a ceres::Problem: the same loop over another Objective, so these
// tests look at what is particular to problems.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>

#include "analytic_cost_function.h"
#include "ceres/autodiff_cost_function.h"
#include "ceres/loss_function.h"
#include "ceres/problem.h"
#include "ceres/solver.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace {

// The residuals of Rosenbrock's function in two parameter blocks:
// 1/2 |r|^2 = 1/2 ((1 - x)^2 + 100 (y - x^2)^2).
struct RosenbrockResiduals {
  template <typename T>
  bool operator()(const T* x, const T* y, T* r) const {
    r[0] = 1.0 - x[0];
    r[1] = 10.0 * (y[0] - x[0] * x[0]);
    return true;
  }
};
using PlainCost = ceres::AutoDiffCostFunction<RosenbrockResiduals, 2, 1, 1>;
using ExactCost = AutoDiffSecondOrderCostFunction<RosenbrockResiduals, 2, 1, 1>;

NewtonSolver::Summary Minimize(
    ceres::Problem* problem,
    const NewtonSolver::Options& options = NewtonSolver::Options()) {
  NewtonSolver::Summary summary;
  Solve(options, problem, &summary);
  return summary;
}

TEST(NewtonSolverProblem, SolvesWithExactHessians) {
  double x = -1.2, y = 1.0;
  ceres::Problem problem;
  problem.AddResidualBlock(
      new ExactCost(new RosenbrockResiduals), nullptr, &x, &y);
  const NewtonSolver::Summary summary = Minimize(&problem);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
      << summary.FullReport();
  // A decrement of 1e-26, at which the solver stops, is a step of 1.4e-13 in
  // the norm |D s|, whose D is at least 1 here.
  EXPECT_NEAR(x, 1.0, 2e-13);
  EXPECT_NEAR(y, 1.0, 2e-13);
  EXPECT_DOUBLE_EQ(summary.initial_cost, 12.1);
  EXPECT_TRUE(summary.certificate.is_minimum);
  EXPECT_EQ(summary.num_exact_residual_blocks, 1);
  EXPECT_EQ(summary.num_numeric_diff_residual_blocks, 0);
  EXPECT_EQ(summary.num_gauss_newton_residual_blocks, 0);
  EXPECT_EQ(summary.num_parameter_blocks, 2);
  EXPECT_EQ(summary.num_parameters, 2);
  EXPECT_EQ(summary.num_residual_blocks, 1);
  EXPECT_EQ(summary.num_residuals, 2);
}

TEST(NewtonSolverProblem, RegisteredTypesAreExactToo) {
  double x[2], y[2];
  NewtonSolver::Summary summaries[2];
  for (int i = 0; i < 2; ++i) {
    x[i] = -1.2;
    y[i] = 1.0;
    ceres::Problem problem;
    NewtonSolver::Options options;
    if (i == 0) {
      problem.AddResidualBlock(
          new ExactCost(new RosenbrockResiduals), nullptr, &x[i], &y[i]);
    } else {
      problem.AddResidualBlock(
          new PlainCost(new RosenbrockResiduals), nullptr, &x[i], &y[i]);
      options.RegisterAutoDiff<PlainCost>();
    }
    summaries[i] = Minimize(&problem, options);
  }
  EXPECT_EQ(summaries[1].num_exact_residual_blocks, 1);
  EXPECT_EQ(summaries[1].iterations.size(), summaries[0].iterations.size());
  EXPECT_EQ(x[1], x[0]);
  EXPECT_EQ(y[1], y[0]);
}

TEST(NewtonSolverProblem, FallbacksAreCounted) {
  const struct {
    HessianFallback fallback;
    int num_numeric_diff;
    int num_gauss_newton;
  } cases[] = {{HessianFallback::kNumericDiff, 1, 0},
               {HessianFallback::kGaussNewton, 0, 1}};
  for (const auto& c : cases) {
    double x = -1.2, y = 1.0;
    ceres::Problem problem;
    problem.AddResidualBlock(
        new PlainCost(new RosenbrockResiduals), nullptr, &x, &y);
    NewtonSolver::Options options;
    options.hessian_fallback = c.fallback;
    const NewtonSolver::Summary summary = Minimize(&problem, options);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
        << summary.FullReport();
    EXPECT_NEAR(x, 1.0, 1e-8);
    EXPECT_EQ(summary.num_exact_residual_blocks, 0);
    EXPECT_EQ(summary.num_numeric_diff_residual_blocks, c.num_numeric_diff);
    EXPECT_EQ(summary.num_gauss_newton_residual_blocks, c.num_gauss_newton);
  }
}

TEST(NewtonSolverProblem, RefusedFallbackIsAnInvalidProblem) {
  double x = -1.2, y = 1.0;
  ceres::Problem problem;
  problem.AddResidualBlock(
      new PlainCost(new RosenbrockResiduals), nullptr, &x, &y);
  NewtonSolver::Options options;
  options.hessian_fallback = HessianFallback::kRefuse;
  const NewtonSolver::Summary summary = Minimize(&problem, options);
  EXPECT_EQ(summary.stop_reason, StopReason::kInvalidProblem);
  EXPECT_EQ(summary.termination_type, ceres::FAILURE);
  EXPECT_NE(summary.message.find("residual block 0"), std::string::npos)
      << summary.message;
  EXPECT_EQ(x, -1.2);
}

TEST(NewtonSolverProblem, ConstantBlocksStayAndAreNotCounted) {
  double x = -1.2, y = 4.0, z = 3.0, w = 7.0;
  ceres::Problem problem;
  problem.AddResidualBlock(
      new ExactCost(new RosenbrockResiduals), nullptr, &x, &y);
  problem.AddResidualBlock(
      new ExactCost(new RosenbrockResiduals), nullptr, &z, &w);
  problem.SetParameterBlockConstant(&y);
  problem.SetParameterBlockConstant(&z);
  problem.SetParameterBlockConstant(&w);
  const NewtonSolver::Summary summary = Minimize(&problem);
  EXPECT_EQ(y, 4.0);
  EXPECT_EQ(summary.num_parameter_blocks, 4);
  EXPECT_EQ(summary.num_parameters_reduced, 1);
  EXPECT_EQ(summary.num_residual_blocks, 2);
  EXPECT_EQ(summary.num_residual_blocks_reduced, 1);
  EXPECT_EQ(summary.certificate.num_positive, 1);
  EXPECT_EQ(summary.fixed_cost, 0.5 * (4.0 + 100.0 * 4.0));
  // d/dx of the cost at y = 4: -(1 - x) - 200 x (4 - x^2).
  EXPECT_NEAR(-(1.0 - x) - 200.0 * x * (4.0 - x * x), 0.0, 1e-9);
  double cost = 0.0;
  problem.Evaluate(
      ceres::Problem::EvaluateOptions(), &cost, nullptr, nullptr, nullptr);
  EXPECT_NEAR(cost, summary.final_cost, 1e-13 * cost);
}

TEST(NewtonSolverProblem, WithoutFreeParametersIsAtTheMinimum) {
  double x = 3.0, y = 7.0;
  ceres::Problem problem;
  problem.AddResidualBlock(
      new ExactCost(new RosenbrockResiduals), nullptr, &x, &y);
  problem.SetParameterBlockConstant(&x);
  problem.SetParameterBlockConstant(&y);
  const NewtonSolver::Summary summary = Minimize(&problem);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE) << summary.message;
  EXPECT_EQ(summary.final_cost, 0.5 * (4.0 + 100.0 * 4.0));
  EXPECT_EQ(summary.num_parameters_reduced, 0);
}

TEST(NewtonSolverProblem, EmptyProblemIsAtTheMinimum) {
  ceres::Problem problem;
  const NewtonSolver::Summary summary = Minimize(&problem);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE) << summary.message;
  EXPECT_EQ(summary.final_cost, 0.0);
}

// Ties the parameters, so that the minimum is isolated.
struct PriorFunctor {
  template <typename T>
  bool operator()(const T* p, const T* q, T* r) const {
    r[0] = p[0] - 0.2;
    r[1] = p[1] - 0.1;
    r[2] = q[0] - 0.3;
    r[3] = q[1] + 0.4;
    r[4] = q[2] - 0.5;
    return true;
  }
};

// Residuals that vanish nowhere, a robust loss and a hand-written Hessian: the
// minimum must agree with Ceres' own.
TEST(NewtonSolverProblem, AgreesWithCeresOnALargeResidualWithALoss) {
  double x[2][2] = {{0.3, 0.4}, {0.3, 0.4}};
  double y[2][3] = {{0.5, -0.3, 0.2}, {0.5, -0.3, 0.2}};
  double final_costs[2];
  for (int i = 0; i < 2; ++i) {
    ceres::Problem problem;
    problem.AddResidualBlock(new testing::AnalyticCostFunction(3.0),
                             new ceres::CauchyLoss(0.5),
                             x[i],
                             y[i]);
    problem.AddResidualBlock(
        new ceres::AutoDiffCostFunction<PriorFunctor, 5, 2, 3>(
            new PriorFunctor),
        nullptr,
        x[i],
        y[i]);
    if (i == 0) {
      const NewtonSolver::Summary summary = Minimize(&problem);
      EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
          << summary.FullReport();
      EXPECT_TRUE(summary.certificate.is_minimum);
      final_costs[i] = summary.final_cost;
    } else {
      ceres::Solver::Options options;
      options.max_num_iterations = 1000;
      options.function_tolerance = 1e-16;
      options.gradient_tolerance = 1e-14;
      options.parameter_tolerance = 1e-14;
      ceres::Solver::Summary summary;
      ceres::Solve(options, &problem, &summary);
      final_costs[i] = summary.final_cost;
    }
  }
  EXPECT_NEAR(final_costs[0], final_costs[1], 1e-12);
  for (int k = 0; k < 3; ++k) {
    EXPECT_NEAR(y[0][k], y[1][k], 1e-6);
  }
}

struct FailingResidual {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = ceres::sqrt(x[0]);
    return x[0] > 0.0;
  }
};

TEST(NewtonSolverProblem, AStartThatFailsNamesTheResidualBlock) {
  double x = 1.0, y = -1.0;
  using Cost = AutoDiffSecondOrderCostFunction<FailingResidual, 1, 1>;
  ceres::Problem problem;
  problem.AddResidualBlock(new Cost(new FailingResidual), nullptr, &x);
  problem.AddResidualBlock(new Cost(new FailingResidual), nullptr, &y);
  const NewtonSolver::Summary summary = Minimize(&problem);
  EXPECT_EQ(summary.stop_reason, StopReason::kNonFiniteStart);
  EXPECT_EQ(summary.termination_type, ceres::FAILURE);
  EXPECT_NE(summary.message.find("residual block 1"), std::string::npos)
      << summary.message;
  EXPECT_EQ(x, 1.0);
  EXPECT_EQ(y, -1.0);
}

class StateWatcher : public ceres::IterationCallback {
 public:
  explicit StateWatcher(const double* x) : x_(x), start_(*x) {}
  ceres::CallbackReturnType operator()(
      const ceres::IterationSummary& summary) override {
    num_moved += *x_ != start_;
    return summary.iteration < 2 ? ceres::SOLVER_CONTINUE : ceres::SOLVER_ABORT;
  }
  int num_moved = 0;

 private:
  const double* const x_;
  const double start_;
};

// Infinite slope at zero, where the residuals are.
struct RootLoss : public ceres::LossFunction {
  void Evaluate(double s, double rho[3]) const override {
    rho[0] = std::sqrt(s);
    rho[1] = 0.5 / rho[0];
    rho[2] = -0.5 * rho[1] / s;
  }
};

TEST(NewtonSolverProblem, ALossWithoutDerivativesNamesTheResidualBlock) {
  double x = 1.0, y = 1.0;
  RootLoss loss;
  ceres::Problem::Options problem_options;
  problem_options.loss_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  ceres::Problem problem(problem_options);
  problem.AddResidualBlock(
      new ExactCost(new RosenbrockResiduals), &loss, &x, &y);
  NewtonSolver::Options options;
  options.hessian_fallback = HessianFallback::kRefuse;
  for (const LeastSquaresModel model :
       {LeastSquaresModel::kExact, LeastSquaresModel::kTensor}) {
    options.model = model;
    const NewtonSolver::Summary summary = Minimize(&problem, options);
    EXPECT_EQ(summary.termination_type, ceres::FAILURE);
    EXPECT_NE(summary.message.find("residual block 0"), std::string::npos)
        << summary.message;
    EXPECT_EQ(x, 1.0);
  }
}

TEST(NewtonSolverProblem, StateIsUpdatedOnlyIfAsked) {
  for (const bool update_state : {false, true}) {
    double x = -1.2, y = 1.0;
    ceres::Problem problem;
    problem.AddResidualBlock(
        new ExactCost(new RosenbrockResiduals), nullptr, &x, &y);
    StateWatcher watcher(&x);
    NewtonSolver::Options options;
    options.callbacks = {&watcher};
    options.update_state_every_iteration = update_state;
    const NewtonSolver::Summary summary = Minimize(&problem, options);
    EXPECT_EQ(summary.termination_type, ceres::USER_FAILURE);
    EXPECT_EQ(watcher.num_moved > 0, update_state);
    EXPECT_EQ(x != -1.2, update_state);
  }
}

struct ThrowingResidual {
  explicit ThrowingResidual(int* num_calls) : num_calls(num_calls) {}
  template <typename T>
  bool operator()(const T* x, T* r) const {
    if (++*num_calls > 6) {
      throw std::runtime_error("enough");
    }
    r[0] = ceres::exp(x[0]) - 5.0;
    return true;
  }
  int* const num_calls;
};

TEST(NewtonSolverProblem, AnExceptionPassesThroughAndLeavesTheStart) {
  double x = -1.0;
  int num_calls = 0;
  ceres::Problem problem;
  problem.AddResidualBlock(
      new AutoDiffSecondOrderCostFunction<ThrowingResidual, 1, 1>(
          new ThrowingResidual(&num_calls)),
      nullptr,
      &x);
  NewtonSolver::Summary summary;
  EXPECT_THROW(Solve(NewtonSolver::Options(), &problem, &summary),
               std::runtime_error);
  EXPECT_EQ(x, -1.0);
}

}  // namespace
}  // namespace ceres_newton
