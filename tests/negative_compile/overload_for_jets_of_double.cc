// EXPECT: no matching function for call to
//
// A function overloaded for exactly Jet<double, N> has no second derivatives.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/second_order.h"

#ifdef CERES_NEWTON_CORRECTED
template <typename T, int N>
ceres::Jet<T, N> Square(const ceres::Jet<T, N>& x) {
  return ceres::Jet<T, N>(x.a * x.a, T(2.0) * x.a * x.v);
}
#else
template <int N>
ceres::Jet<double, N> Square(const ceres::Jet<double, N>& x) {
  return ceres::Jet<double, N>(x.a * x.a, 2.0 * x.a * x.v);
}
#endif

using Jet = ceres::Jet<ceres_newton::SecondOrder<1>, 1>;
Jet Use(const Jet& x) { return Square(x); }
