// Derivatives of curves whose scale is not known, within a budget of
// evaluations.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_BUDGETED_DIFFERENCES_H_
#define CERES_NEWTON_SRC_BUDGETED_DIFFERENCES_H_

#include "ceres/numeric_diff_options.h"
#include "numeric_differences.h"

namespace ceres_newton {
namespace internal {

// Differentiates the curve at t by tableaus (Ridders 1982) at several scales:
//
//   1. first step h_0 = min(a magnitude, 1e-3 h_1), where a is
//      ridders_relative_initial_step_size;
//   2. first step h_1 = a max(|t|, 1), or a max(magnitude, 1) if |t| is nothing
//      beside it; of four steps only, if the first tableau converged: a curve
//      that oscillates within the steps of one scale can look like a smoother
//      one, but not at both;
//   3. as long as the largest derivative of a group is not known to 1e-8, and
//      the budget lasts: larger steps if rounding is to blame, else smaller
//      ones; but neither if noise is.
//
// The values keep the estimate with the smallest error; where two estimates
// contradict each other, that of the smaller steps.  The errors are bounds: ten
// times the estimates of DifferentiateAtScale.
//
//   magnitude        the largest |parameter| of t's kind, positive
//   first_group      the values from here on are groups of group_size that
//   group_size       belong together (the gradient of one residual)
//   noise            absolute errors of the values, beyond their rounding
//   max_evaluations  of the curve, kept unless neighbours cannot be evaluated.
//                    20 see most functions at most scales.
//
// Returns false if there are neighbours on neither side.
bool DifferentiateWithinBudget(const Curve& curve,
                               double t,
                               double magnitude,
                               int num_values,
                               int first_group,
                               int group_size,
                               int max_evaluations,
                               const Eigen::VectorXd& noise,
                               const ceres::NumericDiffOptions& options,
                               CurveDerivative* result);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_BUDGETED_DIFFERENCES_H_
