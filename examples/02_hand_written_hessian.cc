// Second derivatives written by hand: how to check them, and how to use them.
//
//  - Himmelblau's function is checked, then minimized from its maximum, where
//    the gradient vanishes and only the Hessian knows the way down.
//  - The range between two points is checked, then used in a ceres::Problem: a
//    position is found from its distances to four beacons.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <iostream>

#include "ceres/problem.h"
#include "ceres_newton/ceres_newton.h"
#include "hand_written_functions.h"

namespace {

bool CheckAndMinimizeHimmelblau() {
  const Himmelblau function;

  const double probe[] = {1.5, -0.5};
  const ceres_newton::HessianChecker checker(&function,
                                             ceres::NumericDiffOptions());
  ceres_newton::HessianChecker::ProbeResults results;
  if (!checker.Probe(probe, 1e-6, &results)) {
    std::cout << results.error_log << "\n";
    return false;
  }
  std::cout << "Himmelblau: Hessian correct, largest relative error "
            << results.maximum_relative_error << "\n";

  double x[] = {-0.270844590667, -0.923038522345};  // the maximum, to rounding
  ceres_newton::NewtonSolver::Options options;
  ceres_newton::NewtonSolver::Summary summary;
  ceres_newton::Solve(options, function, x, &summary);
  std::cout << summary.BriefReport() << "\n"
            << "minimum at " << x[0] << ", " << x[1] << "\n\n";
  return summary.IsSolutionUsable() && summary.certificate.is_minimum;
}

bool CheckRangeAndLocate() {
  const RangeCostFunction range(2.0);

  const double p[] = {1.0, 2.0};
  const double q[] = {-0.5, 0.25};
  const double* parameters[] = {p, q};
  const ceres_newton::HessianChecker checker(
      &range, nullptr, ceres::NumericDiffOptions());
  ceres_newton::HessianChecker::ProbeResults results;
  if (!checker.Probe(parameters, 1e-6, &results)) {
    std::cout << results.error_log << "\n";
    return false;
  }
  std::cout << "Range: Hessians correct, largest relative error "
            << results.maximum_relative_error << "\n";

  // Four beacons, and their distances from (1, 2) with an error of a few per
  // cent each.
  double beacons[4][2] = {{0.0, 0.0}, {4.0, 0.0}, {4.0, 3.0}, {0.0, 3.0}};
  const double measured[4] = {2.30, 3.51, 3.25, 1.38};
  double position[] = {3.0, 1.0};
  ceres::Problem problem;
  for (int i = 0; i < 4; ++i) {
    problem.AddResidualBlock(
        new RangeCostFunction(measured[i]), nullptr, position, beacons[i]);
    problem.SetParameterBlockConstant(beacons[i]);
  }
  ceres_newton::NewtonSolver::Options options;
  ceres_newton::NewtonSolver::Summary summary;
  ceres_newton::Solve(options, &problem, &summary);
  std::cout << summary.BriefReport() << "\n"
            << "position " << position[0] << ", " << position[1] << "\n";
  return summary.IsSolutionUsable();
}

}  // namespace

int main() {
  const bool himmelblau_ok = CheckAndMinimizeHimmelblau();
  const bool range_ok = CheckRangeAndLocate();
  return himmelblau_ok && range_ok ? 0 : 1;
}
