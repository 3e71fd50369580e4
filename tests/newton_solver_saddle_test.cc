// Saddles, maxima and other traps: from none of them may the solver return
// without having found a minimum, or an honest word.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <vector>

#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace {

using testing::Derivatives;
using testing::DoubleWell;
using testing::MonkeySaddle;
using testing::Parabola;
using testing::Rosenbrock;
using testing::Scalar;
using testing::Separable;
using testing::Term;
using testing::TestFunction;

class NewtonSolverSaddle : public ::testing::TestWithParam<LinearSolver> {
 protected:
  NewtonSolver::Summary Minimize(const SecondOrderFunction& function,
                                 const Eigen::VectorXd& start) {
    x_ = start;
    NewtonSolver::Options options;
    options.linear_solver = GetParam();
    NewtonSolver::Summary summary;
    Solve(options, function, x_.data(), &summary);
    return summary;
  }

  void ExpectMinimum(const SecondOrderFunction& function,
                     const Eigen::VectorXd& start,
                     double minimum) {
    const NewtonSolver::Summary summary = Minimize(function, start);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
        << summary.FullReport();
    EXPECT_NEAR(summary.final_cost, minimum, 1e-12) << summary.FullReport();
    EXPECT_TRUE(summary.certificate.is_minimum) << summary.FullReport();
  }

  Eigen::VectorXd x_;
};

INSTANTIATE_TEST_SUITE_P(Solvers,
                         NewtonSolverSaddle,
                         ::testing::Values(LinearSolver::kDenseEigen,
                                           LinearSolver::kDenseMoreSorensen),
                         [](const auto& info) { return ToString(info.param); });

Term Square() { return Parabola(2.0, 0.0); }

TEST_P(NewtonSolverSaddle, ExactSaddleIsLeft) {
  ExpectMinimum(
      Separable({Square(), DoubleWell()}), Eigen::Vector2d(0, 0), -0.25);
  EXPECT_NEAR(std::abs(x_(1)), std::sqrt(0.5), 1e-12);
}

TEST_P(NewtonSolverSaddle, LineIntoASaddleIsLeft) {
  // On y = 0 the gradient has no part along the negative direction.
  ExpectMinimum(
      Separable({Square(), DoubleWell()}), Eigen::Vector2d(1, 0), -0.25);
}

TEST_P(NewtonSolverSaddle, NearlyExactSaddleIsLeft) {
  ExpectMinimum(Separable({Square(), DoubleWell()}),
                Eigen::Vector2d(1e-17, -1e-200),
                -0.25);
}

TEST_P(NewtonSolverSaddle, HardCaseInTwoDimensions) {
  // The gradient lies in the stiff direction, strongly coupled.
  const TestFunction function(2, [](const Eigen::VectorXd& x, Derivatives* d) {
    const double u = x(0) * x(0) - 1.0;
    const double y = x(1);
    d->cost =
        0.25 * u * u + 0.5 * (x(0) * x(0) - 0.5) * y * y + 0.25 * y * y * y * y;
    d->gradient << x(0) * u + x(0) * y * y, (x(0) * x(0) - 0.5) * y + y * y * y;
    d->hessian << 3.0 * x(0) * x(0) - 1.0 + y * y, 2.0 * x(0) * y,
        2.0 * x(0) * y, x(0) * x(0) - 0.5 + 3.0 * y * y;
    return true;
  });
  // At (0.1, 0) both curvatures are negative, and the gradient has no y.
  const NewtonSolver::Summary summary =
      Minimize(function, Eigen::Vector2d(0.1, 0.0));
  EXPECT_TRUE(summary.certificate.is_minimum);
  EXPECT_LT(summary.final_gradient_max_norm, 1e-12);
}

TEST_P(NewtonSolverSaddle, HardCaseInTwelveDimensions) {
  std::vector<Term> terms;
  Eigen::VectorXd start(12);
  for (int i = 0; i < 12; ++i) {
    terms.push_back(i % 2 == 0 ? Parabola(1.0 + i, 1.0) : DoubleWell());
    start(i) = i % 2 == 0 ? 3.0 : 0.0;
  }
  ExpectMinimum(Separable(terms), start, -6 * 0.25);
}

// 1/2 |u v' - M|_F^2 with u, v in R^2 and M = diag(2, 1), from u = v = 0.
TEST_P(NewtonSolverSaddle, FactorizationFromZeroFactors) {
  const TestFunction function(4, [](const Eigen::VectorXd& x, Derivatives* d) {
    const double m[2][2] = {{2.0, 0.0}, {0.0, 1.0}};
    for (int i = 0; i < 2; ++i) {
      for (int j = 0; j < 2; ++j) {
        const double r = x(i) * x(2 + j) - m[i][j];
        Eigen::Vector4d jacobian = Eigen::Vector4d::Zero();
        jacobian(i) = x(2 + j);
        jacobian(2 + j) = x(i);
        d->cost += 0.5 * r * r;
        d->gradient += r * jacobian;
        d->hessian += jacobian * jacobian.transpose();
        d->hessian(i, 2 + j) += r;
        d->hessian(2 + j, i) += r;
      }
    }
    return true;
  });
  const NewtonSolver::Summary summary =
      Minimize(function, Eigen::Vector4d::Zero());
  // The best approximation of rank 1 leaves the singular value 1.
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
      << summary.FullReport();
  EXPECT_NEAR(summary.final_cost, 0.5, 1e-12);
  // (c u, v / c) is as good as (u, v): one eigenvalue is zero.
  EXPECT_EQ(summary.certificate.num_zero, 1);
  EXPECT_EQ(summary.certificate.num_positive, 3);
  EXPECT_FALSE(summary.certificate.is_minimum);
}

TEST_P(NewtonSolverSaddle, MonkeySaddleIsCalledDegenerate) {
  const NewtonSolver::Summary summary =
      Minimize(MonkeySaddle(), Eigen::Vector2d::Zero());
  EXPECT_EQ(summary.stop_reason, StopReason::kDegenerateSecondOrderPoint);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_FALSE(summary.certificate.is_minimum);
  EXPECT_EQ(summary.certificate.num_zero, 2);
  EXPECT_NE(summary.message.find("degenerate"), std::string::npos);
}

TEST_P(NewtonSolverSaddle, NearAMonkeySaddleTheDescentIsFound) {
  const NewtonSolver::Summary summary =
      Minimize(MonkeySaddle(), Eigen::Vector2d(1e-8, 1e-9));
  EXPECT_EQ(summary.stop_reason, StopReason::kUnbounded)
      << summary.FullReport();
}

TEST_P(NewtonSolverSaddle, MaximumOfOneVariableIsLeft) {
  ExpectMinimum(Scalar([](double x) { return std::cos(x); },
                       [](double x) { return -std::sin(x); },
                       [](double x) { return -std::cos(x); }),
                Eigen::VectorXd::Zero(1),
                -1.0);
}

// The gradient and both ends of the step look alike from the maximum, but only
// one side goes down for long: the better end is chosen.
TEST_P(NewtonSolverSaddle, BothSignsAreTried) {
  for (const double sign : {1.0, -1.0}) {
    const TestFunction function =
        Scalar([=](double x) { return -x * x + sign * x * x * x; },
               [=](double x) { return -2.0 * x + sign * 3.0 * x * x; },
               [=](double x) { return -2.0 + sign * 6.0 * x; });
    NewtonSolver::Options options;
    options.initial_trust_region_radius = 1.0;
    options.max_num_iterations = 1;
    double x = 0.0;
    NewtonSolver::Summary summary;
    Solve(options, function, &x, &summary);
    // |s| = 1 / sqrt(2): -0.5 -+ 0.35.
    EXPECT_NEAR(x, -sign * std::sqrt(0.5), 1e-14);
  }
}

TEST_P(NewtonSolverSaddle, OneSideOutsideOfTheDomain) {
  // -x^2 + x^4 for x <= 0 only: whichever sign comes first, 0 is left.
  for (const double sign : {1.0, -1.0}) {
    const TestFunction function(1,
                                [=](const Eigen::VectorXd& x, Derivatives* d) {
                                  const Term well = DoubleWell();
                                  d->cost = well.f(x(0));
                                  d->gradient(0) = well.df(x(0));
                                  d->hessian(0, 0) = well.d2f(x(0));
                                  return sign * x(0) <= 0.0;
                                });
    ExpectMinimum(function, Eigen::VectorXd::Zero(1), -0.25);
    EXPECT_NEAR(x_(0), -sign * std::sqrt(0.5), 1e-12);
  }
}

TEST_P(NewtonSolverSaddle, SaddleOnAHighPlateau) {
  ExpectMinimum(
      Separable({Square(),
                 {[](double x) { return 1e6 + x * x * (x * x - 1.0); },
                  DoubleWell().df,
                  DoubleWell().d2f}}),
      Eigen::Vector2d(0, 0),
      1e6 - 0.25);
}

TEST_P(NewtonSolverSaddle, ConstantFunctionConvergesHonestly) {
  const TestFunction function(3, [](const Eigen::VectorXd&, Derivatives* d) {
    d->cost = 4.0;
    return true;
  });
  const NewtonSolver::Summary summary =
      Minimize(function, Eigen::Vector3d(1.0, 2.0, 3.0));
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_EQ(summary.stop_reason, StopReason::kDegenerateSecondOrderPoint);
  EXPECT_EQ(summary.certificate.num_zero, 3);
  EXPECT_FALSE(summary.certificate.is_minimum);
  EXPECT_EQ(x_, Eigen::Vector3d(1.0, 2.0, 3.0));
}

TEST_P(NewtonSolverSaddle, UnusedParameterStaysWhereItIs) {
  const NewtonSolver::Summary summary =
      Minimize(Separable({Parabola(3.0, 2.0), Parabola(0.0, 0.0)}),
               Eigen::Vector2d(-1.0, 17.0));
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_NEAR(x_(0), 2.0, 1e-14);
  EXPECT_EQ(x_(1), 17.0);
  EXPECT_EQ(summary.certificate.num_zero, 1);
  EXPECT_EQ(summary.certificate.num_positive, 1);
}

}  // namespace
}  // namespace ceres_newton
