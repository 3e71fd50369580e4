// SPDX-License-Identifier: BSD-3-Clause

#include "convergence.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

TEST(IsGradientSmall, ComparesTheLargestEntry) {
  const Eigen::Vector3d gradient(0.5, -2.0, 1.0);
  EXPECT_TRUE(IsGradientSmall(gradient, 2.0));
  EXPECT_FALSE(IsGradientSmall(gradient, std::nextafter(2.0, 0.0)));
}

TEST(IsGradientSmall, ZeroToleranceAsksForAnExactZero) {
  EXPECT_TRUE(IsGradientSmall(Eigen::Vector2d(0.0, -0.0), 0.0));
  EXPECT_FALSE(IsGradientSmall(Eigen::Vector2d(0.0, 5e-324), 0.0));
}

TEST(IsGradientSmall, HoldsWithoutParameters) {
  EXPECT_TRUE(IsGradientSmall(Eigen::VectorXd(0), 0.0));
}

class IsNewtonStepTest : public ::testing::Test {
 protected:
  bool Check(double lambda, bool negative_curvature) const {
    TrustRegionStep step;
    step.lambda = lambda;
    step.negative_curvature = negative_curvature;
    return IsNewtonStep(step, hessian_, scaling_);
  }
  // |H_ii| / D_i^2 is 1/4 and 1/2, so the limit is 10 * 2 eps * 1/2 = 10 eps.
  const Eigen::MatrixXd hessian_ =
      Eigen::Vector2d(1.0, -2.0).asDiagonal().toDenseMatrix();
  const Eigen::VectorXd scaling_ = Eigen::Vector2d(2.0, 2.0);
};

TEST_F(IsNewtonStepTest, AllowsRoundingErrorsOfLambda) {
  EXPECT_TRUE(Check(0.0, false));
  EXPECT_TRUE(Check(9.9 * kEpsilon, false));
  EXPECT_FALSE(Check(10.1 * kEpsilon, false));
}

TEST_F(IsNewtonStepTest, ExcludesNegativeCurvature) {
  EXPECT_FALSE(Check(0.0, true));
  EXPECT_FALSE(Check(kEpsilon, true));
}

TEST(IsNewtonStep, ExcludesAnyLambdaBesideAZeroHessian) {
  TrustRegionStep step;
  step.lambda = 1e-300;
  EXPECT_FALSE(
      IsNewtonStep(step, Eigen::MatrixXd::Zero(2, 2), Eigen::Vector2d::Ones()));
}

TEST(IsDecrementSmall, IsRelativeToTheCost) {
  EXPECT_TRUE(IsDecrementSmall(3e-8, -3.0, 0.0, 1e-8));
  EXPECT_FALSE(IsDecrementSmall(3.1e-8, -3.0, 0.0, 1e-8));
}

TEST(IsDecrementSmall, HasAFloorTiedToTheStart) {
  EXPECT_TRUE(IsDecrementSmall(0.9e-26, 0.0, 1.0, 0.0));
  EXPECT_FALSE(IsDecrementSmall(1.1e-26, 0.0, 1.0, 0.0));
  EXPECT_FALSE(IsDecrementSmall(1.1e-26, 0.0, 1e30, 0.0));
  EXPECT_TRUE(IsDecrementSmall(0.9e-46, 0.0, -1e-20, 0.0));
  EXPECT_FALSE(IsDecrementSmall(1.1e-46, 0.0, -1e-20, 0.0));
}

TEST(IsMoveSmall, ComparesEachParameterWithItself) {
  const Eigen::Vector2d x(1e8, 1e-8);
  EXPECT_TRUE(IsMoveSmall(x, x + Eigen::Vector2d(0.5, 0.0), 1e-8));
  EXPECT_FALSE(IsMoveSmall(x, x + Eigen::Vector2d(1.5, 0.0), 1e-8));
  // A test of the norm would let this pass.
  EXPECT_FALSE(IsMoveSmall(x, x + Eigen::Vector2d(0.0, 1e-8), 1e-8));
}

TEST(IsMoveSmall, KnowsNoUnits) {
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(1);
  EXPECT_TRUE(IsMoveSmall(zero, zero, 1e-8));
  EXPECT_FALSE(IsMoveSmall(zero, Eigen::VectorXd::Constant(1, 1e-300), 1e-8));
  for (const double unit : {1e-100, 1.0, 1e100}) {
    const Eigen::VectorXd x = Eigen::VectorXd::Constant(1, unit);
    EXPECT_TRUE(IsMoveSmall(x, (1.0 + 0.9e-8) * x, 1e-8)) << unit;
    EXPECT_FALSE(IsMoveSmall(x, (1.0 + 1.1e-8) * x, 1e-8)) << unit;
  }
}

TEST(IsUnboundedBelow, IsRelativeToLargeStarts) {
  EXPECT_TRUE(IsUnboundedBelow(-1e20, 0.5));
  EXPECT_FALSE(IsUnboundedBelow(-0.9e20, 0.5));
  EXPECT_FALSE(IsUnboundedBelow(-1e24, 1e5));
  EXPECT_TRUE(IsUnboundedBelow(-1e25, -1e5));
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
