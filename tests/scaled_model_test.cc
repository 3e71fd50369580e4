// SPDX-License-Identifier: BSD-3-Clause

#include "scaled_model.h"

#include <cmath>
#include <limits>

#include "Eigen/Core"
#include "gtest/gtest.h"
#include "subproblem_cases.h"
#include "subproblem_solver.h"

namespace ceres_newton {
namespace internal {
namespace {

TEST(ScaleHessian, DividesByTheScalingAndAPowerOfTwo) {
  Eigen::MatrixXd hessian(2, 2);
  hessian << 8.0, -1.0,  //
      -1.0, 3.0;
  Eigen::MatrixXd scaled;
  const double unit =
      ScaleHessian(hessian, Eigen::Vector2d(2.0, 0.25), &scaled);
  // D^-1 H D^-1 = [2 -2; -2 48]
  EXPECT_EQ(unit, 64.0);
  EXPECT_EQ(scaled(0, 0), 2.0 / 64.0);
  EXPECT_EQ(scaled(1, 0), -2.0 / 64.0);
  EXPECT_EQ(scaled(0, 1), -2.0 / 64.0);
  EXPECT_EQ(scaled(1, 1), 48.0 / 64.0);
}

TEST(ScaleHessian, NeitherOverflowsNorUnderflowsOnTheWay) {
  Eigen::MatrixXd scaled;
  const Eigen::MatrixXd huge = Eigen::MatrixXd::Constant(2, 2, 1e300);
  const Eigen::VectorXd large = Eigen::VectorXd::Constant(2, 1e200);
  const Eigen::VectorXd small = Eigen::VectorXd::Constant(2, 1e-200);
  double unit = ScaleHessian(huge, large, &scaled);
  EXPECT_NEAR(scaled(0, 0) * unit / 1e-100, 1.0, 1e-14);
  unit = ScaleHessian(Eigen::MatrixXd::Constant(2, 2, 1e-300), small, &scaled);
  EXPECT_NEAR(scaled(0, 0) * (unit * 1e-100), 1.0, 1e-14);
  EXPECT_FALSE(std::isfinite(ScaleHessian(huge, small, &scaled)));
  EXPECT_EQ(ScaleHessian(0.0 * huge, small, &scaled), 0.0);
}

TEST(NormalizeSign, MakesTheLargestComponentPositive) {
  Eigen::VectorXd direction = Eigen::Vector3d(1.0, -2.0, 0.5);
  NormalizeSign(&direction);
  EXPECT_EQ(direction, Eigen::VectorXd(Eigen::Vector3d(-1.0, 2.0, -0.5)));
  NormalizeSign(&direction);
  EXPECT_EQ(direction(1), 2.0);
}

// Translating any y forth and back gives a step with |D s| and m(0) - m(s) as
// they are in y.
TEST(ScaledModel, UnscaledStepHasTheDecreaseOfTheScaledOne) {
  for (const Difficulty difficulty : {Difficulty::kIndefinite,
                                      Difficulty::kBadlyScaled,
                                      Difficulty::kHugeEntries,
                                      Difficulty::kTinyEntries}) {
    const SubproblemCase test_case = MakeSubproblemCase(difficulty, 5, 0);
    SCOPED_TRACE(test_case.name);
    ScaledModel model;
    ASSERT_TRUE(model.Set(test_case.model, test_case.scaling));
    const double radius = test_case.radius;
    for (const double fraction : {0.5, 1.0}) {
      const Eigen::VectorXd y = fraction * model.Radius(radius) *
                                Eigen::VectorXd::Ones(5).normalized();
      const double decrease =
          -(model.gradient().dot(y) + 0.5 * y.dot(model.hessian() * y));
      TrustRegionStep step;
      step.on_boundary = fraction == 1.0;
      model.Unscale(y, 1.0, decrease, radius, &step);
      EXPECT_NEAR(test_case.scaling.cwiseProduct(step.step).norm() / radius,
                  fraction,
                  1e-14);
      EXPECT_NEAR(step.scaled_norm / radius, fraction, 1e-14);
      EXPECT_NEAR(step.predicted_decrease / test_case.model.Decrease(step.step),
                  1.0,
                  1e-12);
    }
  }
}

TEST(ScaledModel, ClampedRadiusComesBackUnclamped) {
  QuadraticModel tiny_gradient;
  tiny_gradient.gradient = Eigen::Vector2d(1e-150, 0.0);
  tiny_gradient.hessian = -1e150 * Eigen::Matrix2d::Identity();
  ScaledModel model;
  ASSERT_TRUE(model.Set(tiny_gradient, Eigen::Vector2d::Ones()));
  const double radius = 4.0;
  const double y_radius = model.Radius(radius);
  EXPECT_EQ(y_radius, std::ldexp(1.0, 450));
  TrustRegionStep step;
  step.on_boundary = true;
  const double mu = -model.hessian()(0, 0);
  model.Unscale(Eigen::Vector2d(0.0, y_radius),
                mu,
                0.5 * mu * y_radius * y_radius,
                radius,
                &step);
  EXPECT_EQ(step.step(1), radius);
  EXPECT_NEAR(step.lambda / 1e150, 1.0, 1e-15);
  EXPECT_NEAR(
      step.predicted_decrease / (0.5 * 1e150 * radius * radius), 1.0, 1e-15);
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
