// A scalar term beside the residual blocks of a ceres::Problem.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <iostream>
#include <memory>

#include "ceres/ceres.h"
#include "ceres_newton/ceres_newton.h"

// A spring holds a point at its anchor.
struct Spring {
  template <typename T>
  bool operator()(const T* point, T* residuals) const {
    residuals[0] = point[0] - x;
    residuals[1] = point[1] - y;
    return true;
  }

  double x, y;
};

// Two charged points repel each other: an energy, no sum of squares.
struct Repulsion {
  template <typename T>
  bool operator()(const T* a, const T* b, T* energy) const {
    energy[0] = 1.0 / hypot(a[0] - b[0], a[1] - b[1]);
    return true;
  }
};

int main() {
  using SpringCost =
      ceres_newton::AutoDiffSecondOrderCostFunction<Spring, 2, 2>;
  double a[] = {0.0, 0.5};
  double b[] = {1.0, 0.0};
  ceres::Problem problem;
  problem.AddResidualBlock(new SpringCost(new Spring{0.0, 0.0}), nullptr, a);
  problem.AddResidualBlock(new SpringCost(new Spring{1.0, 0.0}), nullptr, b);

  ceres_newton::NewtonProblem newton_problem(&problem);
  newton_problem.AddObjectiveTerm(
      std::make_unique<ceres_newton::AutoDiffObjectiveTerm<Repulsion, 2, 2>>(
          new Repulsion),
      {a, b});

  const ceres_newton::NewtonSolver::Options options;
  ceres_newton::NewtonSolver::Summary summary;
  ceres_newton::Solve(options, &newton_problem, &summary);
  std::cout << summary.BriefReport() << "\n"
            << "a = " << a[0] << ", " << a[1] << "\n"
            << "b = " << b[0] << ", " << b[1] << "\n";
  return summary.certificate.is_minimum ? 0 : 1;
}
