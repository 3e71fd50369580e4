// Solve with bounds on entries of blocks that have a manifold.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>

#include "ceres/manifold.h"
#include "ceres/problem.h"
#include "ceres/product_manifold.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

NewtonSolver::Summary Minimize(ceres::Problem* problem,
                               const NewtonSolver::Options& options) {
  NewtonSolver::Summary summary;
  Solve(options, problem, &summary);
  return summary;
}

// A pose in one block: position and quaternion, pulled out of the box.
struct PullOut {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = x[0] - 2.0;
    r[1] = x[1] - 3.0 + 0.5 * x[0];
    r[2] = x[2] + 1.0 + 0.5 * x[1];
    for (int k = 0; k < 4; ++k) {
      r[3 + k] = x[3 + k] - (k == 1 ? -0.5 : 0.5) + 0.2 * x[0];
    }
    return true;
  }
};

TEST(NewtonSolverManifoldBounds, HoldThePositionOfAPose) {
  using Pose = ceres::ProductManifold<ceres::EuclideanManifold<3>,
                                      ceres::QuaternionManifold>;
  for (const LeastSquaresModel model : {LeastSquaresModel::kAuto,
                                        LeastSquaresModel::kExact,
                                        LeastSquaresModel::kGaussNewton,
                                        LeastSquaresModel::kTensor}) {
    double x[] = {0, 0, 0, 1, 0, 0, 0};
    ceres::Problem problem;
    problem.AddResidualBlock(
        new AutoDiffSecondOrderCostFunction<PullOut, 7, 7>(new PullOut),
        nullptr,
        x);
    problem.SetManifold(x, new Pose);
    for (int k = 0; k < 3; ++k) {
      problem.SetParameterLowerBound(x, k, -1.0);
      problem.SetParameterUpperBound(x, k, 1.0);
    }
    NewtonSolver::Options options;
    options.model = model;
    const NewtonSolver::Summary summary = Minimize(&problem, options);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
        << summary.FullReport();
    EXPECT_LE(summary.iterations.size(), 60u);
    EXPECT_EQ(summary.certificate.num_active_bounds, 3);
    EXPECT_TRUE(summary.certificate.is_minimum);
    EXPECT_EQ(x[0], 1.0);
    EXPECT_EQ(x[1], 1.0);
    EXPECT_EQ(x[2], -1.0);
    // q is the unit vector along the targets less 0.2: the rest of the cost is
    // 1/2 |q - t|^2 with t = (0.3, -0.7, 0.3, 0.3).
    const double length = std::sqrt(3 * 0.09 + 0.49);
    EXPECT_NEAR(x[3], 0.3 / length, 1e-9);
    EXPECT_NEAR(x[4], -0.7 / length, 1e-9);
    EXPECT_LT(summary.final_gradient_max_norm, 1e-9);
  }
}

// Where a rotation turns the translation, a step moves no entry alone: bounds
// still hold, by projection.
class TurnedTranslation : public ceres::Manifold {
 public:
  int AmbientSize() const override { return 3; }
  int TangentSize() const override { return 3; }
  bool Plus(const double* x, const double* d, double* y) const override {
    y[0] = x[0] + std::cos(x[2]) * d[0] - std::sin(x[2]) * d[1];
    y[1] = x[1] + std::sin(x[2]) * d[0] + std::cos(x[2]) * d[1];
    y[2] = x[2] + d[2];
    return true;
  }
  bool PlusJacobian(const double* x, double* jacobian) const override {
    const double c = std::cos(x[2]);
    const double s = std::sin(x[2]);
    const double rows[] = {c, -s, 0, s, c, 0, 0, 0, 1};
    std::copy(rows, rows + 9, jacobian);
    return true;
  }
  bool Minus(const double*, const double*, double*) const override {
    return false;
  }
  bool MinusJacobian(const double*, double*) const override { return false; }
};

struct TurnAndGo {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = x[0] - 2.0;
    r[1] = x[1] - 0.5;
    r[2] = x[2] - 0.7;
    return true;
  }
};

TEST(NewtonSolverManifoldBounds, HoldATurnedTranslation) {
  double x[] = {0, 0, 0};
  ceres::Problem problem;
  problem.AddResidualBlock(
      new AutoDiffSecondOrderCostFunction<TurnAndGo, 3, 3>(new TurnAndGo),
      nullptr,
      x);
  problem.SetManifold(x, new TurnedTranslation);
  problem.SetParameterUpperBound(x, 0, 1.0);
  problem.SetParameterUpperBound(x, 2, 0.4);  // this entry is moved alone
  NewtonSolver::Options options;
  options.max_num_iterations = 100;
  const NewtonSolver::Summary summary = Minimize(&problem, options);
  EXPECT_LE(x[0], 1.0);
  EXPECT_NEAR(x[0], 1.0, 1e-3) << summary.FullReport();
  EXPECT_EQ(x[2], 0.4);
}

}  // namespace
}  // namespace ceres_newton
