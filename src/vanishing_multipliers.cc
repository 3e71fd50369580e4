// SPDX-License-Identifier: BSD-3-Clause

#include "vanishing_multipliers.h"

#include <cmath>
#include <limits>

#include "Eigen/Cholesky"
#include "Eigen/Core"
#include "restriction.h"

namespace ceres_newton {
namespace internal {

std::vector<int> VanishingMultipliers(const QuadraticModel& model,
                                      const StepBounds& bounds) {
  std::vector<int> vanishing;
  const std::vector<int> free = bounds.FreeVariables(model.gradient);
  const int num_free = static_cast<int>(free.size());
  if (num_free == 0 || num_free == model.size()) {
    return vanishing;
  }
  const Eigen::LLT<Eigen::MatrixXd> cholesky(
      RestrictMatrix(model.hessian, free));
  if (cholesky.info() != Eigen::Success) {
    return vanishing;
  }
  const Eigen::VectorXd step =
      -cholesky.solve(RestrictVector(model.gradient, free));
  for (int i = 0; i < model.size(); ++i) {
    if (!bounds.Holds(i, model.gradient(i)) ||
        (bounds.lower(i) == 0.0 && bounds.upper(i) == 0.0)) {
      continue;
    }
    double change = 0.0;
    double size = 0.0;
    for (int j = 0; j < num_free; ++j) {
      const double part = model.hessian(i, free[j]) * step(j);
      change += part;
      size += std::abs(part);
    }
    const double rounding =
        model.size() * std::numeric_limits<double>::epsilon() * size;
    if (std::abs(model.gradient(i) + change) <= std::abs(change) + rounding) {
      vanishing.push_back(i);
    }
  }
  return vanishing;
}

}  // namespace internal
}  // namespace ceres_newton
