// Why a derivative along a curve cannot be had by differences.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_CURVE_SMOOTHNESS_H_
#define CERES_NEWTON_SRC_CURVE_SMOOTHNESS_H_

#include "ceres_newton/hessian_verdict.h"
#include "numeric_differences.h"

namespace ceres_newton {
namespace internal {

// How second differences q(h) = |g(t + h) - 2 g(t) + g(t - h)| fall with h.
struct CurveSmoothness {
  // kNone: as h^2, or they vanish in rounding; kKink: as h, or not at all and
  // regularly (a jump); kNoise: not at all and irregularly, at a level above
  // rounding.
  HessianDoubt doubt = HessianDoubt::kNone;

  // At a kink: the slopes on both sides of t.
  double lower_slope = 0.0;
  double upper_slope = 0.0;
};

// Looks at a curve with one value, with steps of 1e-3 to 1e-6 times
// `magnitude`: 8 evaluations.  `center` is g(t).  Rounding is that of values
// as large as g, or `size` if that is larger.
CurveSmoothness JudgeSmoothness(
    const Curve& curve, double t, double magnitude, double center, double size);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_CURVE_SMOOTHNESS_H_
