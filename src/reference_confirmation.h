// A second opinion on each derivative that a HessianChecker is about to accuse.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_REFERENCE_CONFIRMATION_H_
#define CERES_NEWTON_SRC_REFERENCE_CONFIRMATION_H_

#include "ceres_newton/hessian_checker.h"
#include "checked_function.h"
#include "probe_evaluation.h"

namespace ceres_newton {
namespace internal {

// Looks at the entries of the numeric Jacobians and Hessians in `results` that
// contradict the function's own, and differentiates along their parameters once
// more, at steps of many sizes relative to the parameter itself: of values
// alone, for Jacobians; of few Jacobians, for Hessians.
//
// The smallest steps at which three differences in succession agree decide.  If
// they agree with the function, they replace the numeric entry.  If they agree
// on something else, the entry stays as it is, unless the point lies on a kink
// of the value and the Jacobian between the slopes on both sides, or one far
// smaller step supports the Hessian.  Else, or if no three agree, nobody knows,
// and the error becomes as large as the contradiction; errors->jacobian_doubt
// tells whether this happened to a Jacobian.
void ConfirmReference(const CheckedFunction& function,
                      double const* const* parameters,
                      double relative_precision,
                      HessianChecker::ProbeResults* results,
                      ProbeErrors* errors);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_REFERENCE_CONFIRMATION_H_
