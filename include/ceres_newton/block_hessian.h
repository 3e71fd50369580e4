// The Hessian of one function of several vectors, seen block by block.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_BLOCK_HESSIAN_H_
#define CERES_NEWTON_BLOCK_HESSIAN_H_

#include <string>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/internal/check.h"

namespace ceres_newton {

// The symmetric matrix of second derivatives of f(x_0, x_1, ...), x_i in R^n_i,
//
//   B(i, j) = d2f / dx_i dx_j      (n_i x n_j),      B(j, i) = B(i, j)'.
//
//   BlockHessian B = Hessian(f, camera, point);
//   Eigen::MatrixXd coupling = B(0, 1);      // 9 x 3
//   Eigen::MatrixXd all = B.dense();         // 12 x 12
//
// Block sizes may be zero.  An index outside 0 .. num_blocks() - 1 ends the
// program with a sentence.  Const methods may be called from several threads.
//
// Scalar is double, or the scalar of an outer differentiation when Hessian() is
// called inside a function that is itself being differentiated.
template <typename Scalar>
class BasicBlockHessian {
 public:
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

  // No blocks at all: num_blocks() == 0, dense() is 0 x 0.
  BasicBlockHessian() = default;

  //   block_sizes  n_0, n_1, ..., each >= 0
  //   upper        n x n, n = n_0 + n_1 + ...; only the entries on and above
  //                the diagonal are read, and mirrored
  BasicBlockHessian(const std::vector<int>& block_sizes, Matrix upper)
      : offsets_(1, 0), dense_(std::move(upper)) {
    for (const int size : block_sizes) {
      CERES_NEWTON_CHECK(size >= 0,
                         "A block of a BlockHessian has the negative size " +
                             std::to_string(size) + ".");
      offsets_.push_back(offsets_.back() + size);
    }
    CERES_NEWTON_CHECK(
        dense_.rows() == offsets_.back() && dense_.cols() == offsets_.back(),
        "The blocks of a BlockHessian have " + std::to_string(offsets_.back()) +
            " variables in all, but the matrix given is " +
            std::to_string(dense_.rows()) + " x " +
            std::to_string(dense_.cols()) + ".");
    for (Eigen::Index row = 1; row < dense_.rows(); ++row) {
      for (Eigen::Index col = 0; col < row; ++col) {
        dense_(row, col) = dense_(col, row);
      }
    }
  }

  int num_blocks() const { return static_cast<int>(offsets_.size()) - 1; }

  // n_i.
  int block_size(int i) const {
    CheckIndex(i);
    return offsets_[i + 1] - offsets_[i];
  }

  // The row of dense() at which block i begins, n_0 + ... + n_{i-1}.
  int offset(int i) const {
    CheckIndex(i);
    return offsets_[i];
  }

  // B(i, j), n_i x n_j, for any order of i and j.  A copy, not a view.
  Matrix operator()(int i, int j) const {
    return dense_.block(offset(i), offset(j), block_size(i), block_size(j));
  }

  // All blocks as one n x n matrix, both triangles filled.
  const Matrix& dense() const { return dense_; }

 private:
  void CheckIndex(int i) const {
    CERES_NEWTON_CHECK(i >= 0 && i < num_blocks(),
                       "Block " + std::to_string(i) +
                           " of a BlockHessian was asked for, but it has " +
                           std::to_string(num_blocks()) + " blocks.");
  }

  std::vector<int> offsets_ = {0};  // num_blocks() + 1 entries
  Matrix dense_;
};

using BlockHessian = BasicBlockHessian<double>;

}  // namespace ceres_newton

#endif  // CERES_NEWTON_BLOCK_HESSIAN_H_
