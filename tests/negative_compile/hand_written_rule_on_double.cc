// EXPECT: loses the second derivatives
//
// A first-order rule written by hand multiplies the infinitesimal part of a Jet
// by a double.  Its second derivatives would be wrong.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>

#include "ceres_newton/second_order.h"

using Jet = ceres::Jet<ceres_newton::SecondOrder<1>, 1>;
Jet Sine(const Jet& x, double value) {
#ifdef CERES_NEWTON_CORRECTED
  return value + Jet(sin(x.a), cos(x.a) * x.v);
#else
  return Jet(std::sin(value), std::cos(value) * x.v);
#endif
}
