// ceres::Jet specialized on SecondOrder<N, S, E>.
//
// Nothing here touches a type that is not ours: the partial specialization
// depends on SecondOrder, so it cannot clash with other users of Ceres.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SECOND_ORDER_JET_H_
#define CERES_NEWTON_INTERNAL_SECOND_ORDER_JET_H_

#include "ceres/jet.h"
#include "ceres_newton/internal/scalar_predicates.h"
#include "ceres_newton/internal/second_order_functions.h"
#include "ceres_newton/internal/second_order_number.h"
#include "ceres_newton/internal/second_order_traits.h"
#include "ceres_newton/internal/swallowed_part.h"
#include "ceres_newton/internal/unroll.h"

namespace ceres {

template <int N, typename S, typename E>
struct Jet<ceres_newton::SecondOrder<N, S, E>, N> {
  enum { DIMENSION = N };
  using Scalar = ceres_newton::SecondOrder<N, S, E>;
  using Swallowed = ceres_newton::internal::SwallowedPart<N, S, E>;

  Jet() = default;
  // A constant with the value of x: derivatives are dropped, as in ceres::Jet.
  explicit Jet(const Scalar& x) : a(x.value()) {}
  Jet(const Scalar& x, Swallowed) : a(x) {}
  explicit Jet(const ceres_newton::internal::KeepDerivatives<N, S, E>& x)
      : a(x.number) {}
  // The k-th variable.
  Jet(const Scalar& x, int k) : a(x.value(), k) {}

  Jet& operator+=(const Jet& y) {
    a += y.a;
    return *this;
  }
  Jet& operator-=(const Jet& y) {
    a -= y.a;
    return *this;
  }
  Jet& operator*=(const Jet& y) {
    a *= y.a;
    return *this;
  }
  Jet& operator/=(const Jet& y) {
    a /= y.a;
    return *this;
  }
  Jet& operator+=(double s) {
    a += s;
    return *this;
  }
  Jet& operator-=(double s) {
    a -= s;
    return *this;
  }
  Jet& operator*=(double s) {
    a *= s;
    return *this;
  }
  Jet& operator/=(double s) {
    a /= s;
    return *this;
  }

  friend const Jet& operator+(const Jet& x) { return x; }
  friend Jet operator-(const Jet& x) {
    Jet r;
    r.engine()->SetScaled(S(-1.0), x.engine());
    return r;
  }
  friend Jet operator+(const Jet& x, const Jet& y) {
    Jet r;
    r.engine()->SetSum(x.engine(), y.engine(), 1.0);
    return r;
  }
  friend Jet operator-(const Jet& x, const Jet& y) {
    Jet r;
    r.engine()->SetSum(x.engine(), y.engine(), -1.0);
    return r;
  }
  friend Jet operator*(const Jet& x, const Jet& y) {
    Jet r;
    r.engine()->SetProduct(x.engine(), y.engine());
    return r;
  }
  friend Jet operator/(const Jet& x, const Jet& y) {
    Jet r;
    r.engine()->SetQuotient(x.engine(), y.engine());
    return r;
  }

  friend Jet operator+(const Jet& x, double s) {
    Jet r(x);
    r += s;
    return r;
  }
  friend Jet operator+(double s, const Jet& x) { return x + s; }
  friend Jet operator-(const Jet& x, double s) { return x + -s; }
  friend Jet operator-(double s, const Jet& x) {
    Jet r;
    r.engine()->SetScaled(S(-1.0), x.engine());
    r += s;
    return r;
  }
  friend Jet operator*(const Jet& x, double s) {
    Jet r;
    r.engine()->SetScaled(S(s), x.engine());
    return r;
  }
  friend Jet operator*(double s, const Jet& x) { return x * s; }
  friend Jet operator/(const Jet& x, double s) {
    Jet r;
    r.engine()->SetScaled(S(1.0 / s), x.engine());
    r.engine()->SetValue(x.a.value() / s);  // rounded once
    return r;
  }
  friend Jet operator/(double s, const Jet& x) {
    Jet r;
    r.engine()->SetQuotient(typename Scalar::Engine(S(s)), x.engine());
    return r;
  }

  // Value and derivatives.
  Scalar a;
  // See SwallowedPart.
  static constexpr Swallowed v{};

 private:
  typename Scalar::Engine* engine() { return a.mutable_engine(); }
  const typename Scalar::Engine& engine() const { return a.engine(); }
};

}  // namespace ceres

namespace ceres_newton {
namespace internal {

template <int N, typename S, typename E>
struct ScalarPredicates<ceres::Jet<SecondOrder<N, S, E>, N>> {
  using T = ceres::Jet<SecondOrder<N, S, E>, N>;
  static bool AllFinite(const T& x) {
    return ScalarPredicates<S>::AllFinite(x.a.value()) &&
           !x.a.engine().singular();
  }
  static bool IsExactZero(const T& x) {
    return ScalarPredicates<S>::IsExactZero(x.a.value()) && x.a.IsConstant();
  }
};

template <int N, typename S>
inline constexpr bool kWantsFlattening<
    ceres::Jet<SecondOrder<N, S, typename SecondOrderEngine<N, S>::Type>, N>> =
    kIsInlined<N, S>;

template <int N, typename S, typename E>
struct SecondOrderTraits<ceres::Jet<SecondOrder<N, S, E>, N>> {
  using T = ceres::Jet<SecondOrder<N, S, E>, N>;
  using Base = S;
  static constexpr int kNumVariables = N;
  static CERES_NEWTON_ALWAYS_INLINE T Variable(const S& value, int k) {
    return T(SecondOrder<N, S, E>(value), k);
  }
  static CERES_NEWTON_ALWAYS_INLINE T Constant(const S& value) {
    return T(SecondOrder<N, S, E>(value));
  }
  static CERES_NEWTON_ALWAYS_INLINE S Value(const T& x) { return x.a.value(); }
  static CERES_NEWTON_ALWAYS_INLINE S Gradient(const T& x, int i) {
    return x.a.gradient(i);
  }
  static CERES_NEWTON_ALWAYS_INLINE S Hessian(const T& x, int i, int j) {
    return x.a.hessian(i, j);
  }
};

}  // namespace internal

}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SECOND_ORDER_JET_H_
