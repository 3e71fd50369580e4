// Storage for the gradient and the Hessian blocks of one residual block.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_RESIDUAL_BLOCK_DERIVATIVES_H_
#define CERES_NEWTON_SRC_RESIDUAL_BLOCK_DERIVATIVES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "Eigen/Core"

namespace ceres_newton {
namespace internal {

// The outputs of SecondOrderCostFunction::EvaluateRobustCost for the parameter
// blocks that are wanted; the pointers of the others are null.
class ResidualBlockDerivatives {
 public:
  using RowMajorMatrix =
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  // sizes[i] is n_i; wanted[i] says whether derivatives by block i are wanted.
  ResidualBlockDerivatives(const std::vector<int32_t>& sizes,
                           const std::vector<bool>& wanted,
                           bool wants_hessians);

  // What EvaluateRobustCost takes; null if none is wanted.
  double** gradients() {
    return wants_gradients_ ? gradient_pointers_.data() : nullptr;
  }
  double** hessians() {
    return wants_hessians_ ? hessian_pointers_.data() : nullptr;
  }

  // n_i values; empty if not wanted.
  const Eigen::VectorXd& gradient(int i) const { return gradients_[i]; }

  // n_i x n_j values, i <= j; empty if not wanted.
  const RowMajorMatrix& hessian(int i, int j) const {
    return hessians_[i * num_blocks() + j];
  }

  // Names the first entry that is not finite: "entry (0, 2) of the Hessian with
  // respect to its parameter blocks 0 and 1 is nan".  Empty if there is none.
  std::string ExplainNonFinite() const;

 private:
  int num_blocks() const { return static_cast<int>(gradients_.size()); }

  bool wants_gradients_ = false;
  const bool wants_hessians_;
  std::vector<Eigen::VectorXd> gradients_;
  std::vector<RowMajorMatrix> hessians_;  // (i, j) at i * num_blocks() + j
  std::vector<double*> gradient_pointers_;
  std::vector<double*> hessian_pointers_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_RESIDUAL_BLOCK_DERIVATIVES_H_
