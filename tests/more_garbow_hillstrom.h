// The 35 test problems of More, Garbow & Hillstrom 1981, "Testing Unconstrained
// Optimization Software", ACM TOMS 7(1), in 41 instances: the usual sizes of
// the problems with any number of variables.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_H_
#define CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ceres_newton/second_order_cost_function.h"
#include "ceres_newton/second_order_function.h"

namespace ceres_newton {

// One instance: minimize f(x) = sum_i f_i(x)^2 (no factor 1/2) from `start`.
struct TestProblem {
  std::string name;  // a C++ identifier, unique: "Watson9"
  int number = 0;    // the paper's, 1 ... 35
  int num_parameters = 0;
  int num_residuals = 0;
  std::vector<double> start;  // the paper's standard start

  // The least value of f known.  Where the paper prints digits only, it was
  // refined at `minimizer` in extended precision.
  double minimum = 0.0;

  // The digits in print (the paper cuts off, it does not round), or empty where
  // it gives the exact value.
  std::string printed_minimum;

  // A point where f is `minimum`, as exactly as double allows.
  std::vector<double> minimizer;

  // Values of f at other minimizers in the literature.  Infima approached at
  // infinity are not among them: 17.4286 for Bard, 1.02734e-3 for
  // KowalikOsborne; nor is f = 1 at (0, ..., 0, n + 1) for BrownAlmostLinear,
  // where f decreases along x_1 = ... = x_{n-1} > 0.
  std::vector<double> other_minima;

  // Where the entry departs from the paper; mostly empty.
  std::string note;

  // f by automatic differentiation.
  std::shared_ptr<const SecondOrderFunction> function;

  // A new cost function of the residuals f_1 ... f_m, with their Hessians, of
  // one parameter block.  Its Ceres cost is f / 2.
  std::function<std::unique_ptr<SecondOrderCostFunction>()> make_cost_function;

  // Writes f_1 ... f_m; false where they are not defined.
  std::function<bool(const double* x, double* residuals)> residuals;
};

// All instances in the paper's order.
std::vector<TestProblem> MoreGarbowHillstromProblems();

namespace more_garbow_hillstrom {

// The two parts of the table, apart to be compiled apart: problems 1 to 19 with
// a fixed and 20 to 35 with any number of variables.
std::vector<TestProblem> FixedProblems();
std::vector<TestProblem> VariableProblems();

}  // namespace more_garbow_hillstrom
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_H_
