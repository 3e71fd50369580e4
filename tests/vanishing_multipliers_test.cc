// SPDX-License-Identifier: BSD-3-Clause

#include "vanishing_multipliers.h"

#include <limits>
#include <vector>

#include "Eigen/Core"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The model of 1/2 (a x^2 + 2 c x y + b y^2) + m y at (x, 0), y >= 0.
struct Corner {
  Corner(double a, double b, double c, double m, double x) {
    model.hessian = (Eigen::MatrixXd(2, 2) << a, c, c, b).finished();
    model.gradient = Eigen::Vector2d(a * x, c * x + m);
    bounds.lower = Eigen::Vector2d(-kInfinity, 0.0);
    bounds.upper = Eigen::Vector2d(kInfinity, kInfinity);
  }
  std::vector<int> Vanishing() const {
    return VanishingMultipliers(model, bounds);
  }

  QuadraticModel model;
  StepBounds bounds;
};

TEST(VanishingMultipliers, OfAPointThatIsOffByRounding) {
  EXPECT_EQ(Corner(2.0, -4.0, 1.0, 0.0, 3e-22).Vanishing(),
            std::vector<int>{1});
}

TEST(VanishingMultipliers, WhateverTheDistanceAndTheSigns) {
  for (const double x : {1e-300, 1e-16, 1e-3, 10.0}) {
    EXPECT_EQ(Corner(2.0, -4.0, 1.0, 0.0, x).Vanishing(), std::vector<int>{1})
        << x;
    EXPECT_EQ(Corner(2.0, -4.0, -1.0, 0.0, -x).Vanishing(), std::vector<int>{1})
        << x;
  }
}

TEST(VanishingMultipliers, ASmallMultiplierAtAnExactPointIsOne) {
  EXPECT_TRUE(Corner(2.0, -4.0, 1.0, 1e-30, 0.0).Vanishing().empty());
}

TEST(VanishingMultipliers, OneLargerThanWhatTheStepMovesIsOne) {
  EXPECT_TRUE(Corner(2.0, -4.0, 1.0, 1e-3, 1e-4).Vanishing().empty());
  EXPECT_FALSE(Corner(2.0, -4.0, 1.0, 1e-5, 1e-4).Vanishing().empty());
}

TEST(VanishingMultipliers, NotWithoutCoupling) {
  EXPECT_TRUE(Corner(2.0, -4.0, 0.0, 1e-9, 1.0).Vanishing().empty());
}

TEST(VanishingMultipliers, NotAtASaddleOfTheFreeEntries) {
  EXPECT_TRUE(Corner(-2.0, -4.0, 1.0, 0.0, 1e-9).Vanishing().empty());
}

TEST(VanishingMultipliers, NotWithoutAnyWay) {
  Corner corner(2.0, -4.0, 1.0, 0.0, 1e-9);
  corner.bounds.upper(1) = 0.0;
  EXPECT_TRUE(corner.Vanishing().empty());
}

TEST(VanishingMultipliers, AnUpperBoundIsTheMirrorImage) {
  Corner corner(2.0, -4.0, 1.0, 0.0, -1e-9);
  corner.bounds.lower(1) = -kInfinity;
  corner.bounds.upper(1) = 0.0;
  EXPECT_EQ(corner.Vanishing(), std::vector<int>{1});
}

TEST(VanishingMultipliers, NotOfEntriesAwayFromTheirBounds) {
  Corner corner(2.0, 4.0, 1.0, 0.0, 1e-9);
  corner.bounds.lower(1) = -1.0;
  EXPECT_TRUE(corner.Vanishing().empty());
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
