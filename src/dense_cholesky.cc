// SPDX-License-Identifier: BSD-3-Clause

#include "dense_cholesky.h"

#include <algorithm>
#include <cmath>

#include "Eigen/Dense"

namespace ceres_newton {
namespace internal {
namespace {

// Columns factorized at a time, the rest being matrix products: as large as
// fits the first-level cache (64 x 64 doubles = 32 KiB).
constexpr Eigen::Index kBlockSize = 64;

}  // namespace

bool DenseCholesky::Compute(const Eigen::MatrixXd& matrix, double shift) {
  const Eigen::Index n = matrix.rows();
  factor_ = matrix;
  factor_.diagonal().array() += shift;
  failed_column_ = -1;
  for (Eigen::Index begin = 0; begin < n; begin += kBlockSize) {
    const Eigen::Index end = std::min(begin + kBlockSize, n);
    if (!FactorizeDiagonalBlock(begin, end)) {
      return false;
    }
    if (end == n) {
      break;
    }
    auto panel = factor_.block(end, begin, n - end, end - begin);
    factor_.block(begin, begin, end - begin, end - begin)
        .transpose()
        .triangularView<Eigen::Upper>()
        .solveInPlace<Eigen::OnTheRight>(panel);
    factor_.bottomRightCorner(n - end, n - end)
        .selfadjointView<Eigen::Lower>()
        .rankUpdate(panel, -1.0);
  }
  return true;
}

bool DenseCholesky::FactorizeDiagonalBlock(Eigen::Index begin,
                                           Eigen::Index end) {
  for (Eigen::Index k = begin; k < end; ++k) {
    const Eigen::Index num_left = k - begin;
    const Eigen::Index num_below = end - k - 1;
    const auto row = factor_.block(k, begin, 1, num_left);
    const double pivot = factor_(k, k) - row.squaredNorm();
    if (!(pivot > 0.0)) {
      failed_column_ = k;
      failed_pivot_ = pivot;
      return false;
    }
    const double root = std::sqrt(pivot);
    factor_(k, k) = root;
    auto column = factor_.block(k + 1, k, num_below, 1);
    column.noalias() -=
        factor_.block(k + 1, begin, num_below, num_left) * row.transpose();
    column /= root;
  }
  return true;
}

Eigen::VectorXd DenseCholesky::Solve(const Eigen::VectorXd& b) const {
  Eigen::VectorXd x = factor_.triangularView<Eigen::Lower>().solve(b);
  factor_.triangularView<Eigen::Lower>().transpose().solveInPlace(x);
  return x;
}

Eigen::VectorXd DenseCholesky::SolveWithFactor(const Eigen::VectorXd& b) const {
  return factor_.triangularView<Eigen::Lower>().solve(b);
}

Eigen::VectorXd DenseCholesky::MultiplyByTransposedFactor(
    const Eigen::VectorXd& b) const {
  return factor_.triangularView<Eigen::Lower>().transpose() * b;
}

Eigen::VectorXd DenseCholesky::MultiplyByFactor(
    const Eigen::VectorXd& b) const {
  return factor_.triangularView<Eigen::Lower>() * b;
}

Eigen::VectorXd DenseCholesky::SmallestSingularVector() const {
  // Solves L w = e by columns; each entry +-1 of e is chosen when its turn
  // comes.
  const Eigen::Index n = factor_.rows();
  Eigen::VectorXd w(n);
  Eigen::VectorXd known = Eigen::VectorXd::Zero(n);  // L w so far
  for (Eigen::Index k = 0; k < n; ++k) {
    const Eigen::Index num_below = n - k - 1;
    const auto column = factor_.col(k).tail(num_below);
    const double plus = (1.0 - known(k)) / factor_(k, k);
    const double minus = (-1.0 - known(k)) / factor_(k, k);
    const Eigen::VectorXd known_plus = known.tail(num_below) + plus * column;
    const Eigen::VectorXd known_minus = known.tail(num_below) + minus * column;
    const bool choose_plus = std::abs(plus) + known_plus.lpNorm<1>() >=
                             std::abs(minus) + known_minus.lpNorm<1>();
    w(k) = choose_plus ? plus : minus;
    known.tail(num_below) = choose_plus ? known_plus : known_minus;
  }
  w /= w.stableNorm();
  factor_.triangularView<Eigen::Lower>().transpose().solveInPlace(w);
  constexpr int kNumInverseIterations = 2;
  for (int i = 0; i < kNumInverseIterations; ++i) {
    w /= w.stableNorm();
    w = Solve(w);
  }
  return w / w.stableNorm();
}

double DenseCholesky::NegativeCurvatureDirection(
    Eigen::VectorXd* direction) const {
  // The leading block is [L11 L11', L11 l; l'L11', l'l + pivot], with the row l
  // next to the failed pivot; v = (-L11^-T l, 1) leaves v'A v = pivot.
  const Eigen::Index k = failed_column_;
  *direction = Eigen::VectorXd::Zero(factor_.rows());
  (*direction)(k) = 1.0;
  auto head = direction->head(k);
  head = -factor_.row(k).head(k).transpose();
  factor_.topLeftCorner(k, k)
      .triangularView<Eigen::Lower>()
      .transpose()
      .solveInPlace(head);
  return failed_pivot_;
}

}  // namespace internal
}  // namespace ceres_newton
