// EXPECT: y.v = ..., loses the second derivatives
//
// A first-order rule written by hand in two lines, in a template.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/second_order.h"

template <typename T, int N>
ceres::Jet<T, N> Square(const ceres::Jet<T, N>& x) {
#ifdef CERES_NEWTON_CORRECTED
  return ceres::Jet<T, N>(x.a * x.a, 2.0 * x.a * x.v);
#else
  ceres::Jet<T, N> y;
  y.a = x.a * x.a;
  y.v = 2.0 * x.a * x.v;
  return y;
#endif
}

using Jet = ceres::Jet<ceres_newton::SecondOrder<1>, 1>;
Jet Use(const Jet& x) { return Square(x); }
