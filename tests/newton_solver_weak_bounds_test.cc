// Solve where bounds touch the point without holding it: second-order
// conditions look into the box.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/problem.h"
#include "ceres/types.h"
#include "ceres_newton/autodiff_objective_term.h"
#include "ceres_newton/newton_problem.h"
#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// x^2 + c x y - 2 y^2 + 0.1 x^4 + m y: on y = 0 least at x = 0, where the
// multiplier of y >= 0 is m.
struct Ridge {
  double coupling;
  double multiplier;
  template <typename T>
  bool operator()(const T* x, T* value) const {
    *value = x[0] * x[0] + coupling * x[0] * x[1] - 2.0 * x[1] * x[1] +
             0.1 * x[0] * x[0] * x[0] * x[0] + multiplier * x[1];
    return true;
  }
};

NewtonSolver::Summary Minimize(const Ridge& ridge, double* x) {
  ceres::Problem problem;
  NewtonProblem newton_problem(&problem);
  newton_problem.AddObjectiveTerm(
      std::make_unique<AutoDiffObjectiveTerm<Ridge, 2>>(new Ridge(ridge)), {x});
  problem.SetParameterLowerBound(x, 1, 0.0);
  problem.SetParameterUpperBound(x, 1, 0.5);
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), &newton_problem, &summary);
  return summary;
}

TEST(NewtonSolverWeakBounds, AMultiplierOfRoundingSizeHoldsNothing) {
  for (const double coupling : {1.0, -1.0, 0.3, 3.0}) {
    for (const double start : {1.0, -1.0, 0.2, 5.0, 1e-3}) {
      double x[2] = {start, 0.0};
      const NewtonSolver::Summary summary = Minimize({coupling, 0.0}, x);
      EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
      // The lowest points have y = 1/2; none has y = 0.
      EXPECT_EQ(x[1], 0.5) << coupling << " from " << start << ": "
                           << summary.FullReport();
      EXPECT_LT(summary.final_cost, -0.4);
      EXPECT_TRUE(summary.certificate.is_minimum);
    }
  }
}

TEST(NewtonSolverWeakBounds, ASmallMultiplierThatIsOneHolds) {
  for (const double start : {1.0, -1.0, 0.2}) {
    double x[2] = {start, 0.0};
    const NewtonSolver::Summary summary = Minimize({0.0, 1e-3}, x);
    EXPECT_TRUE(summary.certificate.is_minimum) << summary.FullReport();
    EXPECT_EQ(x[1], 0.0);
  }
}

}  // namespace
}  // namespace ceres_newton
