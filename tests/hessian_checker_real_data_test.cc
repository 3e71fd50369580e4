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

void ExpectNoAlarmAtStarts(const std::vector<NistProblem>& problems,
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
  }
}

TEST(HessianCheckerRealData, EmbeddedNistProblemsRaiseNoAlarm) {
  Counts counts;
  ExpectNoAlarmAtStarts(examples::EmbeddedNistProblems(), &counts);
  counts.Print("NIST, embedded");
  EXPECT_GE(counts.num_correct, 1);
}

TEST(HessianCheckerRealData, NistProblemsRaiseNoAlarm) {
  if (!std::ifstream(std::string(kDirectory) + "/Misra1a.dat").good()) {
    GTEST_SKIP() << "no NIST data in " << kDirectory;
  }
  std::vector<NistProblem> problems;
  for (const std::string& name : examples::NistProblemNames()) {
    NistProblem problem;
    std::string error;
    ASSERT_TRUE(examples::ReadNistProblem(
        std::string(kDirectory) + "/" + name + ".dat", &problem, &error))
        << error;
    problems.push_back(problem);
  }
  Counts counts;
  ExpectNoAlarmAtStarts(problems, &counts);
  counts.Print("NIST");
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
