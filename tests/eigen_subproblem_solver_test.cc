// What subproblem_solver_test.cc does not see: the secular equation itself.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "eigen_subproblem_solver.h"

#include <cmath>
#include <random>

#include "Eigen/Core"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

TEST(SolveSecularEquation, OneTermInClosedForm) {
  // 3 / (2 + x) = 1/2
  EXPECT_NEAR(SolveSecularEquation(Eigen::VectorXd::Constant(1, -3.0),
                                   Eigen::VectorXd::Constant(1, 2.0),
                                   0.5),
              4.0,
              1e-15);
}

// The root to full precision even where poles of very different residues crowd
// near zero: |z(x)| = radius to a few ulp.
TEST(SolveSecularEquation, MeetsTheRadiusToRounding) {
  std::mt19937 random(4);
  std::uniform_real_distribution<double> exponent(-12.0, 0.0);
  std::uniform_real_distribution<double> radius_exponent(-8.0, 30.0);
  for (int seed = 0; seed < 2000; ++seed) {
    const int n = 1 + seed % 9;
    Eigen::VectorXd gradient(n);
    Eigen::VectorXd curvature(n);
    for (int i = 0; i < n; ++i) {
      gradient(i) = std::pow(10.0, exponent(random));
      curvature(i) = std::pow(10.0, exponent(random));
    }
    curvature(0) = 0.0;  // hence |z(0)| is infinite
    const double radius = std::pow(10.0, radius_exponent(random));
    const double x = SolveSecularEquation(gradient, curvature, radius);
    ASSERT_GT(x, 0.0);
    const double norm =
        (gradient.array() / (curvature.array() + x)).matrix().norm();
    EXPECT_NEAR(norm / radius, 1.0, 1e-14) << "seed " << seed;
  }
}

// A part of the gradient that is lost in rounding errors still tells the better
// of the two ends; if it is 0, the largest component of D s is positive.
TEST(EigenSubproblemSolver, CompletionOfTheHardCaseHasADefiniteSign) {
  QuadraticModel model;
  model.hessian = Eigen::Vector3d(1.0, -2.0, 3.0).asDiagonal();
  for (const double g1 : {1e-17, -1e-17, 0.0}) {
    model.gradient = Eigen::Vector3d(1.0, g1, 0.0);
    EigenSubproblemSolver solver;
    TrustRegionStep step;
    ASSERT_TRUE(solver.SetModel(model, Eigen::Vector3d::Ones()));
    ASSERT_TRUE(solver.Solve(2.0, &step));
    EXPECT_TRUE(step.hard_case);
    EXPECT_EQ(step.step(1) < 0.0, g1 > 0.0) << "g_1 = " << g1;
  }
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
