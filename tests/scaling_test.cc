// SPDX-License-Identifier: BSD-3-Clause

#include "scaling.h"

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

Eigen::MatrixXd Diagonal(double a, double b, double c) {
  return Eigen::Vector3d(a, b, c).asDiagonal();
}

TEST(Scaling, IsTheRootOfTheDiagonalWithoutItsSign) {
  Scaling scaling;
  Eigen::MatrixXd hessian = Diagonal(4.0, -9.0, 0.25);
  hessian(0, 1) = hessian(1, 0) = 1e10;  // off the diagonal: of no effect
  scaling.Update(hessian);
  EXPECT_EQ(scaling.diagonal(), Eigen::Vector3d(2.0, 3.0, 0.5));
}

TEST(Scaling, NeverShrinks) {
  Scaling scaling;
  scaling.Update(Diagonal(4.0, 1.0, 1.0));
  scaling.Update(Diagonal(1.0, -16.0, 1.0));
  EXPECT_EQ(scaling.diagonal(), Eigen::Vector3d(2.0, 4.0, 1.0));
}

TEST(Scaling, HasNoFloorRelativeToTheLargest) {
  Scaling scaling;
  scaling.Update(Diagonal(1e200, 1.0, 1e-200));
  EXPECT_DOUBLE_EQ(scaling.diagonal()(0), 1e100);
  EXPECT_DOUBLE_EQ(scaling.diagonal()(2), 1e-100);
}

TEST(Scaling, ZeroTakesTheSmallestNonzeroEntry) {
  Scaling scaling;
  scaling.Update(Diagonal(0.0, 9.0, 4.0));
  EXPECT_EQ(scaling.diagonal(), Eigen::Vector3d(2.0, 3.0, 2.0));
}

TEST(Scaling, TheSubstituteForAZeroDoesNotEnterTheMaxima) {
  Scaling scaling;
  scaling.Update(Diagonal(0.0, 9.0, 4.0));
  scaling.Update(Diagonal(1.0, 0.0, 0.0));
  EXPECT_EQ(scaling.diagonal(), Eigen::Vector3d(1.0, 3.0, 2.0));
}

TEST(Scaling, IsOneWithoutAnyCurvature) {
  Scaling scaling;
  scaling.Update(Eigen::MatrixXd::Zero(3, 3));
  EXPECT_EQ(scaling.diagonal(), Eigen::Vector3d::Ones());
}

TEST(Scaling, MayBeEmpty) {
  Scaling scaling;
  scaling.Update(Eigen::MatrixXd::Zero(0, 0));
  EXPECT_EQ(scaling.diagonal().size(), 0);
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
