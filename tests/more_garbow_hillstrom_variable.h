// Problems 20 to 35 of More, Garbow & Hillstrom 1981 (any number of variables)
// as residual functors, written from the paper's formulas.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_VARIABLE_H_
#define CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_VARIABLE_H_

#include <algorithm>
#include <cmath>

#include "more_garbow_hillstrom_functor.h"

namespace ceres_newton {
namespace more_garbow_hillstrom {

// Problem 20, 2 <= n <= 31.
struct Watson : VariableSize {
  explicit Watson(int n) : VariableSize(n, 31) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    for (int i = 1; i <= 29; ++i) {
      const double t = i / 29.0;
      T polynomial = x[0];
      T derivative(0.0);
      double power = 1.0;  // t^(j-1)
      for (int j = 1; j < num_parameters(); ++j) {
        derivative += (j * power) * x[j];
        power *= t;
        polynomial += power * x[j];
      }
      r[i - 1] = derivative - polynomial * polynomial - 1.0;
    }
    r[29] = x[0];
    r[30] = x[1] - x[0] * x[0] - 1.0;
    return true;
  }
};

// Problem 21, n even.
struct ExtendedRosenbrock : VariableSize {
  explicit ExtendedRosenbrock(int n) : VariableSize(n, n) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    for (int i = 0; i < num_parameters(); i += 2) {
      r[i] = 10.0 * (x[i + 1] - x[i] * x[i]);
      r[i + 1] = 1.0 - x[i];
    }
    return true;
  }
};

// Problem 22, n a multiple of 4.
struct ExtendedPowellSingular : VariableSize {
  explicit ExtendedPowellSingular(int n) : VariableSize(n, n) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    for (int i = 0; i < num_parameters(); i += 4) {
      const T middle = x[i + 1] - 2.0 * x[i + 2];
      const T outer = x[i] - x[i + 3];
      r[i] = x[i] + 10.0 * x[i + 1];
      r[i + 1] = std::sqrt(5.0) * (x[i + 2] - x[i + 3]);
      r[i + 2] = middle * middle;
      r[i + 3] = std::sqrt(10.0) * outer * outer;
    }
    return true;
  }
};

// Problem 23.
struct PenaltyI : VariableSize {
  explicit PenaltyI(int n) : VariableSize(n, n + 1) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    const int n = num_parameters();
    T sum(-0.25);
    for (int i = 0; i < n; ++i) {
      r[i] = std::sqrt(1e-5) * (x[i] - 1.0);
      sum += x[i] * x[i];
    }
    r[n] = sum;
    return true;
  }
};

// Problem 24.
struct PenaltyII : VariableSize {
  explicit PenaltyII(int n) : VariableSize(n, 2 * n) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::exp;
    const int n = num_parameters();
    const double scale = std::sqrt(1e-5);
    T sum = static_cast<double>(n) * x[0] * x[0];
    r[0] = x[0] - 0.2;
    for (int i = 1; i < n; ++i) {
      const T exponential = exp(x[i] / 10.0);
      const double y = std::exp((i + 1) / 10.0) + std::exp(i / 10.0);
      r[i] = scale * (exponential + exp(x[i - 1] / 10.0) - y);
      r[n - 1 + i] = scale * (exponential - std::exp(-0.1));
      sum += static_cast<double>(n - i) * x[i] * x[i];
    }
    r[2 * n - 1] = sum - 1.0;
    return true;
  }
};

// Problem 25.
struct VariablyDimensioned : VariableSize {
  explicit VariablyDimensioned(int n) : VariableSize(n, n + 2) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    const int n = num_parameters();
    T sum(0.0);
    for (int i = 0; i < n; ++i) {
      r[i] = x[i] - 1.0;
      sum += (i + 1.0) * r[i];
    }
    r[n] = sum;
    r[n + 1] = sum * sum;
    return true;
  }
};

// Problem 26.
struct Trigonometric : VariableSize {
  explicit Trigonometric(int n) : VariableSize(n, n) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    using std::cos;
    using std::sin;
    const int n = num_parameters();
    T sum(static_cast<double>(n));
    for (int i = 0; i < n; ++i) {
      sum -= cos(x[i]);
    }
    for (int i = 0; i < n; ++i) {
      r[i] = sum + (i + 1.0) * (1.0 - cos(x[i])) - sin(x[i]);
    }
    return true;
  }
};

// Problem 27.
struct BrownAlmostLinear : VariableSize {
  explicit BrownAlmostLinear(int n) : VariableSize(n, n) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    const int n = num_parameters();
    T sum(-(n + 1.0));
    T product(1.0);
    for (int i = 0; i < n; ++i) {
      sum += x[i];
      product *= x[i];
    }
    for (int i = 0; i < n - 1; ++i) {
      r[i] = x[i] + sum;
    }
    r[n - 1] = product - 1.0;
    return true;
  }
};

// Problem 28; x_0 = x_{n+1} = 0.
struct DiscreteBoundaryValue : VariableSize {
  explicit DiscreteBoundaryValue(int n) : VariableSize(n, n) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    const int n = num_parameters();
    const double h = 1.0 / (n + 1);
    for (int i = 0; i < n; ++i) {
      const T a = x[i] + (i + 1) * h + 1.0;
      r[i] = 2.0 * x[i] + (0.5 * h * h) * a * a * a;
      if (i > 0) {
        r[i] -= x[i - 1];
      }
      if (i + 1 < n) {
        r[i] -= x[i + 1];
      }
    }
    return true;
  }
};

// Problem 29.
struct DiscreteIntegralEquation : VariableSize {
  explicit DiscreteIntegralEquation(int n) : VariableSize(n, n) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    const int n = num_parameters();
    const double h = 1.0 / (n + 1);
    for (int i = 1; i <= n; ++i) {
      const double t_i = i * h;
      T sum(0.0);
      for (int j = 1; j <= n; ++j) {
        const double t_j = j * h;
        const T a = x[j - 1] + t_j + 1.0;
        // Green's function of -u'' with u(0) = u(1) = 0.
        const double green = j <= i ? (1.0 - t_i) * t_j : t_i * (1.0 - t_j);
        sum += green * a * a * a;
      }
      r[i - 1] = x[i - 1] + (0.5 * h) * sum;
    }
    return true;
  }
};

// Problem 30; x_0 = x_{n+1} = 0.
struct BroydenTridiagonal : VariableSize {
  explicit BroydenTridiagonal(int n) : VariableSize(n, n) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    const int n = num_parameters();
    for (int i = 0; i < n; ++i) {
      r[i] = (3.0 - 2.0 * x[i]) * x[i] + 1.0;
      if (i > 0) {
        r[i] -= x[i - 1];
      }
      if (i + 1 < n) {
        r[i] -= 2.0 * x[i + 1];
      }
    }
    return true;
  }
};

// Problem 31, five entries below the diagonal and one above.
struct BroydenBanded : VariableSize {
  explicit BroydenBanded(int n) : VariableSize(n, n) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    const int n = num_parameters();
    for (int i = 0; i < n; ++i) {
      r[i] = x[i] * (2.0 + 5.0 * x[i] * x[i]) + 1.0;
      for (int j = std::max(0, i - 5); j <= std::min(n - 1, i + 1); ++j) {
        if (j != i) {
          r[i] -= x[j] * (1.0 + x[j]);
        }
      }
    }
    return true;
  }
};

// Problem 32, m >= n.
struct LinearFullRank : VariableSize {
  LinearFullRank(int n, int m) : VariableSize(n, m) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    const int n = num_parameters();
    const int m = num_residuals();
    T sum(0.0);
    for (int i = 0; i < n; ++i) {
      sum += x[i];
    }
    const T common = -(2.0 / m) * sum - 1.0;
    for (int i = 0; i < m; ++i) {
      r[i] = i < n ? x[i] + common : common;
    }
    return true;
  }
};

// Problem 33, m >= n.
struct LinearRankOne : VariableSize {
  LinearRankOne(int n, int m) : VariableSize(n, m) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    T sum(0.0);
    for (int j = 0; j < num_parameters(); ++j) {
      sum += (j + 1.0) * x[j];
    }
    for (int i = 0; i < num_residuals(); ++i) {
      r[i] = (i + 1.0) * sum - 1.0;
    }
    return true;
  }
};

// Problem 34, m >= n.
struct LinearRankOneZeroBorder : VariableSize {
  LinearRankOneZeroBorder(int n, int m) : VariableSize(n, m) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    const int m = num_residuals();
    T sum(0.0);
    for (int j = 1; j < num_parameters() - 1; ++j) {
      sum += (j + 1.0) * x[j];
    }
    r[0] = T(-1.0);
    for (int i = 1; i < m - 1; ++i) {
      r[i] = static_cast<double>(i) * sum - 1.0;
    }
    r[m - 1] = T(-1.0);
    return true;
  }
};

// Problem 35, m >= n: quadrature with n equal weights against the integrals of
// the Chebyshev polynomials T_1 ... T_m, shifted to [0, 1].
struct Chebyquad : VariableSize {
  explicit Chebyquad(int n) : VariableSize(n, n) {}

  template <typename T>
  bool Residuals(const T* x, T* r) const {
    const int n = num_parameters();
    const int m = num_residuals();
    for (int i = 1; i <= m; ++i) {
      const bool even = i % 2 == 0;
      r[i - 1] = T(even ? 1.0 / (i * i - 1.0) : 0.0);  // minus the integral
    }
    for (int j = 0; j < n; ++j) {
      const T shifted = 2.0 * x[j] - 1.0;
      T previous(1.0);
      T current = shifted;
      for (int i = 0; i < m; ++i) {
        r[i] += current / static_cast<double>(n);
        const T next = 2.0 * shifted * current - previous;
        previous = current;
        current = next;
      }
    }
    return true;
  }
};

}  // namespace more_garbow_hillstrom
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_VARIABLE_H_
