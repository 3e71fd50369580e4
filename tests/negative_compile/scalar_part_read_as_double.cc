// EXPECT: SecondOrder<1
//
// The scalar part of a second-order number is no double: reading it as one
// would drop the derivatives.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/second_order.h"

using Jet = ceres::Jet<ceres_newton::SecondOrder<1>, 1>;
double Value(const Jet& x) {
#ifdef CERES_NEWTON_CORRECTED
  const double value = x.a.value();
#else
  const double value = x.a;
#endif
  return value;
}
