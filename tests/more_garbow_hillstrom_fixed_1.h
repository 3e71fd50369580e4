// Problems 1 to 12 of More, Garbow & Hillstrom 1981 (two and three variables)
// as residual functors, written from the paper's formulas.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_FIXED_1_H_
#define CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_FIXED_1_H_

#include <cmath>

#include "more_garbow_hillstrom_functor.h"

namespace ceres_newton {
namespace more_garbow_hillstrom {

// Problem 1.
struct Rosenbrock : FixedSize<2, 2> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    r[0] = 10.0 * (x[1] - x[0] * x[0]);
    r[1] = 1.0 - x[0];
    return true;
  }
};

// Problem 2.
struct FreudensteinRoth : FixedSize<2, 2> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    r[0] = x[0] + ((5.0 - x[1]) * x[1] - 2.0) * x[1] - 13.0;
    r[1] = x[0] + ((x[1] + 1.0) * x[1] - 14.0) * x[1] - 29.0;
    return true;
  }
};

// Problem 3.
struct PowellBadlyScaled : FixedSize<2, 2> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::exp;
    r[0] = 1e4 * x[0] * x[1] - 1.0;
    r[1] = exp(-x[0]) + exp(-x[1]) - 1.0001;
    return true;
  }
};

// Problem 4.
struct BrownBadlyScaled : FixedSize<2, 3> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    r[0] = x[0] - 1e6;
    r[1] = x[1] - 2e-6;
    r[2] = x[0] * x[1] - 2.0;
    return true;
  }
};

// Problem 5.
struct Beale : FixedSize<2, 3> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    constexpr double kY[] = {1.5, 2.25, 2.625};
    T power(1.0);
    for (int i = 0; i < 3; ++i) {
      power *= x[1];
      r[i] = kY[i] - x[0] * (1.0 - power);
    }
    return true;
  }
};

// Problem 6.
struct JennrichSampson : FixedSize<2, 10> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::exp;
    for (int i = 1; i <= 10; ++i) {
      const double t = i;
      r[i - 1] = 2.0 + 2.0 * t - (exp(t * x[0]) + exp(t * x[1]));
    }
    return true;
  }
};

// Problem 7.
struct HelicalValley : FixedSize<3, 3> {
  // The angle of (x, y) in turns, in (-1/4, 3/4): the paper's branches, cut
  // along the negative y axis (the standard start lies on the cut of atan2).
  template <typename T>
  static T Turns(const T& x, const T& y) {
    using std::atan;
    constexpr double kTurn = 6.283185307179586477;
    if (x > 0.0) {
      return atan(y / x) / kTurn;
    }
    if (x < 0.0) {
      return atan(y / x) / kTurn + 0.5;
    }
    return (y > 0.0 ? 0.25 : -0.25) - atan(x / y) / kTurn;
  }

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::sqrt;
    if (x[0] == 0.0 && x[1] == 0.0) {
      return false;  // The axis has no angle.
    }
    r[0] = 10.0 * (x[2] - 10.0 * Turns(x[0], x[1]));
    r[1] = 10.0 * (sqrt(x[0] * x[0] + x[1] * x[1]) - 1.0);
    r[2] = x[2];
    return true;
  }
};

// Problem 8.
struct Bard : FixedSize<3, 15> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    constexpr double kY[] = {0.14,
                             0.18,
                             0.22,
                             0.25,
                             0.29,
                             0.32,
                             0.35,
                             0.39,
                             0.37,
                             0.58,
                             0.73,
                             0.96,
                             1.34,
                             2.10,
                             4.39};
    for (int i = 1; i <= 15; ++i) {
      const double u = i;
      const double v = 16 - i;
      const double w = u < v ? u : v;
      r[i - 1] = kY[i - 1] - (x[0] + u / (v * x[1] + w * x[2]));
    }
    return true;
  }
};

// Problem 9.
struct Gaussian : FixedSize<3, 15> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::exp;
    constexpr double kY[] = {0.0009,
                             0.0044,
                             0.0175,
                             0.0540,
                             0.1295,
                             0.2420,
                             0.3521,
                             0.3989,
                             0.3521,
                             0.2420,
                             0.1295,
                             0.0540,
                             0.0175,
                             0.0044,
                             0.0009};
    for (int i = 1; i <= 15; ++i) {
      const T distance = 0.5 * (8 - i) - x[2];
      r[i - 1] = x[0] * exp(-0.5 * x[1] * distance * distance) - kY[i - 1];
    }
    return true;
  }
};

// Problem 10.
struct Meyer : FixedSize<3, 16> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::exp;
    constexpr double kY[] = {34780,
                             28610,
                             23650,
                             19630,
                             16370,
                             13720,
                             11540,
                             9744,
                             8261,
                             7030,
                             6005,
                             5147,
                             4427,
                             3820,
                             3307,
                             2872};
    for (int i = 1; i <= 16; ++i) {
      const double t = 45.0 + 5.0 * i;
      r[i - 1] = x[0] * exp(x[1] / (t + x[2])) - kY[i - 1];
    }
    return true;
  }
};

// Problem 11.  The paper prints |y_i m i x_2|^x_3, a misprint for |y_i -
// x_2|^x_3: only the latter has the printed minimum f(50, 25, 1.5) = 0, and the
// authors' own program (ACM algorithm 566) computes it.  m = 99 as there.
struct GulfResearchAndDevelopment : FixedSize<3, 99> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::abs;
    using std::exp;
    using std::pow;
    for (int i = 1; i <= 99; ++i) {
      const double t = i / 100.0;
      const double y = 25.0 + std::pow(-50.0 * std::log(t), 2.0 / 3.0);
      r[i - 1] = exp(-pow(abs(y - x[1]), x[2]) / x[0]) - t;
    }
    return true;
  }
};

// Problem 12, m = 10.
struct BoxThreeDimensional : FixedSize<3, 10> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::exp;
    for (int i = 1; i <= 10; ++i) {
      const double t = 0.1 * i;
      r[i - 1] = exp(-t * x[0]) - exp(-t * x[1]) -
                 x[2] * (std::exp(-t) - std::exp(-10.0 * t));
    }
    return true;
  }
};

}  // namespace more_garbow_hillstrom
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_FIXED_1_H_
