// The minimizer where decreases of the cost are rounding errors, or noise.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <limits>

#include "gtest/gtest.h"
#include "minimizer_trace.h"
#include "newton_minimizer.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace internal {
namespace {

using ::ceres_newton::testing::Derivatives;
using ::ceres_newton::testing::PowellSingular;
using ::ceres_newton::testing::Rosenbrock;
using ::ceres_newton::testing::Scalar;
using ::ceres_newton::testing::TestFunction;

TEST(NewtonMinimizerRounding, SingularMinimumAtAnOffsetStops) {
  for (const double offset : {1.0, -1.0, 1e6}) {
    const Trace trace =
        Minimize(PowellSingular(offset), Eigen::Vector4d(3.0, -1.0, 0.0, 1.0));
    EXPECT_EQ(trace.result.stop_reason, StopReason::kDegenerateSecondOrderPoint)
        << ToString(trace.result.stop_reason);
    EXPECT_LT(trace.result.x.norm(), 1e-2);
    EXPECT_LT(trace.iterations.size(), 80u);
  }
}

// Where costs are 1e9 and their decreases rounding errors, the gradients still
// lead to full precision of x.
TEST(NewtonMinimizerRounding, PolishesBelowTheRoundingErrorsOfTheCost) {
  MinimizerOptions options = DefaultOptions();
  options.function_tolerance = 0.0;
  const Trace trace =
      Minimize(Rosenbrock(1e9), Eigen::Vector2d(-1.2, 1.0), options);
  EXPECT_LT((trace.result.x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-12);
  EXPECT_LT(trace.iterations.size(), 80u);
}

// A cost with errors far above eps |f|, as sums of squares of small differences
// of large numbers have; the gradient is accurate.
TEST(NewtonMinimizerRounding, PolishesThroughNoiseInTheCost) {
  const TestFunction quiet = Rosenbrock(1.0);
  const TestFunction noisy(2, [&](const Eigen::VectorXd& x, Derivatives* d) {
    quiet.EvaluateHessian(
        x.data(), &d->cost, d->gradient.data(), d->hessian.data());
    d->cost += 1e-11 * std::sin(1e15 * (x(0) + 2.0 * x(1)));
    return true;
  });
  const Trace trace = Minimize(noisy, Eigen::Vector2d(-1.2, 1.0));
  EXPECT_LT((trace.result.x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-10);
  EXPECT_NE(trace.result.stop_reason, StopReason::kRadiusTooSmall);
  EXPECT_LT(trace.iterations.size(), 80u);
}

// Where nothing is left but rounding errors, a second run must not idle.
TEST(NewtonMinimizerRounding, StopsAtOnceWhenRestartedAtItsSolution) {
  for (const double tolerance : {1e-24, 0.0}) {
    MinimizerOptions options = DefaultOptions();
    options.function_tolerance = tolerance;
    const TestFunction function = Rosenbrock(1e3, 3.0, 0.1);
    const Trace first =
        Minimize(function, Eigen::Vector2d(-0.4, 10.0), options);
    const Trace second = Minimize(function, first.result.x, options);
    EXPECT_LT(second.iterations.size(), 8u);
    EXPECT_NE(second.result.stop_reason, StopReason::kRadiusTooSmall);
    EXPECT_LT((second.result.x - first.result.x).norm(), 1e-12);
  }
}

// A climb by a rounding error is allowed within the run, but not above the
// start.
TEST(NewtonMinimizerRounding, NeverAcceptsAPointAboveTheStart) {
  const TestFunction function(1, [](const Eigen::VectorXd& x, Derivatives* d) {
    d->cost = x(0) == 1e-9 ? 1.0 : 1.0 + 4e-16;
    d->gradient(0) = x(0);
    d->hessian(0, 0) = 1.0;
    return true;
  });
  const Trace trace = Minimize(function, Eigen::VectorXd::Constant(1, 1e-9));
  EXPECT_EQ(trace.result.x(0), 1e-9);
  EXPECT_EQ(trace.result.final_cost, 1.0);
}

// The cost that comes with the Hessian may differ from the cost alone by
// rounding; both must not be above the start.
class TwoCosts : public SecondOrderFunction {
 public:
  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override {
    *cost = x[0] == 1e-9 || hessian == nullptr ? 1.0 : 1.0 + 4e-16;
    if (gradient != nullptr) {
      *gradient = x[0];
    }
    if (hessian != nullptr) {
      *hessian = 1.0;
    }
    return true;
  }
  int NumParameters() const override { return 1; }
};

TEST(NewtonMinimizerRounding, NeitherCostIsAboveTheStart) {
  const Trace trace = Minimize(TwoCosts(), Eigen::VectorXd::Constant(1, 1e-9));
  EXPECT_EQ(trace.result.final_cost, 1.0);
  EXPECT_EQ(trace.result.x(0), 1e-9);
}

// Each evaluation is 1e-9 higher than the one before, while the gradients
// promise a decrease: a single climb may be noise, all of them together are
// not.
TEST(NewtonMinimizerRounding, ErrorsDoNotAddUp) {
  double drift = 0.0;
  const TestFunction function(1, [&](const Eigen::VectorXd& x, Derivatives* d) {
    drift += 1e-9;
    d->cost = x(0) == 1e-3 ? 2.0 : 1.0 + drift;
    d->gradient(0) = 4.0 * x(0) * x(0) * x(0);
    d->hessian(0, 0) = 12.0 * x(0) * x(0);
    return true;
  });
  MinimizerOptions options = DefaultOptions();
  options.function_tolerance = 0.0;
  const Trace trace =
      Minimize(function, Eigen::VectorXd::Constant(1, 1e-3), options);
  EXPECT_GT(trace.result.num_successful_steps, 3);
  double lowest = trace.result.initial_cost;
  for (const MinimizerIteration& iteration : trace.iterations) {
    lowest = std::min(lowest, iteration.summary.cost);
    // sqrt(eps), and the drift between two evaluations of one point.
    EXPECT_LE(iteration.summary.cost, lowest + 0x1p-26 + 2e-9);
  }
}

// A double well of depth 1e-8 on costs of 1e10, which it does not change by a
// single digit: only the gradients tell that the first step, to x = 3.1 on the
// far slope, is no decrease.
TEST(NewtonMinimizerRounding, GradientsJudgeShortenedStepsBelowRounding) {
  const TestFunction function =
      Scalar([](double x) { return 1e10 + 1e-8 * x * x * (x * x - 1.0); },
             [](double x) { return 1e-8 * (4.0 * x * x * x - 2.0 * x); },
             [](double x) { return 1e-8 * (12.0 * x * x - 2.0); });
  MinimizerOptions options = DefaultOptions();
  options.function_tolerance = 0.0;
  options.initial_trust_region_radius = 3.0 * std::sqrt(1e-8 * 1.88);
  const Trace trace =
      Minimize(function, Eigen::VectorXd::Constant(1, 0.1), options);
  ASSERT_GT(trace.iterations.size(), 1u);
  EXPECT_FALSE(trace.iterations[1].summary.step_is_successful);
  EXPECT_NEAR(trace.result.x(0), std::sqrt(0.5), 1e-9);
  EXPECT_TRUE(trace.result.certificate.is_minimum);
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
