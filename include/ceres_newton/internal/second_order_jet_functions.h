// The functions of <cmath> and jet.h on the second-order scalar, found by
// argument-dependent lookup.
//
// They are more specialized than the rules of jet.h.  Those are right for this
// scalar too, but compute derivatives twice; a call qualified as ceres::sin(x)
// in a functor still uses them.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SECOND_ORDER_JET_FUNCTIONS_H_
#define CERES_NEWTON_INTERNAL_SECOND_ORDER_JET_FUNCTIONS_H_

#include <ostream>

#include "ceres/jet.h"
#include "ceres_newton/internal/second_order_functions.h"
#include "ceres_newton/internal/second_order_jet.h"
#include "ceres_newton/internal/swallowed_part.h"

namespace ceres_newton {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

#define CERES_NEWTON_DEFINE_JET_UNARY(name)                     \
  template <int N, typename S, typename E>                      \
  inline ceres::Jet<SecondOrder<N, S, E>, N> name(              \
      const ceres::Jet<SecondOrder<N, S, E>, N>& x) {           \
    return ceres::Jet<SecondOrder<N, S, E>, N>(name(x.a), x.v); \
  }
CERES_NEWTON_DEFINE_JET_UNARY(sin)
CERES_NEWTON_DEFINE_JET_UNARY(cos)
CERES_NEWTON_DEFINE_JET_UNARY(tan)
CERES_NEWTON_DEFINE_JET_UNARY(asin)
CERES_NEWTON_DEFINE_JET_UNARY(acos)
CERES_NEWTON_DEFINE_JET_UNARY(atan)
CERES_NEWTON_DEFINE_JET_UNARY(sinh)
CERES_NEWTON_DEFINE_JET_UNARY(cosh)
CERES_NEWTON_DEFINE_JET_UNARY(tanh)
CERES_NEWTON_DEFINE_JET_UNARY(exp)
CERES_NEWTON_DEFINE_JET_UNARY(exp2)
CERES_NEWTON_DEFINE_JET_UNARY(expm1)
CERES_NEWTON_DEFINE_JET_UNARY(log)
CERES_NEWTON_DEFINE_JET_UNARY(log2)
CERES_NEWTON_DEFINE_JET_UNARY(log10)
CERES_NEWTON_DEFINE_JET_UNARY(log1p)
CERES_NEWTON_DEFINE_JET_UNARY(sqrt)
CERES_NEWTON_DEFINE_JET_UNARY(cbrt)
CERES_NEWTON_DEFINE_JET_UNARY(erf)
CERES_NEWTON_DEFINE_JET_UNARY(erfc)
CERES_NEWTON_DEFINE_JET_UNARY(abs)
CERES_NEWTON_DEFINE_JET_UNARY(fabs)
CERES_NEWTON_DEFINE_JET_UNARY(norm)
CERES_NEWTON_DEFINE_JET_UNARY(BesselJ0)
CERES_NEWTON_DEFINE_JET_UNARY(BesselJ1)
#undef CERES_NEWTON_DEFINE_JET_UNARY

#define CERES_NEWTON_DEFINE_JET_BINARY(name)                         \
  template <int N, typename S, typename E>                           \
  inline ceres::Jet<SecondOrder<N, S, E>, N> name(                   \
      const ceres::Jet<SecondOrder<N, S, E>, N>& x,                  \
      const ceres::Jet<SecondOrder<N, S, E>, N>& y) {                \
    return ceres::Jet<SecondOrder<N, S, E>, N>(name(x.a, y.a), x.v); \
  }
CERES_NEWTON_DEFINE_JET_BINARY(pow)
CERES_NEWTON_DEFINE_JET_BINARY(atan2)
CERES_NEWTON_DEFINE_JET_BINARY(hypot)
CERES_NEWTON_DEFINE_JET_BINARY(copysign)
#undef CERES_NEWTON_DEFINE_JET_BINARY

template <int N, typename S, typename E>
inline ceres::Jet<SecondOrder<N, S, E>, N> hypot(
    const ceres::Jet<SecondOrder<N, S, E>, N>& x,
    const ceres::Jet<SecondOrder<N, S, E>, N>& y,
    const ceres::Jet<SecondOrder<N, S, E>, N>& z) {
  return ceres::Jet<SecondOrder<N, S, E>, N>(hypot(x.a, y.a, z.a), x.v);
}
template <int N, typename S, typename E>
inline ceres::Jet<SecondOrder<N, S, E>, N> fma(
    const ceres::Jet<SecondOrder<N, S, E>, N>& x,
    const ceres::Jet<SecondOrder<N, S, E>, N>& y,
    const ceres::Jet<SecondOrder<N, S, E>, N>& z) {
  return ceres::Jet<SecondOrder<N, S, E>, N>(fma(x.a, y.a, z.a), x.v);
}
template <int N, typename S, typename E>
inline ceres::Jet<SecondOrder<N, S, E>, N> pow(
    const ceres::Jet<SecondOrder<N, S, E>, N>& x, double p) {
  return ceres::Jet<SecondOrder<N, S, E>, N>(pow(x.a, p), x.v);
}
template <int N, typename S, typename E>
inline ceres::Jet<SecondOrder<N, S, E>, N> pow(
    double b, const ceres::Jet<SecondOrder<N, S, E>, N>& y) {
  return ceres::Jet<SecondOrder<N, S, E>, N>(pow(b, y.a), y.v);
}
template <int N, typename S, typename E>
inline ceres::Jet<SecondOrder<N, S, E>, N> BesselJn(
    int n, const ceres::Jet<SecondOrder<N, S, E>, N>& x) {
  return ceres::Jet<SecondOrder<N, S, E>, N>(BesselJn(n, x.a), x.v);
}

// For jet.h's rule of C++20's midpoint, called on numbers and on elements of v.
template <int N, typename S, typename E>
inline internal::KeepDerivatives<N, S, E> midpoint(
    const SecondOrder<N, S, E>& x, const SecondOrder<N, S, E>& y) {
  return {0.5 * x + 0.5 * y};
}

template <int N, typename S, typename E>
inline std::ostream& operator<<(std::ostream& s,
                                const ceres::Jet<SecondOrder<N, S, E>, N>& x) {
  return s << x.a;
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace ceres_newton

namespace ceres {
// A qualified ceres::pow(2.0, x) cannot deduce jet.h's template from a double.
using ceres_newton::pow;
}  // namespace ceres

#endif  // CERES_NEWTON_INTERNAL_SECOND_ORDER_JET_FUNCTIONS_H_
