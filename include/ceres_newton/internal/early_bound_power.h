// x^y as a composite, for early_bound_call.h.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_EARLY_BOUND_POWER_H_
#define CERES_NEWTON_INTERNAL_EARLY_BOUND_POWER_H_

#include "ceres/jet.h"
#include "ceres_newton/internal/composite_rule.h"
#include "ceres_newton/internal/elementary_derivatives.h"

namespace ceres_newton {
namespace internal {

// Arguments (x, y), result x^y.
inline void PowerDerivatives(const double* x, LocalDerivatives* y) {
  const BinaryDerivatives<double> d = PowDerivativesOfBoth(x[0], x[1]);
  y->value[0] = d.f;
  y->jacobian[0][0] = d.fx;
  y->jacobian[0][1] = d.fy;
  y->hessian[0][0][0] = d.fxx;
  y->hessian[0][0][1] = d.fxy;
  y->hessian[0][1][0] = d.fxy;
  y->hessian[0][1][1] = d.fyy;
}

inline namespace CERES_NEWTON_SIMD_NAMESPACE {

inline void PowerOnTape(const TapeNumber* x, TapeNumber* y) {
  *y = PowerOfBoth(x[0], x[1]);
}
inline constexpr CompositeFunction kPower = {
    1, 1, 1, PowerDerivatives, PowerOnTape};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_EARLY_BOUND_POWER_H_
