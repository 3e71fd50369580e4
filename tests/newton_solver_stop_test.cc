// Every StopReason is produced by a test: here, in newton_minimizer_test
// (kSubproblemFailed), newton_solver_options_test (kInvalidOptions,
// kParameterTolerance) and newton_solver_problem_test (kInvalidProblem).
//
// SPDX-License-Identifier: BSD-3-Clause

#include <chrono>
#include <cmath>
#include <thread>

#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace {

using testing::Derivatives;
using testing::Quadratic;
using testing::Rosenbrock;
using testing::Scalar;
using testing::TestFunction;

NewtonSolver::Summary Minimize(
    const SecondOrderFunction& function,
    Eigen::VectorXd x,
    const NewtonSolver::Options& options = NewtonSolver::Options()) {
  NewtonSolver::Summary summary;
  Solve(options, function, x.data(), &summary);
  return summary;
}

Eigen::VectorXd Point(double x) { return Eigen::VectorXd::Constant(1, x); }

TEST(StopReason, NotStarted) {
  EXPECT_EQ(NewtonSolver::Summary().stop_reason, StopReason::kNotStarted);
}

TEST(StopReason, GradientTolerance) {
  // Integers all the way: the gradient becomes an exact zero.
  const NewtonSolver::Summary summary =
      Minimize(Quadratic(Eigen::Vector2d(1.0, 4.0).asDiagonal(),
                         Eigen::Vector2d(2.0, 4.0)),
               Eigen::Vector2d(2.0, 1.0));
  EXPECT_EQ(summary.stop_reason, StopReason::kGradientTolerance);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_TRUE(summary.certificate.is_minimum);
  EXPECT_DOUBLE_EQ(summary.certificate.smallest_eigenvalue, 1.0);
  EXPECT_EQ(summary.num_successful_steps, 0);
}

TEST(StopReason, DecrementTolerance) {
  const NewtonSolver::Summary summary =
      Minimize(Scalar([](double x) { return std::exp(x) - 3.0 * x; },
                      [](double x) { return std::exp(x) - 3.0; },
                      [](double x) { return std::exp(x); }),
               Point(0.0));
  EXPECT_EQ(summary.stop_reason, StopReason::kDecrementTolerance);
  EXPECT_NEAR(summary.final_cost, 3.0 - 3.0 * std::log(3.0), 1e-15);
}

TEST(StopReason, FunctionTolerance) {
  // With a tolerance of zero, and costs so large that the floor of the
  // decrement is out of reach, only rounding errors end the search.
  NewtonSolver::Options options;
  options.function_tolerance = 0.0;
  options.parameter_tolerance = 0.0;
  constexpr double kUnit = 1e10;
  const NewtonSolver::Summary summary =
      Minimize(Scalar([](double x) { return kUnit * (std::exp(x) - 3.0 * x); },
                      [](double x) { return kUnit * (std::exp(x) - 3.0); },
                      [](double x) { return kUnit * std::exp(x); }),
               Point(0.0),
               options);
  EXPECT_EQ(summary.stop_reason, StopReason::kFunctionTolerance)
      << summary.FullReport();
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_NEAR(summary.final_cost / kUnit, 3.0 - 3.0 * std::log(3.0), 1e-15);
  EXPECT_LT(summary.iterations.size(), 20u);
}

// 1e20 - x, whose cost does not show what its gradient knows.  A Hessian of -1
// makes all predictions wrong, but it is negative curvature to the end.
TEST(StopReason, IdlenessIsNoConvergenceWithNegativeCurvature) {
  const TestFunction function(1, [](const Eigen::VectorXd& x, Derivatives* d) {
    d->cost = 1e20 - x(0);
    d->gradient(0) = -1.0;
    d->hessian(0, 0) = -1.0;
    return true;
  });
  for (const LeastSquaresModel model :
       {LeastSquaresModel::kGaussNewton, LeastSquaresModel::kExact}) {
    double x = 0.0;
    NewtonSolver::Options options;
    options.model = model;  // there is no J'J: the Hessian either way
    options.initial_trust_region_radius = 0.5;
    options.max_trust_region_radius = 0.5;
    options.max_num_iterations = 100;
    NewtonSolver::Summary summary;
    Solve(options, function, &x, &summary);
    EXPECT_EQ(summary.stop_reason, StopReason::kMaxIterations)
        << summary.FullReport();
    EXPECT_EQ(summary.certificate.num_negative, 1);
    EXPECT_EQ(x, 50.0);
  }
}

TEST(StopReason, RadiusTooSmall) {
  // The gradient points the wrong way.
  const NewtonSolver::Summary summary =
      Minimize(Scalar([](double x) { return x * x; },
                      [](double x) { return -2.0 * x; },
                      [](double) { return 2.0; }),
               Point(1.0));
  EXPECT_EQ(summary.stop_reason, StopReason::kRadiusTooSmall);
  EXPECT_EQ(summary.termination_type, ceres::NO_CONVERGENCE);
  EXPECT_EQ(summary.final_cost, 1.0);
  EXPECT_NE(summary.message.find("HessianChecker"), std::string::npos);
  // Each rejection shrinks the radius to a half at most: no idling.
  EXPECT_LT(summary.iterations.size(), 60u);
}

TEST(StopReason, RadiusTooSmallByOption) {
  NewtonSolver::Options options;
  options.min_trust_region_radius = 1e-2;
  const NewtonSolver::Summary summary =
      Minimize(Scalar([](double x) { return x * x; },
                      [](double x) { return -2.0 * x; },
                      [](double) { return 2.0; }),
               Point(1.0),
               options);
  EXPECT_EQ(summary.stop_reason, StopReason::kRadiusTooSmall);
  EXPECT_LT(summary.iterations.size(), 12u);
}

TEST(StopReason, MaxIterations) {
  NewtonSolver::Options options;
  for (const int max_num_iterations : {0, 1, 5}) {
    options.max_num_iterations = max_num_iterations;
    const NewtonSolver::Summary summary =
        Minimize(Rosenbrock(), Eigen::Vector2d(-1.2, 1.0), options);
    EXPECT_EQ(summary.stop_reason, StopReason::kMaxIterations);
    EXPECT_EQ(summary.termination_type, ceres::NO_CONVERGENCE);
    EXPECT_EQ(summary.iterations.size(), max_num_iterations + 1u);
    EXPECT_EQ(summary.num_successful_steps + summary.num_unsuccessful_steps,
              max_num_iterations);
    EXPECT_TRUE(summary.IsSolutionUsable());
  }
}

TEST(StopReason, MaxTime) {
  const TestFunction rosenbrock = Rosenbrock();
  const TestFunction slow(2, [&](const Eigen::VectorXd& x, Derivatives* d) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return rosenbrock.EvaluateHessian(
        x.data(), &d->cost, d->gradient.data(), d->hessian.data());
  });
  NewtonSolver::Options options;
  options.max_solver_time_in_seconds = 0.1;
  const NewtonSolver::Summary summary =
      Minimize(slow, Eigen::Vector2d(-1.2, 1.0), options);
  EXPECT_EQ(summary.stop_reason, StopReason::kMaxTime);
  EXPECT_EQ(summary.termination_type, ceres::NO_CONVERGENCE);
  EXPECT_LT(summary.iterations.size(), 8u);
  EXPECT_GE(summary.total_time_in_seconds, 0.1);
  EXPECT_LT(summary.final_cost, summary.initial_cost);
}

TEST(StopReason, UnboundedExponential) {
  const NewtonSolver::Summary summary =
      Minimize(Scalar([](double x) { return -std::exp(x); },
                      [](double x) { return -std::exp(x); },
                      [](double x) { return -std::exp(x); }),
               Point(0.0));
  EXPECT_EQ(summary.stop_reason, StopReason::kUnbounded);
  EXPECT_EQ(summary.termination_type, ceres::NO_CONVERGENCE);
  EXPECT_LE(summary.final_cost, -1e20);
}

TestFunction Cube() {
  return Scalar([](double x) { return x * x * x; },
                [](double x) { return 3.0 * x * x; },
                [](double x) { return 6.0 * x; });
}

TEST(StopReason, UnboundedCubic) {
  EXPECT_EQ(Minimize(Cube(), Point(-1e-3)).stop_reason, StopReason::kUnbounded);
}

TEST(StopReason, DegenerateSecondOrderPointAtAnInflectionPoint) {
  // From the right Newton's method halves x forever; H > 0 all the way.
  const NewtonSolver::Summary summary = Minimize(Cube(), Point(1.0));
  EXPECT_EQ(summary.stop_reason, StopReason::kDegenerateSecondOrderPoint);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_FALSE(summary.certificate.is_minimum);
  EXPECT_EQ(summary.certificate.num_positive, 1);  // at the last point
}

TEST(StopReason, DegenerateSecondOrderPointAtAFlatMinimum) {
  const NewtonSolver::Summary summary =
      Minimize(testing::PowellSingular(), Eigen::Vector4d(3, -1, 0, 1));
  EXPECT_EQ(summary.stop_reason, StopReason::kDegenerateSecondOrderPoint);
  EXPECT_FALSE(summary.certificate.is_minimum);
  EXPECT_EQ(summary.certificate.num_negative, 0);
}

TEST(StopReason, ConvergenceDoesNotDependOnTheUnitOfTheParameter) {
  for (const double unit : {1e-100, 1e-34, 1e-16, 1.0, 1e34, 1e100}) {
    const NewtonSolver::Summary summary = Minimize(
        Scalar(
            [=](double x) { return std::cosh(x / unit - 1.0); },
            [=](double x) { return std::sinh(x / unit - 1.0) / unit; },
            [=](double x) { return std::cosh(x / unit - 1.0) / unit / unit; }),
        Point(3.0 * unit));
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE) << unit;
    EXPECT_NEAR(summary.final_cost, 1.0, 1e-15) << unit;
    EXPECT_TRUE(summary.certificate.is_minimum) << unit;
  }
}

TEST(StopReason, CurvaturesOfTheWayDoNotHideThoseOfTheEnd) {
  // From x = 150 to the minimum the curvature falls by 65 orders of magnitude.
  for (const double start : {40.0, 150.0, 300.0}) {
    const NewtonSolver::Summary summary =
        Minimize(Scalar([](double x) { return std::cosh(x); },
                        [](double x) { return std::sinh(x); },
                        [](double x) { return std::cosh(x); }),
                 Point(start));
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE) << start;
    EXPECT_EQ(summary.final_cost, 1.0) << start;
    EXPECT_EQ(summary.certificate.num_positive, 1) << start;
  }
}

TEST(StopReason, StartNextToZeroIsAStartLikeOthers) {
  for (const double start : {1e-300, 1e-100, 1e-33}) {
    const NewtonSolver::Summary summary =
        Minimize(Scalar([](double x) { return (x - 1.0) * (x - 1.0); },
                        [](double x) { return 2.0 * (x - 1.0); },
                        [](double) { return 2.0; }),
                 Point(start));
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE) << start;
    EXPECT_EQ(summary.final_cost, 0.0) << start;
  }
}

TEST(StopReason, UnboundedLinear) {
  for (const double slope : {1e-3, 1.0, -1e3}) {
    const NewtonSolver::Summary summary =
        Minimize(Scalar([=](double x) { return slope * x; },
                        [=](double) { return slope; },
                        [](double) { return 0.0; }),
                 Point(1.0));
    EXPECT_EQ(summary.stop_reason, StopReason::kUnbounded)
        << summary.FullReport();
  }
}

TEST(StopReason, UnboundedQuadratic) {
  EXPECT_EQ(Minimize(Quadratic(Eigen::Vector2d(1.0, -1e-3).asDiagonal(),
                               Eigen::Vector2d(1.0, 0.0)),
                     Eigen::Vector2d(5.0, 0.0))
                .stop_reason,
            StopReason::kUnbounded);
}

TEST(StopReason, EvaluationFailed) {
  const TestFunction function(1, [](const Eigen::VectorXd& x, Derivatives* d) {
    d->cost = x(0);
    d->gradient(0) = 1.0;
    return x(0) >= 1.0;
  });
  const NewtonSolver::Summary summary = Minimize(function, Point(1.0));
  EXPECT_EQ(summary.stop_reason, StopReason::kEvaluationFailed);
  EXPECT_EQ(summary.termination_type, ceres::NO_CONVERGENCE);
  EXPECT_NE(summary.message.find("returned false"), std::string::npos);
  EXPECT_EQ(summary.final_cost, 1.0);
  EXPECT_GT(summary.num_evaluation_failures, 0);
  EXPECT_LT(summary.iterations.size(), 40u);
}

TEST(StopReason, NonFiniteStart) {
  const NewtonSolver::Summary summary =
      Minimize(Scalar([](double x) { return std::log(x); },
                      [](double x) { return 1.0 / x; },
                      [](double x) { return -1.0 / (x * x); }),
               Point(-1.0));
  EXPECT_EQ(summary.stop_reason, StopReason::kNonFiniteStart);
  EXPECT_EQ(summary.termination_type, ceres::FAILURE);
}

class CallbackReturning : public ceres::IterationCallback {
 public:
  explicit CallbackReturning(ceres::CallbackReturnType answer)
      : answer_(answer) {}
  ceres::CallbackReturnType operator()(
      const ceres::IterationSummary& summary) override {
    return summary.iteration < 3 ? ceres::SOLVER_CONTINUE : answer_;
  }

 private:
  const ceres::CallbackReturnType answer_;
};

TEST(StopReason, UserSuccessKeepsThePoint) {
  CallbackReturning callback(ceres::SOLVER_TERMINATE_SUCCESSFULLY);
  NewtonSolver::Options options;
  options.callbacks = {&callback};
  Eigen::Vector2d x(-1.2, 1.0);
  NewtonSolver::Summary summary;
  Solve(options, Rosenbrock(), x.data(), &summary);
  EXPECT_EQ(summary.stop_reason, StopReason::kUserSuccess);
  EXPECT_EQ(summary.termination_type, ceres::USER_SUCCESS);
  EXPECT_TRUE(summary.IsSolutionUsable());
  EXPECT_EQ(summary.iterations.size(), 4u);
  double cost;
  ASSERT_TRUE(Rosenbrock().Evaluate(x.data(), &cost, nullptr));
  EXPECT_EQ(cost, summary.final_cost);
  EXPECT_LT(cost, summary.initial_cost);
}

TEST(StopReason, UserAbortLeavesTheStart) {
  CallbackReturning callback(ceres::SOLVER_ABORT);
  NewtonSolver::Options options;
  options.callbacks = {&callback};
  Eigen::Vector2d x(-1.2, 1.0);
  NewtonSolver::Summary summary;
  Solve(options, Rosenbrock(), x.data(), &summary);
  EXPECT_EQ(summary.stop_reason, StopReason::kUserAbort);
  EXPECT_EQ(summary.termination_type, ceres::USER_FAILURE);
  EXPECT_FALSE(summary.IsSolutionUsable());
  EXPECT_EQ(x, Eigen::Vector2d(-1.2, 1.0));
}

}  // namespace
}  // namespace ceres_newton
