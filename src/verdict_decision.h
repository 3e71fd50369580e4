// The verdict of a probe.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_VERDICT_DECISION_H_
#define CERES_NEWTON_SRC_VERDICT_DECISION_H_

#include <string>
#include <vector>

#include "ceres_newton/hessian_checker.h"
#include "checked_function.h"
#include "probe_evaluation.h"

namespace ceres_newton {
namespace internal {

// Fills verdict, doubt and verdict_reason of `results`, which holds all else;
// `problems` are those found, among them none with the Jacobians if
// first_derivatives_right.
//
//   - Problems: wrong; but where all wrong entries lie at kinks and are not
//     outside of the slopes on both sides, it cannot tell.
//   - No problems, but errors.jacobian_doubt: no differences of the values
//     confirm the Jacobians.  It cannot tell.
//   - No problems, but an entry whose numeric error exceeds
//     relative_precision times its size: it cannot tell.  Beside other entries,
//     those that are smaller by relative_precision count with the size of
//     these, the geometric mean of the largest ones in its row and its column;
//     zeros count with that of the gradient too.  Sizes are those of H_ab |x_a
//     x_b| and g_a |x_a|.
//   - Remainders of all Taylor tests that fall with slopes below 2.5: it cannot
//     tell.
//   - Else it is correct.
void DecideVerdict(const CheckedFunction& function,
                   double const* const* parameters,
                   double relative_precision,
                   bool first_derivatives_right,
                   const ProbeErrors& errors,
                   const std::vector<std::string>& problems,
                   HessianChecker::ProbeResults* results);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_VERDICT_DECISION_H_
