// x^y at any depth of nesting, with the derivatives right wherever they exist.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_POWER_H_
#define CERES_NEWTON_INTERNAL_POWER_H_

#include <cmath>
#include <type_traits>

#include "ceres/jet.h"
#include "ceres_newton/internal/inner_jet.h"
#include "ceres_newton/internal/scalar_predicates.h"

namespace ceres_newton {
namespace internal {

// PowerLog(x, y, k) = x^y log(x)^k, k >= 0, with the limit 0 for x = 0, y > 0
// and k > 0.  The family is closed under differentiation,
//
//   d/dx = y x^(y-1) log(x)^k + k x^(y-1) log(x)^(k-1),
//   d/dy = x^y log(x)^(k+1),
//
// so one rule serves all orders.  Terms that a structural zero multiplies are
// left out instead of evaluated: a constant exponent needs no logarithm,
// whatever the sign of x, and no infinity reaches a variable that x does not
// contain.
inline double PowerLog(double x, double y, int k) {
  if (k == 0) {
    return std::pow(x, y);
  }
  if (x == 0.0 && y > 0.0) {
    return 0.0;
  }
  return std::pow(x, y) * std::pow(std::log(x), k);
}

template <typename T, int N>
ceres::Jet<T, N> PowerLog(const ceres::Jet<T, N>& x,
                          const ceres::Jet<T, N>& y,
                          int k);

template <int N, typename S>
InnerJet<N, S> PowerLog(const InnerJet<N, S>& x,
                        const InnerJet<N, S>& y,
                        int k) {
  return InnerJet<N, S>(PowerLog(x.jet(), y.jet(), k));
}

// Is this Ceres' own Jet, with its infinitesimal part in v?
template <typename T, int N>
constexpr bool HasInfinitesimalPart(const ceres::Jet<T, N>* /*type*/) {
  return std::is_same<decltype(ceres::Jet<T, N>::v),
                      Eigen::Matrix<T, N, 1>>::value;
}

// a b, where zeros are structural: 0 times infinity is 0.
inline double Product(double a, double b) {
  return a == 0.0 || b == 0.0 ? 0.0 : a * b;
}

template <typename T, int N>
ceres::Jet<T, N> Product(const ceres::Jet<T, N>& a, const ceres::Jet<T, N>& b);

template <int N, typename S>
InnerJet<N, S> Product(const InnerJet<N, S>& a, const InnerJet<N, S>& b) {
  return InnerJet<N, S>(Product(a.jet(), b.jet()));
}

template <typename T, int N>
ceres::Jet<T, N> Product(const ceres::Jet<T, N>& a, const ceres::Jet<T, N>& b) {
  using Jet = ceres::Jet<T, N>;
  if constexpr (HasInfinitesimalPart(static_cast<Jet*>(nullptr))) {
    Jet result(Product(a.a, b.a));
    for (int i = 0; i < N; ++i) {
      result.v[i] = Product(a.a, b.v[i]) + Product(a.v[i], b.a);
    }
    return result;
  } else {
    return a * b;
  }
}

// d PowerLog / dx.
template <typename T>
T PowerLogSlopeInX(const T& x, const T& y, int k) {
  T slope(0.0);
  const T y_minus_1 = y - T(1.0);
  if (!ScalarPredicates<T>::IsExactZero(y)) {
    slope += Product(y, PowerLog(x, y_minus_1, k));
  }
  if (k > 0) {
    slope += T(k) * PowerLog(x, y_minus_1, k - 1);
  }
  return slope;
}

template <typename T, int N>
ceres::Jet<T, N> PowerLog(const ceres::Jet<T, N>& x,
                          const ceres::Jet<T, N>& y,
                          int k) {
  using Jet = ceres::Jet<T, N>;
  if constexpr (HasInfinitesimalPart(static_cast<Jet*>(nullptr))) {
    Jet result(PowerLog(x.a, y.a, k));
    bool x_varies = false;
    bool y_varies = false;
    for (int i = 0; i < N; ++i) {
      x_varies = x_varies || !ScalarPredicates<T>::IsExactZero(x.v[i]);
      y_varies = y_varies || !ScalarPredicates<T>::IsExactZero(y.v[i]);
    }
    const T slope_in_x = x_varies ? PowerLogSlopeInX(x.a, y.a, k) : T(0.0);
    const T slope_in_y = y_varies ? PowerLog(x.a, y.a, k + 1) : T(0.0);
    for (int i = 0; i < N; ++i) {
      if (!ScalarPredicates<T>::IsExactZero(x.v[i])) {
        result.v[i] += Product(slope_in_x, x.v[i]);
      }
      if (!ScalarPredicates<T>::IsExactZero(y.v[i])) {
        result.v[i] += Product(slope_in_y, y.v[i]);
      }
    }
    return result;
  } else {
    // The fused scalar: it knows its own powers.
    Jet result = pow(x, y);
    for (int i = 0; i < k; ++i) {
      result *= log(x);
    }
    return result;
  }
}

}  // namespace internal

template <int N, typename S>
InnerJet<N, S> pow(const InnerJet<N, S>& x, const InnerJet<N, S>& y) {
  return internal::PowerLog(x, y, 0);
}
template <int N, typename S>
InnerJet<N, S> pow(const InnerJet<N, S>& x, double y) {
  return internal::PowerLog(x, InnerJet<N, S>(y), 0);
}
template <int N, typename S>
InnerJet<N, S> pow(double x, const InnerJet<N, S>& y) {
  return internal::PowerLog(InnerJet<N, S>(x), y, 0);
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_POWER_H_
