// A number that knows where it came from: its value, and its place on a
// DependencyTape.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TRACED_NUMBER_H_
#define CERES_NEWTON_INTERNAL_TRACED_NUMBER_H_

#include <cmath>
#include <ostream>
#include <type_traits>

#include "ceres/jet.h"
#include "ceres_newton/internal/dependency_tape.h"

namespace ceres_newton {
namespace internal {

// A namespace of their own keeps these functions, which are no templates, from
// calls with other numbers: only argument-dependent lookup finds them.
namespace tracing {

// The scalar a of TracedJet = ceres::Jet<TracedNumber, 1> (traced_jet.h), with
// which FindDependencies runs functions.  A constant is on no tape.
class TracedNumber {
 public:
  TracedNumber() = default;
  template <typename A,
            std::enable_if_t<std::is_arithmetic<A>::value>* = nullptr>
  TracedNumber(A value)  // NOLINT(google-explicit-constructor)
      : value_(static_cast<double>(value)) {}
  // Node `node` of a tape that outlives the number.
  TracedNumber(double value, DependencyTape* tape, int node)
      : value_(value), tape_(tape), node_(node) {}

  double value() const { return value_; }
  bool varies() const { return tape_ != nullptr; }
  DependencyTape* tape() const { return tape_; }
  int node() const { return node_; }

  // An operation whose result is `value`.  Constant operands do not count.
  static TracedNumber Of(const TracedNumber& x,
                         const TracedNumber& y,
                         double value,
                         int curvature) {
    if (!y.varies()) {
      return Of(x, value, curvature & kCurvedInX);
    }
    if (!x.varies()) {
      return Of(y, value, curvature & kCurvedInY);
    }
    return {value, x.tape_, x.tape_->Add(x.node_, y.node_, curvature)};
  }
  static TracedNumber Of(const TracedNumber& x, double value, int curvature) {
    if (!x.varies()) {
      return value;
    }
    return {value, x.tape_, x.tape_->Add(x.node_, x.node_, curvature)};
  }

  // Takes note that the function looked at the value.
  void Branch() const {
    if (varies()) {
      tape_->SetBranches();
    }
  }
  TracedNumber Rounded(double value) const {
    Branch();
    return value;
  }
  TracedNumber Detached() const {
    if (varies()) {
      tape_->SetDetaches();
    }
    return value_;
  }

  TracedNumber& operator+=(const TracedNumber& y) { return *this = *this + y; }
  TracedNumber& operator-=(const TracedNumber& y) { return *this = *this - y; }
  TracedNumber& operator*=(const TracedNumber& y) { return *this = *this * y; }
  TracedNumber& operator/=(const TracedNumber& y) { return *this = *this / y; }

  friend const TracedNumber& operator+(const TracedNumber& x) { return x; }
  friend TracedNumber operator-(const TracedNumber& x) {
    return Of(x, -x.value_, kLinear);
  }
  friend TracedNumber operator+(const TracedNumber& x, const TracedNumber& y) {
    return Of(x, y, x.value_ + y.value_, kLinear);
  }
  friend TracedNumber operator-(const TracedNumber& x, const TracedNumber& y) {
    return Of(x, y, x.value_ - y.value_, kLinear);
  }
  // A constant factor 0 leaves nothing of the other.
  friend TracedNumber operator*(const TracedNumber& x, const TracedNumber& y) {
    const double value = x.value_ * y.value_;
    if (x.IsConstantZero() || y.IsConstantZero()) {
      return value;
    }
    return Of(x, y, value, kMixed);
  }
  friend TracedNumber operator/(const TracedNumber& x, const TracedNumber& y) {
    return Of(x, y, x.value_ / y.value_, kMixed | kCurvedInY);
  }

 private:
  bool IsConstantZero() const { return !varies() && value_ == 0.0; }

  double value_ = 0.0;
  DependencyTape* tape_ = nullptr;
  int node_ = -1;
};

#define CERES_NEWTON_DEFINE_COMPARISON(op)                                \
  inline bool operator op(const TracedNumber& x, const TracedNumber& y) { \
    x.Branch();                                                           \
    y.Branch();                                                           \
    return x.value() op y.value();                                        \
  }
CERES_NEWTON_DEFINE_COMPARISON(<)   // NOLINT
CERES_NEWTON_DEFINE_COMPARISON(<=)  // NOLINT
CERES_NEWTON_DEFINE_COMPARISON(>)   // NOLINT
CERES_NEWTON_DEFINE_COMPARISON(>=)  // NOLINT
CERES_NEWTON_DEFINE_COMPARISON(==)  // NOLINT
CERES_NEWTON_DEFINE_COMPARISON(!=)  // NOLINT
#undef CERES_NEWTON_DEFINE_COMPARISON

#define CERES_NEWTON_DEFINE_QUIET_COMPARISON(name)                 \
  inline bool name(const TracedNumber& x, const TracedNumber& y) { \
    x.Branch();                                                    \
    y.Branch();                                                    \
    return std::name(x.value(), y.value());                        \
  }
CERES_NEWTON_DEFINE_QUIET_COMPARISON(isgreater)
CERES_NEWTON_DEFINE_QUIET_COMPARISON(isgreaterequal)
CERES_NEWTON_DEFINE_QUIET_COMPARISON(isless)
CERES_NEWTON_DEFINE_QUIET_COMPARISON(islessequal)
CERES_NEWTON_DEFINE_QUIET_COMPARISON(islessgreater)
CERES_NEWTON_DEFINE_QUIET_COMPARISON(isunordered)
#undef CERES_NEWTON_DEFINE_QUIET_COMPARISON

// Guards against what is not a number, which are no branches.
inline bool isfinite(const TracedNumber& x) { return std::isfinite(x.value()); }
inline bool isinf(const TracedNumber& x) { return std::isinf(x.value()); }
inline bool isnan(const TracedNumber& x) { return std::isnan(x.value()); }

// Questions that choose a formula.
inline bool isnormal(const TracedNumber& x) {
  x.Branch();
  return std::isnormal(x.value());
}
inline bool signbit(const TracedNumber& x) {
  x.Branch();
  return std::signbit(x.value());
}
inline int fpclassify(const TracedNumber& x) {
  x.Branch();
  return std::fpclassify(x.value());
}

// Smooth functions that are nowhere linear.
#define CERES_NEWTON_DEFINE_CURVED(name, function)               \
  inline TracedNumber name(const TracedNumber& x) {              \
    return TracedNumber::Of(x, function(x.value()), kCurvedInX); \
  }
CERES_NEWTON_DEFINE_CURVED(sin, std::sin)
CERES_NEWTON_DEFINE_CURVED(cos, std::cos)
CERES_NEWTON_DEFINE_CURVED(tan, std::tan)
CERES_NEWTON_DEFINE_CURVED(asin, std::asin)
CERES_NEWTON_DEFINE_CURVED(acos, std::acos)
CERES_NEWTON_DEFINE_CURVED(atan, std::atan)
CERES_NEWTON_DEFINE_CURVED(sinh, std::sinh)
CERES_NEWTON_DEFINE_CURVED(cosh, std::cosh)
CERES_NEWTON_DEFINE_CURVED(tanh, std::tanh)
CERES_NEWTON_DEFINE_CURVED(asinh, std::asinh)
CERES_NEWTON_DEFINE_CURVED(acosh, std::acosh)
CERES_NEWTON_DEFINE_CURVED(atanh, std::atanh)
CERES_NEWTON_DEFINE_CURVED(exp, std::exp)
CERES_NEWTON_DEFINE_CURVED(exp2, std::exp2)
CERES_NEWTON_DEFINE_CURVED(expm1, std::expm1)
CERES_NEWTON_DEFINE_CURVED(log, std::log)
CERES_NEWTON_DEFINE_CURVED(log2, std::log2)
CERES_NEWTON_DEFINE_CURVED(log10, std::log10)
CERES_NEWTON_DEFINE_CURVED(log1p, std::log1p)
CERES_NEWTON_DEFINE_CURVED(sqrt, std::sqrt)
CERES_NEWTON_DEFINE_CURVED(cbrt, std::cbrt)
CERES_NEWTON_DEFINE_CURVED(erf, std::erf)
CERES_NEWTON_DEFINE_CURVED(erfc, std::erfc)
CERES_NEWTON_DEFINE_CURVED(norm, std::norm)
CERES_NEWTON_DEFINE_CURVED(BesselJ0, ceres::BesselJ0)
CERES_NEWTON_DEFINE_CURVED(BesselJ1, ceres::BesselJ1)
#undef CERES_NEWTON_DEFINE_CURVED

inline TracedNumber BesselJn(int n, const TracedNumber& x) {
  return TracedNumber::Of(x, ceres::BesselJn(n, x.value()), kCurvedInX);
}

// Step functions, without derivatives.
inline TracedNumber floor(const TracedNumber& x) {
  return x.Rounded(std::floor(x.value()));
}
inline TracedNumber ceil(const TracedNumber& x) {
  return x.Rounded(std::ceil(x.value()));
}
inline TracedNumber trunc(const TracedNumber& x) {
  return x.Rounded(std::trunc(x.value()));
}
inline TracedNumber round(const TracedNumber& x) {
  return x.Rounded(std::round(x.value()));
}

// x or -x, on both sides of the kink.
inline TracedNumber abs(const TracedNumber& x) {
  return TracedNumber::Of(x, std::abs(x.value()), kLinear);
}
inline TracedNumber fabs(const TracedNumber& x) { return abs(x); }
inline TracedNumber copysign(const TracedNumber& x, const TracedNumber& y) {
  y.Branch();
  return TracedNumber::Of(x, std::copysign(x.value(), y.value()), kLinear);
}

// One of several operands, chosen by value: the union of all.
#define CERES_NEWTON_DEFINE_CHOICE(name)                                     \
  inline TracedNumber name(const TracedNumber& x, const TracedNumber& y) {   \
    x.Branch();                                                              \
    y.Branch();                                                              \
    return TracedNumber::Of(x, y, std::name(x.value(), y.value()), kLinear); \
  }
CERES_NEWTON_DEFINE_CHOICE(fmax)
CERES_NEWTON_DEFINE_CHOICE(fmin)
CERES_NEWTON_DEFINE_CHOICE(fdim)
#undef CERES_NEWTON_DEFINE_CHOICE

inline TracedNumber atan2(const TracedNumber& y, const TracedNumber& x) {
  return TracedNumber::Of(
      y, x, std::atan2(y.value(), x.value()), kCurvedInX | kMixed | kCurvedInY);
}
inline TracedNumber hypot(const TracedNumber& x, const TracedNumber& y) {
  return TracedNumber::Of(
      x, y, std::hypot(x.value(), y.value()), kCurvedInX | kMixed | kCurvedInY);
}
inline TracedNumber hypot(const TracedNumber& x,
                          const TracedNumber& y,
                          const TracedNumber& z) {
  return TracedNumber::Of(
      x + y + z, std::hypot(x.value(), y.value(), z.value()), kCurvedInX);
}
inline TracedNumber fma(const TracedNumber& x,
                        const TracedNumber& y,
                        const TracedNumber& z) {
  return x * y + z;
}
inline TracedNumber lerp(const TracedNumber& a,
                         const TracedNumber& b,
                         const TracedNumber& t) {
  return a + t * (b - a);
}
inline TracedNumber midpoint(const TracedNumber& x, const TracedNumber& y) {
  return 0.5 * x + 0.5 * y;
}

// x^0 is constant and x^1 linear, for a constant exponent.
inline TracedNumber pow(const TracedNumber& x, const TracedNumber& y) {
  const double value = std::pow(x.value(), y.value());
  if (!y.varies() && y.value() == 0.0) {
    return value;
  }
  if (!y.varies() && y.value() == 1.0) {
    return TracedNumber::Of(x, value, kLinear);
  }
  return TracedNumber::Of(x, y, value, kCurvedInX | kMixed | kCurvedInY);
}

inline std::ostream& operator<<(std::ostream& s, const TracedNumber& x) {
  return s << x.value();
}

}  // namespace tracing

using tracing::TracedNumber;

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TRACED_NUMBER_H_
