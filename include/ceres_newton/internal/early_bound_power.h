// ceres::pow(x, y) of fused numbers, written with its namespace in a functor
// that comes before our headers: such a call is bound to jet.h's template,
// which returns 0 at x = 0 with all derivatives.  Explicit specializations
// reach it; here they are for N = 1 ... 32.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_EARLY_BOUND_POWER_H_
#define CERES_NEWTON_INTERNAL_EARLY_BOUND_POWER_H_

#include "ceres/jet.h"
#include "ceres_newton/internal/elementary_derivatives.h"
#include "ceres_newton/internal/composite_rule.h"

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

}  // namespace internal
}  // namespace ceres_newton

namespace ceres {

#define CERES_NEWTON_SPECIALIZE_POW(Number, n)                             \
  template <>                                                      \
  inline Jet<ceres_newton::Number<n>, n>                      \
  pow<ceres_newton::Number<n>, n>(                            \
      const Jet<ceres_newton::Number<n>, n>& x,               \
      const Jet<ceres_newton::Number<n>, n>& y) {             \
    Jet<ceres_newton::Number<n>, n> r;                        \
    ceres_newton::internal::ApplyComposite<n>(                     \
        ceres_newton::internal::PowerDerivatives, {&x, &y}, {&r}); \
    return r;                                                      \
  }

CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 1)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 2)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 3)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 4)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 5)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 6)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 7)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 8)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 9)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 10)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 11)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 12)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 13)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 14)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 15)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 16)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 17)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 18)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 19)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 20)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 21)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 22)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 23)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 24)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 25)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 26)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 27)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 28)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 29)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 30)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 31)
CERES_NEWTON_SPECIALIZE_POW(SecondOrder, 32)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 9)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 10)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 11)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 12)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 13)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 14)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 15)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 16)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 17)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 18)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 19)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 20)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 21)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 22)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 23)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 24)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 25)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 26)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 27)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 28)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 29)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 30)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 31)
CERES_NEWTON_SPECIALIZE_POW(TapedSecondOrder, 32)

#undef CERES_NEWTON_SPECIALIZE_POW

}  // namespace ceres

#endif  // CERES_NEWTON_INTERNAL_EARLY_BOUND_POWER_H_
