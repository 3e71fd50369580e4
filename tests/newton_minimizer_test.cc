// The loop itself: its steps, its rates, and its answers to parts that fail.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "newton_minimizer.h"

#include <cmath>
#include <string>
#include <vector>

#include "Eigen/LU"
#include "eigen_subproblem_solver.h"
#include "function_objective.h"
#include "gtest/gtest.h"
#include "minimizer_trace.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace internal {
namespace {

using ::ceres_newton::testing::Derivatives;
using ::ceres_newton::testing::PowellSingular;
using ::ceres_newton::testing::Quadratic;
using ::ceres_newton::testing::Rosenbrock;
using ::ceres_newton::testing::Scalar;
using ::ceres_newton::testing::TestFunction;

TEST(NewtonMinimizer, SolvesAQuadraticInOneStepIfTheRadiusAllows) {
  Eigen::Matrix3d a;
  a << 4.0, 1.0, 0.5, 1.0, 3.0, -1.0, 0.5, -1.0, 2.0;
  const Eigen::Vector3d b(1.0, -2.0, 0.5);
  MinimizerOptions options = DefaultOptions();
  options.initial_trust_region_radius = 1e3;
  const Trace trace =
      Minimize(Quadratic(a, b, 7.0), Eigen::Vector3d(5.0, -3.0, 2.0), options);
  ASSERT_GE(trace.iterations.size(), 2u);
  EXPECT_LT((trace.iterations[1].x - a.inverse() * b).norm(), 1e-14);
  EXPECT_NEAR(trace.iterations[1].summary.relative_decrease, 1.0, 1e-12);
  EXPECT_EQ(trace.iterations[1].lambda, 0.0);
}

TEST(NewtonMinimizer, ConvergesQuadraticallyOnRosenbrock) {
  const Trace trace = Minimize(Rosenbrock(), Eigen::Vector2d(-1.2, 1.0));
  EXPECT_LT((trace.result.x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-14);
  // |error_k+1| <= C |error_k|^2 for the last full steps above rounding.
  std::vector<double> errors;
  for (const MinimizerIteration& iteration : trace.iterations) {
    const double error = (iteration.x - Eigen::Vector2d(1.0, 1.0)).norm();
    if (iteration.summary.step_is_successful && error < 0.1 && error > 1e-7) {
      errors.push_back(error);
    }
  }
  ASSERT_GE(errors.size(), 2u);
  for (size_t i = 1; i < errors.size(); ++i) {
    // 2 C = |H^-1| |f'''| is about 2.5 * 2700 at (1, 1); the bound is generous.
    EXPECT_LT(errors[i], 1e4 * errors[i - 1] * errors[i - 1]);
    EXPECT_LT(errors[i], errors[i - 1]);
  }
  EXPECT_LT(trace.iterations.size(), 60u);
}

TEST(NewtonMinimizer, CostsOfAcceptedPointsFall) {
  const Trace trace = Minimize(Rosenbrock(), Eigen::Vector2d(-1.2, 1.0));
  for (size_t i = 1; i < trace.iterations.size(); ++i) {
    EXPECT_LE(trace.iterations[i].summary.cost,
              trace.iterations[i - 1].summary.cost * (1 + 1e-14));
    EXPECT_EQ(trace.iterations[i].summary.iteration, static_cast<int>(i));
    if (!trace.iterations[i].summary.step_is_successful) {
      EXPECT_EQ(trace.iterations[i].x, trace.iterations[i - 1].x);
      EXPECT_LT(trace.iterations[i].summary.trust_region_radius,
                trace.iterations[i - 1].summary.trust_region_radius);
    }
  }
}

TEST(NewtonMinimizer, StepsDoNotDependOnTheUnitsOfTheParameters) {
  const Trace plain = Minimize(Rosenbrock(), Eigen::Vector2d(-1.2, 1.0));
  // Powers of two, so that scaling itself makes no rounding errors.
  const double scale_0 = 0x1p-27;
  const double scale_1 = 0x1p27;
  const Trace scaled = Minimize(Rosenbrock(0.0, scale_0, scale_1),
                                Eigen::Vector2d(-1.2 / scale_0, 1.0 / scale_1));
  ASSERT_EQ(scaled.iterations.size(), plain.iterations.size());
  for (size_t i = 0; i < plain.iterations.size(); ++i) {
    EXPECT_NEAR(
        scaled.iterations[i].x(0) * scale_0, plain.iterations[i].x(0), 1e-9);
    EXPECT_NEAR(
        scaled.iterations[i].x(1) * scale_1, plain.iterations[i].x(1), 1e-9);
  }
}

TEST(NewtonMinimizer, StepsDoNotDependOnTheUnitOfTheCost) {
  for (const double unit : {0x1p-200, 0x1p200}) {
    const TestFunction function = Rosenbrock();
    const TestFunction scaled_function(
        2, [&](const Eigen::VectorXd& x, Derivatives* d) {
          function.EvaluateHessian(
              x.data(), &d->cost, d->gradient.data(), d->hessian.data());
          d->cost *= unit;
          d->gradient *= unit;
          d->hessian *= unit;
          return true;
        });
    const Trace trace = Minimize(scaled_function, Eigen::Vector2d(-1.2, 1.0));
    EXPECT_LT((trace.result.x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-12)
        << unit;
    EXPECT_LT(trace.iterations.size(), 60u) << unit;
  }
}

TEST(NewtonMinimizer, SingularMinimumOfZeroCostStopsAtTheFloor) {
  const Trace trace =
      Minimize(PowellSingular(), Eigen::Vector4d(3.0, -1.0, 0.0, 1.0));
  EXPECT_EQ(trace.result.stop_reason, StopReason::kDegenerateSecondOrderPoint);
  EXPECT_NE(trace.result.message.find("Newton decrement"), std::string::npos);
  EXPECT_LT(trace.result.final_cost, 1e-25);
  // Each step multiplies the cost by (2/3)^4, so 215 fall to 1e-26 in 40 steps.
  EXPECT_LT(trace.iterations.size(), 60u);
}

// Fails on demand.
class UnreliableSolver : public SubproblemSolver {
 public:
  bool SetModel(const QuadraticModel& model,
                const Eigen::VectorXd& scaling) override {
    return num_failing_models-- <= 0 && solver_.SetModel(model, scaling);
  }
  bool Solve(double radius, TrustRegionStep* step) override {
    radii.push_back(radius);
    return num_failing_solves-- <= 0 && solver_.Solve(radius, step);
  }
  int num_failing_models = 0;
  int num_failing_solves = 0;
  std::vector<double> radii;

 private:
  EigenSubproblemSolver solver_;
};

MinimizerResult MinimizeWith(UnreliableSolver* solver) {
  const TestFunction function = Rosenbrock();
  FunctionObjective objective(&function);
  Recorder recorder;
  return NewtonMinimizer(DefaultOptions(), &objective, solver, &recorder)
      .Minimize(Eigen::Vector2d(-1.2, 1.0));
}

TEST(NewtonMinimizer, SurvivesSomeBreakdownsOfTheSubproblemSolver) {
  UnreliableSolver solver;
  solver.num_failing_models = 2;
  solver.num_failing_solves = 2;
  const MinimizerResult result = MinimizeWith(&solver);
  EXPECT_LT((result.x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-12);
  // Each breakdown shrinks the radius.
  EXPECT_DOUBLE_EQ(solver.radii[1], 0.1 * solver.radii[0]);
}

TEST(NewtonMinimizer, GivesUpAfterManyBreakdowns) {
  for (const bool models_fail : {true, false}) {
    UnreliableSolver solver;
    (models_fail ? solver.num_failing_models : solver.num_failing_solves) = 100;
    const MinimizerResult result = MinimizeWith(&solver);
    EXPECT_EQ(result.stop_reason, StopReason::kSubproblemFailed);
    EXPECT_EQ(result.num_unsuccessful_steps, 5);
    EXPECT_EQ(result.x, Eigen::Vector2d(-1.2, 1.0));
    EXPECT_NE(result.message.find("5 times in a row"), std::string::npos);
  }
}

// An objective on a manifold chart: Plus may fail, as the function may.
class HalfLine : public FunctionObjective {
 public:
  using FunctionObjective::FunctionObjective;
  bool Plus(const Eigen::VectorXd& x,
            const Eigen::VectorXd& step,
            Eigen::VectorXd* candidate) const override {
    *candidate = x + step;
    return (*candidate)(0) > 0.0;
  }
};

TEST(NewtonMinimizer, TreatsAFailingPlusAsAStepTooLong) {
  // 1/x + x: from 3 the Newton step leads to 3 - 12 < 0.
  const TestFunction function =
      Scalar([](double x) { return 1.0 / x + x; },
             [](double x) { return 1.0 - 1.0 / (x * x); },
             [](double x) { return 2.0 / (x * x * x); });
  HalfLine objective(&function);
  EigenSubproblemSolver solver;
  Recorder recorder;
  MinimizerOptions options = DefaultOptions();
  options.initial_trust_region_radius = 1e6;
  const MinimizerResult result =
      NewtonMinimizer(options, &objective, &solver, &recorder)
          .Minimize(Eigen::VectorXd::Constant(1, 3.0));
  EXPECT_NEAR(result.x(0), 1.0, 1e-14);
  EXPECT_TRUE(recorder.iterations[1].evaluation_failed);
}

// min_relative_decrease above 1/4: a rejected step of ratio 0.4 must not come
// again with the same radius.
TEST(NewtonMinimizer, ARejectedStepIsNeverRepeated) {
  MinimizerOptions options = DefaultOptions();
  options.min_relative_decrease = 0.9;
  const Trace trace =
      Minimize(Rosenbrock(), Eigen::Vector2d(-1.2, 1.0), options);
  EXPECT_LT((trace.result.x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-12);
  for (size_t i = 1; i < trace.iterations.size(); ++i) {
    if (!trace.iterations[i].summary.step_is_successful) {
      EXPECT_LT(trace.iterations[i].summary.trust_region_radius,
                trace.iterations[i - 1].summary.trust_region_radius);
    }
  }
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
