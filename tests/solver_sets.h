// Sets of test problems, solvers that run on them, and a judge who is the same
// for all.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_SOLVER_SETS_H_
#define CERES_NEWTON_TESTS_SOLVER_SETS_H_

#include <functional>
#include <string>
#include <vector>

#include "ceres/problem.h"
#include "ceres_newton/newton_solver.h"

namespace ceres_newton {
namespace solver_sets {

// What a solver says of a run.
struct Outcome {
  double cost = 0.0;             // Ceres' 1/2 |r|^2
  int num_cost_evaluations = 0;  // of the residuals alone, the start included
  int num_hessian_evaluations = 0;  // of Jacobians, for Ceres
  bool says_converged = false;
  std::string reason;
};

// A solver with its options.
struct Contestant {
  std::string name;
  // The second argument is null if there are no scalar terms.
  std::function<Outcome(ceres::Problem*, NewtonProblem*)> solve;
};

// The Newton solver; counts are -1 where a solver does not tell.
Contestant Newton(const std::string& name,
                  const NewtonSolver::Options& options);
// Ceres' Levenberg-Marquardt with tolerances far below its defaults and 2000
// iterations, with or without nonmonotonic steps; with its defaults; and its
// L-BFGS with such tolerances.
Contestant CeresLevenbergMarquardt(bool use_nonmonotonic_steps);
Contestant CeresDefaults();
Contestant CeresLbfgs();

struct Row {
  std::string problem;
  bool is_solved = false;
  Outcome outcome;
  double final_gradient = 0.0;  // max |g_i|, projected where there are bounds
  double correct_digits = 0.0;  // NIST's log relative error, else 0
};

struct Totals {
  int num_problems = 0;
  int num_solved = 0;
  int num_hessian_evaluations = 0;      // over the solved problems
  int max_num_hessian_evaluations = 0;  // the same
  int num_cost_evaluations = 0;         // over all problems
  double mean_correct_digits = 0.0;
};
Totals Sum(const std::vector<Row>& rows);

// The 41 instances of More, Garbow & Hillstrom 1981 as one residual block each,
// from `start_factor` times the standard start.  Solved: the cost f, in the
// paper's scale, is within
//
//   1e-8 |f*| + 1e-12 min(1, f_0 - f*) + m eps^2
//
// of the best known or another published local minimum f* (m residuals that are
// zero to rounding have a sum of squares of m eps^2), and the largest entry of
// the gradient is at most 1e-5 (1 + |f|), or 1e-12 of the largest of J'J.
std::vector<Row> RunMoreGarbowHillstrom(const Contestant& contestant,
                                        double start_factor);

// The 27 nonlinear regression problems of NIST from both starts.  Solved: four
// digits of all parameters are right.
//
//   folder  of NIST's *.dat files; where one is missing, *rows stays short
std::vector<Row> RunNist(const Contestant& contestant,
                         const std::string& folder);

// The problems of bounded_problems.h; Ceres takes only those that are sums of
// squares, and fails on the others.  Solved: the published digits of the
// minimum are met, and the projected gradient is at most 1e-8.
std::vector<Row> RunBounded(const Contestant& contestant);

}  // namespace solver_sets
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_SOLVER_SETS_H_
