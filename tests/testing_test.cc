// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/testing.h"

#include "checker_test_functions.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

TestFunction MakeFunction(double wrong_factor) {
  std::mt19937 random(3);
  TestFunction function(2, SineOfSum(2, 1.0, 1.0, &random));
  function.tamper_evaluate_hessian = [=](double*, double*, double* hessian) {
    if (hessian != nullptr) {
      hessian[3] *= wrong_factor;
    }
    return true;
  };
  return function;
}

TEST(IsHessianCorrect, SucceedsForCorrectFunctions) {
  const double x[] = {0.4, 0.9};
  EXPECT_TRUE(IsHessianCorrect(MakeFunction(1.0), x));

  const TestCostFunction cost_function(2, {3, 1});
  const TestParameters parameters({3, 1});
  EXPECT_TRUE(IsHessianCorrect(cost_function, parameters.pointers()));
}

TEST(IsHessianCorrect, FailsWithTheErrorLogForWrongFunctions) {
  const TestFunction function = MakeFunction(1.001);
  const double x[] = {0.4, 0.9};
  const ::testing::AssertionResult result = IsHessianCorrect(function, x);
  EXPECT_FALSE(result);

  HessianChecker::ProbeResults results;
  HessianChecker(&function, ceres::NumericDiffOptions())
      .Probe(x, 1e-6, &results);
  EXPECT_EQ(result.message(), results.error_log);
  EXPECT_TRUE(Contains(result.message(), {"entry (1, 1)"}));
}

TEST(IsHessianCorrect, FailsWithTheErrorLogForWrongCostFunctions) {
  TestCostFunction function(2, {3, 1});
  function.tamper_hessians = [](const double*, double** hessians) {
    if (hessians[1] != nullptr) {
      hessians[1][2] *= -1.0;
    }
    return true;
  };
  const TestParameters parameters({3, 1});
  const ::testing::AssertionResult result =
      IsHessianCorrect(function, parameters.pointers());
  EXPECT_FALSE(result);
  EXPECT_TRUE(Contains(result.message(),
                       {"Hessian of residual 0, block (0, 1) (3 x 1)"}));
  EXPECT_TRUE(Contains(result.message(), {"entry (2, 0)"}));
}

TEST(IsHessianCorrect, DefaultPrecisionIsOneInAMillion) {
  const double x[] = {0.4, 0.9};
  EXPECT_TRUE(IsHessianCorrect(MakeFunction(1.0 + 0.98e-6), x));
  EXPECT_FALSE(IsHessianCorrect(MakeFunction(1.0 + 1.02e-6), x));
  EXPECT_TRUE(IsHessianCorrect(MakeFunction(1.0 + 0.9e-3), x, 1e-3));
  EXPECT_FALSE(IsHessianCorrect(MakeFunction(1.0 + 1.1e-8), x, 1e-8));
}

}  // namespace
}  // namespace ceres_newton
