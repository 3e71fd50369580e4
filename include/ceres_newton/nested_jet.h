// NestedJet: Jets of Jets, the plain and independent way to second derivatives.
// The fused scalar of second_order.h is faster and is tested against it;
// nesting deeper than twice gives third and higher derivatives.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_NESTED_JET_H_
#define CERES_NEWTON_NESTED_JET_H_

#include <type_traits>

#include "ceres/jet.h"
#include "ceres_newton/internal/inner_jet.h"
#include "ceres_newton/internal/inner_jet_math.h"
#include "ceres_newton/internal/lift.h"
#include "ceres_newton/internal/nested_rotation.h"
#include "ceres_newton/internal/power.h"
#include "ceres_newton/internal/second_order_traits.h"

namespace ceres_newton {

// A number x(t) = x(t_0, ..., t_{N-1}) with its first and second derivatives:
//
//   x.a.value()              x
//   x.a.derivative(j)        dx/dt_j
//   x.v[i].value()           dx/dt_i
//   x.v[i].derivative(j)     d2x/dt_i dt_j
//
// It is Ceres' Jet around a number of ours, so what is written for Jets takes
// it: functors with T(2.0), 2.0 * x, ceres::sin(x) or unqualified math, Eigen
// and the templates of ceres/rotation.h.  As with Jet<double, N>, T(x.a) * y
// treats the first factor as a constant, but here only for one of the two
// derivatives.
//
// S is double, or a second-order scalar again: NestedJet<N, NestedJet<M>>
// carries derivatives up to the fourth.  S and the scalars that it is nested
// over mix with a NestedJet like numbers do, so that a function of an inner
// variable may use an outer one.
//
// At special points: pow(x, y), however its exponent is written, and abs(x)
// have the right derivatives wherever these exist.  pow shows infinities and
// NaN only in the entries of variables that enter its singular term.  sqrt,
// cbrt, hypot, asin, acos and log follow Ceres' rules, which give NaN at their
// branch points, in the rows of all variables.  ceres::pow(x, y), if written
// with its namespace, cannot be replaced and follows Ceres' rule too: zero
// second derivatives at x = 0 where y is a T; ceres::pow(x, 2.0) is right.
//
// Rotations: unqualified AngleAxisRotatePoint(...) and its like are exact at
// and near zero; with their namespace they are Ceres' formulas, which lose the
// second derivatives there.
//
// Use it through ceres_newton::WithNestedJets and Hessian<NestedJets>.
template <int N, typename S = double>
using NestedJet = ceres::Jet<InnerJet<N, S>, N>;

namespace internal {

// Operands beside a NestedJet<N, S>: numbers and the scalars it is nested over.
template <typename A, typename S>
using EnableIfMixed = std::enable_if_t<IsLiftable<A, S>::value, int>;

// Of these, the scalars.
template <typename A, typename S>
using EnableIfScalarBelow =
    std::enable_if_t<!std::is_arithmetic<A>::value && IsLiftable<A, S>::value,
                     int>;

template <int N, typename S>
struct SecondOrderTraits<ceres::Jet<InnerJet<N, S>, N>> {
  static constexpr int kNumVariables = N;
  using Base = S;
  using Scalar = NestedJet<N, S>;

  static Scalar Variable(const S& value, int k) {
    return Scalar(InnerJet<N, S>(value, k), k);
  }
  static Scalar Constant(const S& value) {
    return Scalar(InnerJet<N, S>(value));
  }
  static S Value(const Scalar& x) { return x.a.value(); }

  // The outer derivatives, which agree with those of Jet<double, N> also for a
  // detached T(x.a).
  static S Gradient(const Scalar& x, int i) { return x.v[i].value(); }

  // The two orders of differentiation agree up to rounding.  The upper triangle
  // is read for both, so the Hessian is exactly symmetric.
  static S Hessian(const Scalar& x, int i, int j) {
    return i <= j ? x.v[i].derivative(j) : x.v[j].derivative(i);
  }
};

}  // namespace internal

// Arithmetic and comparison with numbers.  Ceres' templates want the Jet's
// exact scalar there; these are found by argument-dependent lookup.
#define CERES_NEWTON_DEFINE_MIXED_ARITHMETIC(op)                              \
  template <int N, typename S, typename A, internal::EnableIfMixed<A, S> = 0> \
  NestedJet<N, S> operator op(const ceres::Jet<InnerJet<N, S>, N>& x,         \
                              const A& y) {                                   \
    return x op InnerJet<N, S>(y);                                            \
  }                                                                           \
  template <int N, typename S, typename A, internal::EnableIfMixed<A, S> = 0> \
  NestedJet<N, S> operator op(const A& x,                                     \
                              const ceres::Jet<InnerJet<N, S>, N>& y) {       \
    return InnerJet<N, S>(x) op y;                                            \
  }
CERES_NEWTON_DEFINE_MIXED_ARITHMETIC(+)
CERES_NEWTON_DEFINE_MIXED_ARITHMETIC(-)
CERES_NEWTON_DEFINE_MIXED_ARITHMETIC(*)
CERES_NEWTON_DEFINE_MIXED_ARITHMETIC(/)
#undef CERES_NEWTON_DEFINE_MIXED_ARITHMETIC

// Ceres compares with numbers already; here are the scalars below.
#define CERES_NEWTON_DEFINE_MIXED_COMPARISON(op)                         \
  template <int N,                                                       \
            typename S,                                                  \
            typename A,                                                  \
            internal::EnableIfScalarBelow<A, S> = 0>                     \
  bool operator op(const ceres::Jet<InnerJet<N, S>, N>& x, const A& y) { \
    return x.a op InnerJet<N, S>(y);                                     \
  }                                                                      \
  template <int N,                                                       \
            typename S,                                                  \
            typename A,                                                  \
            internal::EnableIfScalarBelow<A, S> = 0>                     \
  bool operator op(const A& x, const ceres::Jet<InnerJet<N, S>, N>& y) { \
    return InnerJet<N, S>(x) op y.a;                                     \
  }
CERES_NEWTON_DEFINE_MIXED_COMPARISON(<)
CERES_NEWTON_DEFINE_MIXED_COMPARISON(<=)
CERES_NEWTON_DEFINE_MIXED_COMPARISON(>)
CERES_NEWTON_DEFINE_MIXED_COMPARISON(>=)
CERES_NEWTON_DEFINE_MIXED_COMPARISON(==)
CERES_NEWTON_DEFINE_MIXED_COMPARISON(!=)
#undef CERES_NEWTON_DEFINE_MIXED_COMPARISON

// Powers; see internal/power.h.  More specialized than Ceres' templates.
template <int N, typename S>
NestedJet<N, S> pow(const ceres::Jet<InnerJet<N, S>, N>& x,
                    const ceres::Jet<InnerJet<N, S>, N>& y) {
  return internal::PowerLog(x, y, 0);
}
template <int N, typename S>
NestedJet<N, S> pow(const ceres::Jet<InnerJet<N, S>, N>& x, double y) {
  return internal::PowerLog(x, NestedJet<N, S>(y), 0);
}
template <int N, typename S>
NestedJet<N, S> pow(double x, const ceres::Jet<InnerJet<N, S>, N>& y) {
  return internal::PowerLog(NestedJet<N, S>(x), y, 0);
}
template <int N,
          typename S,
          typename A,
          internal::EnableIfScalarBelow<A, S> = 0>
NestedJet<N, S> pow(const ceres::Jet<InnerJet<N, S>, N>& x, const A& y) {
  return internal::PowerLog(x, NestedJet<N, S>(InnerJet<N, S>(y)), 0);
}
template <int N,
          typename S,
          typename A,
          internal::EnableIfScalarBelow<A, S> = 0>
NestedJet<N, S> pow(const A& x, const ceres::Jet<InnerJet<N, S>, N>& y) {
  return internal::PowerLog(NestedJet<N, S>(InnerJet<N, S>(x)), y, 0);
}

}  // namespace ceres_newton

namespace ceres {
// Lets ceres::pow, in code that follows, see the overloads above: jet.h's own
// cannot deduce ceres::pow(2.0, x).
using ceres_newton::pow;
}  // namespace ceres

namespace Eigen {

// Matrices of NestedJets mix with matrices of numbers, and of the scalars
// below.
template <typename BinaryOp, int N, typename S>
struct ScalarBinaryOpTraits<ceres::Jet<ceres_newton::InnerJet<N, S>, N>,
                            double,
                            BinaryOp> {
  using ReturnType = ceres_newton::NestedJet<N, S>;
};
template <typename BinaryOp, int N, typename S>
struct ScalarBinaryOpTraits<double,
                            ceres::Jet<ceres_newton::InnerJet<N, S>, N>,
                            BinaryOp> {
  using ReturnType = ceres_newton::NestedJet<N, S>;
};
template <typename BinaryOp, int N, typename T, int M>
struct ScalarBinaryOpTraits<
    ceres::Jet<ceres_newton::InnerJet<N, ceres::Jet<T, M>>, N>,
    ceres::Jet<T, M>,
    BinaryOp> {
  using ReturnType = ceres_newton::NestedJet<N, ceres::Jet<T, M>>;
};
template <typename BinaryOp, int N, typename T, int M>
struct ScalarBinaryOpTraits<
    ceres::Jet<T, M>,
    ceres::Jet<ceres_newton::InnerJet<N, ceres::Jet<T, M>>, N>,
    BinaryOp> {
  using ReturnType = ceres_newton::NestedJet<N, ceres::Jet<T, M>>;
};

}  // namespace Eigen

#endif  // CERES_NEWTON_NESTED_JET_H_
