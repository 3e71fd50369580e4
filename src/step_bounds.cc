// SPDX-License-Identifier: BSD-3-Clause

#include "step_bounds.h"

namespace ceres_newton {
namespace internal {

Eigen::VectorXd StepBounds::Project(const Eigen::VectorXd& gradient) const {
  Eigen::VectorXd projected = gradient;
  for (int i = 0; !empty() && i < static_cast<int>(gradient.size()); ++i) {
    if (Holds(i, gradient(i))) {
      projected(i) = 0.0;
    }
  }
  return projected;
}

bool StepBounds::HaveZeroMultipliers(const Eigen::VectorXd& gradient) const {
  for (int i = 0; !empty() && i < static_cast<int>(gradient.size()); ++i) {
    if ((lower(i) == 0.0 || upper(i) == 0.0) && !Holds(i, gradient(i))) {
      return true;
    }
  }
  return false;
}

std::vector<int> StepBounds::FreeVariables(
    const Eigen::VectorXd& gradient) const {
  std::vector<int> free;
  for (int i = 0; i < static_cast<int>(gradient.size()); ++i) {
    if (empty() || !Holds(i, gradient(i))) {
      free.push_back(i);
    }
  }
  return free;
}

}  // namespace internal
}  // namespace ceres_newton
