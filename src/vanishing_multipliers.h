// Bounds that touch a point without holding it.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_VANISHING_MULTIPLIERS_H_
#define CERES_NEWTON_SRC_VANISHING_MULTIPLIERS_H_

#include <vector>

#include "quadratic_model.h"
#include "step_bounds.h"

namespace ceres_newton {
namespace internal {

// The entries, ascending, whose bounds hold the point (StepBounds::Holds) by a
// multiplier that cannot be told from zero.
//
// At a computed point the multiplier g_i of an active bound is known no better
// than the point is.  Newton's step p_F = -H_FF^-1 g_F of the entries F that no
// bound holds tells how far that may be off, and with it g_i: by H_iF p_F.  An
// entry is listed if g_i + H_iF p_F, the multiplier expected where p_F leads,
// is no larger than that, beyond rounding.  Second-order conditions then have
// to look along this entry too: taking the multiplier for positive would call a
// point a minimum from which the function falls into the box.
//
// Entries without any way (lower = upper) are never listed; nothing is if H_FF
// is not positive definite, where the point is no minimum anyway.
std::vector<int> VanishingMultipliers(const QuadraticModel& model,
                                      const StepBounds& bounds);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_VANISHING_MULTIPLIERS_H_
