// The upper triangle of a symmetric matrix from the lower one, by blocks for
// the cache's sake; those that are zero are left out.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_MIRRORED_TRIANGLE_H_
#define CERES_NEWTON_INTERNAL_MIRRORED_TRIANGLE_H_

#include <algorithm>
#include <cstddef>
#include <vector>

namespace ceres_newton {
namespace internal {

// For n x n matrices by columns.
class MirroredTriangle {
 public:
  void Reset(int n) {
    n_ = n;
    num_blocks_ = (n + kSize - 1) / kSize;
    is_filled_.assign(static_cast<size_t>(num_blocks_) * num_blocks_, false);
  }

  // Takes note that the entry (i, j), i >= j, may differ from zero.
  void SetFilled(int i, int j) {
    is_filled_[static_cast<size_t>(j / kSize) * num_blocks_ + i / kSize] = true;
  }

  // Copies the lower triangle to the upper one, which is zero.
  void Mirror(double* matrix) const {
    for (int b = 0; b < num_blocks_; ++b) {
      for (int c = b; c < num_blocks_; ++c) {
        if (is_filled_[static_cast<size_t>(b) * num_blocks_ + c]) {
          MirrorBlock(b * kSize, c * kSize, matrix);
        }
      }
    }
  }

 private:
  static constexpr int kSize = 32;

  // Columns j0 ... from rows j0 ..., i0 <= j0.
  void MirrorBlock(int i0, int j0, double* matrix) const {
    for (int j = j0; j < std::min(j0 + kSize, n_); ++j) {
      double* const to = matrix + static_cast<size_t>(j) * n_;
      for (int i = i0; i < std::min(i0 + kSize, j); ++i) {
        to[i] = matrix[static_cast<size_t>(i) * n_ + j];
      }
    }
  }

  int n_ = 0;
  int num_blocks_ = 0;
  std::vector<bool> is_filled_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_MIRRORED_TRIANGLE_H_
