// EXPECT: SecondOrder<1
//
// Ceres' cubic interpolators have a first-order rule for Jets.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/cubic_interpolation.h"
#include "ceres_newton/second_order.h"

#ifdef CERES_NEWTON_CORRECTED
using Jet = ceres::Jet<double, 1>;
#else
using Jet = ceres::Jet<ceres_newton::SecondOrder<1>, 1>;
#endif
void Use(const ceres::CubicInterpolator<ceres::Grid1D<double>>& interpolator,
         const Jet& x,
         Jet* f) {
  interpolator.Evaluate(x, f);
}
