// No false alarms: the HessianChecker accuses none of the automatic derivatives
// of regression problems and test functions in use, badly scaled as they are.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "ceres_newton/hessian_checker.h"
#include "gtest/gtest.h"
#include "more_garbow_hillstrom.h"
#include "nist_problems.h"

namespace ceres_newton {
namespace {

using examples::NistProblem;

constexpr double kRelativePrecision = 1e-6;

const char kDirectory[] = CERES_NEWTON_DATA_DIR "/nist";

struct Counts {
  int num_correct = 0;
  int num_cannot_tell = 0;
  int num_not_finite = 0;

  void Print(const std::string& what) const {
    std::printf("%s: %d correct, %d cannot tell, %d not finite\n",
                what.c_str(),
                num_correct,
                num_cannot_tell,
                num_not_finite);
  }
};

bool AllFinite(const HessianChecker::ProbeResults& results) {
  bool finite = results.residuals.allFinite();
  for (const auto& jacobian : results.jacobians) {
    finite = finite && jacobian.allFinite();
  }
  for (const auto& blocks : results.hessians) {
    for (const auto& block : blocks) {
      finite = finite && block.allFinite();
    }
  }
  return finite;
}

template <typename Function>
void ExpectNoAlarm(const Function& function,
                   const std::vector<double>& x,
                   const std::string& name,
                   Counts* counts) {
  const HessianChecker checker(&function, nullptr, ceres::NumericDiffOptions());
  HessianChecker::ProbeResults results;
  const double* parameters = x.data();
  const bool passed = checker.Probe(&parameters, kRelativePrecision, &results);
  if (!AllFinite(results)) {
    ++counts->num_not_finite;
    EXPECT_EQ(results.error_log.find("other calls"), std::string::npos)
        << name << ": " << results.error_log;
    return;
  }
  EXPECT_NE(results.verdict, HessianVerdict::kWrong)
      << name << ": " << results.error_log;
  if (results.verdict == HessianVerdict::kCorrect) {
    EXPECT_TRUE(passed) << name << ": " << results.error_log;
    ++counts->num_correct;
  } else {
    ++counts->num_cannot_tell;
  }
}

void ExpectNoAlarmAtAllPoints(const std::vector<NistProblem>& problems,
                              Counts* counts) {
  for (const NistProblem& problem : problems) {
    const std::unique_ptr<SecondOrderCostFunction> function =
        examples::MakeNistCostFunction(problem);
    ASSERT_NE(function, nullptr) << problem.name;
    for (int start = 0; start < 2; ++start) {
      ExpectNoAlarm(*function,
                    problem.starts[start],
                    problem.name + " start " + std::to_string(start + 1),
                    counts);
    }
    ExpectNoAlarm(
        *function, problem.certified, problem.name + " certified", counts);
  }
}

// A cost function of one block with derivatives that are wrong by a thousandth.
class SlightlyWrong : public SecondOrderCostFunction {
 public:
  enum class Mistake { kLastColumnOfJacobian, kHessian };

  SlightlyWrong(const SecondOrderCostFunction* right, Mistake mistake)
      : right_(*right), mistake_(mistake) {
    set_num_residuals(right->num_residuals());
    *mutable_parameter_block_sizes() = right->parameter_block_sizes();
  }

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    if (!right_.Evaluate(parameters, residuals, jacobians)) {
      return false;
    }
    const int n = parameter_block_sizes()[0];
    if (mistake_ == Mistake::kLastColumnOfJacobian && jacobians != nullptr &&
        jacobians[0] != nullptr) {
      for (int k = 0; k < num_residuals(); ++k) {
        jacobians[0][k * n + n - 1] *= kFactor;
      }
    }
    return true;
  }

  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    if (!right_.EvaluateHessians(parameters, weights, hessians)) {
      return false;
    }
    const int n = parameter_block_sizes()[0];
    for (int e = 0; mistake_ == Mistake::kHessian && e < n * n; ++e) {
      hessians[0][e] *= kFactor;
    }
    return true;
  }

 private:
  static constexpr double kFactor = 1.001;
  const SecondOrderCostFunction& right_;
  const Mistake mistake_;
};

void ExpectMistakesAreFound(const std::vector<NistProblem>& problems) {
  for (const NistProblem& problem : problems) {
    const std::unique_ptr<SecondOrderCostFunction> right =
        examples::MakeNistCostFunction(problem);
    for (const auto mistake : {SlightlyWrong::Mistake::kLastColumnOfJacobian,
                               SlightlyWrong::Mistake::kHessian}) {
      const SlightlyWrong wrong(right.get(), mistake);
      const HessianChecker checker(
          &wrong, nullptr, ceres::NumericDiffOptions());
      for (int start = 0; start < 2; ++start) {
        HessianChecker::ProbeResults results;
        const double* parameters = problem.starts[start].data();
        EXPECT_FALSE(checker.Probe(&parameters, kRelativePrecision, &results));
        EXPECT_EQ(results.verdict, HessianVerdict::kWrong)
            << problem.name << " start " << start + 1;
      }
    }
  }
}

bool HasData() {
  return std::ifstream(std::string(kDirectory) + "/Misra1a.dat").good();
}

std::vector<NistProblem> ReadAll() {
  std::vector<NistProblem> problems;
  for (const std::string& name : examples::NistProblemNames()) {
    NistProblem problem;
    std::string error;
    EXPECT_TRUE(examples::ReadNistProblem(
        std::string(kDirectory) + "/" + name + ".dat", &problem, &error))
        << error;
    problems.push_back(problem);
  }
  return problems;
}

TEST(HessianCheckerRealData, EmbeddedNistProblemsRaiseNoAlarm) {
  Counts counts;
  ExpectNoAlarmAtAllPoints(examples::EmbeddedNistProblems(), &counts);
  counts.Print("NIST, embedded");
  EXPECT_GE(counts.num_correct, 1);
}

TEST(HessianCheckerRealData, NistProblemsRaiseNoAlarm) {
  if (!HasData()) {
    GTEST_SKIP() << "no NIST data in " << kDirectory;
  }
  Counts counts;
  ExpectNoAlarmAtAllPoints(ReadAll(), &counts);
  counts.Print("NIST");
}

TEST(HessianCheckerRealData, MistakesInEmbeddedNistProblemsAreFound) {
  ExpectMistakesAreFound(examples::EmbeddedNistProblems());
}

TEST(HessianCheckerRealData, MistakesInNistProblemsAreFound) {
  if (!HasData()) {
    GTEST_SKIP() << "no NIST data in " << kDirectory;
  }
  ExpectMistakesAreFound(ReadAll());
}

TEST(HessianCheckerRealData, MoreGarbowHillstromRaisesNoAlarm) {
  for (const double scale : {1.0, 10.0, 100.0}) {
    Counts residuals;
    Counts sums;
    for (const TestProblem& problem : MoreGarbowHillstromProblems()) {
      std::vector<double> x = problem.start;
      for (double& value : x) {
        value *= scale;
      }
      const std::string name =
          problem.name + " start x " + std::to_string(std::lround(scale));
      ExpectNoAlarm(*problem.make_cost_function(), x, name, &residuals);
      ExpectNoAlarm(*problem.function, x, name + " (sum)", &sums);
    }
    const std::string where = "start x " + std::to_string(std::lround(scale));
    residuals.Print("More-Garbow-Hillstrom, " + where + ", residuals");
    sums.Print("More-Garbow-Hillstrom, " + where + ", sums of squares");
  }
}

}  // namespace
}  // namespace ceres_newton
