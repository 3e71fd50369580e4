// Where the derivatives of a function of several parameter blocks go, for those
// who count its parameters in one row.  Pointers are as in block_derivatives.h.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_BLOCK_SINK_H_
#define CERES_NEWTON_INTERNAL_BLOCK_SINK_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ceres_newton {
namespace internal {

// The sink of StripSweeps that knows to which block a parameter belongs.
class BlockSink {
 public:
  BlockSink(const std::vector<int32_t>& sizes,
            double* value,
            double** gradients,
            double** hessians)
      : sizes_(sizes),
        value_(value),
        gradients_(gradients),
        hessians_(hessians) {
    for (int i = 0; i < num_blocks(); ++i) {
      for (int r = 0; r < sizes_[i]; ++r) {
        positions_.push_back({i, r});
      }
    }
  }

  // The parameters that some wanted derivative is taken by.
  std::vector<int> Variables() const {
    std::vector<bool> is_active(num_blocks());
    for (int i = 0; i < num_blocks(); ++i) {
      is_active[i] = is_active[i] || GradientOf(i) != nullptr;
      for (int j = i; j < num_blocks(); ++j) {
        if (HessianOf(i, j) != nullptr) {
          is_active[i] = is_active[j] = true;
        }
      }
    }
    std::vector<int> variables;
    for (size_t k = 0; k < positions_.size(); ++k) {
      if (is_active[positions_[k].block]) {
        variables.push_back(static_cast<int>(k));
      }
    }
    return variables;
  }

  bool WantsGradient(int k) const {
    return GradientOf(positions_[k].block) != nullptr;
  }
  bool WantsHessian(int k, int l) const {
    return HessianOf(positions_[k].block, positions_[l].block) != nullptr;
  }
  void SetValue(double y) {
    if (value_ != nullptr) {
      *value_ = y;
    }
  }
  void SetGradient(int k, double y) {
    GradientOf(positions_[k].block)[positions_[k].row] = y;
  }
  void SetHessian(int k, int l, double y) {
    const Position& a = positions_[k];
    const Position& b = positions_[l];
    double* hessian = HessianOf(a.block, b.block);
    const int cols = sizes_[b.block];
    hessian[a.row * cols + b.row] = y;
    if (a.block == b.block) {
      hessian[b.row * cols + a.row] = y;
    }
  }

 private:
  struct Position {
    int block;
    int row;
  };

  int num_blocks() const { return static_cast<int>(sizes_.size()); }
  double* GradientOf(int i) const {
    return gradients_ == nullptr ? nullptr : gradients_[i];
  }
  double* HessianOf(int i, int j) const {
    return hessians_ == nullptr ? nullptr : hessians_[i * num_blocks() + j];
  }

  const std::vector<int32_t>& sizes_;
  double* value_;
  double** gradients_;
  double** hessians_;
  std::vector<Position> positions_;  // of each parameter
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_BLOCK_SINK_H_
