// The HessianChecker against a table of seeded mistakes, and against correct
// functions of all kinds, sizes and scales.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ceres_newton/hessian_checker.h"
#include "checker_models.h"
#include "checker_mutants.h"
#include "checker_random_functions.h"
#include "checker_test_functions.h"
#include "checker_truth.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using Kind = Mutation::Kind;

// The most evaluations of first derivatives for every parameter.
constexpr int kMaxEvaluations = 40;

std::string Describe(const std::string& name,
                     const CheckerModel& model,
                     const Scales& scales) {
  return name + ", " + model.name() + ", input scale " +
         std::to_string(std::log10(scales.input)) + ", output scale " +
         std::to_string(std::log10(scales.output)) + " (powers of 10)";
}

// Succeeds if the report says where the mistake is.
::testing::AssertionResult IsLocated(
    const Mutation& mutation,
    const CheckerModel& model,
    const Truth& truth,
    const HessianChecker::ProbeResults& results) {
  switch (mutation.kind) {
    case Kind::kGradient:
      return Contains(
          results.error_log,
          {model.is_scalar() ? "The gradient is wrong: entry "
                             : "The Jacobian of residual 0, block "});
    case Kind::kHistory:
      return Contains(results.error_log, {"EvaluateHessian"});
    case Kind::kTable:
      return (results.worst_entry.block_i == 0 && results.worst_entry.row == 0
                  ? ::testing::AssertionSuccess()
                  : ::testing::AssertionFailure())
             << results.error_log;
    case Kind::kHessian:
      break;
  }
  const HessianChecker::Entry& entry = results.worst_entry;
  return (truth.IsWrong(entry) ? ::testing::AssertionSuccess()
                               : ::testing::AssertionFailure())
         << "entry (" << entry.row << ", " << entry.col << ") of block ("
         << entry.block_i << ", " << entry.block_j << "), residual "
         << entry.residual << "\n"
         << results.error_log;
}

TEST(HessianCheckerMutations, EveryMistakeIsFoundAndLocated) {
  const std::vector<Mutation> mutations = MakeMutations();
  const std::vector<CheckerModel> models = MakeCheckerModels();
  EXPECT_GE(mutations.size(), 40u);
  EXPECT_GE(models.size(), 10u);
  int num_probes = 0;
  int num_mistakes = 0;
  int num_cannot_tell = 0;
  for (std::size_t i = 0; i < mutations.size(); ++i) {
    const Mutation& mutation = mutations[i];
    int num_mistakes_of_mutation = 0;
    for (std::size_t j = 0; j < models.size(); ++j) {
      // Every third pair of scales, another third for the next model.
      for (int s = (i + j) % 3; s < kNumScales; s += 3) {
        SCOPED_TRACE(Describe(mutation.name, models[j], kScales[s]));
        const CheckerModel model = Scaled(
            mutation.at_zero ? models[j].AtZero() : models[j], kScales[s]);
        const Truth truth(mutation, model);
        const double error = truth.LargestError();
        if (error != 0.0 && error <= 1.1 * kPrecision) {
          continue;  // neither a mistake nor none
        }
        const Mutant mutant(model, mutation.mistake);
        HessianChecker::ProbeResults results;
        const bool correct = mutant.Probe(kPrecision, &results);
        ++num_probes;
        EXPECT_LE(mutant.num_gradient_evaluations(),
                  kMaxEvaluations * model.num_parameters());
        num_cannot_tell += results.verdict == HessianVerdict::kCannotTell;
        if (error == 0.0 && mutation.kind != Kind::kTable) {
          EXPECT_TRUE(correct) << results.error_log;
          continue;
        }
        ++num_mistakes;
        ++num_mistakes_of_mutation;
        EXPECT_FALSE(correct);
        EXPECT_EQ(results.verdict, HessianVerdict::kWrong);
        EXPECT_TRUE(IsLocated(mutation, model, truth, results));
      }
    }
    EXPECT_GT(num_mistakes_of_mutation, 0) << mutation.name;
  }
  EXPECT_GT(num_mistakes, 1500);
  EXPECT_LT(num_cannot_tell, 0.01 * num_probes);
}

TEST(HessianCheckerMutations, CorrectModelsAreCorrectAtAllScales) {
  int num_probes = 0;
  int num_cannot_tell = 0;
  for (const CheckerModel& unscaled : MakeCheckerModels()) {
    for (const Scales& scales : kScales) {
      for (const bool at_zero : {false, true}) {
        SCOPED_TRACE(Describe(at_zero ? "x_0 = 0" : "x", unscaled, scales));
        const CheckerModel model =
            Scaled(at_zero ? unscaled.AtZero() : unscaled, scales);
        const Mutant correct(model, nullptr);
        HessianChecker::ProbeResults results;
        EXPECT_TRUE(correct.Probe(kPrecision, &results)) << results.error_log;
        EXPECT_LE(correct.num_gradient_evaluations(),
                  kMaxEvaluations * model.num_parameters());
        ++num_probes;
        num_cannot_tell += results.verdict == HessianVerdict::kCannotTell;
        for (const TaylorTest& test : results.taylor_tests) {
          EXPECT_FALSE(test.slope < 2.5);
        }
      }
    }
  }
  EXPECT_LT(num_cannot_tell, 0.01 * num_probes);
}

TEST(HessianCheckerMutations, TenThousandRandomFunctionsRaiseNoFalseAlarm) {
  constexpr int kNumFunctions = 10000;
  std::mt19937 random(29);
  int num_cannot_tell = 0;
  for (int f = 0; f < kNumFunctions; ++f) {
    const RandomFunction function(&random);
    const HessianChecker checker(&function, ceres::NumericDiffOptions());
    HessianChecker::ProbeResults results;
    EXPECT_TRUE(checker.Probe(function.x().data(), kPrecision, &results))
        << "function " << f << ": " << results.error_log;
    EXPECT_LE(function.num_gradient_evaluations(),
              kMaxEvaluations * function.NumParameters())
        << "function " << f;
    num_cannot_tell += results.verdict == HessianVerdict::kCannotTell;
  }
  EXPECT_LT(num_cannot_tell, 0.01 * kNumFunctions);
}

}  // namespace
}  // namespace ceres_newton
