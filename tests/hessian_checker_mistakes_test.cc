// Every mistake a SecondOrderCostFunction can make is found and named.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <limits>
#include <utility>

#include "ceres_newton/hessian_checker.h"
#include "checker_test_functions.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

constexpr double kPrecision = 1e-6;

// Two residuals of the blocks 0, 1, 2, of sizes 2, 2 and 3.
constexpr int kNumBlocks = 3;

// Hooks called with one block, if it is asked for.
using TamperBlock = std::function<void(Eigen::Map<TestMatrix> block)>;

class HessianCheckerMistakes : public ::testing::Test {
 protected:
  static int Size(int i) { return i == 2 ? 3 : 2; }

  // Changes block (i, j) of every sum, if `condition` holds for the weights.
  void TamperWithBlock(
      int i,
      int j,
      const TamperBlock& tamper,
      const std::function<bool(const double*)>& condition = [](const double*) {
        return true;
      }) {
    function_.tamper_hessians = [=](const double* weights, double** hessians) {
      double* const block = hessians[i * kNumBlocks + j];
      if (block != nullptr && condition(weights)) {
        tamper(Eigen::Map<TestMatrix>(block, Size(i), Size(j)));
      }
      return true;
    };
  }

  std::string ErrorLog() {
    const HessianChecker checker(
        &function_, nullptr, ceres::NumericDiffOptions());
    EXPECT_FALSE(checker.Probe(parameters_.pointers(), kPrecision, &results_));
    return results_.error_log;
  }

  TestCostFunction function_{2, {2, 2, 3}};
  TestParameters parameters_{{2, 2, 3}};
  HessianChecker::ProbeResults results_;
};

bool IsSecondResidual(const double* weights) { return weights[1] == 1.0; }

TEST_F(HessianCheckerMistakes, NoneIsFoundWhereThereIsNone) {
  const HessianChecker checker(
      &function_, nullptr, ceres::NumericDiffOptions());
  EXPECT_TRUE(checker.Probe(parameters_.pointers(), kPrecision, &results_))
      << results_.error_log;
}

TEST_F(HessianCheckerMistakes, OneWrongEntry) {
  TamperWithBlock(
      1,
      2,
      [](Eigen::Map<TestMatrix> block) { block(1, 2) *= 1.0 + 1e-5; },
      IsSecondResidual);
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"Hessian of residual 1, block (1, 2) (2 x 3): 1 "
                        "of 6 entries is wrong",
                        "entry (1, 2): expected ",
                        "relative error 1e-05"},
                       {"residual 0"}));
  const HessianChecker::Entry& worst = results_.worst_entry;
  EXPECT_EQ(worst.residual, 1);
  EXPECT_EQ(worst.block_i, 1);
  EXPECT_EQ(worst.block_j, 2);
  EXPECT_EQ(worst.row, 1);
  EXPECT_EQ(worst.col, 2);
  EXPECT_EQ(worst.got, results_.hessians[1][1 * kNumBlocks + 2](1, 2));
  EXPECT_NEAR(worst.got / worst.expected, 1.0 + 1e-5, 1e-8);
  EXPECT_NEAR(worst.relative_error, 1e-5, 1e-8);
  EXPECT_EQ(results_.maximum_relative_error, worst.relative_error);
  EXPECT_EQ(results_.block_maximum_relative_error(1, 2), worst.relative_error);
  EXPECT_LT(results_.block_maximum_relative_error(0, 1), kPrecision);
}

TEST_F(HessianCheckerMistakes, OneWrongEntryInTheFirstOfSeveralResiduals) {
  TamperWithBlock(
      0,
      0,
      [](Eigen::Map<TestMatrix> block) { block *= 1.001; },
      [](const double* weights) { return weights[0] == 1.0; });
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"residual 0, block (0, 0) (2 x 2): 4 of 4"},
                       {"residual 1"}));
  EXPECT_NEAR(results_.block_maximum_relative_error(0, 0), 1e-3, 1e-5);
  EXPECT_EQ(results_.worst_entry.residual, 0);
}

TEST_F(HessianCheckerMistakes, WrongSign) {
  TamperWithBlock(0, 1, [](Eigen::Map<TestMatrix> block) { block *= -1.0; });
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"residual 0, block (0, 1) (2 x 2): 4 of 4",
                        "residual 1, block (0, 1) (2 x 2): 4 of 4",
                        "wrong sign"},
                       {"block (0, 0)", "block (1, 2)"}));
}

TEST_F(HessianCheckerMistakes, WrongFactor) {
  const std::pair<double, const char*> factors[] = {
      {2.0, "twice as large"},
      {0.5, "half as large"},
      {-3.0, "every entry is -3 times what it should be"}};
  for (const auto& [factor, message] : factors) {
    TamperWithBlock(2, 2, [factor = factor](Eigen::Map<TestMatrix> block) {
      block *= factor;
    });
    EXPECT_TRUE(
        Contains(ErrorLog(), {"block (2, 2) (3 x 3): 9 of 9", message}));
  }
}

TEST_F(HessianCheckerMistakes, MultipliedByTheResidual) {
  double residuals[2];
  function_.Evaluate(parameters_.pointers(), residuals, nullptr);
  function_.tamper_hessians = [&](const double* weights, double** hessians) {
    for (int e = 0; hessians[1] != nullptr && e < 4; ++e) {
      hessians[1][e] *= weights[0] * residuals[0] + weights[1] * residuals[1];
    }
    return true;
  };
  EXPECT_TRUE(Contains(ErrorLog(), {"multiplied by the residual"}));
}

TEST_F(HessianCheckerMistakes, TransposedBlocks) {
  TamperWithBlock(
      0, 1, [](Eigen::Map<TestMatrix> block) { block.transposeInPlace(); });
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"block (0, 1) (2 x 2): 2 of 4", "stored transposed"}));
  // Column-major storage of a block that is not square.
  TamperWithBlock(1, 2, [](Eigen::Map<TestMatrix> block) {
    const Eigen::MatrixXd column_major = block;
    std::copy_n(column_major.data(), column_major.size(), block.data());
  });
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"block (1, 2) (2 x 3): 4 of 6", "stored transposed"}));
}

TEST_F(HessianCheckerMistakes, SwappedBlocks) {
  function_.tamper_hessians = [](const double*, double** hessians) {
    if (hessians[2] != nullptr && hessians[5] != nullptr) {
      std::swap_ranges(hessians[2], hessians[2] + 6, hessians[5]);
    }
    return true;
  };
  EXPECT_TRUE(
      Contains(ErrorLog(),
               {"block (0, 2) (2 x 3): 6 of 6",
                "these are the values of block (1, 2); blocks are swapped",
                "these are the values of block (0, 2)"}));
}

TEST_F(HessianCheckerMistakes, AsymmetricDiagonalBlock) {
  TamperWithBlock(
      2, 2, [](Eigen::Map<TestMatrix> block) { block(2, 0) += 0.1; });
  EXPECT_TRUE(Contains(
      ErrorLog(),
      {"block (2, 2) (3 x 3): 1 of 9", "not symmetric: entry (0, 2) is "}));
}

TEST_F(HessianCheckerMistakes, OneTriangleMissing) {
  TamperWithBlock(2, 2, [](Eigen::Map<TestMatrix> block) {
    block.triangularView<Eigen::StrictlyLower>().setZero();
  });
  EXPECT_TRUE(Contains(ErrorLog(), {"only the upper triangle is filled"}));
  TamperWithBlock(2, 2, [](Eigen::Map<TestMatrix> block) {
    block.triangularView<Eigen::StrictlyUpper>().setZero();
  });
  EXPECT_TRUE(Contains(ErrorLog(), {"only the lower triangle is filled"}));
}

TEST_F(HessianCheckerMistakes, MissingTerms) {
  TamperWithBlock(0, 2, [](Eigen::Map<TestMatrix> block) { block.setZero(); });
  EXPECT_TRUE(
      Contains(ErrorLog(), {"block (0, 2) (2 x 3): 6 of 6", "all zeros"}));
  TamperWithBlock(
      0, 2, [](Eigen::Map<TestMatrix> block) { block.col(1).setZero(); });
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"block (0, 2) (2 x 3): 2 of 6", "a term is missing"}));
}

TEST_F(HessianCheckerMistakes, GaussNewtonTermIncluded) {
  ASSERT_TRUE(HessianChecker(&function_, nullptr, ceres::NumericDiffOptions())
                  .Probe(parameters_.pointers(), kPrecision, &results_));
  const std::vector<HessianChecker::ProbeResults::Matrix> jacobians =
      results_.jacobians;
  function_.tamper_hessians = [&](const double* weights, double** hessians) {
    for (int k = 0; hessians[2] != nullptr && k < 2; ++k) {
      Eigen::Map<TestMatrix>(hessians[2], 2, 3) +=
          weights[k] * jacobians[0].row(k).transpose() * jacobians[2].row(k);
    }
    return true;
  };
  EXPECT_TRUE(Contains(ErrorLog(), {"contains the Gauss-Newton term"}));
}

TEST_F(HessianCheckerMistakes, EntryNotANumber) {
  TamperWithBlock(
      1,
      1,
      [](Eigen::Map<TestMatrix> block) {
        block(0, 1) = std::numeric_limits<double>::infinity();
      },
      IsSecondResidual);
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"Hessian of residual 1, block (1, 1): entry (0, 1) is "
                        "inf."}));
  EXPECT_EQ(results_.worst_entry.residual, 1);
  EXPECT_EQ(results_.worst_entry.block_i, 1);
  EXPECT_EQ(results_.worst_entry.col, 1);
  EXPECT_TRUE(std::isinf(results_.maximum_relative_error));
}

TEST_F(HessianCheckerMistakes, EntryNotWrittenOrAddedTo) {
  // Leaves an entry of block (0, 0) as it is, or adds to it.
  class Unwriting : public TestCostFunction {
   public:
    using TestCostFunction::TestCostFunction;
    bool EvaluateHessians(double const* const* parameters,
                          const double* weights,
                          double** hessians) const override {
      const double before = hessians[0] == nullptr ? 0.0 : hessians[0][3];
      TestCostFunction::EvaluateHessians(parameters, weights, hessians);
      if (hessians[0] != nullptr) {
        hessians[0][3] = before + (adds ? hessians[0][3] : 0.0);
      }
      return true;
    }
    bool adds = false;
  };
  Unwriting function(1, {2, 2});
  const TestParameters parameters({2, 2});
  const HessianChecker checker(&function, nullptr, ceres::NumericDiffOptions());
  for (const bool adds : {false, true}) {
    function.adds = adds;
    EXPECT_FALSE(checker.Probe(parameters.pointers(), kPrecision, &results_));
    EXPECT_TRUE(Contains(results_.error_log,
                         {"block (0, 0): entry (1, 1) was not written"}));
  }
}

TEST_F(HessianCheckerMistakes, WritesWhereNothingIsWanted) {
  function_.tamper_hessians = [](const double*, double** hessians) {
    if (hessians[1 * kNumBlocks] != nullptr) {
      hessians[1 * kNumBlocks][2] = 0.0;
    }
    return true;
  };
  EXPECT_TRUE(Contains(ErrorLog(), {"EvaluateHessians writes block (1, 0)"}));
  function_.tamper_hessians = [](const double*, double** hessians) {
    if (hessians[0] != nullptr) {
      hessians[0][4] = 0.0;
    }
    return true;
  };
  EXPECT_TRUE(Contains(ErrorLog(), {"writes past the end of block (0, 0)"}));
}

TEST_F(HessianCheckerMistakes, ReturnsFalse) {
  function_.tamper_hessians = [](const double*, double**) { return false; };
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"EvaluateHessians returns false at the parameters"}));
  EXPECT_FALSE(results_.return_value);

  // Only for weights that are not a unit vector.
  function_.tamper_hessians = [](const double* weights, double**) {
    return weights[0] >= 0.0;
  };
  EXPECT_TRUE(Contains(ErrorLog(),
                       {"(is it linear in the weights?), returns "
                        "false"}));
}

TEST_F(HessianCheckerMistakes, WrongJacobian) {
  function_.tamper_evaluate = [](double*, double** jacobians) {
    if (jacobians != nullptr && jacobians[2] != nullptr) {
      jacobians[2][3 + 1] *= 1.0 + 1e-4;
    }
    return true;
  };
  EXPECT_TRUE(Contains(
      ErrorLog(),
      {"The Jacobian of residual 1, block 2 is wrong: entry 1", "not judged"},
      {"entries are wrong"}));
}

TEST_F(HessianCheckerMistakes, LongListsAreCut) {
  function_.tamper_hessians = [](const double* weights, double** hessians) {
    for (int i = 0; i < kNumBlocks; ++i) {
      for (int j = i; j < kNumBlocks; ++j) {
        double* const block = hessians[i * kNumBlocks + j];
        for (int e = 0; block != nullptr && e < Size(i) * Size(j); ++e) {
          block[e] += weights[0] + 0.01 * e * weights[1];
        }
      }
    }
    return true;
  };
  const std::string log = ErrorLog();
  EXPECT_TRUE(Contains(log, {"more problems.", "and 3 more"}));
  EXPECT_TRUE(Contains(log, {"Worst entry: Hessian of residual "}));
}

}  // namespace
}  // namespace ceres_newton
