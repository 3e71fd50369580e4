// What the HessianChecker says of memory that was not written, and of values
// that are not finite: one sentence a block, however many entries it has.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ceres_newton/hessian_checker.h"
#include "checker_test_functions.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// Two residuals of the blocks 0 and 1, of sizes 2 and 3.  What is skipped is
// never written.
class Skipping : public TestCostFunction {
 public:
  Skipping() : TestCostFunction(2, {2, 3}) {}

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    double* kept[] = {jacobians == nullptr ? nullptr : jacobians[0],
                      jacobians == nullptr ? nullptr : jacobians[1]};
    if (skip_jacobian >= 0) {
      kept[skip_jacobian] = nullptr;
    }
    return TestCostFunction::Evaluate(parameters, residuals, kept);
  }
  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    std::vector<double*> kept(hessians, hessians + 4);
    if (skip_hessian >= 0 &&
        (!skips_for_general_weights || std::abs(weights[0]) > 1.0)) {
      kept[skip_hessian] = nullptr;
    }
    return TestCostFunction::EvaluateHessians(parameters, weights, kept.data());
  }

  int skip_jacobian = -1;
  int skip_hessian = -1;
  bool skips_for_general_weights = false;
};

class HessianCheckerUnwritten : public ::testing::Test {
 protected:
  std::string ErrorLog() {
    const HessianChecker checker(
        &function_, nullptr, ceres::NumericDiffOptions());
    EXPECT_FALSE(checker.Probe(parameters_.pointers(), 1e-6, &results_));
    return results_.error_log;
  }

  Skipping function_;
  TestParameters parameters_{{2, 3}};
  HessianChecker::ProbeResults results_;
};

TEST_F(HessianCheckerUnwritten, HessianBlockIsOneProblem) {
  function_.skip_hessian = 1;
  EXPECT_TRUE(
      Contains(ErrorLog(),
               {"found 1 problem ",
                "Hessian of residual 0, block (0, 1) and of all other "
                "residuals: all 12 entries were not written (or added to"},
               {"Worst", "nan"}));
  EXPECT_TRUE(std::isinf(results_.block_maximum_relative_error(0, 1)));
  EXPECT_EQ(results_.block_maximum_relative_error(0, 0), 0.0);
  EXPECT_EQ(results_.worst_entry.block_j, 1);
}

TEST_F(HessianCheckerUnwritten, EachHessianBlockIsAProblem) {
  function_.skip_hessian = 1;
  function_.tamper_hessians = [](const double* weights, double** hessians) {
    if (weights[1] == 1.0) {
      std::fill_n(hessians[3] + 4, 5, std::numeric_limits<double>::infinity());
    }
    return true;
  };
  EXPECT_TRUE(Contains(
      ErrorLog(),
      {"found 2 problems",
       "Hessian of residual 1, block (1, 1): entry (1, 1) is inf; it is the "
       "first of 5 entries (of 18) that are not finite."},
      {"Worst"}));
}

TEST_F(HessianCheckerUnwritten, JacobianIsOneProblem) {
  function_.skip_jacobian = 1;
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"found 1 problem ",
                        "Evaluate: Jacobian of residual 0, block 1 and of all "
                        "other residuals: all 6 entries were not written"},
                       {"nan"}));
}

TEST_F(HessianCheckerUnwritten, ResidualsAreOneProblem) {
  function_.tamper_evaluate = [](double* residuals, double** jacobians) {
    std::fill_n(residuals, 2, std::numeric_limits<double>::quiet_NaN());
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      jacobians[0][0] = residuals[0];  // follows from the residual: not said
    }
    return true;
  };
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"found 1 problem ",
                        "Evaluate: residual 0 is nan; it is the first of 2 "
                        "entries (of 2) that are not finite."}));
}

TEST_F(HessianCheckerUnwritten, BlockForSomeWeightsOnly) {
  function_.skip_hessian = 1;
  function_.skips_for_general_weights = true;
  EXPECT_TRUE(
      Contains(ErrorLog(),
               {"gives no block (0, 1), or not all of it: entry (0, 0) was not "
                "written"},
               {"nan"}));
}

}  // namespace
}  // namespace ceres_newton
