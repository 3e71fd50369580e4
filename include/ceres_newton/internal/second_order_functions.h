// The functions of <cmath> and jet.h on SecondOrder<N, S, E>: the chain rule
// applied to the derivatives of elementary_derivatives.h.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SECOND_ORDER_FUNCTIONS_H_
#define CERES_NEWTON_INTERNAL_SECOND_ORDER_FUNCTIONS_H_

#include <cmath>
#include <limits>

#include "ceres_newton/internal/elementary_derivatives.h"
#include "ceres_newton/internal/second_order_number.h"

namespace ceres_newton {
namespace internal {

// Applies the chain rule to a set of local derivatives.
template <int N, typename S, typename E>
SecondOrder<N, S, E> Compose(const SecondOrder<N, S, E>& x,
                             const UnaryDerivatives<S>& d) {
  return SecondOrder<N, S, E>::Chain(x, d.f, d.f1, d.f2);
}

template <int N, typename S, typename E>
SecondOrder<N, S, E> Compose(const SecondOrder<N, S, E>& x,
                             const SecondOrder<N, S, E>& y,
                             const BinaryDerivatives<S>& d) {
  return SecondOrder<N, S, E>::Chain(
      x, y, d.f, d.fx, d.fy, d.fxx, d.fxy, d.fyy);
}

}  // namespace internal

inline namespace CERES_NEWTON_SIMD_NAMESPACE {

#define CERES_NEWTON_DEFINE_UNARY(name, derivatives)                \
  template <int N, typename S, typename E>                          \
  inline SecondOrder<N, S, E> name(const SecondOrder<N, S, E>& x) { \
    return internal::Compose(x, internal::derivatives(x.value()));  \
  }
CERES_NEWTON_DEFINE_UNARY(sin, SinDerivatives)
CERES_NEWTON_DEFINE_UNARY(cos, CosDerivatives)
CERES_NEWTON_DEFINE_UNARY(tan, TanDerivatives)
CERES_NEWTON_DEFINE_UNARY(asin, AsinDerivatives)
CERES_NEWTON_DEFINE_UNARY(acos, AcosDerivatives)
CERES_NEWTON_DEFINE_UNARY(atan, AtanDerivatives)
CERES_NEWTON_DEFINE_UNARY(sinh, SinhDerivatives)
CERES_NEWTON_DEFINE_UNARY(cosh, CoshDerivatives)
CERES_NEWTON_DEFINE_UNARY(tanh, TanhDerivatives)
CERES_NEWTON_DEFINE_UNARY(exp, ExpDerivatives)
CERES_NEWTON_DEFINE_UNARY(exp2, Exp2Derivatives)
CERES_NEWTON_DEFINE_UNARY(expm1, Expm1Derivatives)
CERES_NEWTON_DEFINE_UNARY(log, LogDerivatives)
CERES_NEWTON_DEFINE_UNARY(log2, Log2Derivatives)
CERES_NEWTON_DEFINE_UNARY(log10, Log10Derivatives)
CERES_NEWTON_DEFINE_UNARY(log1p, Log1pDerivatives)
CERES_NEWTON_DEFINE_UNARY(sqrt, SqrtDerivatives)
CERES_NEWTON_DEFINE_UNARY(cbrt, CbrtDerivatives)
CERES_NEWTON_DEFINE_UNARY(erf, ErfDerivatives)
CERES_NEWTON_DEFINE_UNARY(erfc, ErfcDerivatives)
CERES_NEWTON_DEFINE_UNARY(abs, AbsDerivatives)
CERES_NEWTON_DEFINE_UNARY(fabs, AbsDerivatives)
CERES_NEWTON_DEFINE_UNARY(norm, NormDerivatives)
CERES_NEWTON_DEFINE_UNARY(BesselJ0, BesselJ0Derivatives)
CERES_NEWTON_DEFINE_UNARY(BesselJ1, BesselJ1Derivatives)
#undef CERES_NEWTON_DEFINE_UNARY

template <int N, typename S, typename E>
inline SecondOrder<N, S, E> BesselJn(int n, const SecondOrder<N, S, E>& x) {
  return internal::Compose(x, internal::BesselJnDerivatives(n, x.value()));
}

// ceres::cyl_bessel_j of newer Ceres, for integer orders; nan for others.
template <int N, typename S, typename E>
inline SecondOrder<N, S, E> cyl_bessel_j(double order,
                                         const SecondOrder<N, S, E>& x) {
  const int n = static_cast<int>(order);
  if (order != n) {
    return x * std::numeric_limits<double>::quiet_NaN();
  }
  return BesselJn(n, x);
}

// Piecewise constant functions.
template <int N, typename S, typename E>
inline SecondOrder<N, S, E> floor(const SecondOrder<N, S, E>& x) {
  using std::floor;
  return SecondOrder<N, S, E>(floor(x.value()));
}
template <int N, typename S, typename E>
inline SecondOrder<N, S, E> ceil(const SecondOrder<N, S, E>& x) {
  using std::ceil;
  return SecondOrder<N, S, E>(ceil(x.value()));
}

// |x| with the sign of y.  At y = 0 the function jumps: derivatives in the
// variables y depends on are nan there, as with ceres::Jet.
template <int N, typename S, typename E>
inline SecondOrder<N, S, E> copysign(const SecondOrder<N, S, E>& x,
                                     const SecondOrder<N, S, E>& y) {
  using std::signbit;
  const bool flip = signbit(x.value()) != signbit(y.value());
  const SecondOrder<N, S, E> magnitude = flip ? -x : x;
  if (y.value() == 0.0 && !y.IsConstant()) {
    const S nan(std::numeric_limits<double>::quiet_NaN());
    return SecondOrder<N, S, E>::Chain(
        magnitude, y, magnitude.value(), S(1.0), nan, S(0.0), nan, nan);
  }
  return magnitude;
}

template <int N, typename S, typename E>
inline SecondOrder<N, S, E> atan2(const SecondOrder<N, S, E>& y,
                                  const SecondOrder<N, S, E>& x) {
  return internal::Compose(
      y, x, internal::Atan2Derivatives(y.value(), x.value()));
}

template <int N, typename S, typename E>
inline SecondOrder<N, S, E> hypot(const SecondOrder<N, S, E>& x,
                                  const SecondOrder<N, S, E>& y) {
  return internal::Compose(
      x, y, internal::HypotDerivatives(x.value(), y.value()));
}

// r sqrt((x/r)^2 + (y/r)^2 + (z/r)^2) with r the value: neither overflow nor a
// false singularity where two of the three are zero.
template <int N, typename S, typename E>
inline SecondOrder<N, S, E> hypot(const SecondOrder<N, S, E>& x,
                                  const SecondOrder<N, S, E>& y,
                                  const SecondOrder<N, S, E>& z) {
  using std::hypot;
  const S r = hypot(x.value(), y.value(), z.value());
  const SecondOrder<N, S, E> scale(r);
  return scale * sqrt(norm(x / scale) + norm(y / scale) + norm(z / scale));
}

template <int N, typename S, typename E>
inline SecondOrder<N, S, E> fma(const SecondOrder<N, S, E>& x,
                                const SecondOrder<N, S, E>& y,
                                const SecondOrder<N, S, E>& z) {
  using std::fma;
  SecondOrder<N, S, E> r = x * y + z;
  r.mutable_engine()->SetValue(fma(x.value(), y.value(), z.value()));
  return r;
}

template <int N, typename S, typename E>
inline SecondOrder<N, S, E> pow(const SecondOrder<N, S, E>& x, double p) {
  return internal::Compose(x, internal::PowDerivatives(x.value(), p));
}
template <int N, typename S, typename E>
inline SecondOrder<N, S, E> pow(double b, const SecondOrder<N, S, E>& y) {
  return internal::Compose(y, internal::PowOfBaseDerivatives(b, y.value()));
}
template <int N, typename S, typename E>
inline SecondOrder<N, S, E> pow(const SecondOrder<N, S, E>& x,
                                const SecondOrder<N, S, E>& y) {
  if (y.IsConstant()) {
    return internal::Compose(x, internal::PowDerivatives(x.value(), y.value()));
  }
  if (x.IsConstant()) {
    return internal::Compose(
        y, internal::PowOfBaseDerivatives(x.value(), y.value()));
  }
  return internal::Compose(
      x, y, internal::PowDerivativesOfBoth(x.value(), y.value()));
}

// a + t (b - a).
template <int N, typename S, typename E>
inline SecondOrder<N, S, E> lerp(const SecondOrder<N, S, E>& a,
                                 const SecondOrder<N, S, E>& b,
                                 const SecondOrder<N, S, E>& t) {
  return a + t * (b - a);
}

// Classification of the value.
#define CERES_NEWTON_DEFINE_CLASSIFICATION(type, name) \
  template <int N, typename S, typename E>             \
  inline type name(const SecondOrder<N, S, E>& x) {    \
    using std::name;                                   \
    return name(x.value());                            \
  }
CERES_NEWTON_DEFINE_CLASSIFICATION(bool, isfinite)
CERES_NEWTON_DEFINE_CLASSIFICATION(bool, isinf)
CERES_NEWTON_DEFINE_CLASSIFICATION(bool, isnan)
CERES_NEWTON_DEFINE_CLASSIFICATION(bool, isnormal)
CERES_NEWTON_DEFINE_CLASSIFICATION(bool, signbit)
CERES_NEWTON_DEFINE_CLASSIFICATION(int, fpclassify)
#undef CERES_NEWTON_DEFINE_CLASSIFICATION

// Comparisons that raise no floating-point exceptions.
#define CERES_NEWTON_DEFINE_QUIET_COMPARISON(name)            \
  template <int N, typename S, typename E>                    \
  inline bool name(const SecondOrder<N, S, E>& x,             \
                   const SecondOrder<N, S, E>& y) {           \
    using std::name;                                          \
    return name(x.value(), y.value());                        \
  }                                                           \
  template <int N, typename S, typename E>                    \
  inline bool name(const SecondOrder<N, S, E>& x, double y) { \
    using std::name;                                          \
    return name(x.value(), y);                                \
  }                                                           \
  template <int N, typename S, typename E>                    \
  inline bool name(double x, const SecondOrder<N, S, E>& y) { \
    using std::name;                                          \
    return name(x, y.value());                                \
  }
CERES_NEWTON_DEFINE_QUIET_COMPARISON(isgreater)
CERES_NEWTON_DEFINE_QUIET_COMPARISON(isgreaterequal)
CERES_NEWTON_DEFINE_QUIET_COMPARISON(isless)
CERES_NEWTON_DEFINE_QUIET_COMPARISON(islessequal)
CERES_NEWTON_DEFINE_QUIET_COMPARISON(islessgreater)
CERES_NEWTON_DEFINE_QUIET_COMPARISON(isunordered)
#undef CERES_NEWTON_DEFINE_QUIET_COMPARISON

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SECOND_ORDER_FUNCTIONS_H_
