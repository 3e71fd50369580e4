// The functions that rotations are made of, written so that they and all their
// derivatives are smooth and accurate at zero rotation, where the usual
// formulas sin(theta) / theta and the like lose all digits of a second
// derivative.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SMOOTH_FUNCTIONS_H_
#define CERES_NEWTON_INTERNAL_SMOOTH_FUNCTIONS_H_

#include <cmath>

namespace ceres_newton {
namespace internal {

// A family of smooth functions F_k(x), k >= 0, closed under differentiation. It
// has Value(k, x) for numbers, and gives Slope and Curvature, F_k' and F_k'',
// in terms of other members at any scalar:
//
//   Apply<Family>(k, x)   F_k(x) for double and the second-order scalars.
//
// SmoothChain<T> says how T applies the chain rule; it is specialized beside
// each scalar's rotation functions.
template <typename T>
struct SmoothChain;

template <typename Family, typename T>
T Apply(int k, const T& x) {
  return SmoothChain<T>::template Apply<Family>(k, x);
}

template <>
struct SmoothChain<double> {
  template <typename Family>
  static double Apply(int k, double x) {
    return Family::Value(k, x);
  }
};

// The Stumpff functions (Stumpff 1959; Danby 1988, section 6.9),
//
//   C_k(t) = sum_j (-t)^j / (2j + k)!:
//
// C_0 = cos(theta), C_1 = sin(theta) / theta, C_2 = (1 - cos(theta)) / theta^2
// at t = theta^2 >= 0.  They obey C_k = 1/k! - t C_{k+2} and C_k' = (k C_{k+2}
// - C_{k+1}) / 2.
struct StumpffFamily {
  static double Value(int k, double t);

  template <typename T>
  static T Slope(int k, const T& t) {
    return 0.5 * (static_cast<double>(k) * Apply<StumpffFamily>(k + 2, t) -
                  Apply<StumpffFamily>(k + 1, t));
  }

  template <typename T>
  static T Curvature(int k, const T& t) {
    return 0.25 *
           (static_cast<double>(k * (k + 2)) * Apply<StumpffFamily>(k + 4, t) -
            static_cast<double>(2 * k + 1) * Apply<StumpffFamily>(k + 3, t) +
            Apply<StumpffFamily>(k + 2, t));
  }
};

// 1/k!.
inline constexpr double kInverseFactorial[] = {1.0,
                                               1.0,
                                               0.5,
                                               0.16666666666666666,
                                               0.041666666666666664,
                                               0.008333333333333333,
                                               0.001388888888888889,
                                               0.0001984126984126984,
                                               2.48015873015873e-05,
                                               2.7557319223985893e-06,
                                               2.755731922398589e-07,
                                               2.505210838544172e-08,
                                               2.08767569878681e-09,
                                               1.6059043836821613e-10,
                                               1.1470745597729725e-11,
                                               7.647163731819816e-13,
                                               4.779477332387385e-14,
                                               2.8114572543455206e-15,
                                               1.5619206968586225e-16,
                                               8.22063524662433e-18,
                                               4.110317623312165e-19,
                                               1.9572941063391263e-20,
                                               8.896791392450574e-22,
                                               3.868170170630684e-23,
                                               1.6117375710961184e-24,
                                               6.446950284384474e-26,
                                               2.4795962632247976e-27,
                                               9.183689863795546e-29,
                                               3.279889237069838e-30,
                                               1.1309962886447716e-31,
                                               3.7699876288159054e-33,
                                               1.216125041553518e-34};

// Up to this t the series are used, beyond it sine and cosine.
// Chosen by measurement: see StumpffFunctions.
inline constexpr double kStumpffSeriesLimit = 10.0;

// C_0(t) ... C_6(t) at once: what two derivatives of C_0, C_1 and C_2 need.
// Measured against 60 digits for 0 <= t <= 45: these and the two derivatives
// are off by less than 1e-15 of their values at t = 0, and of their own values
// too, except around their zeros.
inline void StumpffFunctions(double t, double c[7]) {
  if (t <= kStumpffSeriesLimit) {
    // Series of C_5 and C_6 by Horner's rule, then down by the recurrence,
    // which scales errors by t / ((k + 1) (k + 2)).
    constexpr int kLast = 30;
    double odd = kInverseFactorial[kLast - 1];
    double even = kInverseFactorial[kLast];
    for (int k = kLast - 2; k >= 6; k -= 2) {
      odd = kInverseFactorial[k - 1] - t * odd;
      even = kInverseFactorial[k] - t * even;
    }
    c[6] = even;
    c[5] = odd;
    for (int k = 4; k >= 0; --k) {
      c[k] = kInverseFactorial[k] - t * c[k + 2];
    }
    return;
  }
  const double theta = std::sqrt(t);
  const double half_sine = std::sin(0.5 * theta);
  c[0] = std::cos(theta);
  c[1] = std::sin(theta) / theta;
  c[2] = 2.0 * half_sine * half_sine / t;
  for (int k = 3; k <= 6; ++k) {
    c[k] = (kInverseFactorial[k - 2] - c[k - 2]) / t;
  }
}

inline double StumpffFamily::Value(int k, double t) {
  if (k <= 6) {
    double c[7];
    StumpffFunctions(t, c);
    return c[k];
  }
  if (t > kStumpffSeriesLimit && t > (k + 1) * (k + 2)) {
    return (1.0 / std::tgamma(k - 1) - Value(k - 2, t)) / t;
  }
  double term = 1.0 / std::tgamma(k + 1);
  double sum = term;
  for (int j = 1; std::abs(term) > 1e-17 * std::abs(sum); ++j) {
    term *= -t / ((2 * j + k - 1) * (2 * j + k));
    sum += term;
  }
  return sum;
}

// The functions
//
//   G_k(u) = integral from 0 to 1 of x^(2k) / (1 + u x^2)^(k+1) dx,   u >= 0:
//
// G_0 = atan(sqrt(u)) / sqrt(u), and the k-th derivative of G_0 is
// (-1)^k k! G_k.  They obey (2k-1) G_{k-1} = 2k u G_k + (1+u)^-k, a sum of
// positive terms: downwards it loses no digits.
struct AtanFamily {
  static double Value(int k, double u) {
    // Gauss' hypergeometric series of y = u / (1 + u); all terms are positive
    // (Abramowitz & Stegun 15.3.4).  It needs some 50 terms at u = 1.
    const double y = u / (1.0 + u);
    double term = 1.0;
    double sum = 1.0;
    for (int j = 0; term > 1e-17 * sum; ++j) {
      term *= y * (k + 1 + j) / (k + 1.5 + j);
      sum += term;
    }
    return sum / ((2 * k + 1) * std::pow(1.0 + u, k + 1));
  }

  template <typename T>
  static T Slope(int k, const T& u) {
    return static_cast<double>(-(k + 1)) * Apply<AtanFamily>(k + 1, u);
  }

  template <typename T>
  static T Curvature(int k, const T& u) {
    return static_cast<double>((k + 1) * (k + 2)) * Apply<AtanFamily>(k + 2, u);
  }
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SMOOTH_FUNCTIONS_H_
