// The shortest program: a functor, a function that knows its Hessian, Solve.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <iostream>

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
  ceres_newton::NewtonSolver::Options options;
  ceres_newton::NewtonSolver::Summary summary;
  ceres_newton::Solve(options, function, x, &summary);
  std::cout << summary.BriefReport() << "\n"
            << "x = " << x[0] << ", " << x[1] << "\n";
  return summary.IsSolutionUsable() ? 0 : 1;
}
