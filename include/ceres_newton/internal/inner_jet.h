// The inner scalar of NestedJet: a ceres::Jet that, unlike Ceres' own, is made
// implicitly from numbers.  That one difference lets the constants of ordinary
// functors through: T(2.0), 2.0 * x, Eigen's Scalar(0).
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_INNER_JET_H_
#define CERES_NEWTON_INTERNAL_INNER_JET_H_

#include <limits>
#include <ostream>
#include <type_traits>

#include "ceres/jet.h"
#include "ceres_newton/internal/lift.h"
#include "ceres_newton/internal/scalar_predicates.h"

namespace ceres_newton {

// A value and N first derivatives, all of type S (double, or a second-order
// scalar when derivatives above the second are wanted).
//
// It wraps a ceres::Jet<S, N> instead of deriving from it, so that no function
// made for Jets takes it by accident and returns the bare Jet.
template <int N, typename S = double>
class InnerJet {
 public:
  using Jet = ceres::Jet<S, N>;

  InnerJet() = default;

  // A constant: any number, an S, or what S itself is nested over.
  template <typename A,
            std::enable_if_t<internal::IsLiftable<A, S>::value, int> = 0>
  InnerJet(const A& value)  // NOLINT(google-explicit-constructor)
      : jet_(internal::Lift<S>(value)) {}

  // value + t_k.
  InnerJet(const S& value, int k) : jet_(value, k) {}

  explicit InnerJet(const Jet& jet) : jet_(jet) {}

  const Jet& jet() const { return jet_; }
  const S& value() const { return jet_.a; }
  const S& derivative(int i) const { return jet_.v[i]; }

  InnerJet& operator+=(const InnerJet& y) { return *this = *this + y; }
  InnerJet& operator-=(const InnerJet& y) { return *this = *this - y; }
  InnerJet& operator*=(const InnerJet& y) { return *this = *this * y; }
  InnerJet& operator/=(const InnerJet& y) { return *this = *this / y; }

  friend InnerJet operator+(const InnerJet& x) { return x; }
  friend InnerJet operator-(const InnerJet& x) { return InnerJet(-x.jet_); }

  // These are no templates, so that either operand may be a plain number.
  friend InnerJet operator+(const InnerJet& x, const InnerJet& y) {
    return InnerJet(x.jet_ + y.jet_);
  }
  friend InnerJet operator-(const InnerJet& x, const InnerJet& y) {
    return InnerJet(x.jet_ - y.jet_);
  }
  friend InnerJet operator*(const InnerJet& x, const InnerJet& y) {
    return InnerJet(x.jet_ * y.jet_);
  }
  friend InnerJet operator/(const InnerJet& x, const InnerJet& y) {
    return InnerJet(x.jet_ / y.jet_);
  }

  friend bool operator<(const InnerJet& x, const InnerJet& y) {
    return x.value() < y.value();
  }
  friend bool operator<=(const InnerJet& x, const InnerJet& y) {
    return x.value() <= y.value();
  }
  friend bool operator>(const InnerJet& x, const InnerJet& y) {
    return x.value() > y.value();
  }
  friend bool operator>=(const InnerJet& x, const InnerJet& y) {
    return x.value() >= y.value();
  }
  friend bool operator==(const InnerJet& x, const InnerJet& y) {
    return x.value() == y.value();
  }
  friend bool operator!=(const InnerJet& x, const InnerJet& y) {
    return x.value() != y.value();
  }

  friend std::ostream& operator<<(std::ostream& stream, const InnerJet& x) {
    return stream << x.jet_;
  }

 private:
  Jet jet_;
};

namespace internal {

template <int N, typename S>
struct ScalarPredicates<InnerJet<N, S>> {
  using Jet = ScalarPredicates<ceres::Jet<S, N>>;
  static bool AllFinite(const InnerJet<N, S>& x) {
    return Jet::AllFinite(x.jet());
  }
  static bool IsExactZero(const InnerJet<N, S>& x) {
    return Jet::IsExactZero(x.jet());
  }
};

}  // namespace internal

// A number times the infinitesimal part of a Jet, as in r.v = c * x.v, is the
// mark of a first-order rule written by hand.  It would lose the derivatives of
// c without a word, so it does not compile; write c as a function of x.a.
template <typename A,
          int N,
          typename S,
          std::enable_if_t<std::is_arithmetic<A>::value, int> = 0>
void operator*(const A& c,
               const Eigen::Matrix<InnerJet<N, S>, N, 1>& v) = delete;
template <typename A,
          int N,
          typename S,
          std::enable_if_t<std::is_arithmetic<A>::value, int> = 0>
void operator*(const Eigen::Matrix<InnerJet<N, S>, N, 1>& v,
               const A& c) = delete;

}  // namespace ceres_newton

// Ceres compares Jets of equal rank, and Jets with scalars, whose rank is 0.
// The inner number is the outer Jet's scalar.
template <int N, typename S>
struct ceres::internal::Rank<ceres_newton::InnerJet<N, S>>
    : std::integral_constant<int, 0> {};
template <int N, typename S>
struct ceres::internal::UnderlyingScalar<ceres_newton::InnerJet<N, S>>
    : ceres::internal::UnderlyingScalar<S> {};

template <int N, typename S>
struct std::numeric_limits<ceres_newton::InnerJet<N, S>>
    : std::numeric_limits<S> {
 private:
  using Number = ceres_newton::InnerJet<N, S>;
  using Limits = std::numeric_limits<S>;

 public:
  static Number(min)() noexcept { return Number((Limits::min)()); }
  static Number(max)() noexcept { return Number((Limits::max)()); }
  static Number lowest() noexcept { return Number(Limits::lowest()); }
  static Number epsilon() noexcept { return Number(Limits::epsilon()); }
  static Number round_error() noexcept { return Number(Limits::round_error()); }
  static Number infinity() noexcept { return Number(Limits::infinity()); }
  static Number quiet_NaN() noexcept { return Number(Limits::quiet_NaN()); }
  static Number signaling_NaN() noexcept {
    return Number(Limits::signaling_NaN());
  }
  static Number denorm_min() noexcept { return Number(Limits::denorm_min()); }
};

namespace Eigen {

template <int N, typename S>
struct NumTraits<ceres_newton::InnerJet<N, S>> {
  using Number = ceres_newton::InnerJet<N, S>;
  using Real = Number;
  using NonInteger = Number;
  using Nested = Number;
  using Literal = Number;

  static Real epsilon() { return std::numeric_limits<Number>::epsilon(); }
  static Real dummy_precision() { return Number(1e-12); }
  static Real highest() { return (std::numeric_limits<Number>::max)(); }
  static Real lowest() { return std::numeric_limits<Number>::lowest(); }
  static Real infinity() { return std::numeric_limits<Number>::infinity(); }
  static Real quiet_NaN() { return std::numeric_limits<Number>::quiet_NaN(); }
  static int digits10() { return std::numeric_limits<Number>::digits10; }
  static int max_digits10() {
    return std::numeric_limits<Number>::max_digits10;
  }

  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    ReadCost = 1,
    AddCost = 1 + N,
    MulCost = 1 + 2 * N,
    HasFloatingPoint = 1,
    RequireInitialization = 1
  };
};

}  // namespace Eigen

#endif  // CERES_NEWTON_INTERNAL_INNER_JET_H_
