// EXPECT: no matching function for call to
//
// ceres::pow(2.0, x) in a functor that comes before our headers is bound to
// templates of jet.h that cannot deduce its argument.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/jet.h"

template <typename T>
T PowerOfTwo(const T& x) {
#ifdef CERES_NEWTON_CORRECTED
  return pow(2.0, x);
#else
  return ceres::pow(2.0, x);
#endif
}

#include "ceres_newton/second_order.h"

using Jet = ceres::Jet<ceres_newton::SecondOrder<1>, 1>;
Jet Use(const Jet& x) { return PowerOfTwo(x); }
