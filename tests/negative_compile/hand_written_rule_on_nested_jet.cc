// EXPECT: deleted
//
// The same with NestedJet.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>

#include "ceres_newton/nested_jet.h"

using Jet = ceres_newton::NestedJet<2>;
Jet Sine(const Jet& x, double value) {
#ifdef CERES_NEWTON_CORRECTED
  return value + Jet(sin(x.a), cos(x.a) * x.v);
#else
  return Jet(std::sin(value), std::cos(value) * x.v);
#endif
}
