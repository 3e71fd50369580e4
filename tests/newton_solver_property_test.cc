// What holds whatever the function does.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <random>

#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace {

using testing::Derivatives;
using testing::TestFunction;

// Functions without rhyme or reason: wrong derivatives, jumps, holes.
TEST(NewtonSolverProperty, XIsNeverWorseThanAtTheStart) {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    const int n = 1 + static_cast<int>(seed % 5);
    const double curvature_error = seed % 3 == 0 ? 0.0 : 1.0;
    const double gradient_error = seed % 4 == 0 ? 1.0 : 0.0;
    const double jump = seed % 7 == 0 ? 0.1 : 0.0;
    const double hole = seed % 2 == 0 ? 0.95 : 2.0;
    Eigen::MatrixXd a(n, n);
    Eigen::VectorXd wave(n);
    for (int i = 0; i < n; ++i) {
      wave(i) = 3.0 * normal(random);
      for (int j = 0; j < n; ++j) {
        a(i, j) = normal(random);
      }
    }
    const Eigen::MatrixXd h = 0.5 * (a + a.transpose());
    const double scale = std::pow(10.0, 8.0 * normal(random));
    const TestFunction function(
        n, [&](const Eigen::VectorXd& x, Derivatives* d) {
          const double phase = wave.dot(x);
          const double square = x.squaredNorm();
          d->cost = scale * (0.5 * x.dot(h * x) + std::sin(phase) +
                             0.05 * square * square + jump * std::floor(phase));
          d->gradient = scale * (h * x + std::cos(phase) * wave +
                                 0.2 * square * x + gradient_error * a.col(0));
          d->hessian = scale * (h - std::sin(phase) * wave * wave.transpose() +
                                0.4 * x * x.transpose() +
                                0.2 * square * Eigen::MatrixXd::Identity(n, n) +
                                curvature_error * h);
          return std::sin(7.0 * phase) < hole;
        });
    Eigen::VectorXd x(n);
    for (int i = 0; i < n; ++i) {
      x(i) = normal(random);
    }
    double start_cost;
    const bool is_evaluable = function.Evaluate(x.data(), &start_cost, nullptr);
    const Eigen::VectorXd start = x;
    NewtonSolver::Options options;
    options.max_num_iterations = 200;
    NewtonSolver::Summary summary;
    Solve(options, function, x.data(), &summary);
    if (!is_evaluable) {
      EXPECT_EQ(summary.termination_type, ceres::FAILURE) << seed;
      EXPECT_EQ(x, start) << seed;
      continue;
    }
    double cost;
    ASSERT_TRUE(function.Evaluate(x.data(), &cost, nullptr)) << seed;
    EXPECT_LE(cost, start_cost) << seed;
    EXPECT_EQ(cost, summary.final_cost) << seed;
    EXPECT_EQ(start_cost, summary.initial_cost) << seed;
    const SecondOrderCertificate& certificate = summary.certificate;
    EXPECT_EQ(certificate.num_negative + certificate.num_zero +
                  certificate.num_positive,
              n)
        << seed;
    if (summary.termination_type == ceres::CONVERGENCE) {
      EXPECT_EQ(certificate.num_negative, 0) << seed;
    }
  }
}

}  // namespace
}  // namespace ceres_newton
