// What the standard library and Eigen ask of a scalar, for TracedJet.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TRACED_JET_TRAITS_H_
#define CERES_NEWTON_INTERNAL_TRACED_JET_TRAITS_H_

#include <limits>

#include "Eigen/Core"
#include "ceres_newton/internal/traced_jet.h"

namespace std {

template <>
struct numeric_limits<ceres_newton::internal::TracedNumber>
    : numeric_limits<double> {
  using T = ceres_newton::internal::TracedNumber;
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

template <>
struct NumTraits<ceres_newton::internal::TracedJet> {
  using Real = ceres_newton::internal::TracedJet;
  using NonInteger = Real;
  using Nested = Real;
  using Literal = Real;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    ReadCost = 1,
    AddCost = 4,
    MulCost = 4,
    HasFloatingPoint = 1,
    RequireInitialization = 1
  };
  template <bool>
  struct Div {
    enum { Cost = 4 };
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

template <typename Op>
struct ScalarBinaryOpTraits<ceres_newton::internal::TracedJet, double, Op> {
  using ReturnType = ceres_newton::internal::TracedJet;
};
template <typename Op>
struct ScalarBinaryOpTraits<double, ceres_newton::internal::TracedJet, Op> {
  using ReturnType = ceres_newton::internal::TracedJet;
};

}  // namespace Eigen

#endif  // CERES_NEWTON_INTERNAL_TRACED_JET_TRAITS_H_
