// Solve on many random nonlinear regressions: some paths of the minimizer are
// rare.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <random>

#include "Eigen/Core"
#include "ceres/problem.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// r = u + 0.7 u sin(v) + 0.2 v^2, u = c + A x, v = B x, entry by entry:
// residuals of size 1 at many local minima.
struct Waves {
  explicit Waves(std::mt19937* random) {
    std::normal_distribution<double> normal;
    for (auto* matrix : {&a, &b}) {
      *matrix = matrix->NullaryExpr([&] { return normal(*random); });
    }
    c = c.NullaryExpr([&] { return normal(*random); });
  }

  template <typename T>
  bool operator()(const T* x, T* r) const {
    using std::sin;
    for (int k = 0; k < 5; ++k) {
      T u(c(k));
      T v(0.0);
      for (int i = 0; i < 3; ++i) {
        u += a(k, i) * x[i];
        v += b(k, i) * x[i];
      }
      r[k] = u + 0.7 * sin(v) * u + 0.2 * v * v;
    }
    return true;
  }

  Eigen::Matrix<double, 5, 3> a;
  Eigen::Matrix<double, 5, 3> b;
  Eigen::Matrix<double, 5, 1> c;
};

NewtonSolver::Summary SolveWaves(unsigned seed,
                                 const NewtonSolver::Options& options) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  auto* waves = new Waves(&random);
  double x[3];
  std::generate(x, x + 3, [&] { return 2.0 * normal(random); });
  ceres::Problem problem;
  problem.AddResidualBlock(
      new AutoDiffSecondOrderCostFunction<Waves, 5, 3>(waves), nullptr, x);
  NewtonSolver::Summary summary;
  Solve(options, &problem, &summary);
  return summary;
}

// Steps upward may lead to a minimum above a point that was left; the search
// then goes on from that point, and converges too.
TEST(NewtonSolverRandomProblems, ConvergeWithStepsUpward) {
  for (const LeastSquaresModel model :
       {LeastSquaresModel::kExact, LeastSquaresModel::kAuto}) {
    for (unsigned seed = 0; seed < 400; ++seed) {
      NewtonSolver::Options options;
      options.model = model;
      options.use_nonmonotonic_steps = true;
      const NewtonSolver::Summary summary = SolveWaves(seed, options);
      EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
          << "seed " << seed << ": " << summary.message;
      EXPECT_TRUE(summary.certificate.is_minimum) << "seed " << seed;
      EXPECT_LT(summary.final_gradient_max_norm,
                1e-5 * (1.0 + summary.final_cost))
          << "seed " << seed;
      for (const auto& iteration : summary.iterations) {
        EXPECT_GE(iteration.cost, summary.final_cost * (1.0 - 1e-7))
            << "seed " << seed;
      }
    }
  }
}

// With large residuals J'J may overshoot a minimum by just as much as it is
// away from it.
TEST(NewtonSolverRandomProblems, GaussNewtonDoesNotCycleAtAMinimum) {
  for (unsigned seed = 0; seed < 800; ++seed) {
    NewtonSolver::Options options;
    options.model = LeastSquaresModel::kGaussNewton;
    const NewtonSolver::Summary summary = SolveWaves(seed, options);
    EXPECT_FALSE(summary.stop_reason == StopReason::kMaxIterations &&
                 summary.final_gradient_max_norm < 1e-9)
        << "seed " << seed << ": " << summary.message;
  }
}

// The residual 1 - y^2 / 2 has its maximum at the start y = 0: J'J is blind to
// that, and the exact Hessian has the last word.
struct WavesAndHill {
  explicit WavesAndHill(std::mt19937* random) : waves(random) {}
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[5] = 1.0 - 0.5 * x[3] * x[3];
    return waves(x, r);
  }
  Waves waves;
};

TEST(NewtonSolverRandomProblems, GaussNewtonDoesNotEndAtSaddles) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    auto* functor = new WavesAndHill(&random);
    double x[4] = {0.0, 0.0, 0.0, 0.0};
    std::generate(x, x + 3, [&] { return 2.0 * normal(random); });
    ceres::Problem problem;
    problem.AddResidualBlock(
        new AutoDiffSecondOrderCostFunction<WavesAndHill, 6, 4>(functor),
        nullptr,
        x);
    NewtonSolver::Options options;
    options.model = LeastSquaresModel::kGaussNewton;
    NewtonSolver::Summary summary;
    Solve(options, &problem, &summary);
    EXPECT_FALSE(summary.termination_type == ceres::CONVERGENCE &&
                 summary.certificate.num_negative > 0)
        << "seed " << seed << ": " << summary.message;
  }
}

}  // namespace
}  // namespace ceres_newton
