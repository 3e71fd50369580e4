// SPDX-License-Identifier: BSD-3-Clause

#include "quadratic_model.h"

namespace ceres_newton {
namespace internal {

double QuadraticModel::Decrease(const Eigen::VectorXd& step) const {
  return -(gradient.dot(step) + 0.5 * step.dot(hessian * step));
}

}  // namespace internal
}  // namespace ceres_newton
