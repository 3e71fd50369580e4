// The first half of HessianChecker::Probe: everything that is compared later.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_PROBE_EVALUATION_H_
#define CERES_NEWTON_SRC_PROBE_EVALUATION_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ceres/manifold.h"
#include "ceres/numeric_diff_options.h"
#include "ceres_newton/hessian_checker.h"
#include "checked_function.h"

namespace ceres_newton {
namespace internal {

// Bounds on the errors of what is compared, beyond those in ProbeResults.
struct ProbeErrors {
  Eigen::VectorXd residuals;             // rounding of the values
  std::vector<CheckerMatrix> jacobians;  // of the numeric Jacobians
  std::vector<CheckerMatrix> local_jacobians;

  // What repeated evaluation changes, at least: of the residuals, and of the
  // Jacobians (m x n).
  Eigen::VectorXd value_noise;
  Eigen::MatrixXd jacobian_noise;

  // Why a Jacobian that contradicts its differences is not wrong:
  // kStepWindowTooSmall if so do these each other, kKink if the value has a
  // kink there and the Jacobian lies between the slopes on both sides.
  HessianDoubt jacobian_doubt = HessianDoubt::kNone;

  // Jacobians (m x n) at the parameters but for component first, which is
  // second; as far as they were needed.
  std::map<std::pair<int, double>, Eigen::MatrixXd> jacobians_nearby;
};

// Fills the residuals, Jacobians and Hessian blocks of `results`: by the
// function, by numeric differences and in the tangent spaces.  Differences that
// contradict the function by more than relative_precision are confirmed first.
//
// Returns false if something could not be evaluated, was not finite, or was
// written where it should not; `problems` then says what, and
// results->worst_entry names the first Hessian entry that is not finite.
bool EvaluateProbe(const CheckedFunction& function,
                   const std::vector<const ceres::Manifold*>& manifolds,
                   const ceres::NumericDiffOptions& options,
                   double const* const* parameters,
                   double relative_precision,
                   HessianChecker::ProbeResults* results,
                   ProbeErrors* errors,
                   std::vector<std::string>* problems);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_PROBE_EVALUATION_H_
