// What the standard library, Eigen and jet.h ask of a scalar, for the
// second-order scalar.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SECOND_ORDER_JET_TRAITS_H_
#define CERES_NEWTON_INTERNAL_SECOND_ORDER_JET_TRAITS_H_

#include <limits>
#include <type_traits>

#include "Eigen/Core"
#include "ceres/jet.h"
#include "ceres_newton/internal/second_order_jet.h"

namespace ceres {
namespace internal {
// jet.h compares and mixes only operands that these traits call scalars.
template <int N, typename S, typename E>
struct Rank<ceres_newton::SecondOrder<N, S, E>>
    : std::integral_constant<int, 0> {};
template <int N, typename S, typename E>
struct UnderlyingScalar<ceres_newton::SecondOrder<N, S, E>>
    : UnderlyingScalar<S> {};
}  // namespace internal
}  // namespace ceres

namespace std {

template <int N, typename S, typename E>
struct numeric_limits<ceres_newton::SecondOrder<N, S, E>>
    : numeric_limits<double> {
  using T = ceres_newton::SecondOrder<N, S, E>;
  using Limits = numeric_limits<double>;
  static T(min)() noexcept { return T((Limits::min)()); }
  static T(max)() noexcept { return T((Limits::max)()); }
  static T lowest() noexcept { return T(Limits::lowest()); }
  static T epsilon() noexcept { return T(Limits::epsilon()); }
  static T round_error() noexcept { return T(Limits::round_error()); }
  static T infinity() noexcept { return T(Limits::infinity()); }
  static T quiet_NaN() noexcept { return T(Limits::quiet_NaN()); }
  static T signaling_NaN() noexcept { return T(Limits::signaling_NaN()); }
  static T denorm_min() noexcept { return T(Limits::denorm_min()); }
};

}  // namespace std

namespace Eigen {

template <int N, typename S, typename E>
struct NumTraits<ceres::Jet<ceres_newton::SecondOrder<N, S, E>, N>> {
  using Real = ceres::Jet<ceres_newton::SecondOrder<N, S, E>, N>;
  using NonInteger = Real;
  using Nested = Real;
  using Literal = Real;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    ReadCost = N,
    AddCost = N,
    MulCost = 3 * N,
    HasFloatingPoint = 1,
    RequireInitialization = 1
  };
  template <bool>
  struct Div {
    enum { Cost = 4 * N };
  };
  static Real dummy_precision() { return Real(1e-12); }
  static Real epsilon() { return Real(NumTraits<double>::epsilon()); }
  static int digits10() { return NumTraits<double>::digits10(); }
  static int max_digits10() {
    return std::numeric_limits<double>::max_digits10;
  }
  static Real highest() { return Real(NumTraits<double>::highest()); }
  static Real lowest() { return Real(NumTraits<double>::lowest()); }
  static Real infinity() { return Real(NumTraits<double>::infinity()); }
  static Real quiet_NaN() { return Real(NumTraits<double>::quiet_NaN()); }
};

template <typename Op, int N, typename S, typename E>
struct ScalarBinaryOpTraits<ceres::Jet<ceres_newton::SecondOrder<N, S, E>, N>,
                            double,
                            Op> {
  using ReturnType = ceres::Jet<ceres_newton::SecondOrder<N, S, E>, N>;
};
template <typename Op, int N, typename S, typename E>
struct ScalarBinaryOpTraits<double,
                            ceres::Jet<ceres_newton::SecondOrder<N, S, E>, N>,
                            Op> {
  using ReturnType = ceres::Jet<ceres_newton::SecondOrder<N, S, E>, N>;
};

}  // namespace Eigen

#endif  // CERES_NEWTON_INTERNAL_SECOND_ORDER_JET_TRAITS_H_
