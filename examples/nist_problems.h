// The nonlinear regression problems of the NIST Statistical Reference Datasets
// (StRD): reading them, their models, and how many digits a fit got right.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_EXAMPLES_NIST_PROBLEMS_H_
#define CERES_NEWTON_EXAMPLES_NIST_PROBLEMS_H_

#include <array>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "ceres_newton/second_order_cost_function.h"

namespace ceres_newton {
namespace examples {

// Fit parameters b to y_i ~ model(b, x_i) by least squares.
struct NistProblem {
  std::string name;  // "Misra1a"
  int num_parameters = 0;
  int num_predictors = 0;
  int num_observations = 0;

  // Two starts: one far from the solution, one near.  num_parameters values
  // each.
  std::array<std::vector<double>, 2> starts;

  // Certified by NIST to 11 significant digits; num_parameters values each.
  std::vector<double> certified;
  std::vector<double> standard_deviations;

  // sum_i (y_i - model(b, x_i))^2 at the certified b.
  double residual_sum_of_squares = 0.0;

  std::vector<double> responses;  // y: num_observations
  std::vector<double>
      predictors;  // x: num_observations x num_predictors, row-major
};

// Reads NIST's file format.  Returns false and says in *error what is wrong in
// which line if the text is cut, inconsistent or something else.
bool ParseNistProblem(std::istream& text,
                      NistProblem* problem,
                      std::string* error);

// The same from a file; the message names it.
bool ReadNistProblem(const std::string& path,
                     NistProblem* problem,
                     std::string* error);

// Misra1a, BoxBOD, MGH10, MGH17 and Eckerle4: small, of all levels of
// difficulty.
std::vector<NistProblem> EmbeddedNistProblems();

// The names of the 27 data sets whose models are known, sorted.
std::vector<std::string> NistProblemNames();

// All residuals y_i - model(b, x_i) of a data set (for Nelson log y_i - model),
// with exact Hessians; one parameter block b.  Null if the name is unknown or
// the numbers of parameters and predictors are not those of its model.
std::unique_ptr<SecondOrderCostFunction> MakeNistCostFunction(
    const NistProblem& problem);

// The number of correct digits, NIST's "log relative error":
//
//   min_k -log10(|b_k - certified_k| / |certified_k|),
//
// at least 0 (also for values that are not finite) and at most 11, the number
// of digits certified.  Both vectors have the same size.
double LogRelativeError(const std::vector<double>& estimate,
                        const std::vector<double>& certified);

}  // namespace examples
}  // namespace ceres_newton

#endif  // CERES_NEWTON_EXAMPLES_NIST_PROBLEMS_H_
