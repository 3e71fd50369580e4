// SPDX-License-Identifier: BSD-3-Clause

#include "nist_fitting.h"

#include "ceres/problem.h"

namespace ceres_newton {
namespace examples {

NistFit FitNistProblem(const NewtonSolver::Options& options,
                       const NistProblem& problem,
                       int start) {
  NistFit fit;
  fit.parameters = problem.starts[start];

  ceres::Problem least_squares;  // takes the cost function
  least_squares.AddResidualBlock(
      MakeNistCostFunction(problem).release(), nullptr, fit.parameters.data());
  Solve(options, &least_squares, &fit.summary);

  fit.correct_digits = LogRelativeError(fit.parameters, problem.certified);
  fit.residual_sum_of_squares = 2.0 * fit.summary.final_cost;
  return fit;
}

}  // namespace examples
}  // namespace ceres_newton
