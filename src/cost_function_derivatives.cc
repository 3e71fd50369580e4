// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/cost_function_derivatives.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ceres_newton {
namespace internal {

CostFunctionDerivatives::CostFunctionDerivatives(
    const ceres::CostFunction& cost_function)
    : cost_function_(cost_function), residuals_(cost_function.num_residuals()) {
  for (const int32_t size : cost_function.parameter_block_sizes()) {
    const int block = num_blocks();
    offsets_.push_back(static_cast<int>(block_of_.size()));
    block_of_.insert(block_of_.end(), size, block);
  }
  inputs_.resize(block_of_.size());
  varies_.assign(offsets_.size(), false);
}

std::vector<const double*> CostFunctionDerivatives::Parameters() const {
  std::vector<const double*> parameters;
  for (const int offset : offsets_) {
    parameters.push_back(inputs_.data() + offset);
  }
  return parameters;
}

bool CostFunctionDerivatives::Evaluate() {
  const size_t num_rows = residuals_.size();
  jacobian_.assign(num_rows * inputs_.size(), 0.0);
  // Each block's Jacobian is contiguous here, and part of a row afterwards.
  std::vector<double> blocks(jacobian_.size());
  std::vector<double*> pointers;
  for (int i = 0; i < num_blocks(); ++i) {
    pointers.push_back(varies_[i] ? blocks.data() + num_rows * offsets_[i]
                                  : nullptr);
  }
  if (!cost_function_.Evaluate(
          Parameters().data(), residuals_.data(), pointers.data())) {
    return false;
  }
  for (int i = 0; i < num_blocks(); ++i) {
    const double* block = pointers[i];
    for (size_t q = 0; block != nullptr && q < num_rows; ++q) {
      std::copy_n(block + q * block_size(i),
                  block_size(i),
                  jacobian_.data() + q * inputs_.size() + offsets_[i]);
    }
  }
  return true;
}

void CostFunctionDerivatives::PrepareHessians() {
  second_order_ = dynamic_cast<const SecondOrderCostFunction*>(&cost_function_);
  if (second_order_ == nullptr) {
    numeric_ = std::make_unique<NumericDiffSecondOrderCostFunction>(
        &cost_function_, ceres::DO_NOT_TAKE_OWNERSHIP);
    second_order_ = numeric_.get();
  }
  const int n = num_blocks();
  hessian_blocks_.resize(n * n);
  hessian_pointers_.assign(n * n, nullptr);
  for (int i = 0; i < n; ++i) {
    for (int j = i; j < n; ++j) {
      if (varies_[i] && varies_[j]) {
        std::vector<double>& block = hessian_blocks_[i * n + j];
        block.resize(static_cast<size_t>(block_size(i)) * block_size(j));
        hessian_pointers_[i * n + j] = block.data();
      }
    }
  }
  weights_.assign(residuals_.size(), 0.0);
  hessian_.assign(inputs_.size() * inputs_.size(), 0.0);
}

bool CostFunctionDerivatives::EvaluateHessian(int q) {
  if (second_order_ == nullptr) {
    PrepareHessians();
  }
  weights_[q] = 1.0;
  const bool success = second_order_->EvaluateHessians(
      Parameters().data(), weights_.data(), hessian_pointers_.data());
  weights_[q] = 0.0;
  if (!success) {
    return false;
  }
  for (int i = 0; i < num_blocks(); ++i) {
    for (int j = i; j < num_blocks(); ++j) {
      if (varies_[i] && varies_[j]) {
        PlaceHessianBlock(i, j);
      }
    }
  }
  return true;
}

void CostFunctionDerivatives::PlaceHessianBlock(int i, int j) {
  const std::vector<double>& block = hessian_blocks_[i * num_blocks() + j];
  const size_t n = inputs_.size();
  const int rows = block_size(i);
  const int cols = block_size(j);
  for (int r = 0; r < rows; ++r) {
    // Of a diagonal block, the upper triangle alone is read.
    for (int c = i == j ? r : 0; c < cols; ++c) {
      const size_t row = offsets_[i] + r;
      const size_t col = offsets_[j] + c;
      hessian_[row * n + col] = block[r * cols + c];
      hessian_[col * n + row] = block[r * cols + c];
    }
  }
}

}  // namespace internal
}  // namespace ceres_newton
