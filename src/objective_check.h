// Checks an objective's gradient and Hessian against its values.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_OBJECTIVE_CHECK_H_
#define CERES_NEWTON_SRC_OBJECTIVE_CHECK_H_

#include <string>

#include "Eigen/Core"
#include "objective.h"

namespace ceres_newton {
namespace internal {

// Compares d'H d with second differences of step -> cost(Plus(x, step)), along
// a few random directions d (always the same) as long as a step is on the scale
// of x and of the curvature, but no longer than the bounds leave room for on
// either side.  Sees what the parts of a problem do not show one by one: losses
// whose derivatives do not fit, a Plus that does not fit its Jacobian.
//
// Parameters on a bound do not take part.  Returns false, and says what
// differs, where a difference is clear: above its own error estimate
// and above relative_precision of the sizes of what is summed.  True where
// nothing can be told.
bool CheckObjective(const Eigen::VectorXd& x,
                    double relative_precision,
                    Objective* objective,
                    std::string* error);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_OBJECTIVE_CHECK_H_
