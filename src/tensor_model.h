// The tensor model of a sum of squares: every residual by its own second-order
// Taylor polynomial.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_TENSOR_MODEL_H_
#define CERES_NEWTON_SRC_TENSOR_MODEL_H_

#include "Eigen/Core"
#include "quadratic_model.h"
#include "residual_expansion.h"

namespace ceres_newton {
namespace internal {

// The model
//
//   m(s) = sum_b 1/2 rho_b(|t_b(s)|^2) + q(s),
//
// where q is the quadratic model of what is no sum of squares.  With all terms
// of third order neglected it is the exact quadratic model; with H_k = 0 as
// well, and rho the identity, that of Gauss and Newton.  (Gould, Rees & Scott
// 2019 call its use "tensor-Newton".)
class TensorModel {
 public:
  ProblemExpansion* mutable_expansion() { return &expansion_; }

  int size() const { return static_cast<int>(expansion_.rest_gradient.size()); }

  // m(0) - m(step), without the cancellation that a difference of costs has
  // where steps are small.
  double Decrease(const Eigen::VectorXd& step) const;

  // The quadratic model of p -> m(step + p) - m(0): cost, gradient, Hessian.
  void Expand(const Eigen::VectorXd& step, QuadraticModel* model) const;

  // The Hessian at s = 0 with all H_k taken for zero: rho' J'J + 2 rho'' J'r
  // r'J, and the Hessian of q.
  void GaussNewtonMatrix(Eigen::MatrixXd* matrix) const;

 private:
  ProblemExpansion expansion_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_TENSOR_MODEL_H_
