// The derivatives a HessianChecker believes in: numeric differences of a
// function's values and Jacobians, with bounds on their errors.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_NUMERIC_REFERENCE_H_
#define CERES_NEWTON_SRC_NUMERIC_REFERENCE_H_

#include <string>
#include <vector>

#include "ceres/numeric_diff_options.h"
#include "ceres_newton/hessian_checker.h"
#include "checked_function.h"

namespace ceres_newton {
namespace internal {

// Shapes as in HessianChecker::ProbeResults.
struct NumericReference {
  std::vector<CheckerMatrix> jacobians;  // differences of the values
  std::vector<CheckerMatrix> jacobian_errors;
  HessianChecker::ProbeResults::HessianBlocks hessians;  // of the Jacobians
  HessianChecker::ProbeResults::HessianBlocks hessian_errors;

  // Noise of the values, and of the Jacobians (m x n): what second differences
  // at tiny steps show; of the values, at least what a rounding of the
  // parameters makes.
  Eigen::VectorXd value_noise;
  Eigen::MatrixXd jacobian_noise;
};

// Computes the reference at the parameters.
//
// Each Hessian entry (a, b) can be had as d(dr/da)/db and as d(dr/db)/da; the
// one with the smaller error estimate is taken, for both triangles.  The errors
// are ten times the estimates of DifferentiateCurve, plus the rounding error of
// an exact evaluation.
//
// Returns false if the function cannot be evaluated near the parameters; *error
// then says along which component.
bool ComputeNumericReference(const CheckedFunction& function,
                             double const* const* parameters,
                             const ceres::NumericDiffOptions& options,
                             NumericReference* reference,
                             std::string* error);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_NUMERIC_REFERENCE_H_
