// What a loss function rho(s) of s = |r|^2 adds to the Hessian of 1/2 rho.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_LOSS_CURVATURE_H_
#define CERES_NEWTON_SRC_LOSS_CURVATURE_H_

#include "Eigen/Core"

namespace ceres_newton {
namespace internal {

// rho, rho' and rho'' of rho(s) = s, which is what no loss means.
inline void EvaluateIdentityLoss(double s, double rho[3]) {
  rho[0] = s;
  rho[1] = 1.0;
  rho[2] = 0.0;
}

// Adds 2 rho'' J_i'r (J_j'r)', where the 2 comes from the chain rule:
// d(rho'(r'r))/dx = 2 rho'' J'r.  At r = 0, rho'' may be infinite (Fair's
// loss), but J'r vanishes: nothing is added.
//
//   slope_i, slope_j  J_i'r and J_j'r
template <typename Block>
void AddLossCurvature(const double rho[3],
                      const Eigen::VectorXd& slope_i,
                      const Eigen::VectorXd& slope_j,
                      Block* block) {
  if (!slope_i.isZero(0.0) && !slope_j.isZero(0.0)) {
    block->noalias() += (2.0 * rho[2] * slope_i) * slope_j.transpose();
  }
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_LOSS_CURVATURE_H_
