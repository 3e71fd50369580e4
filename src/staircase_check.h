// Functions that are linear piece by piece: tables, casts to integers.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_STAIRCASE_CHECK_H_
#define CERES_NEWTON_SRC_STAIRCASE_CHECK_H_

#include <string>
#include <vector>

#include "ceres/manifold.h"
#include "checked_function.h"

namespace ceres_newton {
namespace internal {

// The exact Hessian of a function that looks values up in a table and
// interpolates linearly is zero, and differences of small steps agree; the
// curvature of the function meant is in the jumps between the pieces.  So where
// a diagonal entry H_cc of a residual is 0 by the function and by differences,
// this looks whether its first derivative g along x_c is a staircase over steps
// h of 1 % and of 30 % of x_c: constant near x and near x +- h, and yet
//
//   (g(x + h) - g(x)) / h  and  (g(x) - g(x - h)) / h
//
// are not zero, but of the same sign and size.  A single kink near x is on one
// side only.
//
// Appends a sentence to `problems` for each entry like that and counts it as
// wrong in `results`, if nothing worse has been found.  Needs at most 8
// evaluations of first derivatives for each component with such an entry, and 2
// for each staircase.  Blocks with a manifold are left out.
void CheckStaircases(const CheckedFunction& function,
                     const std::vector<const ceres::Manifold*>& manifolds,
                     double const* const* parameters,
                     double relative_precision,
                     HessianChecker::ProbeResults* results,
                     std::vector<std::string>* problems);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_STAIRCASE_CHECK_H_
