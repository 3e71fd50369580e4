// SPDX-License-Identifier: BSD-3-Clause

#include "residual_block_derivatives.h"

#include <cmath>
#include <cstddef>
#include <limits>

#include "residual_block_errors.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

// What the user leaves unwritten stays NaN, and is found.
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

void ResidualBlockDerivatives::Reset(const std::vector<int32_t>& sizes,
                                     const std::vector<bool>& wanted,
                                     bool wants_hessians) {
  wants_gradients_ = false;
  wants_hessians_ = wants_hessians;
  sizes_ = sizes;
  size_t num_values = 0;
  for (int i = 0; i < num_blocks(); ++i) {
    if (wanted[i]) {
      wants_gradients_ = true;
      num_values += sizes[i];
      for (int j = i; wants_hessians && j < num_blocks(); ++j) {
        num_values += wanted[j] ? size_t{1} * sizes[i] * sizes[j] : 0;
      }
    }
  }
  values_.assign(num_values, kNaN);
  gradient_pointers_.assign(sizes.size(), nullptr);
  hessian_pointers_.assign(sizes.size() * sizes.size(), nullptr);
  double* next = values_.data();
  for (int i = 0; i < num_blocks(); ++i) {
    if (!wanted[i]) {
      continue;
    }
    gradient_pointers_[i] = next;
    next += sizes[i];
    for (int j = i; wants_hessians && j < num_blocks(); ++j) {
      if (wanted[j]) {
        hessian_pointers_[i * num_blocks() + j] = next;
        next += size_t{1} * sizes[i] * sizes[j];
      }
    }
  }
}

std::string ResidualBlockDerivatives::ExplainNonFinite() const {
  if (Eigen::Map<const Eigen::VectorXd>(values_.data(), values_.size())
          .allFinite()) {
    return "";
  }
  for (int i = 0; i < num_blocks(); ++i) {
    for (int r = 0; gradient_pointers_[i] != nullptr && r < sizes_[i]; ++r) {
      if (!std::isfinite(gradient(i)[r])) {
        return StringPrintf(
            "entry %d of the gradient with respect to its parameter block %d "
            "is %s",
            r,
            i,
            NonFiniteToString(gradient(i)[r]).c_str());
      }
    }
  }
  for (int ij = 0; ij < num_blocks() * num_blocks(); ++ij) {
    if (hessian_pointers_[ij] == nullptr) {
      continue;
    }
    const int i = ij / num_blocks();
    const int j = ij % num_blocks();
    for (int r = 0; r < sizes_[i]; ++r) {
      for (int c = 0; c < sizes_[j]; ++c) {
        const double value = hessian(i, j)(r, c);
        if (!std::isfinite(value)) {
          return StringPrintf(
              "entry (%d, %d) of the Hessian with respect to its parameter "
              "blocks %d and %d is %s",
              r,
              c,
              i,
              j,
              NonFiniteToString(value).c_str());
        }
      }
    }
  }
  return "";
}

}  // namespace internal
}  // namespace ceres_newton
