// SPDX-License-Identifier: BSD-3-Clause

#include "radius_update.h"

#include <algorithm>
#include <cmath>

namespace ceres_newton {
namespace internal {

double InitialRadius(const Eigen::VectorXd& x,
                     const Eigen::VectorXd& gradient,
                     const Eigen::VectorXd& scaling) {
  if (scaling.size() == 0) {
    return 0.0;
  }
  const double scaled_length = x.size() == scaling.size()
                                   ? x.cwiseProduct(scaling).stableNorm()
                                   : x.stableNorm() * scaling.maxCoeff();
  const double scaled_slope = gradient.cwiseQuotient(scaling).stableNorm();
  if (scaled_length > 0.0) {
    // A start next to zero, in some or all parameters, says nothing about the
    // way to go; the gradient does, but for the curvature that is not known
    // yet.
    return std::max(scaled_length, 0.5 * scaled_slope);
  }
  return scaled_slope > 0.0 ? scaled_slope : scaling.maxCoeff();
}

double RadiusAfterAcceptedStep(double radius,
                               const TrustRegionStep& step,
                               double slope,
                               double actual_decrease,
                               double decrease_ratio) {
  if (decrease_ratio > 0.75 && step.on_boundary) {
    const double growth = std::abs(decrease_ratio - 1.0) < 0.1 ? 4.0 : 2.0;
    return std::max(radius, growth * step.scaled_norm);
  }
  if (decrease_ratio < 0.25) {
    return RadiusAfterRejectedStep(step, slope, actual_decrease);
  }
  return radius;
}

double RadiusAfterRejectedStep(const TrustRegionStep& step,
                               double slope,
                               double actual_decrease) {
  // cost + slope t - (actual_decrease + slope) t^2 is least at t = fraction.
  const double fraction = slope / (2.0 * (actual_decrease + slope));
  // Not a number, or a parabola without a minimum: only if overflow or a ratio
  // above 1/2 came here.
  if (!(fraction > 0.1)) {
    return 0.1 * step.scaled_norm;
  }
  return std::min(fraction, 0.5) * step.scaled_norm;
}

double RadiusAfterFailedEvaluation(const TrustRegionStep& step,
                                   int num_consecutive_failures) {
  return (num_consecutive_failures > 1 ? 0.1 : 0.25) * step.scaled_norm;
}

}  // namespace internal
}  // namespace ceres_newton
