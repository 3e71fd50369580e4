// Problems with bounds: those of More, Garbow & Hillstrom 1981 in the boxes of
// Gay 1984, and problems of Hock & Schittkowski 1981.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_BOUNDED_PROBLEMS_H_
#define CERES_NEWTON_TESTS_BOUNDED_PROBLEMS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ceres_newton/objective_term.h"
#include "ceres_newton/second_order_cost_function.h"

namespace ceres_newton {

// Minimize f, the sum of the squares of residuals or a scalar term, within
// lower <= x <= upper.
struct BoundedProblem {
  std::string name;
  std::vector<double> start;  // may violate the bounds
  std::vector<double> lower;  // +-infinity for none
  std::vector<double> upper;
  // Of f: published, or computed with more digits where print has too few.
  double minimum = 0.0;
  std::vector<double> other_minima;
  double tolerance = 0.0;  // of the digits given
  // One of the two: f = |r|^2, or f itself.
  std::function<std::unique_ptr<SecondOrderCostFunction>()> make_residuals;
  std::function<std::unique_ptr<ObjectiveTerm>()> make_term;
};

// Boxes for problems 3, 4, 5, 7, 9, 12 (with three residuals), 14, 16 and 18
// (D. M. Gay, "A trust-region approach to linearly constrained optimization",
// Numerical Analysis, Lecture Notes in Mathematics 1066, 1984), and Hock &
// Schittkowski's 1, 2, 3, 4, 5, 25, 38, 45 and 110 ("Test Examples for
// Nonlinear Programming Codes", Lecture Notes in Economics and Mathematical
// Systems 187, 1981).
std::vector<BoundedProblem> BoundedProblems();

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_BOUNDED_PROBLEMS_H_
