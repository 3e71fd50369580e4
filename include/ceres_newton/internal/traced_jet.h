// ceres::Jet specialized on TracedNumber, so that functors written for Ceres,
// Eigen and the templates of jet.h take it; and its functions, found by
// argument-dependent lookup.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TRACED_JET_H_
#define CERES_NEWTON_INTERNAL_TRACED_JET_H_

#include <limits>
#include <ostream>
#include <type_traits>

#include "Eigen/Core"
#include "ceres/jet.h"
#include "ceres_newton/internal/scalar_predicates.h"
#include "ceres_newton/internal/second_order_traits.h"
#include "ceres_newton/internal/swallowed_part.h"
#include "ceres_newton/internal/traced_number.h"

namespace ceres_newton {
namespace internal {

using TracedJet = ceres::Jet<TracedNumber, 1>;

namespace tracing {

// Stands where jet.h keeps the infinitesimal part; see SwallowedPart.
struct TracedPart {};

inline TracedPart operator-(TracedPart v) { return v; }
inline TracedPart operator+(TracedPart v, TracedPart) { return v; }
inline TracedPart operator-(TracedPart v, TracedPart) { return v; }
inline TracedPart operator*(const TracedNumber&, TracedPart v) { return v; }
inline TracedPart operator*(TracedPart v, const TracedNumber&) { return v; }
inline TracedPart operator/(TracedPart v, const TracedNumber&) { return v; }

// A plain number as a factor: a rule for first derivatives, refused.
template <typename A>
typename FirstOrderRule<A, TracedPart>::Refused operator*(const A&,
                                                          TracedPart v) {
  return v;
}
template <typename A>
typename FirstOrderRule<A, TracedPart>::Refused operator*(TracedPart v,
                                                          const A&) {
  return v;
}
template <typename A>
typename FirstOrderRule<A, TracedPart>::Refused operator/(TracedPart v,
                                                          const A&) {
  return v;
}

}  // namespace tracing
}  // namespace internal
}  // namespace ceres_newton

namespace ceres {

namespace internal {
template <>
struct Rank<ceres_newton::internal::TracedNumber>
    : std::integral_constant<int, 0> {};
template <>
struct UnderlyingScalar<ceres_newton::internal::TracedNumber> {
  using type = double;
};
}  // namespace internal

template <>
struct Jet<ceres_newton::internal::TracedNumber, 1> {
  enum { DIMENSION = 1 };
  using Scalar = ceres_newton::internal::TracedNumber;
  using Part = ceres_newton::internal::tracing::TracedPart;

  Jet() = default;
  // A constant with the value of x, whatever x depends on.
  explicit Jet(const Scalar& x) : a(x.Detached()) {}
  Jet(const Scalar& x, Part) : a(x) {}

#define CERES_NEWTON_DEFINE_ARITHMETIC(op)             \
  Jet& operator op##=(const Jet& y) {                  \
    a = a op y.a;                                      \
    return *this;                                      \
  }                                                    \
  Jet& operator op##=(double s) {                      \
    a = a op Scalar(s);                                \
    return *this;                                      \
  }                                                    \
  friend Jet operator op(const Jet& x, const Jet& y) { \
    return Jet(x.a op y.a, Part());                    \
  }                                                    \
  friend Jet operator op(const Jet& x, double s) {     \
    return Jet(x.a op Scalar(s), Part());              \
  }                                                    \
  friend Jet operator op(double s, const Jet& x) {     \
    return Jet(Scalar(s) op x.a, Part());              \
  }
  CERES_NEWTON_DEFINE_ARITHMETIC(+)
  CERES_NEWTON_DEFINE_ARITHMETIC(-)
  CERES_NEWTON_DEFINE_ARITHMETIC(*)
  CERES_NEWTON_DEFINE_ARITHMETIC(/)
#undef CERES_NEWTON_DEFINE_ARITHMETIC
  friend const Jet& operator+(const Jet& x) { return x; }
  friend Jet operator-(const Jet& x) { return Jet(-x.a, Part()); }

  Scalar a;
  static constexpr Part v{};
};

}  // namespace ceres

namespace ceres_newton {
namespace internal {
namespace tracing {

#define CERES_NEWTON_DEFINE_UNARY(name)        \
  inline TracedJet name(const TracedJet& x) {  \
    return TracedJet(name(x.a), TracedJet::v); \
  }
CERES_NEWTON_DEFINE_UNARY(sin)
CERES_NEWTON_DEFINE_UNARY(cos)
CERES_NEWTON_DEFINE_UNARY(tan)
CERES_NEWTON_DEFINE_UNARY(asin)
CERES_NEWTON_DEFINE_UNARY(acos)
CERES_NEWTON_DEFINE_UNARY(atan)
CERES_NEWTON_DEFINE_UNARY(sinh)
CERES_NEWTON_DEFINE_UNARY(cosh)
CERES_NEWTON_DEFINE_UNARY(tanh)
CERES_NEWTON_DEFINE_UNARY(asinh)
CERES_NEWTON_DEFINE_UNARY(acosh)
CERES_NEWTON_DEFINE_UNARY(atanh)
CERES_NEWTON_DEFINE_UNARY(exp)
CERES_NEWTON_DEFINE_UNARY(exp2)
CERES_NEWTON_DEFINE_UNARY(expm1)
CERES_NEWTON_DEFINE_UNARY(log)
CERES_NEWTON_DEFINE_UNARY(log2)
CERES_NEWTON_DEFINE_UNARY(log10)
CERES_NEWTON_DEFINE_UNARY(log1p)
CERES_NEWTON_DEFINE_UNARY(sqrt)
CERES_NEWTON_DEFINE_UNARY(cbrt)
CERES_NEWTON_DEFINE_UNARY(erf)
CERES_NEWTON_DEFINE_UNARY(erfc)
CERES_NEWTON_DEFINE_UNARY(abs)
CERES_NEWTON_DEFINE_UNARY(fabs)
CERES_NEWTON_DEFINE_UNARY(norm)
CERES_NEWTON_DEFINE_UNARY(floor)
CERES_NEWTON_DEFINE_UNARY(ceil)
CERES_NEWTON_DEFINE_UNARY(trunc)
CERES_NEWTON_DEFINE_UNARY(round)
CERES_NEWTON_DEFINE_UNARY(BesselJ0)
CERES_NEWTON_DEFINE_UNARY(BesselJ1)
#undef CERES_NEWTON_DEFINE_UNARY

// With a number in either place too.
#define CERES_NEWTON_DEFINE_BINARY(name)                          \
  inline TracedJet name(const TracedJet& x, const TracedJet& y) { \
    return TracedJet(name(x.a, y.a), TracedJet::v);               \
  }                                                               \
  inline TracedJet name(const TracedJet& x, double y) {           \
    return TracedJet(name(x.a, TracedNumber(y)), TracedJet::v);   \
  }                                                               \
  inline TracedJet name(double x, const TracedJet& y) {           \
    return TracedJet(name(TracedNumber(x), y.a), TracedJet::v);   \
  }
CERES_NEWTON_DEFINE_BINARY(pow)
CERES_NEWTON_DEFINE_BINARY(atan2)
CERES_NEWTON_DEFINE_BINARY(hypot)
CERES_NEWTON_DEFINE_BINARY(copysign)
CERES_NEWTON_DEFINE_BINARY(fmax)
CERES_NEWTON_DEFINE_BINARY(fmin)
CERES_NEWTON_DEFINE_BINARY(fdim)
CERES_NEWTON_DEFINE_BINARY(midpoint)
#undef CERES_NEWTON_DEFINE_BINARY

#define CERES_NEWTON_DEFINE_TERNARY(name)                           \
  inline TracedJet name(                                            \
      const TracedJet& x, const TracedJet& y, const TracedJet& z) { \
    return TracedJet(name(x.a, y.a, z.a), TracedJet::v);            \
  }
CERES_NEWTON_DEFINE_TERNARY(hypot)
CERES_NEWTON_DEFINE_TERNARY(fma)
CERES_NEWTON_DEFINE_TERNARY(lerp)
#undef CERES_NEWTON_DEFINE_TERNARY

inline TracedJet BesselJn(int n, const TracedJet& x) {
  return TracedJet(BesselJn(n, x.a), TracedJet::v);
}

inline std::ostream& operator<<(std::ostream& s, const TracedJet& x) {
  return s << x.a;
}

}  // namespace tracing

template <>
struct SecondOrderTraits<TracedJet> {
  using Base = double;
  static TracedJet Constant(double value) { return TracedJet(value); }
  static double Value(const TracedJet& x) { return x.a.value(); }
};

// Questions of the engines of an inner Hessian(), which do not count as
// branches.
template <>
struct ScalarPredicates<TracedJet> {
  static bool AllFinite(const TracedJet& x) { return isfinite(x.a); }
  static bool IsExactZero(const TracedJet& x) {
    return !x.a.varies() && x.a.value() == 0.0;
  }
};

}  // namespace internal
}  // namespace ceres_newton

// Calls with the namespace, ceres::pow(x, y), are bound to the templates of
// jet.h, but take explicit specializations: here are those for rules that look
// at values, or lose what the result depends on where a value is zero.
namespace ceres {

template <>
inline ceres_newton::internal::TracedJet abs(
    const ceres_newton::internal::TracedJet& x) {
  return ceres_newton::internal::tracing::abs(x);
}
template <>
inline ceres_newton::internal::TracedJet copysign(
    const ceres_newton::internal::TracedJet& x,
    const ceres_newton::internal::TracedJet y) {
  return ceres_newton::internal::tracing::copysign(x, y);
}
template <>
inline ceres_newton::internal::TracedJet pow(
    const ceres_newton::internal::TracedJet& x,
    const ceres_newton::internal::TracedJet& y) {
  return ceres_newton::internal::tracing::pow(x, y);
}
template <>
inline ceres_newton::internal::TracedJet pow(
    const ceres_newton::internal::TracedJet& x, double y) {
  return ceres_newton::internal::tracing::pow(x, y);
}

#define CERES_NEWTON_SPECIALIZE_CHOICE(name)                               \
  template <>                                                              \
  inline decltype(auto) name(const ceres_newton::internal::TracedJet& x,   \
                             const ceres_newton::internal::TracedJet& y) { \
    return ceres_newton::internal::tracing::name(x, y);                    \
  }                                                                        \
  template <>                                                              \
  inline decltype(auto) name(const ceres_newton::internal::TracedJet& x,   \
                             const double& y) {                            \
    return ceres_newton::internal::tracing::name(x, y);                    \
  }                                                                        \
  template <>                                                              \
  inline decltype(auto) name(const double& x,                              \
                             const ceres_newton::internal::TracedJet& y) { \
    return ceres_newton::internal::tracing::name(x, y);                    \
  }
CERES_NEWTON_SPECIALIZE_CHOICE(fmax)
CERES_NEWTON_SPECIALIZE_CHOICE(fmin)
CERES_NEWTON_SPECIALIZE_CHOICE(fdim)
#undef CERES_NEWTON_SPECIALIZE_CHOICE

#ifdef CERES_HAS_CPP20
template <>
inline ceres_newton::internal::TracedJet midpoint(
    const ceres_newton::internal::TracedJet& x,
    const ceres_newton::internal::TracedJet& y) {
  return ceres_newton::internal::tracing::midpoint(x, y);
}
#endif

// ceres::pow(2.0, x), which cannot deduce jet.h's template.
using ceres_newton::internal::tracing::pow;

}  // namespace ceres

#endif  // CERES_NEWTON_INTERNAL_TRACED_JET_H_
