// SPDX-License-Identifier: BSD-3-Clause

#include "step_bounds.h"

#include <limits>

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// At the lower bound, at the upper one, between both, at both, nowhere.
StepBounds AllKinds() {
  StepBounds bounds;
  bounds.lower.resize(5);
  bounds.upper.resize(5);
  bounds.lower << 0.0, -1.0, -1.0, 0.0, -kInfinity;
  bounds.upper << 1.0, 0.0, 1.0, 0.0, kInfinity;
  return bounds;
}

TEST(StepBounds, HoldWhereTheGradientPointsOut) {
  const StepBounds bounds = AllKinds();
  for (const double slope : {-1.0, 0.0, 1.0}) {
    EXPECT_EQ(bounds.Holds(0, slope), slope > 0.0);
    EXPECT_EQ(bounds.Holds(1, slope), slope < 0.0);
    EXPECT_FALSE(bounds.Holds(2, slope));
    EXPECT_TRUE(bounds.Holds(3, slope));
    EXPECT_FALSE(bounds.Holds(4, slope));
  }
}

TEST(StepBounds, ProjectAndFreeVariablesAgree) {
  const StepBounds bounds = AllKinds();
  const Eigen::VectorXd gradient = Eigen::VectorXd::Constant(5, 2.0);
  Eigen::VectorXd expected(5);
  expected << 0.0, 2.0, 2.0, 0.0, 2.0;
  EXPECT_EQ(bounds.Project(gradient), expected);
  EXPECT_EQ(bounds.FreeVariables(gradient), (std::vector<int>{1, 2, 4}));
}

TEST(StepBounds, ClampFindsTheNearestStep) {
  const StepBounds bounds = AllKinds();
  Eigen::VectorXd expected(5);
  expected << 1.0, 0.0, 1.0, 0.0, 7.0;
  EXPECT_EQ(bounds.Clamp(Eigen::VectorXd::Constant(5, 7.0)), expected);
  expected << 0.0, -1.0, -1.0, 0.0, -7.0;
  EXPECT_EQ(bounds.Clamp(Eigen::VectorXd::Constant(5, -7.0)), expected);
}

TEST(StepBounds, EmptyOnesHoldNothing) {
  const StepBounds bounds;
  const Eigen::VectorXd gradient = Eigen::VectorXd::Constant(2, -3.0);
  EXPECT_TRUE(bounds.empty());
  EXPECT_EQ(bounds.Project(gradient), gradient);
  EXPECT_EQ(bounds.Clamp(gradient), gradient);
  EXPECT_EQ(bounds.FreeVariables(gradient), (std::vector<int>{0, 1}));
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
