// Derivatives of curves that two scales of steps agree on.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_CONFIRMED_DIFFERENCES_H_
#define CERES_NEWTON_SRC_CONFIRMED_DIFFERENCES_H_

#include "ceres/numeric_diff_options.h"
#include "numeric_differences.h"

namespace ceres_newton {
namespace internal {

// Differentiates the curve twice, the second time with smaller steps, and
// combines both estimates value by value.  A curve that oscillates within the
// first steps of Ridders' method can look like a smoother one; it does not at
// both scales.  The errors are bounds rather than estimates: ten times those of
// DifferentiateCurve.
//
//   magnitude  the largest |parameter| of t's kind, positive
bool DifferentiateTwice(const Curve& curve,
                        double t,
                        double magnitude,
                        int num_values,
                        const ceres::NumericDiffOptions& options,
                        CurveDerivative* result);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_CONFIRMED_DIFFERENCES_H_
