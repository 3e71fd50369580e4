// SPDX-License-Identifier: BSD-3-Clause

#include "residual_block_derivatives.h"

#include <cmath>
#include <limits>

#include "residual_block_errors.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

// What the user leaves unwritten stays NaN, and is found.
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

ResidualBlockDerivatives::ResidualBlockDerivatives(
    const std::vector<int32_t>& sizes,
    const std::vector<bool>& wanted,
    bool wants_hessians)
    : wants_hessians_(wants_hessians),
      gradients_(sizes.size()),
      hessians_(sizes.size() * sizes.size()),
      gradient_pointers_(gradients_.size(), nullptr),
      hessian_pointers_(hessians_.size(), nullptr) {
  for (int i = 0; i < num_blocks(); ++i) {
    if (!wanted[i]) {
      continue;
    }
    wants_gradients_ = true;
    gradients_[i].setConstant(sizes[i], kNaN);
    gradient_pointers_[i] = gradients_[i].data();
    for (int j = i; wants_hessians && j < num_blocks(); ++j) {
      if (wanted[j]) {
        const int ij = i * num_blocks() + j;
        hessians_[ij].setConstant(sizes[i], sizes[j], kNaN);
        hessian_pointers_[ij] = hessians_[ij].data();
      }
    }
  }
}

std::string ResidualBlockDerivatives::ExplainNonFinite() const {
  for (int i = 0; i < num_blocks(); ++i) {
    for (int r = 0; r < gradients_[i].size(); ++r) {
      if (!std::isfinite(gradients_[i][r])) {
        return StringPrintf(
            "entry %d of the gradient with respect to its parameter block %d "
            "is "
            "%s",
            r,
            i,
            NonFiniteToString(gradients_[i][r]).c_str());
      }
    }
  }
  for (int ij = 0; ij < static_cast<int>(hessians_.size()); ++ij) {
    const RowMajorMatrix& block = hessians_[ij];
    for (int rc = 0; rc < block.size(); ++rc) {
      const int num_cols = static_cast<int>(block.cols());
      if (!std::isfinite(block.data()[rc])) {
        return StringPrintf(
            "entry (%d, %d) of the Hessian with respect to its parameter "
            "blocks "
            "%d and %d is %s",
            rc / num_cols,
            rc % num_cols,
            ij / num_blocks(),
            ij % num_blocks(),
            NonFiniteToString(block.data()[rc]).c_str());
      }
    }
  }
  return "";
}

}  // namespace internal
}  // namespace ceres_newton
