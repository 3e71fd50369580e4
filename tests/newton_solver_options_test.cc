// Every rule of NewtonSolver::Options::IsValid, broken one at a time.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <functional>
#include <string>
#include <vector>

#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace {

using testing::kInfinity;
using testing::kNaN;

using Options = NewtonSolver::Options;

TEST(NewtonSolverOptions, DefaultsAreValid) {
  std::string error = "untouched";
  EXPECT_TRUE(Options().IsValid(&error));
  EXPECT_EQ(error, "untouched");
}

struct BadOption {
  const char* name;
  const char* value;       // as the message prints it
  const char* constraint;  // as the message ends
  std::function<void(Options*)> set;
};

const BadOption kBadOptions[] = {
    {"max_num_iterations",
     "-1",
     "max_num_iterations >= 0",
     [](Options* o) { o->max_num_iterations = -1; }},
    {"max_solver_time_in_seconds",
     "-0.5",
     "max_solver_time_in_seconds >= 0",
     [](Options* o) { o->max_solver_time_in_seconds = -0.5; }},
    {"max_solver_time_in_seconds",
     "nan",
     "max_solver_time_in_seconds >= 0",
     [](Options* o) { o->max_solver_time_in_seconds = kNaN; }},
    {"initial_trust_region_radius",
     "-1",
     "0 <= initial_trust_region_radius <= max_trust_region_radius",
     [](Options* o) { o->initial_trust_region_radius = -1.0; }},
    {"initial_trust_region_radius",
     "nan",
     "0 <= initial_trust_region_radius <= max_trust_region_radius",
     [](Options* o) { o->initial_trust_region_radius = kNaN; }},
    {"initial_trust_region_radius",
     "3",
     "0 <= initial_trust_region_radius <= max_trust_region_radius",
     [](Options* o) {
       o->initial_trust_region_radius = 3.0;
       o->max_trust_region_radius = 2.0;
     }},
    {"max_trust_region_radius",
     "0",
     "0 < max_trust_region_radius < infinity",
     [](Options* o) { o->max_trust_region_radius = 0.0; }},
    {"max_trust_region_radius",
     "inf",
     "0 < max_trust_region_radius < infinity",
     [](Options* o) { o->max_trust_region_radius = kInfinity; }},
    {"max_trust_region_radius",
     "nan",
     "0 < max_trust_region_radius < infinity",
     [](Options* o) { o->max_trust_region_radius = kNaN; }},
    {"min_trust_region_radius",
     "-1e-30",
     "0 <= min_trust_region_radius <= max_trust_region_radius",
     [](Options* o) { o->min_trust_region_radius = -1e-30; }},
    {"min_trust_region_radius",
     "3",
     "0 <= min_trust_region_radius <= max_trust_region_radius",
     [](Options* o) {
       o->min_trust_region_radius = 3.0;
       o->max_trust_region_radius = 2.0;
     }},
    {"min_trust_region_radius",
     "nan",
     "0 <= min_trust_region_radius <= max_trust_region_radius",
     [](Options* o) { o->min_trust_region_radius = kNaN; }},
    {"min_relative_decrease",
     "-0.1",
     "0 <= min_relative_decrease < 1",
     [](Options* o) { o->min_relative_decrease = -0.1; }},
    {"min_relative_decrease",
     "1",
     "0 <= min_relative_decrease < 1",
     [](Options* o) { o->min_relative_decrease = 1.0; }},
    {"min_relative_decrease",
     "nan",
     "0 <= min_relative_decrease < 1",
     [](Options* o) { o->min_relative_decrease = kNaN; }},
    {"max_num_consecutive_invalid_steps",
     "0",
     "max_num_consecutive_invalid_steps > 0",
     [](Options* o) { o->max_num_consecutive_invalid_steps = 0; }},
    {"function_tolerance",
     "-1e-06",
     "function_tolerance >= 0",
     [](Options* o) { o->function_tolerance = -1e-6; }},
    {"function_tolerance",
     "nan",
     "function_tolerance >= 0",
     [](Options* o) { o->function_tolerance = kNaN; }},
    {"gradient_tolerance",
     "-1e-06",
     "gradient_tolerance >= 0",
     [](Options* o) { o->gradient_tolerance = -1e-6; }},
    {"gradient_tolerance",
     "nan",
     "gradient_tolerance >= 0",
     [](Options* o) { o->gradient_tolerance = kNaN; }},
    {"parameter_tolerance",
     "-1e-06",
     "parameter_tolerance >= 0",
     [](Options* o) { o->parameter_tolerance = -1e-6; }},
    {"parameter_tolerance",
     "nan",
     "parameter_tolerance >= 0",
     [](Options* o) { o->parameter_tolerance = kNaN; }},
};

TEST(NewtonSolverOptions, EachRuleHasItsMessage) {
  for (const BadOption& bad : kBadOptions) {
    Options options;
    bad.set(&options);
    std::string error;
    EXPECT_FALSE(options.IsValid(&error)) << bad.name << " = " << bad.value;
    EXPECT_EQ(error,
              std::string("Invalid configuration. NewtonSolver::Options::") +
                  bad.name + " = " + bad.value +
                  ". Violated constraint: " + bad.constraint + ".");
  }
}

TEST(NewtonSolverOptions, NamesTheCallbackThatIsNull) {
  class Callback : public ceres::IterationCallback {
    ceres::CallbackReturnType operator()(
        const ceres::IterationSummary&) override {
      return ceres::SOLVER_CONTINUE;
    }
  } callback;
  Options options;
  options.callbacks = {&callback, nullptr};
  std::string error;
  EXPECT_FALSE(options.IsValid(&error));
  EXPECT_NE(error.find("callbacks[1] is null"), std::string::npos) << error;
}

TEST(NewtonSolverOptions, TheEdgesOfTheRangesAreValid) {
  Options options;
  options.max_num_iterations = 0;
  options.max_solver_time_in_seconds = 0.0;
  options.min_trust_region_radius = 0.0;
  options.initial_trust_region_radius = 2.0;
  options.max_trust_region_radius = 2.0;
  options.min_relative_decrease = 0.0;
  options.max_num_consecutive_invalid_steps = 1;
  options.function_tolerance = 0.0;
  options.gradient_tolerance = kInfinity;
  options.parameter_tolerance = 0.0;
  std::string error;
  EXPECT_TRUE(options.IsValid(&error)) << error;
}

TEST(NewtonSolverOptions, InvalidOptionsFailAndTouchNothing) {
  Options options;
  options.function_tolerance = -1.0;
  int num_calls = 0;
  const testing::TestFunction function(
      1, [&](const Eigen::VectorXd&, testing::Derivatives*) {
        ++num_calls;
        return true;
      });
  double x = 3.0;
  NewtonSolver::Summary summary;
  Solve(options, function, &x, &summary);
  EXPECT_EQ(summary.termination_type, ceres::FAILURE);
  EXPECT_EQ(summary.stop_reason, StopReason::kInvalidOptions);
  EXPECT_NE(summary.message.find("function_tolerance"), std::string::npos);
  EXPECT_FALSE(summary.IsSolutionUsable());
  EXPECT_EQ(x, 3.0);
  EXPECT_EQ(num_calls, 0);

  ceres::Problem problem;
  summary = NewtonSolver::Summary();
  Solve(options, &problem, &summary);
  EXPECT_EQ(summary.stop_reason, StopReason::kInvalidOptions);
}

// The tolerances do what their names say: looser ones stop earlier.
TEST(NewtonSolverOptions, TolerancesStopTheSolver) {
  const testing::TestFunction function = testing::Rosenbrock(1.0);
  const struct {
    StopReason reason;
    std::function<void(Options*)> set;
  } cases[] = {
      {StopReason::kDecrementTolerance,
       [](Options* o) { o->function_tolerance = 1e-3; }},
      {StopReason::kGradientTolerance,
       [](Options* o) { o->gradient_tolerance = 1e-2; }},
      {StopReason::kParameterTolerance,
       [](Options* o) { o->parameter_tolerance = 1e-2; }},
  };
  for (const auto& c : cases) {
    Options options;
    options.function_tolerance = 0.0;
    options.parameter_tolerance = 0.0;
    c.set(&options);
    double x[] = {-1.2, 1.0};
    NewtonSolver::Summary summary;
    Solve(options, function, x, &summary);
    EXPECT_EQ(summary.stop_reason, c.reason) << ToString(summary.stop_reason);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
    EXPECT_GT(summary.final_cost, 1.0 + 1e-15) << ToString(c.reason);
    EXPECT_LT(summary.final_cost, 1.01) << ToString(c.reason);
  }
}

}  // namespace
}  // namespace ceres_newton
