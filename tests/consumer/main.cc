// A user's program: checks the Hessian of Rosenbrock's function, minimizes it,
// and returns 0 at its minimum.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <cstdio>

#include "ceres_newton/ceres_newton.h"

struct Rosenbrock {
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    const T a = 1.0 - x[0];
    const T b = x[1] - x[0] * x[0];
    cost[0] = a * a + 100.0 * b * b;
    return true;
  }
};

int main() {
  ceres_newton::AutoDiffSecondOrderFunction<Rosenbrock, 2> function;
  double x[] = {-1.2, 1.0};

  ceres_newton::HessianChecker checker(&function, ceres::NumericDiffOptions());
  ceres_newton::HessianChecker::ProbeResults results;
  if (!checker.Probe(x, 1e-6, &results)) {
    std::printf("%s\n", results.error_log.c_str());
    return 1;
  }

  ceres_newton::NewtonSolver::Options options;
  ceres_newton::NewtonSolver::Summary summary;
  ceres_newton::Solve(options, function, x, &summary);
  std::printf("%s\n", summary.BriefReport().c_str());
  return std::hypot(x[0] - 1.0, x[1] - 1.0) < 1e-8 ? 0 : 1;
}
