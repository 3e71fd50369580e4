// One fit of a NIST regression problem with the Newton solver.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_EXAMPLES_NIST_FITTING_H_
#define CERES_NEWTON_EXAMPLES_NIST_FITTING_H_

#include <vector>

#include "ceres_newton/newton_solver.h"
#include "nist_problems.h"

namespace ceres_newton {
namespace examples {

struct NistFit {
  std::vector<double> parameters;
  double correct_digits = 0.0;  // LogRelativeError of the parameters
  double residual_sum_of_squares = 0.0;
  NewtonSolver::Summary summary;
};

// NIST's own yardstick: four correct digits are a solution.
constexpr double kDigitsOfSolution = 4.0;

// Fits from problem.starts[start], start being 0 or 1.  The model must be
// known: MakeNistCostFunction(problem) is not null.
NistFit FitNistProblem(const NewtonSolver::Options& options,
                       const NistProblem& problem,
                       int start);

}  // namespace examples
}  // namespace ceres_newton

#endif  // CERES_NEWTON_EXAMPLES_NIST_FITTING_H_
