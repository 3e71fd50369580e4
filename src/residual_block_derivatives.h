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
//
// An object can serve many residual blocks in turn, in memory that grows to
// what the largest of them needs.
class ResidualBlockDerivatives {
 public:
  using RowMajorMatrix =
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Gradient = Eigen::Map<const Eigen::VectorXd>;
  using HessianBlock = Eigen::Map<const RowMajorMatrix>;

  // Makes room for another residual block and forgets the one before.
  //
  //   sizes[i]   n_i
  //   wanted[i]  are derivatives by block i wanted?
  void Reset(const std::vector<int32_t>& sizes,
             const std::vector<bool>& wanted,
             bool wants_hessians);

  // What EvaluateRobustCost takes; null if none is wanted.
  double** gradients() {
    return wants_gradients_ ? gradient_pointers_.data() : nullptr;
  }
  double** hessians() {
    return wants_hessians_ ? hessian_pointers_.data() : nullptr;
  }

  // n_i values; only if wanted.
  Gradient gradient(int i) const {
    return Gradient(gradient_pointers_[i], sizes_[i]);
  }

  // n_i x n_j values, i <= j; only if wanted.
  HessianBlock hessian(int i, int j) const {
    return HessianBlock(
        hessian_pointers_[i * num_blocks() + j], sizes_[i], sizes_[j]);
  }

  // Names the first entry that is not finite: "entry (0, 2) of the Hessian with
  // respect to its parameter blocks 0 and 1 is nan".  Empty if there is none.
  std::string ExplainNonFinite() const;

 private:
  int num_blocks() const { return static_cast<int>(sizes_.size()); }

  bool wants_gradients_ = false;
  bool wants_hessians_ = false;
  std::vector<int32_t> sizes_;
  std::vector<double> values_;              // all that are wanted
  std::vector<double*> gradient_pointers_;  // to them; null if not wanted
  std::vector<double*> hessian_pointers_;   // (i, j) at i * num_blocks() + j
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_RESIDUAL_BLOCK_DERIVATIVES_H_
