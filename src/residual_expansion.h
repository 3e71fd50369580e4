// The second-order Taylor polynomials of the residuals of a problem, each for
// itself, around one point.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_RESIDUAL_EXPANSION_H_
#define CERES_NEWTON_SRC_RESIDUAL_EXPANSION_H_

#include <functional>
#include <vector>

#include "Eigen/Core"

namespace ceres_newton {
namespace internal {

// What one residual block contributes: m residuals that depend on n_b of the n
// entries of a step s,
//
//   t(s) = r + J s_b + 1/2 (s_b' H_k s_b)_k,   s_b = (s_variables[i])_i,
//
// and the robust cost 1/2 rho(|t(s)|^2).
struct ResidualExpansion {
  std::vector<int> variables;             // n_b places in s, each once
  Eigen::VectorXd residuals;              // r: m
  Eigen::MatrixXd jacobian;               // J: m x n_b
  std::vector<Eigen::MatrixXd> hessians;  // H_k: m of n_b x n_b, symmetric

  // Writes rho, rho', rho'' at |t|^2; empty: rho(z) = z.
  std::function<void(double z, double rho[3])> loss;
};

// All residual blocks, and the gradient and the Hessian of what is no sum of
// squares: n values and n x n.
struct ProblemExpansion {
  std::vector<ResidualExpansion> blocks;
  Eigen::VectorXd rest_gradient;
  Eigen::MatrixXd rest_hessian;

  // Empties the expansion by steps with n entries.
  void Reset(int n) {
    blocks.clear();
    rest_gradient.setZero(n);
    rest_hessian.setZero(n, n);
  }
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_RESIDUAL_EXPANSION_H_
