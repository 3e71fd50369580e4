// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "Eigen/Core"
#include "ceres/first_order_function.h"
#include "ceres_newton/second_order_function.h"
#include "gtest/gtest.h"
#include "richardson_reference.h"

namespace ceres_newton {
namespace {

using ::ceres_newton::testing::RelativeError;

// What the class promises for smooth functions.
constexpr double kRelativeAccuracy = 1e-9;

// f = exp(x0 x1) + x1^2 sin(x2) + 3 x2 + x0^3; x3 does not matter.
class SmoothFunction : public ceres::FirstOrderFunction {
 public:
  explicit SmoothFunction(int* num_destroyed = nullptr)
      : num_destroyed_(num_destroyed) {}
  ~SmoothFunction() override {
    if (num_destroyed_ != nullptr) {
      ++*num_destroyed_;
    }
  }

  int NumParameters() const override { return 4; }
  bool Evaluate(const double* x,
                double* cost,
                double* gradient) const override {
    const double e = std::exp(x[0] * x[1]);
    *cost = e + x[1] * x[1] * std::sin(x[2]) + 3.0 * x[2] + x[0] * x[0] * x[0];
    if (gradient != nullptr) {
      gradient[0] = x[1] * e + 3.0 * x[0] * x[0];
      gradient[1] = x[0] * e + 2.0 * x[1] * std::sin(x[2]);
      gradient[2] = x[1] * x[1] * std::cos(x[2]) + 3.0;
      gradient[3] = 0.0;
    }
    return true;
  }

  static Eigen::Matrix4d Hessian(const Eigen::Vector4d& x) {
    const double e = std::exp(x[0] * x[1]);
    Eigen::Matrix4d h = Eigen::Matrix4d::Zero();
    h(0, 0) = x[1] * x[1] * e + 6.0 * x[0];
    h(0, 1) = (1.0 + x[0] * x[1]) * e;
    h(1, 1) = x[0] * x[0] * e + 2.0 * std::sin(x[2]);
    h(1, 2) = 2.0 * x[1] * std::cos(x[2]);
    h(2, 2) = -x[1] * x[1] * std::sin(x[2]);
    return h.selfadjointView<Eigen::Upper>();
  }

 private:
  int* const num_destroyed_;
};

TEST(NumericDiffSecondOrderFunction, MatchesTheHessianWrittenByHand) {
  const SmoothFunction function;
  const NumericDiffSecondOrderFunction numeric(&function,
                                               ceres::DO_NOT_TAKE_OWNERSHIP);
  ASSERT_EQ(numeric.NumParameters(), 4);
  for (const Eigen::Vector4d& x : {Eigen::Vector4d(0.3, -1.2, 0.8, 2.0),
                                   Eigen::Vector4d(0.0, 0.0, 0.0, 0.0),
                                   Eigen::Vector4d(2.0, 1.5, -20.0, 1e6),
                                   Eigen::Vector4d(1e-3, 1e-4, 7.0, -1.0)}) {
    SCOPED_TRACE(x.transpose());
    double cost = 0.0;
    Eigen::Vector4d gradient;
    Eigen::Matrix4d hessian;
    ASSERT_TRUE(numeric.EvaluateHessian(
        x.data(), &cost, gradient.data(), hessian.data()));
    double expected_cost = 0.0;
    Eigen::Vector4d expected_gradient;
    function.Evaluate(x.data(), &expected_cost, expected_gradient.data());
    EXPECT_EQ(cost, expected_cost);
    EXPECT_EQ(gradient, expected_gradient);
    EXPECT_LE(RelativeError(hessian, SmoothFunction::Hessian(x)),
              kRelativeAccuracy);
    EXPECT_EQ(hessian, hessian.transpose());
  }
}

TEST(NumericDiffSecondOrderFunction, NullOutputsAreLeftOut) {
  const SmoothFunction function;
  const NumericDiffSecondOrderFunction numeric(&function,
                                               ceres::DO_NOT_TAKE_OWNERSHIP);
  const Eigen::Vector4d x(0.3, -1.2, 0.8, 2.0);
  double cost = 0.0;
  Eigen::Vector4d gradient;
  Eigen::Matrix4d hessian;
  EXPECT_TRUE(numeric.EvaluateHessian(x.data(), &cost, nullptr, nullptr));
  EXPECT_TRUE(
      numeric.EvaluateHessian(x.data(), &cost, nullptr, hessian.data()));
  EXPECT_LE(RelativeError(hessian, SmoothFunction::Hessian(x)),
            kRelativeAccuracy);
  EXPECT_TRUE(numeric.Evaluate(x.data(), &cost, gradient.data()));
  EXPECT_NE(gradient[0], 0.0);
}

// f(x) = x^2, evaluable where is_allowed says so; elsewhere false, or a cost
// of NaN with a finite gradient.
class RestrictedParabola : public ceres::FirstOrderFunction {
 public:
  RestrictedParabola(std::function<bool(double)> is_allowed, bool fails_by_nan)
      : is_allowed_(std::move(is_allowed)), fails_by_nan_(fails_by_nan) {}

  int NumParameters() const override { return 1; }
  bool Evaluate(const double* x,
                double* cost,
                double* gradient) const override {
    const bool allowed = is_allowed_(*x);
    *cost = allowed ? *x * *x : std::numeric_limits<double>::quiet_NaN();
    if (gradient != nullptr) {
      // Outside it would lead astray.
      *gradient = allowed ? 2.0 * *x : 1e3;
    }
    return allowed || fails_by_nan_;
  }

 private:
  const std::function<bool(double)> is_allowed_;
  const bool fails_by_nan_;
};

TEST(NumericDiffSecondOrderFunction,
     BorderOfTheDomainGivesOneSidedDifferences) {
  for (const bool fails_by_nan : {false, true}) {
    const RestrictedParabola function([](double x) { return x >= 1.0; },
                                      fails_by_nan);
    const NumericDiffSecondOrderFunction numeric(&function,
                                                 ceres::DO_NOT_TAKE_OWNERSHIP);
    for (const double x : {1.0, 1.0 + 1e-7, 1.001}) {
      double cost = 0.0;
      double hessian = 0.0;
      ASSERT_TRUE(numeric.EvaluateHessian(&x, &cost, nullptr, &hessian));
      EXPECT_NEAR(hessian, 2.0, 2.0 * kRelativeAccuracy) << "x = " << x;
    }
  }
}

TEST(NumericDiffSecondOrderFunction, NotEvaluableIsFalse) {
  const RestrictedParabola nowhere([](double) { return false; }, false);
  const RestrictedParabola isolated([](double x) { return x == 1.0; }, false);
  const NumericDiffSecondOrderFunction numeric_nowhere(
      &nowhere, ceres::DO_NOT_TAKE_OWNERSHIP);
  const NumericDiffSecondOrderFunction numeric_isolated(
      &isolated, ceres::DO_NOT_TAKE_OWNERSHIP);
  const double x = 1.0;
  double cost = 0.0;
  double hessian = 0.0;
  EXPECT_FALSE(numeric_nowhere.EvaluateHessian(&x, &cost, nullptr, &hessian));
  EXPECT_TRUE(numeric_isolated.EvaluateHessian(&x, &cost, nullptr, nullptr));
  EXPECT_FALSE(numeric_isolated.EvaluateHessian(&x, &cost, nullptr, &hessian));
}

TEST(NumericDiffSecondOrderFunction, OwnershipIsHonored) {
  int num_destroyed = 0;
  {
    const NumericDiffSecondOrderFunction owner(
        new SmoothFunction(&num_destroyed));
  }
  EXPECT_EQ(num_destroyed, 1);
  const SmoothFunction function(&num_destroyed);
  {
    const NumericDiffSecondOrderFunction borrower(&function,
                                                  ceres::DO_NOT_TAKE_OWNERSHIP);
  }
  EXPECT_EQ(num_destroyed, 1);
}

TEST(NumericDiffSecondOrderFunction, OptionsReachTheDifferences) {
  // Fewer extrapolations need fewer evaluations.
  class CountedExponential : public ceres::FirstOrderFunction {
   public:
    explicit CountedExponential(int* num_calls) : num_calls_(num_calls) {}
    int NumParameters() const override { return 1; }
    bool Evaluate(const double* x,
                  double* cost,
                  double* gradient) const override {
      ++*num_calls_;
      *cost = std::exp(*x);
      if (gradient != nullptr) {
        *gradient = std::exp(*x);
      }
      return true;
    }

   private:
    int* const num_calls_;
  };
  const auto count_calls = [](int max_num_extrapolations) {
    ceres::NumericDiffOptions options;
    options.max_num_ridders_extrapolations = max_num_extrapolations;
    int num_calls = 0;
    const NumericDiffSecondOrderFunction numeric(
        new CountedExponential(&num_calls), ceres::TAKE_OWNERSHIP, options);
    const double x = 1.0;
    double cost = 0.0;
    double hessian = 0.0;
    EXPECT_TRUE(numeric.EvaluateHessian(&x, &cost, nullptr, &hessian));
    EXPECT_NEAR(
        hessian, std::exp(1.0), max_num_extrapolations > 1 ? 1e-9 : 1e-3);
    return num_calls;
  };
  const int num_plain = count_calls(1);
  const int num_extrapolated = count_calls(10);
  EXPECT_NE(num_plain, num_extrapolated);
}

// The first steps, a hundredth of x, span many periods.
TEST(NumericDiffSecondOrderFunction, IsNotFooledByOscillations) {
  class Wave : public ceres::FirstOrderFunction {
   public:
    explicit Wave(double frequency) : frequency_(frequency) {}
    int NumParameters() const override { return 1; }
    bool Evaluate(const double* x,
                  double* cost,
                  double* gradient) const override {
      *cost = std::sin(frequency_ * *x);
      if (gradient != nullptr) {
        *gradient = frequency_ * std::cos(frequency_ * *x);
      }
      return true;
    }

   private:
    const double frequency_;
  };
  for (const double frequency : {1.0, 5.0, 50.0}) {
    for (const double x : {0.6, 100.437, 1000.3}) {
      const NumericDiffSecondOrderFunction numeric(new Wave(frequency));
      double cost = 0.0;
      double hessian = 0.0;
      ASSERT_TRUE(numeric.EvaluateHessian(&x, &cost, nullptr, &hessian));
      EXPECT_NEAR(hessian,
                  -frequency * frequency * std::sin(frequency * x),
                  1e-6 * frequency * frequency)
          << frequency << " at " << x;
    }
  }
}

TEST(NumericDiffSecondOrderFunctionDeathTest, ProgrammerErrorsAbort) {
  EXPECT_DEATH_IF_SUPPORTED(NumericDiffSecondOrderFunction(nullptr),
                            "needs a function to differentiate");
  ceres::NumericDiffOptions options;
  options.ridders_step_shrink_factor = 1.0;
  const SmoothFunction function;
  EXPECT_DEATH_IF_SUPPORTED(
      NumericDiffSecondOrderFunction(
          &function, ceres::DO_NOT_TAKE_OWNERSHIP, options),
      "ridders_step_shrink_factor must be greater than 1");
  const NumericDiffSecondOrderFunction numeric(&function,
                                               ceres::DO_NOT_TAKE_OWNERSHIP);
  const double x[4] = {};
  double cost = 0.0;
  EXPECT_DEATH_IF_SUPPORTED(
      numeric.EvaluateHessian(nullptr, &cost, nullptr, nullptr),
      "x must not be null");
  EXPECT_DEATH_IF_SUPPORTED(
      numeric.EvaluateHessian(x, nullptr, nullptr, nullptr),
      "cost must not be null");
}

}  // namespace
}  // namespace ceres_newton
