// The summary, the reports, and the options that choose parts and limit steps.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/newton_solver.h"

#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace {

using testing::Derivatives;
using testing::DoubleWell;
using testing::Parabola;
using testing::Quadratic;
using testing::Rosenbrock;
using testing::Separable;
using testing::TestFunction;

const Eigen::Vector2d kStart(-1.2, 1.0);

NewtonSolver::Summary MinimizeRosenbrock(const NewtonSolver::Options& options,
                                         Eigen::Vector2d* x) {
  *x = kStart;
  NewtonSolver::Summary summary;
  Solve(options, Rosenbrock(), x->data(), &summary);
  return summary;
}

TEST(NewtonSolver, SolvesRosenbrockToFullPrecision) {
  Eigen::Vector2d x;
  const NewtonSolver::Summary summary =
      MinimizeRosenbrock(NewtonSolver::Options(), &x);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_LT((x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-14);
  EXPECT_TRUE(summary.IsSolutionUsable());
  EXPECT_TRUE(summary.certificate.is_minimum);
  // The eigenvalues of ((802, -400), (-400, 200)).
  EXPECT_NEAR(summary.certificate.smallest_eigenvalue,
              501.0 - std::sqrt(301.0 * 301.0 + 400.0 * 400.0),
              1e-9);
}

TEST(NewtonSolverSummary, IsPessimisticBeforeSolve) {
  const NewtonSolver::Summary summary;
  EXPECT_EQ(summary.termination_type, ceres::FAILURE);
  EXPECT_FALSE(summary.IsSolutionUsable());
  EXPECT_EQ(summary.message, "ceres_newton::Solve was not called.");
  EXPECT_EQ(summary.initial_cost, -1.0);
  EXPECT_EQ(summary.final_cost, -1.0);
  EXPECT_EQ(summary.num_successful_steps, -1);
  EXPECT_EQ(summary.num_hessian_evaluations, -1);
  EXPECT_EQ(summary.certificate.num_positive, -1);
  EXPECT_FALSE(summary.certificate.is_minimum);
  EXPECT_NE(summary.BriefReport().find("FAILURE (NotStarted)"),
            std::string::npos);
  EXPECT_NE(summary.FullReport().find("was not called"), std::string::npos);
}

TEST(NewtonSolverSummary, OfAnEarlierSolveIsForgotten) {
  Eigen::Vector2d x;
  NewtonSolver::Summary summary =
      MinimizeRosenbrock(NewtonSolver::Options(), &x);
  const size_t num_iterations = summary.iterations.size();
  x = kStart;
  Solve(NewtonSolver::Options(), Rosenbrock(), x.data(), &summary);
  EXPECT_EQ(summary.iterations.size(), num_iterations);
}

TEST(NewtonSolverSummary, CountsWhatTheFunctionSees) {
  int num_cost_calls = 0;
  int num_hessian_calls = 0;
  class Counting : public SecondOrderFunction {
   public:
    Counting(int* num_cost_calls, int* num_hessian_calls)
        : num_cost_calls_(num_cost_calls),
          num_hessian_calls_(num_hessian_calls) {}
    bool EvaluateHessian(const double* x,
                         double* cost,
                         double* gradient,
                         double* hessian) const override {
      EXPECT_EQ(gradient == nullptr, hessian == nullptr);
      ++*(hessian != nullptr ? num_hessian_calls_ : num_cost_calls_);
      return Rosenbrock().EvaluateHessian(x, cost, gradient, hessian);
    }
    int NumParameters() const override { return 2; }

   private:
    int* const num_cost_calls_;
    int* const num_hessian_calls_;
  } function(&num_cost_calls, &num_hessian_calls);
  Eigen::Vector2d x = kStart;
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), function, x.data(), &summary);
  EXPECT_EQ(summary.num_cost_evaluations, num_cost_calls);
  EXPECT_EQ(summary.num_hessian_evaluations, num_hessian_calls);
  EXPECT_EQ(summary.num_evaluation_failures, 0);
  // One for each accepted step and the start.
  EXPECT_EQ(num_hessian_calls, summary.num_successful_steps + 1);
  // An eigendecomposition serves all radii of a point.
  EXPECT_GT(summary.num_factorizations, 0);
  EXPECT_LE(summary.num_factorizations, summary.num_hessian_evaluations);
  EXPECT_EQ(summary.num_parameters, 2);
  EXPECT_EQ(summary.num_effective_parameters_reduced, 2);
  EXPECT_EQ(summary.num_residual_blocks, 0);
}

TEST(NewtonSolverSummary, IterationsTellTheTruth) {
  Eigen::Vector2d x;
  const NewtonSolver::Summary summary =
      MinimizeRosenbrock(NewtonSolver::Options(), &x);
  ASSERT_GT(summary.iterations.size(), 10u);
  EXPECT_TRUE(summary.iterations[0].step_is_valid);
  EXPECT_TRUE(summary.iterations[0].step_is_successful);
  EXPECT_EQ(summary.iterations[0].cost, summary.initial_cost);
  EXPECT_EQ(summary.iterations[0].step_norm, 0.0);
  // (-215.6, -88).
  EXPECT_NEAR(summary.iterations[0].gradient_max_norm, 215.6, 1e-10);
  EXPECT_NEAR(
      summary.iterations[0].gradient_norm, std::hypot(215.6, 88.0), 1e-10);
  int num_successful = 0;
  int num_factorizations = 0;
  double time = 0.0;
  for (size_t i = 1; i < summary.iterations.size(); ++i) {
    const ceres::IterationSummary& last = summary.iterations[i - 1];
    const ceres::IterationSummary& iteration = summary.iterations[i];
    EXPECT_EQ(iteration.iteration, static_cast<int>(i));
    EXPECT_TRUE(iteration.step_is_valid);
    EXPECT_GT(iteration.step_norm, 0.0);
    if (iteration.step_is_successful) {
      ++num_successful;
      EXPECT_DOUBLE_EQ(last.cost, iteration.cost + iteration.cost_change);
      EXPECT_GE(iteration.relative_decrease, 1e-3);
    } else {
      EXPECT_EQ(iteration.cost, last.cost);
      EXPECT_LT(iteration.relative_decrease, 1e-3);
      EXPECT_LT(iteration.cost_change, 0.0);
    }
    num_factorizations += iteration.linear_solver_iterations;
    time += iteration.iteration_time_in_seconds;
    EXPECT_GE(iteration.cumulative_time_in_seconds,
              last.cumulative_time_in_seconds);
  }
  EXPECT_EQ(num_successful, summary.num_successful_steps);
  EXPECT_EQ(static_cast<int>(summary.iterations.size()) - 1 - num_successful,
            summary.num_unsuccessful_steps);
  // The step that showed convergence belongs to no iteration.
  EXPECT_LE(num_factorizations, summary.num_factorizations);
  EXPECT_LE(time, summary.total_time_in_seconds);
  EXPECT_EQ(summary.iterations.back().cost, summary.final_cost);
  EXPECT_EQ(summary.iterations.back().gradient_max_norm,
            summary.final_gradient_max_norm);
}

TEST(NewtonSolverSummary, TimesAddUp) {
  Eigen::Vector2d x;
  const NewtonSolver::Summary summary =
      MinimizeRosenbrock(NewtonSolver::Options(), &x);
  EXPECT_GE(summary.preprocessor_time_in_seconds, 0.0);
  EXPECT_GT(summary.hessian_evaluation_time_in_seconds, 0.0);
  EXPECT_GT(summary.linear_solver_time_in_seconds, 0.0);
  EXPECT_LE(summary.cost_evaluation_time_in_seconds +
                summary.hessian_evaluation_time_in_seconds +
                summary.linear_solver_time_in_seconds,
            summary.minimizer_time_in_seconds);
  EXPECT_LE(summary.preprocessor_time_in_seconds +
                summary.minimizer_time_in_seconds +
                summary.postprocessor_time_in_seconds,
            summary.total_time_in_seconds);
}

TEST(NewtonSolverSummary, ReportsSayWhatHappened) {
  Eigen::Vector2d x;
  const NewtonSolver::Summary summary =
      MinimizeRosenbrock(NewtonSolver::Options(), &x);
  const std::string brief = summary.BriefReport();
  EXPECT_EQ(brief.find('\n'), std::string::npos);
  EXPECT_NE(brief.find("Initial cost: 2.420000e+01"), std::string::npos);
  EXPECT_NE(brief.find("CONVERGENCE"), std::string::npos);
  EXPECT_NE(brief.find("0 negative, 0 zero, 2 positive"), std::string::npos);
  const std::string full = summary.FullReport();
  for (const char* word : {"DenseEigen",
                           "positive definite",
                           "Hessian evaluations",
                           "Factorizations",
                           "Strict local minimum",
                           "Total"}) {
    EXPECT_NE(full.find(word), std::string::npos) << word << full;
  }
  EXPECT_NE(full.find(summary.message), std::string::npos);
}

TEST(NewtonSolver, WithoutParametersIsAtTheMinimum) {
  const TestFunction function(0, [](const Eigen::VectorXd&, Derivatives* d) {
    d->cost = 5.0;
    return true;
  });
  double nothing = 17.0;
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), function, &nothing, &summary);
  EXPECT_EQ(summary.stop_reason, StopReason::kGradientTolerance);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_EQ(summary.final_cost, 5.0);
  EXPECT_EQ(summary.final_gradient_max_norm, 0.0);
  EXPECT_TRUE(summary.certificate.is_minimum);
  EXPECT_EQ(summary.certificate.num_positive, 0);
  EXPECT_EQ(nothing, 17.0);
}

TEST(NewtonSolver, ChoosesTheLinearSolverBySize) {
  for (const int n : {64, 65}) {
    std::vector<testing::Term> terms;
    for (int i = 0; i < n; ++i) {
      terms.push_back(i % 3 == 0 ? DoubleWell() : Parabola(1.0 + i, 2.0));
    }
    Eigen::VectorXd x = Eigen::VectorXd::Zero(n);
    NewtonSolver::Summary summary;
    Solve(NewtonSolver::Options(), Separable(terms), x.data(), &summary);
    EXPECT_EQ(
        summary.linear_solver_used,
        n == 64 ? LinearSolver::kDenseEigen : LinearSolver::kDenseMoreSorensen);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
    EXPECT_NEAR(summary.final_cost, -0.25 * ((n + 2) / 3), 1e-11);
    EXPECT_TRUE(summary.certificate.is_minimum);
    EXPECT_EQ(summary.certificate.num_positive, n);
  }
}

TEST(NewtonSolver, InitialRadiusLimitsTheFirstStep) {
  NewtonSolver::Options options;
  options.initial_trust_region_radius = 1e-3;
  options.max_num_iterations = 1;
  // D = 2, so |s| = 1e-3 / 2.
  Eigen::VectorXd x = Eigen::VectorXd::Constant(1, 1.0);
  NewtonSolver::Summary summary;
  Solve(
      options,
      Quadratic(Eigen::MatrixXd::Constant(1, 1, 4.0), Eigen::VectorXd::Zero(1)),
      x.data(),
      &summary);
  EXPECT_NEAR(x(0), 1.0 - 5e-4, 1e-15);
}

TEST(NewtonSolver, MaxRadiusLimitsAllSteps) {
  NewtonSolver::Options options;
  options.max_trust_region_radius = 0.5;
  Eigen::Vector2d x;
  const NewtonSolver::Summary summary = MinimizeRosenbrock(options, &x);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  for (const ceres::IterationSummary& iteration : summary.iterations) {
    EXPECT_LE(iteration.trust_region_radius, 0.5);
  }
}

}  // namespace
}  // namespace ceres_newton
