// SPDX-License-Identifier: BSD-3-Clause

#include "radius_update.h"

#include <limits>

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

TrustRegionStep StepOfLength(double scaled_norm, bool on_boundary) {
  TrustRegionStep step;
  step.scaled_norm = scaled_norm;
  step.on_boundary = on_boundary;
  return step;
}

TEST(InitialRadius, IsTheScaledLengthOfTheStart) {
  EXPECT_DOUBLE_EQ(InitialRadius(Eigen::Vector2d(3.0, 2.0),
                                 Eigen::Vector2d(7.0, 7.0),
                                 Eigen::Vector2d(1.0, 2.0)),
                   5.0);
}

TEST(InitialRadius, OfAZeroStartIsTheScaledGradient) {
  EXPECT_DOUBLE_EQ(InitialRadius(Eigen::Vector2d::Zero(),
                                 Eigen::Vector2d(3.0, 8.0),
                                 Eigen::Vector2d(1.0, 2.0)),
                   5.0);
}

TEST(InitialRadius, OfAStationaryZeroStartAllowsAStepOfOneInEachParameter) {
  EXPECT_DOUBLE_EQ(InitialRadius(Eigen::Vector2d::Zero(),
                                 Eigen::Vector2d::Zero(),
                                 Eigen::Vector2d(1.0, 2.0)),
                   2.0);
}

TEST(InitialRadius, OnAManifoldUsesTheLargestScale) {
  EXPECT_DOUBLE_EQ(InitialRadius(Eigen::Vector3d(0.0, 0.6, 0.8),
                                 Eigen::Vector2d(1.0, 1.0),
                                 Eigen::Vector2d(1.0, 2.0)),
                   2.0);
}

TEST(InitialRadius, DoesNotDependOnTheUnits) {
  const Eigen::Vector2d x(3.0, 2.0);
  const Eigen::Vector2d gradient(-1.0, 4.0);
  const Eigen::Vector2d scaling(1.0, 2.0);
  const Eigen::Vector2d units(1024.0, 1.0 / 4096.0);
  EXPECT_EQ(InitialRadius(x.cwiseProduct(units),
                          gradient.cwiseQuotient(units),
                          scaling.cwiseQuotient(units)),
            InitialRadius(x, gradient, scaling));
}

TEST(RadiusAfterAcceptedStep, GrowsAfterAVeryGoodStepToTheBoundary) {
  const auto radius_after = [](double ratio) {
    return RadiusAfterAcceptedStep(
        3.0, StepOfLength(3.0, true), -1.0, ratio, ratio);
  };
  EXPECT_EQ(radius_after(0.76), 6.0);
  EXPECT_EQ(radius_after(0.89), 6.0);
  EXPECT_EQ(radius_after(0.91), 12.0);
  EXPECT_EQ(radius_after(1.09), 12.0);
  EXPECT_EQ(radius_after(1.11), 6.0);
}

TEST(RadiusAfterAcceptedStep, StaysAfterAVeryGoodStepInside) {
  EXPECT_EQ(
      RadiusAfterAcceptedStep(3.0, StepOfLength(1.0, false), -1.0, 0.5, 1.0),
      3.0);
}

TEST(RadiusAfterAcceptedStep, StaysAfterAnAverageStep) {
  for (const double ratio : {0.25, 0.5, 0.75}) {
    EXPECT_EQ(RadiusAfterAcceptedStep(
                  3.0, StepOfLength(3.0, true), -1.0, ratio, ratio),
              3.0);
  }
}

TEST(RadiusAfterAcceptedStep, ShrinksAfterAPoorStep) {
  EXPECT_DOUBLE_EQ(
      RadiusAfterAcceptedStep(3.0, StepOfLength(2.0, true), -1.0, 0.0, 0.2),
      1.0);
}

// cost(t) = -t + c t^2 along the step, known at t = 0 and 1: the radius must
// shrink to its minimizer t = 1 / (2 c).
TEST(RadiusAfterRejectedStep, InterpolatesTheParabola) {
  for (const double c : {1.0, 1.5, 2.0, 4.0}) {
    const double actual_decrease = 1.0 - c;
    EXPECT_DOUBLE_EQ(
        RadiusAfterRejectedStep(StepOfLength(3.0, true), -1.0, actual_decrease),
        3.0 / (2.0 * c));
  }
}

TEST(RadiusAfterRejectedStep, ShrinksToATenthAtMost) {
  EXPECT_DOUBLE_EQ(
      RadiusAfterRejectedStep(StepOfLength(3.0, true), -1.0, -1e300), 0.3);
}

TEST(RadiusAfterRejectedStep, ShrinksToAHalfAtLeast) {
  EXPECT_DOUBLE_EQ(RadiusAfterRejectedStep(StepOfLength(3.0, true), -1.0, 0.4),
                   1.5);
}

TEST(RadiusAfterRejectedStep, ShrinksWhateverTheNumbers) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double slope : {-infinity, -1.0, -0.0, 0.0, nan}) {
    for (const double decrease : {-infinity, -1.0, 0.0, 1.0, infinity, nan}) {
      const double radius =
          RadiusAfterRejectedStep(StepOfLength(3.0, false), slope, decrease);
      EXPECT_GE(radius, 0.3 * (1 - 1e-15)) << slope << " " << decrease;
      EXPECT_LE(radius, 1.5) << slope << " " << decrease;
    }
  }
}

TEST(RadiusAfterFailedEvaluation, ShrinksMoreIfItHappensAgain) {
  EXPECT_DOUBLE_EQ(RadiusAfterFailedEvaluation(StepOfLength(3.0, true), 1),
                   0.75);
  EXPECT_DOUBLE_EQ(RadiusAfterFailedEvaluation(StepOfLength(3.0, true), 2),
                   0.3);
}

TEST(InitialRadius, WithoutParametersIsZero) {
  EXPECT_EQ(
      InitialRadius(Eigen::VectorXd(0), Eigen::VectorXd(0), Eigen::VectorXd(0)),
      0.0);
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
