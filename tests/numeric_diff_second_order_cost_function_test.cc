// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <limits>
#include <vector>

#include "Eigen/Core"
#include "analytic_cost_function.h"
#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"
#include "richardson_reference.h"

namespace ceres_newton {
namespace {

using ::ceres_newton::testing::AnalyticCostFunction;
using ::ceres_newton::testing::PlainCostFunction;
using ::ceres_newton::testing::RelativeError;
using RowMajorMatrix =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double kRelativeAccuracy = 1e-9;
constexpr double kUntouched = -123.0;

const double kX[] = {0.6, -1.3};
const double kY[] = {1.1, 0.4, -2.0};
const double* const kParameters[] = {kX, kY};

// The four blocks of a cost function with parameter blocks of sizes 2 and 3.
struct Blocks {
  RowMajorMatrix xx = RowMajorMatrix::Constant(2, 2, kUntouched);
  RowMajorMatrix xy = RowMajorMatrix::Constant(2, 3, kUntouched);
  RowMajorMatrix yx = RowMajorMatrix::Constant(3, 2, kUntouched);
  RowMajorMatrix yy = RowMajorMatrix::Constant(3, 3, kUntouched);
  double* pointers[4] = {xx.data(), xy.data(), yx.data(), yy.data()};
};

TEST(NumericDiffSecondOrderCostFunction, MatchesTheHessiansWrittenByHand) {
  const NumericDiffSecondOrderCostFunction numeric(new PlainCostFunction);
  ASSERT_EQ(numeric.num_residuals(), 2);
  ASSERT_EQ(numeric.parameter_block_sizes(), (std::vector<int32_t>{2, 3}));
  for (const Eigen::Vector2d& weights : {Eigen::Vector2d(1.0, 0.0),
                                         Eigen::Vector2d(0.0, 1.0),
                                         Eigen::Vector2d(-2.5, 0.7)}) {
    SCOPED_TRACE(weights.transpose());
    Blocks blocks;
    ASSERT_TRUE(
        numeric.EvaluateHessians(kParameters, weights.data(), blocks.pointers));
    const Eigen::MatrixXd expected =
        weights[0] * AnalyticCostFunction::Hessian(0, kParameters) +
        weights[1] * AnalyticCostFunction::Hessian(1, kParameters);
    EXPECT_LE(RelativeError(blocks.xx, expected.block(0, 0, 2, 2)),
              kRelativeAccuracy);
    EXPECT_LE(RelativeError(blocks.xy, expected.block(0, 2, 2, 3)),
              kRelativeAccuracy);
    EXPECT_LE(RelativeError(blocks.yy, expected.block(2, 2, 3, 3)),
              kRelativeAccuracy);
    EXPECT_EQ(blocks.xx, blocks.xx.transpose());
    EXPECT_EQ(blocks.yy, blocks.yy.transpose());
    EXPECT_TRUE((blocks.yx.array() == kUntouched).all());
  }
}

TEST(NumericDiffSecondOrderCostFunction, ZeroWeightsGiveZero) {
  const NumericDiffSecondOrderCostFunction numeric(new PlainCostFunction);
  const double weights[] = {0.0, 0.0};
  Blocks blocks;
  ASSERT_TRUE(numeric.EvaluateHessians(kParameters, weights, blocks.pointers));
  EXPECT_TRUE((blocks.xx.array() == 0.0).all());
  EXPECT_TRUE((blocks.xy.array() == 0.0).all());
  EXPECT_TRUE((blocks.yy.array() == 0.0).all());
}

TEST(NumericDiffSecondOrderCostFunction, EachBlockAloneIsTheSame) {
  const NumericDiffSecondOrderCostFunction numeric(new PlainCostFunction);
  const double weights[] = {-2.5, 0.7};
  Blocks all;
  ASSERT_TRUE(numeric.EvaluateHessians(kParameters, weights, all.pointers));
  for (const int wanted : {0, 1, 3}) {
    SCOPED_TRACE(wanted);
    Blocks blocks;
    for (int k = 0; k < 4; ++k) {
      if (k != wanted) {
        blocks.pointers[k] = nullptr;
      }
    }
    ASSERT_TRUE(
        numeric.EvaluateHessians(kParameters, weights, blocks.pointers));
    // Another set of values can take other steps, so not to the last bit.
    const RowMajorMatrix& block =
        wanted == 0 ? blocks.xx : (wanted == 1 ? blocks.xy : blocks.yy);
    const RowMajorMatrix& expected =
        wanted == 0 ? all.xx : (wanted == 1 ? all.xy : all.yy);
    EXPECT_LE(RelativeError(block, expected), kRelativeAccuracy);
  }
}

// Notes which Jacobians are asked for and which parameters vary.
class SpyingCostFunction : public PlainCostFunction {
 public:
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    ++num_evaluations;
    for (int i = 0; i < 2; ++i) {
      asked_for_jacobian[i] |= jacobians != nullptr && jacobians[i] != nullptr;
    }
    x_varied |= parameters[0][0] != kX[0] || parameters[0][1] != kX[1];
    y_varied |= parameters[1][0] != kY[0] || parameters[1][1] != kY[1] ||
                parameters[1][2] != kY[2];
    return PlainCostFunction::Evaluate(parameters, residuals, jacobians);
  }

  mutable int num_evaluations = 0;
  mutable bool asked_for_jacobian[2] = {false, false};
  mutable bool x_varied = false;
  mutable bool y_varied = false;
};

TEST(NumericDiffSecondOrderCostFunction, OnlyWantedBlocksAreEvaluated) {
  const double weights[] = {1.0, 1.0};
  const SpyingCostFunction spy;
  const NumericDiffSecondOrderCostFunction numeric(
      &spy, ceres::DO_NOT_TAKE_OWNERSHIP);
  Blocks blocks;
  double* none[4] = {nullptr, nullptr, blocks.yx.data(), nullptr};
  ASSERT_TRUE(numeric.EvaluateHessians(kParameters, weights, none));
  EXPECT_EQ(spy.num_evaluations, 0);

  double* only_yy[4] = {nullptr, nullptr, nullptr, blocks.yy.data()};
  ASSERT_TRUE(numeric.EvaluateHessians(kParameters, weights, only_yy));
  EXPECT_FALSE(spy.asked_for_jacobian[0]);
  EXPECT_TRUE(spy.asked_for_jacobian[1]);
  EXPECT_FALSE(spy.x_varied);
  EXPECT_TRUE(spy.y_varied);
}

TEST(NumericDiffSecondOrderCostFunction, EvaluateIsThatOfTheCostFunction) {
  const AnalyticCostFunction analytic;
  const NumericDiffSecondOrderCostFunction numeric(new PlainCostFunction);
  Eigen::Vector2d residuals, expected_residuals;
  RowMajorMatrix by_x(2, 2), expected_by_x(2, 2);
  double* jacobians[] = {by_x.data(), nullptr};
  double* expected_jacobians[] = {expected_by_x.data(), nullptr};
  ASSERT_TRUE(numeric.Evaluate(kParameters, residuals.data(), jacobians));
  ASSERT_TRUE(analytic.Evaluate(
      kParameters, expected_residuals.data(), expected_jacobians));
  EXPECT_EQ(residuals, expected_residuals);
  EXPECT_EQ(by_x, expected_by_x);
}

// r = x^2 on x >= 1, with one parameter block of size 1; elsewhere false, or a
// NaN residual with a finite Jacobian.
class RestrictedCostFunction : public ceres::CostFunction {
 public:
  explicit RestrictedCostFunction(bool fails_by_nan)
      : fails_by_nan_(fails_by_nan) {
    *mutable_parameter_block_sizes() = {1};
    set_num_residuals(1);
  }
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    const double x = parameters[0][0];
    const bool allowed = x >= 1.0;
    residuals[0] = allowed ? x * x : std::numeric_limits<double>::quiet_NaN();
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      jacobians[0][0] = allowed ? 2.0 * x : 1e3;
    }
    return allowed || fails_by_nan_;
  }

 private:
  const bool fails_by_nan_;
};

TEST(NumericDiffSecondOrderCostFunction, BorderGivesOneSidedDifferences) {
  for (const bool fails_by_nan : {false, true}) {
    const NumericDiffSecondOrderCostFunction numeric(
        new RestrictedCostFunction(fails_by_nan));
    const double x = 1.0;
    const double* parameters[] = {&x};
    const double weight = 3.0;
    double hessian = kUntouched;
    double* hessians[] = {&hessian};
    ASSERT_TRUE(numeric.EvaluateHessians(parameters, &weight, hessians));
    EXPECT_NEAR(hessian, 6.0, 6.0 * kRelativeAccuracy);
  }
}

TEST(NumericDiffSecondOrderCostFunction, NotEvaluableIsFalse) {
  const NumericDiffSecondOrderCostFunction numeric(
      new RestrictedCostFunction(false));
  const double x = 0.0;
  const double* parameters[] = {&x};
  const double weight = 3.0;
  double hessian = kUntouched;
  double* hessians[] = {&hessian};
  EXPECT_FALSE(numeric.EvaluateHessians(parameters, &weight, hessians));
}

class CountedCostFunction : public PlainCostFunction {
 public:
  explicit CountedCostFunction(int* num_destroyed)
      : num_destroyed_(num_destroyed) {}
  ~CountedCostFunction() override { ++*num_destroyed_; }

 private:
  int* const num_destroyed_;
};

TEST(NumericDiffSecondOrderCostFunction, OwnershipIsHonored) {
  int num_destroyed = 0;
  {
    const NumericDiffSecondOrderCostFunction owner(
        new CountedCostFunction(&num_destroyed));
  }
  EXPECT_EQ(num_destroyed, 1);
  const CountedCostFunction cost_function(&num_destroyed);
  {
    const NumericDiffSecondOrderCostFunction borrower(
        &cost_function, ceres::DO_NOT_TAKE_OWNERSHIP);
  }
  EXPECT_EQ(num_destroyed, 1);
}

TEST(NumericDiffSecondOrderCostFunctionDeathTest, ProgrammerErrorsAbort) {
  EXPECT_DEATH_IF_SUPPORTED(NumericDiffSecondOrderCostFunction(nullptr),
                            "needs a cost function to differentiate");
  const PlainCostFunction plain;
  ceres::NumericDiffOptions options;
  options.ridders_epsilon = -1.0;
  EXPECT_DEATH_IF_SUPPORTED(NumericDiffSecondOrderCostFunction(
                                &plain, ceres::DO_NOT_TAKE_OWNERSHIP, options),
                            "ridders_epsilon must be positive");
  const NumericDiffSecondOrderCostFunction numeric(
      &plain, ceres::DO_NOT_TAKE_OWNERSHIP);
  const double weights[] = {1.0, 1.0};
  Blocks blocks;
  EXPECT_DEATH_IF_SUPPORTED(
      numeric.EvaluateHessians(nullptr, weights, blocks.pointers),
      "parameters must not be null");
  EXPECT_DEATH_IF_SUPPORTED(
      numeric.EvaluateHessians(kParameters, nullptr, blocks.pointers),
      "weights must not be null");
  EXPECT_DEATH_IF_SUPPORTED(
      numeric.EvaluateHessians(kParameters, weights, nullptr),
      "hessians must not be null");
}

}  // namespace
}  // namespace ceres_newton
