// Problems 13 to 19 of More, Garbow & Hillstrom 1981 (four to eleven variables)
// as residual functors, written from the paper's formulas.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_FIXED_2_H_
#define CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_FIXED_2_H_

#include <cmath>

#include "more_garbow_hillstrom_functor.h"

namespace ceres_newton {
namespace more_garbow_hillstrom {

// Problem 13.
struct PowellSingular : FixedSize<4, 4> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    const T middle = x[1] - 2.0 * x[2];
    const T outer = x[0] - x[3];
    r[0] = x[0] + 10.0 * x[1];
    r[1] = std::sqrt(5.0) * (x[2] - x[3]);
    r[2] = middle * middle;
    r[3] = std::sqrt(10.0) * outer * outer;
    return true;
  }
};

// Problem 14.
struct Wood : FixedSize<4, 6> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    r[0] = 10.0 * (x[1] - x[0] * x[0]);
    r[1] = 1.0 - x[0];
    r[2] = std::sqrt(90.0) * (x[3] - x[2] * x[2]);
    r[3] = 1.0 - x[2];
    r[4] = std::sqrt(10.0) * (x[1] + x[3] - 2.0);
    r[5] = (x[1] - x[3]) / std::sqrt(10.0);
    return true;
  }
};

// Problem 15.
struct KowalikOsborne : FixedSize<4, 11> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    constexpr double kY[] = {0.1957,
                             0.1947,
                             0.1735,
                             0.1600,
                             0.0844,
                             0.0627,
                             0.0456,
                             0.0342,
                             0.0323,
                             0.0235,
                             0.0246};
    constexpr double kU[] = {
        4.0, 2.0, 1.0, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625};
    for (int i = 0; i < 11; ++i) {
      const double u = kU[i];
      r[i] = kY[i] - x[0] * (u * u + u * x[1]) / (u * u + u * x[2] + x[3]);
    }
    return true;
  }
};

// Problem 16, m = 20.
struct BrownDennis : FixedSize<4, 20> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    for (int i = 1; i <= 20; ++i) {
      const double t = i / 5.0;
      const T a = x[0] + t * x[1] - std::exp(t);
      const T b = x[2] + std::sin(t) * x[3] - std::cos(t);
      r[i - 1] = a * a + b * b;
    }
    return true;
  }
};

// Problem 17.
struct Osborne1 : FixedSize<5, 33> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::exp;
    constexpr double kY[] = {0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881,
                             0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658,
                             0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506,
                             0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431,
                             0.424, 0.420, 0.414, 0.411, 0.406};
    for (int i = 0; i < 33; ++i) {
      const double t = 10.0 * i;
      r[i] = kY[i] - (x[0] + x[1] * exp(-t * x[3]) + x[2] * exp(-t * x[4]));
    }
    return true;
  }
};

// Problem 18, m = 13.
struct BiggsExp6 : FixedSize<6, 13> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::exp;
    for (int i = 1; i <= 13; ++i) {
      const double t = 0.1 * i;
      const double y =
          std::exp(-t) - 5.0 * std::exp(-10.0 * t) + 3.0 * std::exp(-4.0 * t);
      r[i - 1] = x[2] * exp(-t * x[0]) - x[3] * exp(-t * x[1]) +
                 x[5] * exp(-t * x[4]) - y;
    }
    return true;
  }
};

// Problem 19.
struct Osborne2 : FixedSize<11, 65> {
  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::exp;
    constexpr double kY[] = {
        1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725,
        0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724,
        0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495,
        0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429,
        0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632,
        0.591, 0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581,
        0.428, 0.292, 0.162, 0.098, 0.054};
    for (int i = 0; i < 65; ++i) {
      const double t = i / 10.0;
      T model = x[0] * exp(-t * x[4]);
      for (int k = 0; k < 3; ++k) {
        const T distance = t - x[8 + k];
        model += x[1 + k] * exp(-distance * distance * x[5 + k]);
      }
      r[i] = kY[i] - model;
    }
    return true;
  }
};

}  // namespace more_garbow_hillstrom
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_FIXED_2_H_
