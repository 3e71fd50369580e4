// The second-order Taylor model of a cost at one point.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_QUADRATIC_MODEL_H_
#define CERES_NEWTON_SRC_QUADRATIC_MODEL_H_

#include "Eigen/Core"

namespace ceres_newton {
namespace internal {

// m(s) = cost + gradient's + 1/2 s' hessian s.
struct QuadraticModel {
  double cost = 0.0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;  // n x n, symmetric, both triangles filled

  int size() const { return static_cast<int>(gradient.size()); }

  // m(0) - m(step): positive is good.
  double Decrease(const Eigen::VectorXd& step) const;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_QUADRATIC_MODEL_H_
