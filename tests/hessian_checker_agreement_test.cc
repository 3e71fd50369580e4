// The HessianChecker on cost functions whose answers depend on how they are
// asked.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <limits>

#include "ceres_newton/hessian_checker.h"
#include "checker_test_functions.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

class HessianCheckerAgreement : public ::testing::Test {
 protected:
  std::string ErrorLog() {
    const HessianChecker checker(
        &function_, nullptr, ceres::NumericDiffOptions());
    HessianChecker::ProbeResults results;
    EXPECT_FALSE(checker.Probe(parameters_.pointers(), 1e-6, &results));
    return results.error_log;
  }

  // Two residuals of the blocks 0, 1, 2, of sizes 2, 2 and 3.
  TestCostFunction function_{2, {2, 2, 3}};
  TestParameters parameters_{{2, 2, 3}};
};

TEST_F(HessianCheckerAgreement, NotLinearInTheWeights) {
  // Right for unit vectors: |w| or w^2 in the place of w.
  for (const bool square : {false, true}) {
    const TestCostFunction correct(2, {2, 2, 3});
    function_.tamper_hessians = [&](const double* weights, double** hessians) {
      const double wrong_weights[] = {
          square ? weights[0] * weights[0] : std::abs(weights[0]), weights[1]};
      return correct.EvaluateHessians(
          parameters_.pointers(), wrong_weights, hessians);
    };
    EXPECT_TRUE(
        Contains(ErrorLog(),
                 {"linear in the weights", "gives another block (0, 0)"},
                 {"entries are wrong"}));
  }
}

TEST_F(HessianCheckerAgreement, NotANumberForSomeWeights) {
  function_.tamper_hessians = [](const double* weights, double** hessians) {
    if (weights[0] < 0.0 && hessians[0] != nullptr) {
      hessians[0][1] = std::numeric_limits<double>::quiet_NaN();
    }
    return true;
  };
  EXPECT_TRUE(
      Contains(ErrorLog(),
               {"gives another block (0, 0)", "entry (0, 1) is nan instead"}));
}

TEST_F(HessianCheckerAgreement, NullPointersChangeOtherBlocks) {
  function_.tamper_hessians = [](const double*, double** hessians) {
    if (hessians[0] == nullptr && hessians[5] != nullptr) {
      hessians[5][1] = 0.0;
    }
    return true;
  };
  EXPECT_TRUE(
      Contains(ErrorLog(),
               {"EvaluateHessians with null pointers for all blocks but "
                "block (1, 2) gives another block (1, 2)"}));
}

TEST_F(HessianCheckerAgreement, EvaluateDependsOnWhatIsWanted) {
  function_.tamper_evaluate = [](double* residuals, double** jacobians) {
    if (jacobians == nullptr) {
      residuals[1] += 1e-3;
    }
    return true;
  };
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"Evaluate without Jacobians gives another residual "
                        "vector than other calls at the same point: entry (1, "
                        "0)"}));
  function_.tamper_evaluate = [](double*, double** jacobians) {
    if (jacobians != nullptr && jacobians[0] == nullptr &&
        jacobians[1] != nullptr) {
      jacobians[1][0] = 0.0;
    }
    return true;
  };
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"Evaluate with the Jacobian of block 1 alone gives "
                        "another Jacobian"}));
}

TEST_F(HessianCheckerAgreement, RobustCostDisagrees) {
  function_.tamper_robust_cost = [](double* cost, double**, double**) {
    *cost *= 2.0;
    return true;
  };
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"EvaluateRobustCost with a null loss gives "
                        "another cost",
                        "EvaluateRobustCost with a Cauchy loss gives "
                        "another cost"}));
  function_.tamper_robust_cost = [](double*, double** gradients, double**) {
    gradients[1][1] *= 1.001;
    return true;
  };
  EXPECT_TRUE(Contains(ErrorLog(), {"another gradient of block 1"}));
  function_.tamper_robust_cost = [](double*, double**, double** hessians) {
    hessians[2][3] *= 1.001;
    return true;
  };
  EXPECT_TRUE(Contains(ErrorLog(), {"another Hessian block (0, 2)"}));
}

}  // namespace
}  // namespace ceres_newton
