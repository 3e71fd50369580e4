// The engine behind SecondOrder for functions of any number of variables: a
// value and a place in the log of this thread.
//
// Like TapeEngine, a number is value + scale (y - its value) for an operation y
// of the log, or a constant.  So constants, sums with constants and multiples
// of a number are not logged.  In addition it knows its derivative in one
// direction v,
//
//   tangent = sum_i v_i dx/dt_i,
//
// which costs little and makes products of the Hessian with v one sweep.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_LOGGED_ENGINE_H_
#define CERES_NEWTON_INTERNAL_LOGGED_ENGINE_H_

#include <cmath>
#include <limits>

#include "ceres_newton/internal/operation_log.h"

namespace ceres_newton {
namespace internal {

// Functions that log are inlined, and hand plain values on to the log: numbers
// whose addresses no call takes are taken apart by the compiler.
class LoggedEngine {
 public:
  LoggedEngine() = default;

  // A constant.
  explicit LoggedEngine(double value) : value_(value) {}

  const double& value() const { return value_; }
  double tangent() const { return tangent_; }
  double scale() const { return scale_; }
  int place() const { return place_; }
  bool IsConstant() const { return place_ == kNoOperation; }

  void Assign(double value, double tangent, double scale, int place) {
    value_ = value;
    tangent_ = tangent;
    scale_ = scale;
    place_ = place;
  }

  // Derivatives are known when the run is over, and to its sweeps only.
  double gradient(int) const {
    return IsConstant() ? 0.0 : std::numeric_limits<double>::quiet_NaN();
  }
  double hessian(int, int) const { return gradient(0); }
  bool DependsOn(int) const { return !IsConstant(); }
  // What is infinite or NaN is in the log, never in the scale.
  bool singular() const { return false; }

  void AddToValue(double s) { value_ += s; }
  void SetValue(double s) { value_ = s; }

  // *this = c x for a constant c.
  void SetScaled(double c, const LoggedEngine& x) {
    *this = Multiple(x.value_ * c, x.tangent_ * c, x.scale_ * c, x.place_);
  }

  // *this = x + sign y with sign = 1 or -1; x and y may be *this.
  [[gnu::always_inline]] void SetSum(const LoggedEngine& x,
                                     const LoggedEngine& y,
                                     double sign) {
    const double value = x.value_ + sign * y.value_;
    const double tangent = x.tangent_ + sign * y.tangent_;
    const double sx = x.scale_;
    const double sy = y.scale_ * sign;
    if (y.IsConstant()) {
      Assign(value, tangent, sx, x.place_);
    } else if (x.IsConstant()) {
      Assign(value, tangent, sy, y.place_);
    } else if (x.place_ == y.place_) {
      *this = Multiple(value, tangent, sx + sy, x.place_);
    } else if (sx == 1.0) {
      Assign(
          value, tangent, 1.0, OperationLog::AddLinear(x.place_, y.place_, sy));
    } else {
      *this = UnusualSum(value, tangent, sx, x.place_, sy, y.place_);
    }
  }

  // *this = x y and *this = x / y.
  [[gnu::always_inline]] void SetProduct(const LoggedEngine& x,
                                         const LoggedEngine& y) {
    if (y.IsConstant()) {
      SetScaled(y.value_, x);
      return;
    }
    if (x.IsConstant()) {
      SetScaled(x.value_, y);
      return;
    }
    // Read before anything is written, as the compiler cannot know that the log
    // is not where x and y are.
    const double value = x.value_ * y.value_;
    const double tangent = y.value_ * x.tangent_ + x.value_ * y.tangent_;
    const double sxy = x.scale_ * y.scale_;
    const double fa = y.value_ * x.scale_;
    const double fb = x.value_ * y.scale_;
    const double dfa = y.tangent_ * x.scale_;
    const double dfb = x.tangent_ * y.scale_;
    const int place =
        x.place_ == y.place_
            ? OperationLog::AddUnary(x.place_, fa + fb, dfa + dfb, 2.0 * sxy)
            : OperationLog::AddProduct(
                  x.place_, y.place_, fa, dfa, fb, dfb, sxy);
    Assign(value, tangent, 1.0, place);
  }
  void SetQuotient(const LoggedEngine& x, const LoggedEngine& y) {
    const double inverse = 1.0 / y.value_;
    const double quotient = x.value_ / y.value_;
    if (y.IsConstant()) {
      SetScaled(inverse, x);
      value_ = quotient;  // rounded once
      return;
    }
    const double fy = -(quotient * inverse);
    const double fyy = -2.0 * (fy * inverse);
    SetChain(x, y, quotient, inverse, fy, 0.0, -(inverse * inverse), fyy);
  }

  // *this = f(x), given f and its first two derivatives there.
  [[gnu::always_inline]] void SetChain(const LoggedEngine& x,
                                       double f,
                                       double f1,
                                       double f2) {
    if (x.IsConstant()) {
      Assign(f, 0.0, 1.0, kNoOperation);
      return;
    }
    const double s = x.scale_;
    const double tangent = f1 * x.tangent_;
    const int place = OperationLog::AddUnary(
        x.place_, f1 * s, s * (f2 * x.tangent_), f2 * s * s);
    Assign(f, tangent, 1.0, place);
  }

  // *this = f(x, y), given f and its partial derivatives there.
  [[gnu::always_inline]] void SetChain(const LoggedEngine& x,
                                       const LoggedEngine& y,
                                       double f,
                                       double fx,
                                       double fy,
                                       double fxx,
                                       double fxy,
                                       double fyy) {
    if (x.IsConstant()) {
      SetChain(y, f, fy, fyy);
      return;
    }
    if (y.IsConstant()) {
      SetChain(x, f, fx, fxx);
      return;
    }
    const double sx = x.scale_;
    const double sy = y.scale_;
    const double tangent = fx * x.tangent_ + fy * y.tangent_;
    const double dfa = sx * (fxx * x.tangent_ + fxy * y.tangent_);
    const double dfb = sy * (fxy * x.tangent_ + fyy * y.tangent_);
    if (x.place_ == y.place_) {
      const double curvature =
          fxx * sx * sx + 2.0 * fxy * sx * sy + fyy * sy * sy;
      const int place = OperationLog::AddUnary(
          x.place_, fx * sx + fy * sy, dfa + dfb, curvature);
      Assign(f, tangent, 1.0, place);
      return;
    }
    const int place = OperationLog::AddBinary(x.place_,
                                              y.place_,
                                              fx * sx,
                                              dfa,
                                              fy * sy,
                                              dfb,
                                              fxy * sx * sy,
                                              fxx * sx * sx,
                                              fyy * sy * sy);
    Assign(f, tangent, 1.0, place);
  }

 private:
  // With the derivatives of an operation times a factor.
  static LoggedEngine Multiple(double value,
                               double tangent,
                               double scale,
                               int place) {
    const double size = std::abs(scale);
    if (!(size > kMinScale && size < kMaxScale) && place != kNoOperation) {
      return UnusualMultiple(value, tangent, scale, place);
    }
    LoggedEngine result;
    result.Assign(value, tangent, scale, place);
    return result;
  }

  // What is rare is done by functions that take no addresses of numbers, so
  // that these can stay in registers.
  //
  // Nothing is left of a number times 0, whose derivatives are 0 even where
  // those of the number are infinite, unless its value is.  Scales near the
  // ends of the range are logged, where products of several cannot leave it,
  // and so are infinite and NaN ones.
  [[gnu::noinline, gnu::cold]] static LoggedEngine UnusualMultiple(
      double value, double tangent, double scale, int place) {
    LoggedEngine result(value);
    if (scale != 0.0 || !std::isfinite(value)) {
      result.Assign(value,
                    tangent,
                    1.0,
                    OperationLog::AddLinear(kNoOperation, place, scale));
    }
    return result;
  }
  // The sum of sx times operation x and sy times operation y, sx != 1.
  [[gnu::noinline]] static LoggedEngine UnusualSum(
      double value, double tangent, double sx, int x, double sy, int y) {
    LoggedEngine result;
    if (sy == 1.0) {
      result.Assign(value, tangent, 1.0, OperationLog::AddLinear(y, x, sx));
    } else if (sx == -1.0) {
      result.Assign(value, tangent, -1.0, OperationLog::AddLinear(x, y, -sy));
    } else {
      const int multiple = OperationLog::AddLinear(kNoOperation, x, sx);
      result.Assign(
          value, tangent, 1.0, OperationLog::AddLinear(multiple, y, sy));
    }
    return result;
  }
  static constexpr double kMinScale = 1e-50;
  static constexpr double kMaxScale = 1e50;

  double value_ = 0.0;
  double tangent_ = 0.0;  // 0 for constants
  double scale_ = 1.0;    // 1 for constants
  int place_ = kNoOperation;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_LOGGED_ENGINE_H_
