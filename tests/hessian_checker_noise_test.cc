// HessianChecker on correct functions whose values are coarse, oscillating or
// broken: it may say that it cannot tell, not that they are wrong; and mistakes
// in them are found where they can be.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ceres_newton/hessian_checker.h"
#include "ceres_newton/hessian_verdict.h"
#include "ceres_newton/second_order_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// f, f' and f'' of one variable.
class Curve : public SecondOrderFunction {
 public:
  using Function = std::function<double(double)>;
  Curve(Function f, Function f1, Function f2)
      : f_(std::move(f)), f1_(std::move(f1)), f2_(std::move(f2)) {}
  int NumParameters() const override { return 1; }
  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override {
    *cost = f_(*x);
    if (gradient != nullptr) {
      *gradient = f1_(*x);
    }
    if (hessian != nullptr) {
      *hessian = f2_(*x);
    }
    return true;
  }

 private:
  const Function f_;
  const Function f1_;
  const Function f2_;
};

HessianChecker::ProbeResults Probe(const SecondOrderFunction& function,
                                   const std::vector<double>& x) {
  HessianChecker::ProbeResults results;
  HessianChecker(&function, ceres::NumericDiffOptions())
      .Probe(x.data(), 1e-6, &results);
  return results;
}

// `count` points from `first` to `last`, evenly in the logarithm.
std::vector<double> Decades(double first, double last, int count) {
  std::vector<double> points;
  for (int k = 0; k < count; ++k) {
    points.push_back(first * std::pow(last / first, k / (count - 1.0)));
  }
  return points;
}

// Cancellation makes a staircase of the value: near 0, 1 - cos(x) is a multiple
// of 1.1e-16.
TEST(HessianCheckerNoise, StairsByCancellation) {
  const Curve pendulum([](double x) { return 1.0 - std::cos(x); },
                       [](double x) { return std::sin(x); },
                       [](double x) { return std::cos(x); });
  const Curve hyperbola([](double x) { return std::sqrt(1.0 + x * x) - 1.0; },
                        [](double x) { return x / std::sqrt(1.0 + x * x); },
                        [](double x) { return std::pow(1.0 + x * x, -1.5); });
  for (const double x : Decades(1e-9, 1.0, 200)) {
    for (const Curve* curve : {&pendulum, &hyperbola}) {
      const auto results = Probe(*curve, {x});
      EXPECT_NE(results.verdict, HessianVerdict::kWrong)
          << x << ": " << results.error_log;
    }
  }
  EXPECT_EQ(Probe(pendulum, {0.1}).verdict, HessianVerdict::kCorrect);
}

TEST(HessianCheckerNoise, MistakesBesideStairsAreFound) {
  for (const double factor : {-1.0, 0.0, 0.5, 1.01, 2.0}) {
    const Curve wrong_hessian([](double x) { return 1.0 - std::cos(x); },
                              [](double x) { return std::sin(x); },
                              [&](double x) { return factor * std::cos(x); });
    for (const double x : Decades(1e-5, 1.0, 11)) {
      EXPECT_EQ(Probe(wrong_hessian, {x}).verdict, HessianVerdict::kWrong)
          << factor << ", " << x;
    }
    const Curve wrong_gradient([](double x) { return 1.0 - std::cos(x); },
                               [&](double x) { return factor * std::sin(x); },
                               [&](double x) { return factor * std::cos(x); });
    for (const double x : Decades(1e-2, 1.0, 11)) {
      EXPECT_EQ(Probe(wrong_gradient, {x}).verdict, HessianVerdict::kWrong)
          << factor << ", " << x;
    }
  }
}

TEST(HessianCheckerNoise, SinglePrecision) {
  const Curve all([](double x) { return std::exp(static_cast<float>(x)); },
                  [](double x) { return std::exp(static_cast<float>(x)); },
                  [](double x) { return std::exp(static_cast<float>(x)); });
  const Curve argument(
      [](double x) { return std::sin(double{static_cast<float>(x)}); },
      [](double x) { return std::cos(double{static_cast<float>(x)}); },
      [](double x) { return -std::sin(double{static_cast<float>(x)}); });
  for (int k = 0; k < 100; ++k) {
    for (const Curve* curve : {&all, &argument}) {
      const auto results = Probe(*curve, {0.021 * k - 1.0});
      EXPECT_EQ(results.verdict, HessianVerdict::kCannotTell)
          << results.error_log;
    }
  }
}

TEST(HessianCheckerNoise, RandomNumbers) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> noise(-1e-8, 1e-8);
  const auto noisy = [&](double x) {
    return std::exp(x) * (1 + noise(random));
  };
  const Curve curve(noisy, noisy, noisy);
  for (int k = 0; k < 50; ++k) {
    const auto results = Probe(curve, {0.04 * k - 1.0});
    EXPECT_EQ(results.verdict, HessianVerdict::kCannotTell)
        << results.error_log;
  }
}

// Steps relative to x may be longer than the period.
TEST(HessianCheckerNoise, Oscillations) {
  for (const double frequency : {1e2, 1e3, 1e5}) {
    const Curve sine(
        [&](double x) { return std::sin(frequency * x); },
        [&](double x) { return frequency * std::cos(frequency * x); },
        [&](double x) {
          return -frequency * frequency * std::sin(frequency * x);
        });
    for (const double x : Decades(1e-2, 1e3, 60)) {
      const auto results = Probe(sine, {x});
      EXPECT_NE(results.verdict, HessianVerdict::kWrong)
          << frequency << ", " << x << ": " << results.error_log;
    }
  }
}

TEST(HessianCheckerNoise, MistakesInOscillationsAreFound) {
  const Curve sine([](double x) { return std::sin(20.0 * x); },
                   [](double x) { return 20.0 * std::cos(20.0 * x); },
                   [](double x) { return 400.0 * std::sin(20.0 * x); });
  for (const double x : {0.03, 1.1, 5.3, 50.0}) {
    EXPECT_EQ(Probe(sine, {x}).verdict, HessianVerdict::kWrong) << x;
  }
}

// At a kink of the value, either slope is right, and what is between them.
TEST(HessianCheckerNoise, KinksOfTheValue) {
  for (const double slope : {-1.0, -0.5, 0.0, 1.0}) {
    const Curve curve([](double x) { return std::abs(x); },
                      [&](double x) {
                        return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : slope;
                      },
                      [](double) { return 0.0; });
    const auto results = Probe(curve, {0.0});
    EXPECT_EQ(results.verdict, HessianVerdict::kCannotTell)
        << slope << ": " << results.error_log;
    if (slope != 0.0) {  // a symmetric jump shows in no second difference
      EXPECT_EQ(results.doubt, HessianDoubt::kKink) << slope;
    }
  }
  for (const double slope : {-1.1, 1.1}) {
    const Curve curve([](double x) { return std::abs(x); },
                      [&](double x) {
                        return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : slope;
                      },
                      [](double) { return 0.0; });
    EXPECT_EQ(Probe(curve, {0.0}).verdict, HessianVerdict::kWrong) << slope;
  }
}

}  // namespace
}  // namespace ceres_newton
