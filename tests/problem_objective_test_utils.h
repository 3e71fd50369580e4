// The problem that the tests of ProblemObjective share.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_PROBLEM_OBJECTIVE_TEST_UTILS_H_
#define CERES_NEWTON_TESTS_PROBLEM_OBJECTIVE_TEST_UTILS_H_

#include <memory>
#include <string>

#include "analytic_cost_function.h"
#include "ceres/cost_function.h"
#include "ceres/loss_function.h"
#include "ceres/problem.h"
#include "gtest/gtest.h"
#include "problem_objective.h"

namespace ceres_newton {
namespace testing {

// Two points x and two points y, all pairs of them connected by residual blocks
// with different losses.  y1 is added to the problem before x1.
struct TestProblem {
  double x0[2] = {0.6, -1.3};
  double x1[2] = {-0.4, 0.9};
  double y0[3] = {1.1, 0.4, -2.0};
  double y1[3] = {0.3, -1.7, 0.8};
  double unused[2] = {5.0, 6.0};
  ceres::Problem problem;

  // exact_first: the first residual block knows its Hessian.
  explicit TestProblem(bool exact_first = true) {
    ceres::CostFunction* first = nullptr;
    if (exact_first) {
      first = new AnalyticCostFunction(0.7);
    } else {
      first = new PlainCostFunction(0.7);
    }
    problem.AddResidualBlock(first, nullptr, x0, y0);
    problem.AddParameterBlock(unused, 2);
    problem.AddParameterBlock(y1, 3);
    problem.AddResidualBlock(
        new AnalyticCostFunction(-1.0), new ceres::CauchyLoss(0.5), x0, y1);
    problem.AddResidualBlock(
        new AnalyticCostFunction(0.2), new ceres::HuberLoss(1.0), x1, y0);
    problem.AddResidualBlock(
        new AnalyticCostFunction(1.5), new ceres::ArctanLoss(3.0), x1, y1);
  }
};

inline std::unique_ptr<internal::ProblemObjective> MakeObjective(
    ceres::Problem* problem,
    HessianFallback fallback = HessianFallback::kNumericDiff) {
  std::string error;
  auto objective = internal::ProblemObjective::Create(
      problem, fallback, internal::HessianRegistry(), &error);
  EXPECT_NE(objective, nullptr) << error;
  return objective;
}

}  // namespace testing
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_PROBLEM_OBJECTIVE_TEST_UTILS_H_
