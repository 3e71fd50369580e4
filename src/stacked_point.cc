// SPDX-License-Identifier: BSD-3-Clause

#include "stacked_point.h"

#include <cmath>

#include "guarded_blocks.h"

namespace ceres_newton {
namespace internal {

StackedPoint::StackedPoint(const CheckedFunction& function,
                           double const* const* parameters)
    : function_(function), offsets_(1, 0) {
  for (const int32_t size : function.parameter_block_sizes()) {
    offsets_.push_back(offsets_.back() + size);
  }
  x_.resize(offsets_.back());
  magnitudes_.resize(offsets_.back());
  for (int i = 0; i < function.num_blocks(); ++i) {
    const int size = offsets_[i + 1] - offsets_[i];
    const Eigen::Map<const Eigen::VectorXd> block(parameters[i], size);
    x_.segment(offsets_[i], size) = block;
    const double largest = block.lpNorm<Eigen::Infinity>();
    const double length = largest > 0.0 ? largest : 1.0;
    for (int c = 0; c < size; ++c) {
      magnitudes_[offsets_[i] + c] =
          block[c] != 0.0 ? std::abs(block[c]) : length;
    }
  }
}

std::vector<const double*> StackedPoint::Pointers(
    const Eigen::VectorXd& x) const {
  std::vector<const double*> pointers;
  for (int i = 0; i < function_.num_blocks(); ++i) {
    pointers.push_back(x.data() + offsets_[i]);
  }
  return pointers;
}

bool StackedPoint::Evaluate(const Eigen::VectorXd& x,
                            Eigen::VectorXd* residuals,
                            Eigen::MatrixXd* jacobian) const {
  const int m = function_.num_residuals();
  residuals->resize(m);
  std::vector<CheckerMatrix> jacobians;
  std::vector<double*> pointers;
  for (const int32_t size : function_.parameter_block_sizes()) {
    jacobians.push_back(CheckerMatrix::Zero(m, size));
  }
  for (CheckerMatrix& block : jacobians) {
    pointers.push_back(block.data());
  }
  if (!function_.Evaluate(Pointers(x).data(),
                          residuals->data(),
                          jacobian == nullptr ? nullptr : pointers.data())) {
    return false;
  }
  if (jacobian == nullptr) {
    return residuals->allFinite();
  }
  jacobian->resize(m, size());
  for (int i = 0; i < function_.num_blocks(); ++i) {
    jacobian->middleCols(offsets_[i], jacobians[i].cols()) = jacobians[i];
  }
  return residuals->allFinite() && jacobian->allFinite();
}

bool StackedPoint::EvaluateHessian(const Eigen::VectorXd& x,
                                   const Eigen::VectorXd& weights,
                                   Eigen::MatrixXd* hessian) const {
  GuardedBlocks blocks(function_.parameter_block_sizes());
  if (!function_.EvaluateHessians(
          Pointers(x).data(), weights.data(), blocks.pointers())) {
    return false;
  }
  hessian->resize(size(), size());
  for (int i = 0; i < function_.num_blocks(); ++i) {
    for (int j = i; j < function_.num_blocks(); ++j) {
      const CheckerMatrix block = blocks.Block(i, j);
      hessian->block(offsets_[i], offsets_[j], block.rows(), block.cols()) =
          block;
      if (i != j) {
        hessian->block(offsets_[j], offsets_[i], block.cols(), block.rows()) =
            block.transpose();
      }
    }
  }
  return hessian->allFinite();
}

}  // namespace internal
}  // namespace ceres_newton
