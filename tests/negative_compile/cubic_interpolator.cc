// EXPECT: use those of namespace ceres_newton
//
// Ceres' cubic interpolators have a first-order rule for Jets.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/cubic_interpolation.h"
#include "ceres_newton/cubic_interpolation.h"
#include "ceres_newton/second_order.h"

using Grid = ceres::Grid1D<double>;
#ifdef CERES_NEWTON_CORRECTED
using Interpolator = ceres_newton::CubicInterpolator<Grid>;
#else
using Interpolator = ceres::CubicInterpolator<Grid>;
#endif
using Jet = ceres::Jet<ceres_newton::SecondOrder<1>, 1>;
void Use(const Interpolator& interpolator, const Jet& x, Jet* f) {
  interpolator.Evaluate(x, f);
}
