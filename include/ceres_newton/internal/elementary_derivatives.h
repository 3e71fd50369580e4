// Value, first and second derivative of each elementary function of one
// variable, and value and partial derivatives of those of two variables, at one
// point.
//
// The forms are chosen against cancellation and overflow, and give the right
// derivatives at points where the textbook form is 0 * inf but the derivative
// exists (x^2 at 0, x^y at x = 0).  S is double, or a scalar when nested.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_ELEMENTARY_DERIVATIVES_H_
#define CERES_NEWTON_INTERNAL_ELEMENTARY_DERIVATIVES_H_

#include <cmath>
#include <limits>

#include "ceres/jet.h"
#include "ceres_newton/internal/scalar_predicates.h"

namespace ceres_newton {
namespace internal {

template <typename S>
struct UnaryDerivatives {
  S f, f1, f2;
};

template <typename S>
struct BinaryDerivatives {
  S f, fx, fy, fxx, fxy, fyy;
};

// Is f''(u) infinite where f' is continuous, as for u^1.5 at 0?  Where u is
// stationary there, f'(u) du has the derivative f'(u) d2u all the same: du is
// zero and changes in the first order, f'(u) is finite and changes in none.  So
// f'' du du' is to be left out, though it is infinity times zero.
inline bool IsOnlyCurvatureInfinite(double f1, double f2) {
  return std::isinf(f2) && std::isfinite(f1);
}

// Every function below is found unqualified for S = double (through these
// declarations) and for scalars (by argument-dependent lookup).
using std::abs;
using std::acos;
using std::asin;
using std::atan;
using std::atan2;
using std::cbrt;
using std::copysign;
using std::cos;
using std::cosh;
using std::erf;
using std::erfc;
using std::exp;
using std::exp2;
using std::expm1;
using std::floor;
using std::hypot;
using std::log;
using std::log10;
using std::log1p;
using std::log2;
using std::pow;
using std::sin;
using std::sinh;
using std::sqrt;
using std::tan;
using std::tanh;

constexpr double kLn2 = 0.693147180559945309417232121458176568;
constexpr double kLn10 = 2.30258509299404568401799145468436421;
constexpr double kTwoOverSqrtPi = 1.12837916709551257389615890312154517;

template <typename S>
UnaryDerivatives<S> SinDerivatives(const S& a) {
  const S f = sin(a);
  return {f, cos(a), -f};
}

template <typename S>
UnaryDerivatives<S> CosDerivatives(const S& a) {
  const S f = cos(a);
  return {f, -sin(a), -f};
}

template <typename S>
UnaryDerivatives<S> TanDerivatives(const S& a) {
  const S f = tan(a);
  const S f1 = 1.0 + f * f;
  return {f, f1, 2.0 * f * f1};
}

// 1 - a^2 as (1 - a)(1 + a): exact next to the ends of the domain.
template <typename S>
UnaryDerivatives<S> AsinDerivatives(const S& a) {
  const S w = (1.0 - a) * (1.0 + a);
  const S f1 = 1.0 / sqrt(w);
  return {asin(a), f1, a * f1 / w};
}

template <typename S>
UnaryDerivatives<S> AcosDerivatives(const S& a) {
  const S w = (1.0 - a) * (1.0 + a);
  const S f1 = -1.0 / sqrt(w);
  return {acos(a), f1, a * f1 / w};
}

template <typename S>
UnaryDerivatives<S> AtanDerivatives(const S& a) {
  const S f1 = 1.0 / (1.0 + a * a);
  return {atan(a), f1, -2.0 * (a * f1) * f1};
}

template <typename S>
UnaryDerivatives<S> SinhDerivatives(const S& a) {
  const S f = sinh(a);
  return {f, cosh(a), f};
}

template <typename S>
UnaryDerivatives<S> CoshDerivatives(const S& a) {
  const S f = cosh(a);
  return {f, sinh(a), f};
}

// 1 - tanh^2 = 4 e / (1 + e)^2 with e = exp(-2|a|): no cancellation for large
// |a|.
template <typename S>
UnaryDerivatives<S> TanhDerivatives(const S& a) {
  const S f = tanh(a);
  const S e = exp(a < 0.0 ? 2.0 * a : -2.0 * a);
  const S f1 = 4.0 * e / ((1.0 + e) * (1.0 + e));
  return {f, f1, -2.0 * f * f1};
}

template <typename S>
UnaryDerivatives<S> ExpDerivatives(const S& a) {
  const S f = exp(a);
  return {f, f, f};
}

template <typename S>
UnaryDerivatives<S> Exp2Derivatives(const S& a) {
  const S f = exp2(a);
  return {f, f * kLn2, f * (kLn2 * kLn2)};
}

template <typename S>
UnaryDerivatives<S> Expm1Derivatives(const S& a) {
  const S f = expm1(a);
  const S f1 = a < -0.5 ? exp(a) : 1.0 + f;
  return {f, f1, f1};
}

template <typename S>
UnaryDerivatives<S> LogDerivatives(const S& a) {
  const S f1 = 1.0 / a;
  return {log(a), f1, -f1 * f1};
}

template <typename S>
UnaryDerivatives<S> Log2Derivatives(const S& a) {
  const S inverse = 1.0 / a;
  return {log2(a), inverse / kLn2, -inverse * inverse / kLn2};
}

template <typename S>
UnaryDerivatives<S> Log10Derivatives(const S& a) {
  const S inverse = 1.0 / a;
  return {log10(a), inverse / kLn10, -inverse * inverse / kLn10};
}

template <typename S>
UnaryDerivatives<S> Log1pDerivatives(const S& a) {
  const S f1 = 1.0 / (1.0 + a);
  return {log1p(a), f1, -f1 * f1};
}

template <typename S>
UnaryDerivatives<S> SqrtDerivatives(const S& a) {
  const S f = sqrt(a);
  const S f1 = 0.5 / f;
  return {f, f1, -0.5 * f1 / a};
}

template <typename S>
UnaryDerivatives<S> CbrtDerivatives(const S& a) {
  const S f = cbrt(a);
  const S f1 = 1.0 / (3.0 * (f * f));
  return {f, f1, -2.0 * f1 / (3.0 * a)};
}

template <typename S>
UnaryDerivatives<S> ErfDerivatives(const S& a) {
  const S f1 = kTwoOverSqrtPi * exp(-(a * a));
  return {erf(a), f1, -2.0 * a * f1};
}

template <typename S>
UnaryDerivatives<S> ErfcDerivatives(const S& a) {
  const S f1 = -kTwoOverSqrtPi * exp(-(a * a));
  return {erfc(a), f1, -2.0 * a * f1};
}

// |a|, with the derivative +1 at +0 and -1 at -0 as for ceres::Jet, and the
// second derivative 0 everywhere.
template <typename S>
UnaryDerivatives<S> AbsDerivatives(const S& a) {
  using ceres::signbit;
  using std::signbit;
  const double sign = signbit(a) ? -1.0 : 1.0;
  return {abs(a), S(sign), S(0.0)};
}

// a^2, which ceres and std::complex call norm.
template <typename S>
UnaryDerivatives<S> NormDerivatives(const S& a) {
  return {a * a, 2.0 * a, S(2.0)};
}

// Bessel functions of the first kind (DLMF 10.6.1, 10.6.2).
template <typename S>
UnaryDerivatives<S> BesselJ0Derivatives(const S& a) {
  using ceres::BesselJ0;
  using ceres::BesselJ1;
  using ceres::BesselJn;
  const S f = BesselJ0(a);
  return {f, -BesselJ1(a), 0.5 * (BesselJn(2, a) - f)};
}

template <typename S>
UnaryDerivatives<S> BesselJ1Derivatives(const S& a) {
  using ceres::BesselJ0;
  using ceres::BesselJ1;
  using ceres::BesselJn;
  const S f = BesselJ1(a);
  return {f,
          0.5 * (BesselJ0(a) - BesselJn(2, a)),
          0.25 * (BesselJn(3, a) - 3.0 * f)};
}

template <typename S>
UnaryDerivatives<S> BesselJnDerivatives(int n, const S& a) {
  using ceres::BesselJn;
  const S f = BesselJn(n, a);
  return {f,
          0.5 * (BesselJn(n - 1, a) - BesselJn(n + 1, a)),
          0.25 * (BesselJn(n - 2, a) - 2.0 * f + BesselJn(n + 2, a))};
}

// a^p for an exponent p without derivatives at this level.  A factor that is
// exactly zero ends the falling factorial p (p - 1) ..., so 0^negative never
// meets it.
template <typename S, typename P>
UnaryDerivatives<S> PowDerivatives(const S& a, const P& p) {
  const S f = pow(a, p);
  const P p1 = p - 1.0;
  const S f1 = ScalarPredicates<P>::IsExactZero(p) ? S(0.0) : S(p * pow(a, p1));
  const S f2 = ScalarPredicates<P>::IsExactZero(p) ||
                       ScalarPredicates<P>::IsExactZero(p1)
                   ? S(0.0)
                   : S(p * p1 * pow(a, p - 2.0));
  return {f, f1, f2};
}

// b^a for a base b without derivatives at this level.
template <typename S, typename B>
UnaryDerivatives<S> PowOfBaseDerivatives(const B& b, const S& a) {
  const S f = pow(b, a);
  if (b == 0.0 && a > 0.0) {  // 0^a = 0 for all a near this one
    return {f, S(0.0), S(0.0)};
  }
  const S f1 = f * log(b);
  return {f, f1, f1 * log(b)};
}

// x^y.  At x = 0 the terms with log(x) have the limit 0 while the power in
// front of them is positive.  For x < 0 the function exists for integer y only,
// so the derivatives in direction y are nan.
template <typename S>
BinaryDerivatives<S> PowDerivativesOfBoth(const S& x, const S& y) {
  const UnaryDerivatives<S> in_x = PowDerivatives(x, y);
  if (x == 0.0) {
    const S zero(0.0);
    const S log_x = log(x);  // -inf
    return {in_x.f,
            in_x.f1,
            y > 0.0 ? zero : S(in_x.f * log_x),
            in_x.f2,
            y > 1.0 ? zero : S(pow(x, y - 1.0) * (1.0 + y * log_x)),
            y > 0.0 ? zero : S(in_x.f * log_x * log_x)};
  }
  const S log_x = log(x);
  const S fy = in_x.f * log_x;
  return {
      in_x.f, in_x.f1, fy, in_x.f2, in_x.f / x + in_x.f1 * log_x, fy * log_x};
}

// atan2(y, x), in the scale-free form with (u, v) = (x, y) / r.
template <typename S>
BinaryDerivatives<S> Atan2Derivatives(const S& y, const S& x) {
  const S r = hypot(x, y);
  const S u = x / r;
  const S v = y / r;
  const S c = 2.0 * (u / r) * (v / r);
  return {
      atan2(y, x), u / r, -v / r, -c, (v / r) * (v / r) - (u / r) * (u / r), c};
}

template <typename S>
BinaryDerivatives<S> HypotDerivatives(const S& x, const S& y) {
  const S r = hypot(x, y);
  const S u = x / r;
  const S v = y / r;
  return {r, u, v, v * v / r, -u * v / r, u * u / r};
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_ELEMENTARY_DERIVATIVES_H_
