// What NewtonSolver::Options::check_hessians sees of a whole problem at bounds.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "objective_check.h"

#include <cmath>
#include <string>

#include "ceres/loss_function.h"
#include "ceres/manifold.h"
#include "ceres/problem.h"
#include "ceres/rotation.h"
#include "ceres_newton/newton_solver.h"
#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// R(q) a - b, scaled by a third block.
struct Alignment {
  template <typename T>
  bool operator()(const T* q, const T* scale, T* r) const {
    const T a[3] = {T(1.0), T(-2.0), T(0.5)};
    T rotated[3];
    ceres::QuaternionRotatePoint(q, a, rotated);
    for (int k = 0; k < 3; ++k) {
      r[k] = scale[0] * rotated[k] - b[k];
    }
    return true;
  }
  double b[3];
};

// rho = c log(1 + z / c) with a factor in rho''.
class MyLoss : public ceres::LossFunction {
 public:
  explicit MyLoss(double factor) : factor_(factor) {}
  void Evaluate(double z, double rho[3]) const override {
    rho[0] = std::log1p(z);
    rho[1] = 1.0 / (1.0 + z);
    rho[2] = -factor_ * rho[1] * rho[1];
  }

 private:
  const double factor_;
};

// x and y - 5: no slope along x at x = 0.
struct Corner {
  template <typename T>
  bool operator()(const T* x, const T* y, T* r) const {
    r[0] = x[0];
    r[1] = y[0] - 5.0;
    return true;
  }
};

TEST(ObjectiveCheck, LetsAStartOnABoundPass) {
  // On the bound, and so near that no difference has room.
  for (const double start : {0.0, 1e-9, 1e-3}) {
    SCOPED_TRACE(start);
    double x = start;
    double y = 0.0;
    ceres::Problem problem;
    problem.AddResidualBlock(
        new AutoDiffSecondOrderCostFunction<Corner, 2, 1, 1>(new Corner),
        nullptr,
        &x,
        &y);
    problem.SetParameterLowerBound(&x, 0, 0.0);
    NewtonSolver::Options options;
    options.check_hessians = true;
    NewtonSolver::Summary summary;
    Solve(options, &problem, &summary);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE) << summary.message;
    EXPECT_NEAR(y, 5.0, 1e-12);
  }
}

TEST(ObjectiveCheck, LetsAStartInACornerPass) {
  double x = 0.0;
  double y = 5.0;
  ceres::Problem problem;
  problem.AddResidualBlock(
      new AutoDiffSecondOrderCostFunction<Corner, 2, 1, 1>(new Corner),
      nullptr,
      &x,
      &y);
  problem.SetParameterLowerBound(&x, 0, 0.0);
  problem.SetParameterUpperBound(&y, 0, 5.0);
  NewtonSolver::Options options;
  options.check_hessians = true;
  NewtonSolver::Summary summary;
  Solve(options, &problem, &summary);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE) << summary.message;
}

// The unit sphere, on which a bound holds the start; steps do not see it.
TEST(ObjectiveCheck, LetsAStartOnABoundOfAManifoldPass) {
  double q[] = {0.8, 0.6, 0.0, 0.0};
  double scale = 1.0;
  ceres::Problem problem;
  problem.AddResidualBlock(
      new AutoDiffSecondOrderCostFunction<Alignment, 3, 4, 1>(
          new Alignment{{1.1, -1.9, 0.8}}),
      nullptr,
      q,
      &scale);
  problem.SetManifold(q, new ceres::QuaternionManifold);
  problem.SetParameterUpperBound(q, 0, 0.8);
  NewtonSolver::Options options;
  options.check_hessians = true;
  NewtonSolver::Summary summary;
  Solve(options, &problem, &summary);
  EXPECT_NE(summary.stop_reason, StopReason::kInvalidProblem)
      << summary.message;
}

// Mistakes beside a bound, and in a bounded parameter away from its bounds,
// show.
TEST(ObjectiveCheck, BoundsHideNoMistakeElsewhere) {
  for (const double start : {0.0, 2.0}) {
    SCOPED_TRACE(start);
    double x = start;
    double y = 1.0;
    ceres::Problem problem;
    problem.AddResidualBlock(
        new AutoDiffSecondOrderCostFunction<Corner, 2, 1, 1>(new Corner),
        new MyLoss(0.0),
        &x,
        &y);
    problem.SetParameterLowerBound(&x, 0, 0.0);
    problem.SetParameterUpperBound(&y, 0, 100.0);
    NewtonSolver::Options options;
    options.check_hessians = true;
    NewtonSolver::Summary summary;
    Solve(options, &problem, &summary);
    EXPECT_EQ(summary.stop_reason, StopReason::kInvalidProblem);
    EXPECT_NE(summary.message.find("loss functions"), std::string::npos)
        << summary.message;
  }
}

}  // namespace
}  // namespace ceres_newton
