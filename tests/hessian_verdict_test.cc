// The verdicts of the HessianChecker and the orders of its Taylor tests.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/hessian_verdict.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>

#include "ceres_newton/hessian_checker.h"
#include "checker_test_functions.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

constexpr double kPrecision = 1e-6;

HessianChecker::ProbeResults Probe(const TestFunction& function,
                                   const Eigen::VectorXd& x,
                                   bool expect_nothing_wrong) {
  const HessianChecker checker(&function, ceres::NumericDiffOptions());
  HessianChecker::ProbeResults results;
  EXPECT_EQ(checker.Probe(x.data(), kPrecision, &results), expect_nothing_wrong)
      << results.error_log;
  return results;
}

// f(x) = phi(x) for one parameter.
TestFunction Univariate(std::function<double(double)> value,
                        std::function<double(double)> gradient,
                        std::function<double(double)> hessian) {
  TestFunction function(1);
  function.value = [=](const Eigen::VectorXd& x) { return value(x[0]); };
  function.gradient = [=](const Eigen::VectorXd& x) {
    return Eigen::VectorXd::Constant(1, gradient(x[0]));
  };
  function.hessian = [=](const Eigen::VectorXd& x) {
    return Eigen::MatrixXd::Constant(1, 1, hessian(x[0]));
  };
  return function;
}

TestFunction Sine() {
  return Univariate([](double x) { return std::sin(x); },
                    [](double x) { return std::cos(x); },
                    [](double x) { return -std::sin(x); });
}

Eigen::VectorXd Point(double x) { return Eigen::VectorXd::Constant(1, x); }

TEST(HessianVerdict, BeforeAProbeNothingCanBeTold) {
  const HessianChecker::ProbeResults results;
  EXPECT_EQ(results.verdict, HessianVerdict::kCannotTell);
  EXPECT_EQ(results.doubt, HessianDoubt::kNotEvaluated);
}

TEST(HessianVerdict, CorrectHessianHasRemaindersOfThirdOrder) {
  const auto results = Probe(Sine(), Point(0.8), true);
  EXPECT_EQ(results.verdict, HessianVerdict::kCorrect);
  EXPECT_EQ(results.doubt, HessianDoubt::kNone);
  EXPECT_EQ(results.verdict_reason, "");
  ASSERT_EQ(results.taylor_tests.size(), 3u);
  for (const TaylorTest& test : results.taylor_tests) {
    EXPECT_NEAR(test.slope, 3.0, 0.05);
    EXPECT_GE(test.num_steps, 3);
    // R(h) = |f'''| |d|^3 h^3 / 6 for small h.
    const int last = test.first_step + test.num_steps - 1;
    const double expected =
        std::cos(0.8) / 6.0 *
        std::pow(std::abs(test.direction[0]) * test.steps[last], 3);
    EXPECT_NEAR(test.remainders[last] / expected, 1.0, 0.05);
  }
}

TEST(HessianVerdict, WrongHessianHasRemaindersOfSecondOrder) {
  TestFunction function = Sine();
  function.hessian = [](const Eigen::VectorXd& x) {
    return Eigen::MatrixXd::Constant(1, 1, -1.1 * std::sin(x[0]));
  };
  const auto results = Probe(function, Point(0.8), false);
  EXPECT_EQ(results.verdict, HessianVerdict::kWrong);
  EXPECT_TRUE(Contains(results.verdict_reason, {"entry (0, 0): expected"}));
  for (const TaylorTest& test : results.taylor_tests) {
    EXPECT_NEAR(test.slope, 2.0, 0.05);
  }
}

TEST(HessianVerdict, WrongGradientHasRemaindersOfFirstOrder) {
  TestFunction function = Sine();
  function.gradient = [](const Eigen::VectorXd& x) {
    return Eigen::VectorXd::Constant(1, 0.9 * std::cos(x[0]));
  };
  const auto results = Probe(function, Point(0.8), false);
  EXPECT_EQ(results.verdict, HessianVerdict::kWrong);
  for (const TaylorTest& test : results.taylor_tests) {
    EXPECT_NEAR(test.slope, 1.0, 0.05);
  }
}

TEST(HessianVerdict, QuadraticFunctionsLeaveNoRemainder) {
  const auto results = Probe(Univariate([](double x) { return 3.0 * x * x; },
                                        [](double x) { return 6.0 * x; },
                                        [](double) { return 6.0; }),
                             Point(0.8),
                             true);
  EXPECT_EQ(results.verdict, HessianVerdict::kCorrect);
  for (const TaylorTest& test : results.taylor_tests) {
    EXPECT_TRUE(std::isnan(test.slope));
  }
}

// A number in [0, 1) from the bits of x, without a pattern (the finalizer of
// SplitMix64: Steele, Lea & Flood 2014).
double Hash(double x, std::uint64_t seed) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &x, sizeof(bits));
  bits += seed * 0x9E3779B97F4A7C15u;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
  return static_cast<double>((bits ^ (bits >> 31)) >> 11) * 0x1p-53;
}

// Values and derivatives with noise from 1e-13 to 1e-2.  A little of it does no
// harm.
TEST(HessianVerdict, NoiseMakesItImpossibleToTell) {
  int num_false_alarms = 0;
  for (int exponent = -13; exponent <= -2; ++exponent) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      const double level = std::pow(10.0, exponent);
      TestFunction function = Sine();
      function.value = [=](const Eigen::VectorXd& x) {
        return std::sin(x[0]) + level * (Hash(x[0], seed + 1000) - 0.5);
      };
      function.gradient = [=](const Eigen::VectorXd& x) {
        return Eigen::VectorXd::Constant(
            1, std::cos(x[0]) + level * (Hash(x[0], seed) - 0.5));
      };
      const HessianChecker checker(&function, ceres::NumericDiffOptions());
      HessianChecker::ProbeResults results;
      const double x = 0.8 + 0.001 * seed;
      num_false_alarms += checker.Probe(&x, kPrecision, &results) ? 0 : 1;
      EXPECT_NE(results.verdict, HessianVerdict::kWrong)
          << results.verdict_reason << " " << level;
      if (exponent >= -8) {
        EXPECT_EQ(results.verdict, HessianVerdict::kCannotTell);
        EXPECT_EQ(results.doubt, HessianDoubt::kNoise)
            << results.verdict_reason;
      }
    }
  }
  EXPECT_EQ(num_false_alarms, 0);
}

// x max(x, 0) has the slopes 0 and 2 of its first derivative at 0.
TEST(HessianVerdict, NoSecondDerivativeAtAKink) {
  for (const double at_zero : {0.0, 2.0}) {
    const auto results =
        Probe(Univariate([](double x) { return x * std::max(x, 0.0); },
                         [](double x) { return 2.0 * std::max(x, 0.0); },
                         [=](double x) {
                           return x == 0.0 ? at_zero : x > 0.0 ? 2.0 : 0.0;
                         }),
              Point(0.0),
              false);
    EXPECT_EQ(results.verdict, HessianVerdict::kCannotTell);
    EXPECT_EQ(results.doubt, HessianDoubt::kKink) << results.verdict_reason;
  }
}

TEST(HessianVerdict, WhatIsOutsideOfBothSlopesOfAKinkIsWrong) {
  for (const double at_zero : {-1.0, 2.5}) {
    const auto results =
        Probe(Univariate([](double x) { return x * std::max(x, 0.0); },
                         [](double x) { return 2.0 * std::max(x, 0.0); },
                         [=](double) { return at_zero; }),
              Point(0.0),
              false);
    EXPECT_EQ(results.verdict, HessianVerdict::kWrong);
  }
}

// A kink close by, but not at the point, leaves room for smaller steps.
TEST(HessianVerdict, KinkNearbyIsNoReasonForDoubt) {
  const auto results =
      Probe(Univariate([](double x) { return x * std::max(x - 1.0, 0.0); },
                       [](double x) { return x > 1.0 ? 2.0 * x - 1.0 : 0.0; },
                       [](double x) { return x > 1.0 ? 2.0 : 0.0; }),
            Point(1.2),
            true);
  EXPECT_EQ(results.verdict, HessianVerdict::kCorrect)
      << results.verdict_reason;
}

// 1e12 x + sin(x): the first derivative, 1e12 + cos(x), is rounded to 1e-4.
TEST(HessianVerdict, StepWindowCanBeTooSmall) {
  const auto results =
      Probe(Univariate([](double x) { return 1e12 * x + std::sin(x); },
                       [](double x) { return 1e12 + std::cos(x); },
                       [](double x) { return -std::sin(x); }),
            Point(1.0),
            true);
  EXPECT_EQ(results.verdict, HessianVerdict::kCannotTell);
  EXPECT_EQ(results.doubt, HessianDoubt::kStepWindowTooSmall)
      << results.verdict_reason;
}

TEST(HessianVerdict, NotEvaluatedWhereEvaluateReturnsFalse) {
  TestFunction function = Sine();
  function.tamper_evaluate = [](double*, double*) { return false; };
  const auto results = Probe(function, Point(0.8), false);
  EXPECT_EQ(results.verdict, HessianVerdict::kCannotTell);
  EXPECT_EQ(results.doubt, HessianDoubt::kNotEvaluated);
}

TEST(HessianVerdict, HasNames) {
  EXPECT_STREQ(HessianVerdictToString(HessianVerdict::kCannotTell),
               "cannot tell");
  EXPECT_STREQ(HessianDoubtToString(HessianDoubt::kStepWindowTooSmall),
               "step window too small");
}

}  // namespace
}  // namespace ceres_newton
