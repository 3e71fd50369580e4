// EXPECT: There is no ceres::GradientProblem around the function
//
// What ceres::Solve takes for a scalar function.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/gradient_problem.h"

#include "ceres_newton/ceres_newton.h"

struct Square {
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    cost[0] = x[0] * x[0];
    return true;
  }
};

using Function = ceres_newton::AutoDiffSecondOrderFunction<Square, 1>;
void Minimize(double* x, ceres_newton::NewtonSolver::Summary* summary) {
  const ceres_newton::NewtonSolver::Options options;
#ifdef CERES_NEWTON_CORRECTED
  ceres_newton::Solve(options, Function(), x, summary);
#else
  ceres_newton::Solve(
      options, ceres::GradientProblem(new Function), x, summary);
#endif
}
