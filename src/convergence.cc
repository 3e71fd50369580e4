// SPDX-License-Identifier: BSD-3-Clause

#include "convergence.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ceres_newton {
namespace internal {

bool IsGradientSmall(const Eigen::VectorXd& gradient,
                     double gradient_tolerance) {
  return gradient.size() == 0 ||
         gradient.lpNorm<Eigen::Infinity>() <= gradient_tolerance;
}

bool IsNewtonStep(const TrustRegionStep& step,
                  const Eigen::MatrixXd& hessian,
                  const Eigen::VectorXd& scaling) {
  if (step.negative_curvature) {
    return false;
  }
  if (step.lambda == 0.0) {
    return true;
  }
  // Divided twice, because D^2 may overflow.
  const double size = hessian.diagonal()
                          .cwiseQuotient(scaling)
                          .cwiseQuotient(scaling)
                          .lpNorm<Eigen::Infinity>();
  const double n = static_cast<double>(scaling.size());
  return step.lambda <=
         10.0 * n * std::numeric_limits<double>::epsilon() * size;
}

bool IsDecrementSmall(double decrement,
                      double cost,
                      double initial_cost,
                      double function_tolerance) {
  return decrement <= function_tolerance * std::abs(cost) +
                          1e-26 * std::min(1.0, std::abs(initial_cost));
}

bool IsMoveSmall(const Eigen::VectorXd& x,
                 const Eigen::VectorXd& candidate_x,
                 double tolerance) {
  return ((candidate_x - x).array().abs() <= tolerance * x.array().abs()).all();
}

bool IsConvergence(StopReason reason) {
  return reason == StopReason::kDecrementTolerance ||
         reason == StopReason::kGradientTolerance ||
         reason == StopReason::kParameterTolerance ||
         reason == StopReason::kFunctionTolerance ||
         reason == StopReason::kDegenerateSecondOrderPoint;
}

bool IsUnboundedBelow(double cost, double initial_cost) {
  return cost <= -1e20 * std::max(1.0, std::abs(initial_cost));
}

}  // namespace internal
}  // namespace ceres_newton
