// Whether Hessians depend on earlier calls: stale caches.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_HISTORY_CHECK_H_
#define CERES_NEWTON_SRC_HISTORY_CHECK_H_

#include <string>
#include <vector>

#include "ceres/manifold.h"
#include "checked_function.h"

namespace ceres_newton {
namespace internal {

// Asks for the Hessian S = sum_k w_k H_k
//
//   - at the parameters x again, right after calls for values at points that
//     share some components with x: it should be what it was;
//   - at another point y = x + d, where S(y) v should be the derivative of the
//     gradient J'w along v (Ridders 1982).
//
// Appends a sentence to `problems` for what is wrong.  Takes some 10
// evaluations of first derivatives, whatever the number of parameters.  Points
// where the function cannot be evaluated are left out, and the other point is
// if there are manifolds or if the verdict so far is not kCorrect.
void CheckHistory(const CheckedFunction& function,
                  const std::vector<const ceres::Manifold*>& manifolds,
                  double const* const* parameters,
                  const HessianChecker::ProbeResults& results,
                  double relative_precision,
                  std::vector<std::string>* problems);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_HISTORY_CHECK_H_
