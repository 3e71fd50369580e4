// EXPECT: no matching function for call to
//
// Peeling Jets down to a double stops at the second-order number.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/second_order.h"

inline double GetScalar(double x) { return x; }
template <typename T, int N>
double GetScalar(const ceres::Jet<T, N>& x) {
#ifdef CERES_NEWTON_CORRECTED
  return GetScalar(x.a.value());
#else
  return GetScalar(x.a);
#endif
}

using Jet = ceres::Jet<ceres_newton::SecondOrder<1>, 1>;
double Use(const Jet& x) { return GetScalar(x); }
