// SPDX-License-Identifier: BSD-3-Clause

#include "decrease_ratio.h"

#include <limits>

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

TEST(DecreaseRatio, IsTheQuotientFarAboveRounding) {
  EXPECT_NEAR(DecreaseRatio(10.0, 7.0, 4.0), 0.75, 1e-12);
  EXPECT_NEAR(DecreaseRatio(7.0, 10.0, 4.0), -0.75, 1e-12);
}

TEST(DecreaseRatio, IsNearOneIfBothDecreasesAreRoundingErrors) {
  EXPECT_NEAR(DecreaseRatio(1.0, 1.0 + kEpsilon, 1e-20), 1.0, 0.15);
  EXPECT_NEAR(DecreaseRatio(1.0, 1.0 - kEpsilon, 1e-20), 1.0, 0.15);
}

TEST(DecreaseRatio, ForgivesNoClimbAboveRounding) {
  EXPECT_LT(DecreaseRatio(1.0, 1.0 + 20.0 * kEpsilon, 1e-20), 0.0);
}

// An absolute slack, as some solvers have, would fail this test.
TEST(DecreaseRatio, DoesNotDependOnTheUnitOfTheCost) {
  for (const double unit : {0x1p-600, 0x1p-60, 0x1p60, 0x1p600}) {
    EXPECT_EQ(DecreaseRatio(10.0 * unit, 7.0 * unit, 4.0 * unit),
              DecreaseRatio(10.0, 7.0, 4.0));
    EXPECT_EQ(DecreaseRatio(-unit, -unit * (1 + kEpsilon), 1e-17 * unit),
              DecreaseRatio(-1.0, -(1 + kEpsilon), 1e-17));
  }
}

TEST(DecreaseRatio, OfZeroCostsAndNoPredictionFollowsTheSign) {
  EXPECT_EQ(DecreaseRatio(0.0, 0.0, 0.0), 1.0);
}

TEST(IsDecreaseBelow, NeedsBothDecreasesBelow) {
  EXPECT_TRUE(IsDecreaseBelow(1.0, 5.0, 4.0, 1.0));
  EXPECT_TRUE(IsDecreaseBelow(1.0, 4.0, 5.0, 1.0));
  EXPECT_FALSE(IsDecreaseBelow(1.0, 5.0, 3.5, 1.0));
  EXPECT_FALSE(IsDecreaseBelow(1.0, 3.5, 5.0, 1.0));
  EXPECT_FALSE(IsDecreaseBelow(1.0, 5.0, 4.5, 1.5));
}

TEST(CostLevels, AreRelativeToTheLargerCost) {
  EXPECT_DOUBLE_EQ(CostRoundingLevel(-3.0, 2.0), 30.0 * kEpsilon);
  EXPECT_DOUBLE_EQ(CostRoundingLevel(2.0, 3.0), 30.0 * kEpsilon);
  EXPECT_DOUBLE_EQ(CostDoubtLevel(-3.0, 2.0, 0.0), 3.0 * 0x1p-26);
  EXPECT_EQ(CostRoundingLevel(0.0, 0.0), 0.0);
}

TEST(GradientDecrease, IsExactForQuadratics) {
  Eigen::Matrix2d a;
  a << 3.0, 1.0, 1.0, -2.0;
  const Eigen::Vector2d x(0.5, -1.0);
  const Eigen::Vector2d step(0.25, 2.0);
  const auto cost = [&](const Eigen::Vector2d& p) {
    return 0.5 * p.dot(a * p);
  };
  EXPECT_DOUBLE_EQ(GradientDecrease(a * x, step, a * (x + step), step),
                   cost(x) - cost(x + step));
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
