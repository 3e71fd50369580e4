// SPDX-License-Identifier: BSD-3-Clause

#include "difference_scan.h"

#include <cmath>
#include <functional>
#include <random>

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

using Opinion = DifferenceScan::Opinion;

// The opinion on f'(t), said to be `got`, where others found `expected`.
Opinion Judge(const std::function<double(double)>& f,
              double t,
              double got,
              double expected,
              double noise = 0.0,
              int num_steps = 16) {
  const Curve curve = [&f](double s, Eigen::VectorXd* values) {
    (*values)[0] = f(s);
    return true;
  };
  DifferenceScan scan(
      curve, t, 0.1 * t, 0.25, Eigen::VectorXd::Constant(1, noise));
  scan.AddSteps(num_steps);
  double error = 0.0;
  return scan.Judge(0, got, 1e-6, &expected, &error);
}

double Exp(double t) { return std::exp(t); }

TEST(DifferenceScan, ContradictsMistakes) {
  const double right = std::exp(0.7);
  for (const double factor : {-1.0, 0.0, 0.5, 0.9999, 1.00001, 2.0, 1e9}) {
    EXPECT_EQ(Judge(Exp, 0.7, factor * right, right), Opinion::kContradicts);
    EXPECT_EQ(Judge(Exp, 0.7, factor * right, right, 1e-16, 5),
              Opinion::kContradicts);
  }
  EXPECT_EQ(Judge(Exp, 0.7, -right, right, 0.0, 2), Opinion::kContradicts);
}

TEST(DifferenceScan, AgreesWithWhatIsRight) {
  const double right = std::exp(0.7);
  EXPECT_EQ(Judge(Exp, 0.7, right, 1.01 * right), Opinion::kAgrees);
}

TEST(DifferenceScan, BelievesTheSmallestSteps) {
  // Larger steps lie beyond the pole on one side.
  const auto pole = [](double t) { return 1.0 / (t - 0.9999); };
  const double right = -1e8;
  EXPECT_EQ(Judge(pole, 1.0, right, -100.0), Opinion::kAgrees);
  EXPECT_EQ(Judge(pole, 1.0, -100.0, right), Opinion::kContradicts);
}

TEST(DifferenceScan, HasNoOpinionWhereNoiseHidesTheDifference) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> noise(-1e-6, 1e-6);
  for (int i = 0; i < 100; ++i) {
    const auto noisy = [&](double t) { return std::exp(t) + noise(random); };
    const double right = std::exp(0.7);
    EXPECT_EQ(Judge(noisy, 0.7, right, 1.00001 * right, 1e-6), Opinion::kNone);
  }
}

TEST(DifferenceScan, HasNoOpinionWhereStairsHideTheDifference) {
  // Values are multiples of 2^-20.
  const auto coarse = [](double t) {
    return std::ldexp(std::round(std::ldexp(std::exp(t), 20)), -20);
  };
  const double right = std::exp(0.7);
  EXPECT_EQ(Judge(coarse, 0.7, right, 1.001 * right), Opinion::kNone);
  EXPECT_EQ(Judge(coarse, 0.7, 0.0, right), Opinion::kContradicts);
}

TEST(DifferenceScan, AFineStepSeesWhatLongOnesDoNot) {
  const Curve sine = [](double t, Eigen::VectorXd* values) {
    (*values)[0] = std::sin(1e5 * t);
    return true;
  };
  const double right = 1e5 * std::cos(1e5);
  DifferenceScan scan(sine, 1.0, 0.1, 0.1, Eigen::VectorXd::Zero(1));
  scan.AddSteps(2);
  const auto judge = [&](double step, double got, double expected) {
    return scan.JudgeByFineStep(0, step, got, expected);
  };
  EXPECT_EQ(judge(1e-8, right, 0.0), Opinion::kAgrees);
  EXPECT_EQ(judge(1e-8, 0.0, right), Opinion::kContradicts);
  EXPECT_EQ(judge(1e-8, 0.5 * right, 0.0), Opinion::kNone);
  EXPECT_EQ(judge(1e-8, right, 1.001 * right), Opinion::kNone);
  EXPECT_EQ(judge(1e-15, right, 0.0), Opinion::kNone);  // only rounding
  EXPECT_EQ(judge(1e-18, right, 0.0), Opinion::kNone);  // no step at all
}

TEST(DifferenceScan, HasNoOpinionWithoutNeighbours) {
  const auto nowhere = [](double) { return std::nan(""); };
  EXPECT_EQ(Judge(nowhere, 1.0, 1.0, 2.0), Opinion::kNone);
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
