// Cholesky factorization that explains why it failed.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_DENSE_CHOLESKY_H_
#define CERES_NEWTON_SRC_DENSE_CHOLESKY_H_

#include "Eigen/Core"

namespace ceres_newton {
namespace internal {

// A = M + shift I = L L' for a symmetric n x n matrix M.
//
// Where A is not positive definite, it yields a direction of negative
// curvature, and where it is, an estimate of its lowest eigenvector: the two
// things a trust-region method must know about a shifted Hessian.  Eigen's LLT
// gives neither.
class DenseCholesky {
 public:
  // Returns whether A is positive definite, numerically: all pivots positive.
  // The lower triangle of `matrix` is read.  After `false` only
  // NegativeCurvatureDirection may be called.
  bool Compute(const Eigen::MatrixXd& matrix, double shift);

  int size() const { return static_cast<int>(factor_.rows()); }

  // A^-1 b, L^-1 b, L'b and L b.
  Eigen::VectorXd Solve(const Eigen::VectorXd& b) const;
  Eigen::VectorXd SolveWithFactor(const Eigen::VectorXd& b) const;
  Eigen::VectorXd MultiplyByTransposedFactor(const Eigen::VectorXd& b) const;
  Eigen::VectorXd MultiplyByFactor(const Eigen::VectorXd& b) const;

  // A unit vector u with |L'u| near the smallest singular value of L, hence u'A
  // u near the smallest eigenvalue of A.  Starts from the estimate of LINPACK
  // (Cline, Moler, Stewart & Wilkinson 1979: a right-hand side of +-1 entries
  // chosen on the way to make the solution grow) and sharpens it by two inverse
  // iterations.
  Eigen::VectorXd SmallestSingularVector() const;

  // After a failed Compute: the failed pivot v'A v <= 0 and its direction v,
  // the component v_k = 1 of which belongs to the failed column k, and v_i = 0
  // for i > k.
  double NegativeCurvatureDirection(Eigen::VectorXd* direction) const;

 private:
  // Cholesky factorization of the kBlockSize columns from `begin`, all rows
  // above `end`; true unless a pivot failed.
  bool FactorizeDiagonalBlock(Eigen::Index begin, Eigen::Index end);

  Eigen::MatrixXd factor_;  // L in the lower triangle; above it anything
  Eigen::Index failed_column_ = -1;
  double failed_pivot_ = 0.0;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_DENSE_CHOLESKY_H_
