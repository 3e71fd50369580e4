// Sets of test problems, solvers that run on them, and a judge who is the same
// for all.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_SOLVER_SETS_H_
#define CERES_NEWTON_TESTS_SOLVER_SETS_H_

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "bounded_problems.h"
#include "ceres/problem.h"
#include "ceres_newton/newton_solver.h"
#include "more_garbow_hillstrom.h"

namespace ceres_newton {
namespace solver_sets {

// What a solver says of a run; counts are -1 where it does not tell.
struct Outcome {
  double cost = 0.0;  // Ceres' 1/2 |r|^2
  // Of the residuals alone.  The Newton solver's include the start, Ceres' do
  // not: it evaluates the start together with its Jacobian.
  int num_cost_evaluations = -1;
  int num_hessian_evaluations = -1;  // of Jacobians, for Ceres
  bool says_converged = false;
  std::string reason;
};

// A solver with its options.
struct Contestant {
  std::string name;
  // The second argument is null if there are no scalar terms.
  std::function<Outcome(ceres::Problem*, NewtonProblem*)> solve;
};

Contestant Newton(const std::string& name,
                  const NewtonSolver::Options& options);
// Ceres' Levenberg-Marquardt with tolerances far below its defaults and 2000
// iterations, with or without nonmonotonic steps; with its defaults; and its
// L-BFGS with such tolerances.
Contestant CeresLevenbergMarquardt(bool use_nonmonotonic_steps);
Contestant CeresDefaults();
Contestant CeresLbfgs();

// What the judge finds at an end point.
struct Verdict {
  // f = |r|^2 or the scalar term, and max |df/dx_i| over the variables that no
  // bound holds; NaN where they cannot be evaluated.
  double f = std::numeric_limits<double>::quiet_NaN();
  double gradient = std::numeric_limits<double>::quiet_NaN();
  bool is_solved = false;
  // Solved, but only in the sense that f is a value that the paper lists as a
  // minimum although it is none: see JudgeUnbounded().
  bool is_at_listed_non_minimum = false;
};

struct Row {
  std::string problem;
  bool is_solved = false;
  bool is_at_listed_non_minimum = false;
  Outcome outcome;
  double final_gradient = 0.0;  // as in Verdict
  double correct_digits = 0.0;  // NIST's log relative error, else 0
};

struct Totals {
  int num_problems = 0;
  int num_solved = 0;
  int num_at_minimum = 0;  // the solved ones without the listed non-minima
  // Of the runs that tell; -1 if none does.
  int num_hessian_evaluations = -1;      // over the solved problems
  int max_num_hessian_evaluations = -1;  // the same
  int num_cost_evaluations = -1;         // over all problems
  double mean_correct_digits = 0.0;
};
Totals Sum(const std::vector<Row>& rows);

// Judges x, reached from `start`.  Solved: the cost f, in the paper's scale, is
// within
//
//   1e-8 |f*| + 1e-12 min(1, f_0 - f*) + m eps^2
//
// of the best known or another published local minimum f* (m residuals that are
// zero to rounding have a sum of squares of m eps^2), and the largest entry of
// the gradient is at most 1e-5 (1 + |f|), or 1e-12 of the largest of 2 J'J.
//
// Two values f* that the paper lists are no minima, but count as solved with
// the flag is_at_listed_non_minimum: f only tends to Bard's 17.4287 as x goes
// to infinity, and has a degenerate stationary point where BrownAlmostLinear's
// is 1.
Verdict JudgeUnbounded(const TestProblem& problem,
                       const std::vector<double>& start,
                       const std::vector<double>& x);

// Judges x.  Solved: it is within the bounds, f is a published minimum to the
// problem's tolerance, and the projected gradient of f is at most 1e-8.
Verdict JudgeBounded(const BoundedProblem& problem,
                     const std::vector<double>& x);

// The 41 instances of More, Garbow & Hillstrom 1981 as one residual block each,
// from `start_factor` times the standard start, by JudgeUnbounded().
std::vector<Row> RunMoreGarbowHillstrom(const Contestant& contestant,
                                        double start_factor);

// The 27 nonlinear regression problems of NIST from both starts.  Solved: four
// digits of all parameters are right.
//
//   folder  of NIST's *.dat files; where one is missing, *rows stays short
std::vector<Row> RunNist(const Contestant& contestant,
                         const std::string& folder);

// The problems of bounded_problems.h, by JudgeBounded(); Ceres takes only those
// that are sums of squares, and fails on the others.
std::vector<Row> RunBounded(const Contestant& contestant);

}  // namespace solver_sets
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_SOLVER_SETS_H_
