// SPDX-License-Identifier: BSD-3-Clause

#include "numeric_differences.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

// What the providers promise for smooth functions.
constexpr double kRelativeAccuracy = 1e-9;

Curve ScalarCurve(const std::function<double(double)>& f) {
  return [f](double t, Eigen::VectorXd* values) {
    (*values)[0] = f(t);
    return true;
  };
}

struct SmoothCase {
  std::string name;
  std::function<double(double)> f;
  std::function<double(double)> derivative;
  double t;
};

// Smooth functions on the scale of max(|t|, 1), and others that vary on a much
// shorter one, so that the first tableau cannot converge.
std::vector<SmoothCase> SmoothCases() {
  const auto exp = [](double t) { return std::exp(t); };
  const auto sin = [](double t) { return std::sin(t); };
  const auto cos = [](double t) { return std::cos(t); };
  const auto cube = [](double t) { return t * t * t; };
  const auto cube_derivative = [](double t) { return 3.0 * t * t; };
  const auto lorentz = [](double t) { return 1.0 / (1.0 + t * t); };
  const auto lorentz_derivative = [](double t) {
    return -2.0 * t / ((1.0 + t * t) * (1.0 + t * t));
  };
  const auto log = [](double t) { return std::log(t); };
  const auto inverse = [](double t) { return 1.0 / t; };
  const auto inverse_derivative = [](double t) { return -1.0 / (t * t); };
  return {
      {"exp at 0", exp, exp, 0.0},
      {"exp at 1", exp, exp, 1.0},
      {"exp at -3", exp, exp, -3.0},
      {"sin at 0", sin, cos, 0.0},
      {"sin at 1", sin, cos, 1.0},
      {"cube at 1e8", cube, cube_derivative, 1e8},
      {"cube at 1e-3", cube, cube_derivative, 1e-3},
      {"Lorentz curve at 2", lorentz, lorentz_derivative, 2.0},
      {"Lorentz curve at -100", lorentz, lorentz_derivative, -100.0},
      {"log at 1e-3, near the border of its domain", log, inverse, 1e-3},
      {"inverse at 1e-6", inverse, inverse_derivative, 1e-6},
      {"inverse at 1e-9", inverse, inverse_derivative, 1e-9},
      {"sin(1000 t) at 0.3",
       [](double t) { return std::sin(1000.0 * t); },
       [](double t) { return 1000.0 * std::cos(1000.0 * t); },
       0.3},
      {"exp(-10000 t) at 2e-4",
       [](double t) { return std::exp(-1e4 * t); },
       [](double t) { return -1e4 * std::exp(-1e4 * t); },
       2e-4},
  };
}

TEST(NumericDifferences, SmoothCurvesAreAccurate) {
  for (const SmoothCase& test : SmoothCases()) {
    SCOPED_TRACE(test.name);
    CurveDerivative result;
    ASSERT_TRUE(DifferentiateCurve(
        ScalarCurve(test.f), test.t, 1, ceres::NumericDiffOptions(), &result));
    const double expected = test.derivative(test.t);
    EXPECT_LE(std::abs(result.derivative[0] - expected),
              kRelativeAccuracy * std::abs(expected));
  }
}

TEST(NumericDifferences, ErrorEstimateIsHonest) {
  // The estimate is no bound; a factor of 10 allows for rounding inside f.
  constexpr double kFactor = 10.0;
  for (const SmoothCase& test : SmoothCases()) {
    SCOPED_TRACE(test.name);
    CurveDerivative result;
    ASSERT_TRUE(DifferentiateCurve(
        ScalarCurve(test.f), test.t, 1, ceres::NumericDiffOptions(), &result));
    const double expected = test.derivative(test.t);
    EXPECT_LE(std::abs(result.derivative[0] - expected),
              kFactor * result.error[0]);
    // Nor is it so cautious as to say nothing.
    EXPECT_LE(result.error[0], 10.0 * kRelativeAccuracy * std::abs(expected));
  }
}

TEST(NumericDifferences, KinkGivesADerivativeBetweenTheOneSidedOnes) {
  CurveDerivative result;
  ASSERT_TRUE(DifferentiateCurve(
      ScalarCurve([](double t) { return t > 0.0 ? 3.0 * t : t * t - t; }),
      0.0,
      1,
      ceres::NumericDiffOptions(),
      &result));
  EXPECT_GE(result.derivative[0], -1.0);
  EXPECT_LE(result.derivative[0], 3.0);
}

TEST(NumericDifferences, SmoothCurveTakesAboutTenEvaluations) {
  for (const double t : {-2.0, 0.0, 0.5, 3.0}) {
    CurveDerivative result;
    ASSERT_TRUE(
        DifferentiateCurve(ScalarCurve([](double s) { return std::exp(s); }),
                           t,
                           1,
                           ceres::NumericDiffOptions(),
                           &result));
    EXPECT_GE(result.num_evaluations, 6);
    EXPECT_LE(result.num_evaluations, 14);
  }
}

TEST(NumericDifferences, KinkOutsideTheFinalStepsDoesNotMatter) {
  // Slope 1 at t = 0.3; the kink is closer than the first step.
  CurveDerivative result;
  ASSERT_TRUE(DifferentiateCurve(
      ScalarCurve([](double t) { return t + 5.0 * std::max(0.0, t - 0.301); }),
      0.3,
      1,
      ceres::NumericDiffOptions(),
      &result));
  EXPECT_NEAR(result.derivative[0], 1.0, kRelativeAccuracy);
}

TEST(NumericDifferences, ValuesOfDifferentScaleConvergeIndependently) {
  const Curve curve = [](double t, Eigen::VectorXd* values) {
    *values << 7.0, 1e12 * std::exp(t), 1e-12 * std::sin(500.0 * t), 2.0 * t;
    return true;
  };
  const double t = 0.4;
  CurveDerivative result;
  ASSERT_TRUE(
      DifferentiateCurve(curve, t, 4, ceres::NumericDiffOptions(), &result));
  const Eigen::Vector4d expected(
      0.0, 1e12 * std::exp(t), 500e-12 * std::cos(500.0 * t), 2.0);
  EXPECT_EQ(result.derivative[0], 0.0);
  for (int k = 1; k < 4; ++k) {
    EXPECT_LE(std::abs(result.derivative[k] - expected[k]),
              kRelativeAccuracy * std::abs(expected[k]))
        << "value " << k;
  }
}

TEST(NumericDifferences, ConstantCurveTakesFourEvaluations) {
  CurveDerivative result;
  ASSERT_TRUE(DifferentiateCurve(ScalarCurve([](double) { return 5.0; }),
                                 1.0,
                                 1,
                                 ceres::NumericDiffOptions(),
                                 &result));
  EXPECT_EQ(result.derivative[0], 0.0);
  EXPECT_EQ(result.num_evaluations, 4);
}

TEST(NumericDifferences, StepsAreThoseOfTheOptions) {
  // Noise that no tableau can extrapolate makes it try every step it may.
  std::vector<double> steps;
  const double t = 3.0;
  const Curve noise = [&](double s, Eigen::VectorXd* values) {
    if (s > t) {
      steps.push_back(s - t);
    }
    (*values)[0] = std::sin(1e9 * s);
    return true;
  };
  ceres::NumericDiffOptions options;
  options.ridders_relative_initial_step_size = 0.02;
  options.ridders_step_shrink_factor = 3.0;
  options.max_num_ridders_extrapolations = 2;
  options.relative_step_size = 1e-5;
  CurveDerivative result;
  ASSERT_TRUE(DifferentiateCurve(noise, t, 1, options, &result));
  // Tableaus of two rows start at 0.06, 0.0006 and 6e-6 < 3e-5, which is not
  // allowed any more.
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_NEAR(steps[0], 0.06, 1e-12);
  EXPECT_NEAR(steps[1], 0.02, 1e-12);
  EXPECT_NEAR(steps[2], 6e-4, 1e-12);
  EXPECT_NEAR(steps[3], 2e-4, 1e-12);
}

TEST(NumericDifferences, FirstStepNearZeroIsAbsolute) {
  double largest_distance = 0.0;
  const Curve curve = [&](double s, Eigen::VectorXd* values) {
    largest_distance = std::max(largest_distance, std::abs(s));
    (*values)[0] = s;
    return true;
  };
  CurveDerivative result;
  ASSERT_TRUE(
      DifferentiateCurve(curve, 0.0, 1, ceres::NumericDiffOptions(), &result));
  EXPECT_NEAR(result.derivative[0], 1.0, 1e-15);
  EXPECT_EQ(largest_distance,
            ceres::NumericDiffOptions().ridders_relative_initial_step_size);
}

// exp, but only where `is_allowed` says so; elsewhere false or NaN.
Curve RestrictedExp(const std::function<bool(double)>& is_allowed,
                    bool fails_by_nan) {
  return [=](double t, Eigen::VectorXd* values) {
    const bool allowed = is_allowed(t);
    (*values)[0] =
        allowed ? std::exp(t) : std::numeric_limits<double>::quiet_NaN();
    return allowed || fails_by_nan;
  };
}

TEST(NumericDifferences, BorderOfTheDomainGivesOneSidedDifferences) {
  const double t = 0.5;
  for (const double gap : {0.0, 1e-9, 1e-6, 2e-6, 1e-5, 1e-3}) {
    for (const bool fails_by_nan : {false, true}) {
      SCOPED_TRACE(gap);
      CurveDerivative result;
      ASSERT_TRUE(DifferentiateCurve(
          RestrictedExp([=](double s) { return s >= t - gap; }, fails_by_nan),
          t,
          1,
          ceres::NumericDiffOptions(),
          &result));
      EXPECT_NEAR(
          result.derivative[0], std::exp(t), kRelativeAccuracy * std::exp(t));
      EXPECT_LE(result.error[0], kRelativeAccuracy * std::exp(t));
      ASSERT_TRUE(DifferentiateCurve(
          RestrictedExp([=](double s) { return s <= t + gap; }, fails_by_nan),
          t,
          1,
          ceres::NumericDiffOptions(),
          &result));
      EXPECT_NEAR(
          result.derivative[0], std::exp(t), kRelativeAccuracy * std::exp(t));
      EXPECT_LE(result.error[0], kRelativeAccuracy * std::exp(t));
    }
  }
}

TEST(NumericDifferences, IsolatedPointFails) {
  const double t = 0.5;
  CurveDerivative result;
  EXPECT_FALSE(
      DifferentiateCurve(RestrictedExp([=](double s) { return s == t; }, false),
                         t,
                         1,
                         ceres::NumericDiffOptions(),
                         &result));
  EXPECT_FALSE(
      DifferentiateCurve(RestrictedExp([=](double s) { return s == t; }, true),
                         t,
                         1,
                         ceres::NumericDiffOptions(),
                         &result));
}

TEST(NumericDifferences, NonFinitePointFails) {
  CurveDerivative result;
  for (const double t : {std::numeric_limits<double>::quiet_NaN(),
                         std::numeric_limits<double>::infinity()}) {
    EXPECT_FALSE(DifferentiateCurve(ScalarCurve([](double) { return 1.0; }),
                                    t,
                                    1,
                                    ceres::NumericDiffOptions(),
                                    &result));
  }
}

TEST(NumericDifferences, OneRowIsAPlainCentralDifference) {
  ceres::NumericDiffOptions options;
  options.max_num_ridders_extrapolations = 1;
  options.ridders_relative_initial_step_size = 0.1;
  options.relative_step_size = 0.1;  // the first step is the only one
  CurveDerivative result;
  ASSERT_TRUE(
      DifferentiateCurve(ScalarCurve([](double t) { return t * t * t; }),
                         1.0,
                         1,
                         options,
                         &result));
  EXPECT_EQ(result.num_evaluations, 2);
  // ((1 + h)^3 - (1 - h)^3) / 2h = 3 + h^2.
  EXPECT_NEAR(result.derivative[0], 3.01, 1e-12);
}

TEST(NumericDifferences, InvalidOptionsAreNamed) {
  using Options = ceres::NumericDiffOptions;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  struct {
    const char* field;
    std::function<void(Options*)> spoil;
  } const tests[] = {
      {"relative_step_size", [](Options* o) { o->relative_step_size = 0.0; }},
      {"relative_step_size", [=](Options* o) { o->relative_step_size = nan; }},
      {"ridders_relative_initial_step_size",
       [](Options* o) { o->ridders_relative_initial_step_size = -1.0; }},
      {"max_num_ridders_extrapolations",
       [](Options* o) { o->max_num_ridders_extrapolations = 0; }},
      {"ridders_epsilon", [](Options* o) { o->ridders_epsilon = 0.0; }},
      {"ridders_step_shrink_factor",
       [](Options* o) { o->ridders_step_shrink_factor = 1.0; }},
      {"ridders_step_shrink_factor",
       [=](Options* o) { o->ridders_step_shrink_factor = nan; }},
  };
  std::string error;
  EXPECT_TRUE(AreValid(Options(), &error));
  for (const auto& test : tests) {
    Options options;
    test.spoil(&options);
    error.clear();
    EXPECT_FALSE(AreValid(options, &error)) << test.field;
    EXPECT_NE(error.find(std::string("::") + test.field + " "),
              std::string::npos)
        << error;
  }
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
