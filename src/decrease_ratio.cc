// SPDX-License-Identifier: BSD-3-Clause

#include "decrease_ratio.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ceres_newton {
namespace internal {

double CostRoundingLevel(double cost, double candidate_cost) {
  return 10.0 * std::numeric_limits<double>::epsilon() *
         std::max(std::abs(cost), std::abs(candidate_cost));
}

double CostDoubtLevel(double cost, double candidate_cost, double initial_cost) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  return std::sqrt(kEpsilon) *
             std::max(std::abs(cost), std::abs(candidate_cost)) +
         10.0 * kEpsilon * std::min(1.0, std::abs(initial_cost));
}

double DecreaseRatio(double cost,
                     double candidate_cost,
                     double predicted_decrease) {
  const double rounding = CostRoundingLevel(cost, candidate_cost);
  const double actual = cost - candidate_cost + rounding;
  const double predicted = predicted_decrease + rounding;
  if (predicted == 0.0) {
    return actual >= 0.0 ? 1.0 : -1.0;
  }
  return actual / predicted;
}

bool IsDecreaseBelow(double level,
                     double cost,
                     double candidate_cost,
                     double predicted_decrease) {
  return predicted_decrease <= level &&
         std::abs(cost - candidate_cost) <= level;
}

double GradientDecrease(const Eigen::VectorXd& gradient,
                        const Eigen::VectorXd& step,
                        const Eigen::VectorXd& candidate_gradient,
                        const Eigen::VectorXd& step_end) {
  return -0.5 * (gradient.dot(step) + candidate_gradient.dot(step_end));
}

}  // namespace internal
}  // namespace ceres_newton
