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
  bool singular() const { return !std::isfinite(scale_); }

  void AddToValue(double s) { value_ += s; }
  void SetValue(double s) { value_ = s; }

  // *this = c x for a constant c.
  void SetScaled(double c, const LoggedEngine& x) {
    value_ = x.value_ * c;
    SetMultiple(x.place_, x.scale_ * c, x.tangent_ * c);
  }

  // *this = x + sign y with sign = 1 or -1; x and y may be *this.
  void SetSum(const LoggedEngine& x, const LoggedEngine& y, double sign) {
    const double value = x.value_ + sign * y.value_;
    const double tangent = x.tangent_ + sign * y.tangent_;
    const double sx = x.scale_;
    const double sy = y.scale_ * sign;
    if (y.IsConstant()) {
      Assign(value, tangent, sx, x.place_);
    } else if (x.IsConstant()) {
      Assign(value, tangent, sy, y.place_);
    } else if (x.place_ == y.place_) {
      value_ = value;
      SetMultiple(x.place_, sx + sy, tangent);
    } else {
      Assign(
          value, tangent, 1.0, OperationLog::Add(x.place_, y.place_, sx, sy));
    }
  }

  // *this = x y and *this = x / y.
  void SetProduct(const LoggedEngine& x, const LoggedEngine& y) {
    if (y.IsConstant()) {
      SetScaled(y.value_, x);
      return;
    }
    if (x.IsConstant()) {
      SetScaled(x.value_, y);
      return;
    }
    const double sxy = x.scale_ * y.scale_;
    const double tangent = y.value_ * x.tangent_ + x.value_ * y.tangent_;
    if (x.place_ == y.place_) {
      const double fa = y.value_ * x.scale_ + x.value_ * y.scale_;
      const double dfa = y.tangent_ * x.scale_ + x.tangent_ * y.scale_;
      const int place = OperationLog::Add(
          x.place_, kNoOperation, fa, 0.0, {2.0 * sxy, 0.0, 0.0, dfa, 0.0});
      Assign(x.value_ * y.value_, tangent, 1.0, place);
      return;
    }
    const int place = OperationLog::Add(
        x.place_,
        y.place_,
        y.value_ * x.scale_,
        x.value_ * y.scale_,
        {0.0, sxy, 0.0, y.tangent_ * x.scale_, x.tangent_ * y.scale_});
    Assign(x.value_ * y.value_, tangent, 1.0, place);
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
  void SetChain(const LoggedEngine& x, double f, double f1, double f2) {
    if (x.IsConstant()) {
      Assign(f, 0.0, 1.0, kNoOperation);
      return;
    }
    const double s = x.scale_;
    const int place =
        OperationLog::Add(x.place_,
                          kNoOperation,
                          f1 * s,
                          0.0,
                          {f2 * s * s, 0.0, 0.0, s * (f2 * x.tangent_), 0.0});
    Assign(f, f1 * x.tangent_, 1.0, place);
  }

  // *this = f(x, y), given f and its partial derivatives there.
  void SetChain(const LoggedEngine& x,
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
      const int place =
          OperationLog::Add(x.place_,
                            kNoOperation,
                            fx * sx + fy * sy,
                            0.0,
                            {curvature, 0.0, 0.0, dfa + dfb, 0.0});
      Assign(f, tangent, 1.0, place);
      return;
    }
    const int place = OperationLog::Add(
        x.place_,
        y.place_,
        fx * sx,
        fy * sy,
        {fxx * sx * sx, fxy * sx * sy, fyy * sy * sy, dfa, dfb});
    Assign(f, tangent, 1.0, place);
  }

 private:
  // The derivatives of *this become those of an operation times a factor.
  void SetMultiple(int place, double scale, double tangent) {
    scale_ = scale;
    place_ = place;
    tangent_ = tangent;
    const double size = std::abs(scale);
    if (!(size > kMinScale && size < kMaxScale) && place != kNoOperation) {
      SetUnusualMultiple();
    }
  }
  // Nothing is left of a number times 0.  Scales near the ends of the range are
  // logged, where products of several cannot leave it, and so are infinite and
  // NaN ones.
  [[gnu::noinline, gnu::cold]] void SetUnusualMultiple() {
    if (scale_ == 0.0) {
      place_ = kNoOperation;
      tangent_ = 0.0;
    } else {
      place_ = OperationLog::Add(place_, kNoOperation, scale_, 0.0);
    }
    scale_ = 1.0;
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
