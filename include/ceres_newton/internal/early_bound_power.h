// ceres::pow(x, y) of fused numbers, written with its namespace in a functor
// that comes before our headers: such a call is bound to jet.h's template,
// which returns 0 at x = 0 with all derivatives.  Explicit specializations
// reach it; here they are for N = 1 ... 32.
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

template <int N>
void CompositePower(const RowsJet<N>& x, const RowsJet<N>& y, RowsJet<N>* r) {
  ApplyComposite<N>(PowerDerivatives, {&x, &y}, {r});
}
template <int N>
void CompositePower(const TapedJet<N>& x,
                    const TapedJet<N>& y,
                    TapedJet<N>* r) {
  FromTapeNumber(PowerOfBoth(ToTapeNumber(x), ToTapeNumber(y)), r);
}
inline void CompositePower(const LoggedJet& x,
                           const LoggedJet& y,
                           LoggedJet* r) {
  ApplyComposite<1>(PowerDerivatives, {&x, &y}, {r});
}

}  // namespace internal
}  // namespace ceres_newton

namespace ceres {

#define CERES_NEWTON_SPECIALIZE_POW_OF(Number, n)                         \
  template <>                                                             \
  inline Jet<ceres_newton::Number<n>, n> pow<ceres_newton::Number<n>, n>( \
      const Jet<ceres_newton::Number<n>, n>& x,                           \
      const Jet<ceres_newton::Number<n>, n>& y) {                         \
    Jet<ceres_newton::Number<n>, n> r;                                    \
    ceres_newton::internal::CompositePower(x, y, &r);                     \
    return r;                                                             \
  }

CERES_NEWTON_SPECIALIZE_POW_OF(LoggedSecondOrder, 1)

#define CERES_NEWTON_SPECIALIZE_POW(n)           \
  CERES_NEWTON_SPECIALIZE_POW_OF(SecondOrder, n) \
  CERES_NEWTON_SPECIALIZE_POW_OF(TapedSecondOrder, n)

CERES_NEWTON_SPECIALIZE_POW(1)
CERES_NEWTON_SPECIALIZE_POW(2)
CERES_NEWTON_SPECIALIZE_POW(3)
CERES_NEWTON_SPECIALIZE_POW(4)
CERES_NEWTON_SPECIALIZE_POW(5)
CERES_NEWTON_SPECIALIZE_POW(6)
CERES_NEWTON_SPECIALIZE_POW(7)
CERES_NEWTON_SPECIALIZE_POW(8)
CERES_NEWTON_SPECIALIZE_POW(9)
CERES_NEWTON_SPECIALIZE_POW(10)
CERES_NEWTON_SPECIALIZE_POW(11)
CERES_NEWTON_SPECIALIZE_POW(12)
CERES_NEWTON_SPECIALIZE_POW(13)
CERES_NEWTON_SPECIALIZE_POW(14)
CERES_NEWTON_SPECIALIZE_POW(15)
CERES_NEWTON_SPECIALIZE_POW(16)
CERES_NEWTON_SPECIALIZE_POW(17)
CERES_NEWTON_SPECIALIZE_POW(18)
CERES_NEWTON_SPECIALIZE_POW(19)
CERES_NEWTON_SPECIALIZE_POW(20)
CERES_NEWTON_SPECIALIZE_POW(21)
CERES_NEWTON_SPECIALIZE_POW(22)
CERES_NEWTON_SPECIALIZE_POW(23)
CERES_NEWTON_SPECIALIZE_POW(24)
CERES_NEWTON_SPECIALIZE_POW(25)
CERES_NEWTON_SPECIALIZE_POW(26)
CERES_NEWTON_SPECIALIZE_POW(27)
CERES_NEWTON_SPECIALIZE_POW(28)
CERES_NEWTON_SPECIALIZE_POW(29)
CERES_NEWTON_SPECIALIZE_POW(30)
CERES_NEWTON_SPECIALIZE_POW(31)
CERES_NEWTON_SPECIALIZE_POW(32)

#undef CERES_NEWTON_SPECIALIZE_POW
#undef CERES_NEWTON_SPECIALIZE_POW_OF

}  // namespace ceres

#endif  // CERES_NEWTON_INTERNAL_EARLY_BOUND_POWER_H_
