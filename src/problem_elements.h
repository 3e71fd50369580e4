// The terms of the cost of a problem: residual blocks and scalar terms, with
// their arguments and the sources of their Hessians.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_PROBLEM_ELEMENTS_H_
#define CERES_NEWTON_SRC_PROBLEM_ELEMENTS_H_

#include <memory>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres/cost_function.h"
#include "ceres/loss_function.h"
#include "ceres/problem.h"
#include "ceres_newton/internal/hessian_registry.h"
#include "ceres_newton/newton_problem.h"
#include "ceres_newton/objective_term.h"
#include "ceres_newton/second_order_cost_function.h"
#include "ceres_newton/types.h"
#include "hessian_providers.h"
#include "problem_parameters.h"
#include "residual_block_derivatives.h"

namespace ceres_newton {
namespace internal {

// One term of the cost: a residual block, or an ObjectiveTerm.
struct ProblemElement {
  int index;  // in Problem::GetResidualBlocks, or among the objective terms
  std::vector<ProblemArgument> arguments;

  // Of a residual block; else null.
  const ceres::CostFunction* cost_function = nullptr;  // the user's
  const ceres::LossFunction* loss_function = nullptr;  // may be null
  const SecondOrderCostFunction* function = nullptr;
  const SecondOrderCostFunction* gauss_newton = nullptr;  // see HessianProvider
  bool has_exact_hessian = false;

  // Else.
  const ObjectiveTerm* term = nullptr;

  const std::vector<int32_t>& sizes() const {
    return term != nullptr ? term->parameter_block_sizes()
                           : cost_function->parameter_block_sizes();
  }

  // The arrays to evaluate on: x and the constants.
  std::vector<const double*> ParameterPointers(
      const ProblemParameters& parameters, const Eigen::VectorXd& x) const;

  // Evaluates the cost and what `derivatives` has room for, gradients and
  // Hessian blocks by the element's own parameter blocks.  Returns false if
  // that is not possible or not finite, and says in *error what, where and
  // which number.
  //
  //   gauss_newton  take the residuals for linear
  bool Evaluate(const ProblemParameters& parameters,
                const Eigen::VectorXd& x,
                bool gauss_newton,
                double* cost,
                ResidualBlockDerivatives* derivatives,
                std::string* error) const;
};

// All elements of a problem.
struct ProblemElements {
  std::vector<ProblemElement> elements;  // those with a free argument
  double fixed_cost = 0.0;               // of the others

  int num_residual_blocks = 0;  // among the elements, as the next ones
  int num_residuals = 0;
  int num_exact = 0;
  int num_numeric_diff = 0;
  int num_gauss_newton = 0;
};

// Collects the elements of the problem and, if it is not null, of
// newton_problem.  Returns false and says why, where and what to do, if one
// cannot be treated.
//
//   providers   keep what the elements point to
//   parameters  receives all parameter blocks that elements use
bool CollectElements(const ceres::Problem& problem,
                     const NewtonProblem* newton_problem,
                     const HessianRegistry& registry,
                     HessianProviders* providers,
                     ProblemParameters* parameters,
                     ProblemElements* elements,
                     std::string* error);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_PROBLEM_ELEMENTS_H_
