// The parameter blocks of a checked function as one vector, to be moved.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_STACKED_POINT_H_
#define CERES_NEWTON_SRC_STACKED_POINT_H_

#include <vector>

#include "Eigen/Core"
#include "checked_function.h"

namespace ceres_newton {
namespace internal {

class StackedPoint {
 public:
  StackedPoint(const CheckedFunction& function,
               double const* const* parameters);

  int size() const { return static_cast<int>(x_.size()); }
  int offset(int block) const { return offsets_[block]; }
  const Eigen::VectorXd& x() const { return x_; }

  // |x_c|, but the largest one of its block where that is 0, and 1 where the
  // whole block is: a length for steps.
  const Eigen::VectorXd& magnitudes() const { return magnitudes_; }

  // The residuals (m) and the Jacobian (m x n) at a point; the Jacobian may be
  // null.  False where they cannot be evaluated or are not finite.
  bool Evaluate(const Eigen::VectorXd& x,
                Eigen::VectorXd* residuals,
                Eigen::MatrixXd* jacobian) const;

  // sum_k weights_k H_k (n x n, both triangles) at a point.
  bool EvaluateHessian(const Eigen::VectorXd& x,
                       const Eigen::VectorXd& weights,
                       Eigen::MatrixXd* hessian) const;

 private:
  std::vector<const double*> Pointers(const Eigen::VectorXd& x) const;

  const CheckedFunction& function_;
  std::vector<int> offsets_;  // one more than blocks
  Eigen::VectorXd x_;
  Eigen::VectorXd magnitudes_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_STACKED_POINT_H_
