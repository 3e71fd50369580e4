// SPDX-License-Identifier: BSD-3-Clause

#include "hessian_comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

using Matrix = CheckerMatrix;

// Tries one explanation after the other for a wrong block.
class MistakeFinder {
 public:
  MistakeFinder(const HessianChecker::ProbeResults& results,
                int k,
                int i,
                int j,
                double relative_precision)
      : results_(results),
        k_(k),
        i_(i),
        j_(j),
        num_blocks_(static_cast<int>(results.jacobians.size())),
        relative_precision_(relative_precision),
        got_(results.hessians[k][i * num_blocks_ + j]),
        expected_(results.numeric_hessians[k][i * num_blocks_ + j]),
        error_(results.numeric_hessian_errors[k][i * num_blocks_ + j]) {}

  std::string Find() const {
    if (got_.isZero(0.0)) {
      return "Hint: the block is all zeros; it is not computed at all.";
    }
    for (const std::string& mistake : {WrongFactor(),
                                       OneTriangle(),
                                       Transposed(),
                                       OtherBlock(),
                                       OtherResidual(),
                                       GaussNewtonTerm(),
                                       MissingEntries()}) {
      if (!mistake.empty()) {
        return "Hint: " + mistake;
      }
    }
    return "";
  }

 private:
  static bool AreEqual(const Matrix& a,
                       const Matrix& b,
                       const Matrix& error,
                       double relative_precision) {
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           CompareMatrices(a, b, error, relative_precision).num_wrong == 0;
  }

  bool IsExpected(const Matrix& matrix) const {
    return AreEqual(matrix, expected_, error_, relative_precision_);
  }

  // What the block holds is what block (i, j) of residual k should hold.
  bool GotNumericBlock(int k, int i, int j, bool transposed) const {
    const int block = i * num_blocks_ + j;
    const Matrix& other = results_.numeric_hessians[k][block];
    const Matrix& other_error = results_.numeric_hessian_errors[k][block];
    if (transposed) {
      return AreEqual(got_,
                      other.transpose(),
                      other_error.transpose(),
                      relative_precision_);
    }
    return AreEqual(got_, other, other_error, relative_precision_);
  }

  std::string WrongFactor() const {
    if (IsExpected(-got_)) {
      return "every entry has the wrong sign.";
    }
    if (IsExpected(0.5 * got_)) {
      return "every entry is twice as large as it should be.";
    }
    if (IsExpected(2.0 * got_)) {
      return "every entry is half as large as it should be.";
    }
    const double residual = results_.residuals[k_];
    if (residual != 0.0 && IsExpected(got_ / residual)) {
      return "every entry is multiplied by the residual; the weights alone are "
             "the factors.";
    }
    // Any single number is some factor times another one: that explains
    // nothing.
    Eigen::Index row = 0;
    Eigen::Index col = 0;
    const double largest = expected_.cwiseAbs().maxCoeff(&row, &col);
    const double factor = got_(row, col) / expected_(row, col);
    const bool several = (expected_.array().abs() > error_.array()).count() > 1;
    if (several && largest > 0.0 && factor != 0.0 &&
        IsExpected(got_ / factor)) {
      return StringPrintf("every entry is %.6g times what it should be.",
                          factor);
    }
    return "";
  }

  std::string OneTriangle() const {
    if (i_ != j_ || got_.rows() < 2) {
      return "";
    }
    const Matrix upper = got_.triangularView<Eigen::Upper>();
    const Matrix lower = got_.triangularView<Eigen::Lower>();
    const Matrix strictly_upper = got_.triangularView<Eigen::StrictlyUpper>();
    const Matrix strictly_lower = got_.triangularView<Eigen::StrictlyLower>();
    if (strictly_lower.isZero(0.0) &&
        IsExpected(upper + strictly_upper.transpose())) {
      return "only the upper triangle is filled; diagonal blocks need both.";
    }
    if (strictly_upper.isZero(0.0) &&
        IsExpected(lower + strictly_lower.transpose())) {
      return "only the lower triangle is filled; diagonal blocks need both.";
    }
    return "";
  }

  std::string Transposed() const {
    // The same numbers read column by column.
    const Matrix column_major = Eigen::Map<const Eigen::MatrixXd>(
        got_.data(), got_.rows(), got_.cols());
    if (!IsExpected(column_major)) {
      return "";
    }
    return StringPrintf(
        "the block is stored transposed (column-major); blocks are n_i x n_j, "
        "row-major, with rows for block %d and columns for block %d.",
        i_,
        j_);
  }

  std::string OtherBlock() const {
    for (int p = 0; p < num_blocks_; ++p) {
      for (int q = p; q < num_blocks_; ++q) {
        if (p == i_ && q == j_) {
          continue;
        }
        for (const bool transposed : {false, true}) {
          if (GotNumericBlock(k_, p, q, transposed)) {
            return StringPrintf(
                "these are the values of block (%d, %d)%s; blocks are swapped.",
                p,
                q,
                transposed && p != q ? ", transposed" : "");
          }
        }
      }
    }
    return "";
  }

  std::string OtherResidual() const {
    for (int k = 0; k < results_.residuals.size(); ++k) {
      if (k != k_ && GotNumericBlock(k, i_, j_, false)) {
        return StringPrintf(
            "these are the values of residual %d; residuals or weights are "
            "mixed up.",
            k);
      }
    }
    return "";
  }

  std::string GaussNewtonTerm() const {
    const Matrix term = results_.jacobians[i_].row(k_).transpose() *
                        results_.jacobians[j_].row(k_);
    if (IsExpected(got_ - term)) {
      return "the block contains the Gauss-Newton term J'J, which does not "
             "belong to it.";
    }
    return "";
  }

  std::string MissingEntries() const {
    for (Eigen::Index row = 0; row < got_.rows(); ++row) {
      for (Eigen::Index col = 0; col < got_.cols(); ++col) {
        if (got_(row, col) != 0.0 && !IsClose(got_(row, col),
                                              expected_(row, col),
                                              error_(row, col),
                                              relative_precision_)) {
          return "";
        }
      }
    }
    return "all wrong entries are 0; a term is missing there.";
  }

  const HessianChecker::ProbeResults& results_;
  const int k_;
  const int i_;
  const int j_;
  const int num_blocks_;
  const double relative_precision_;
  const Matrix& got_;
  const Matrix& expected_;
  const Matrix& error_;
};

}  // namespace

double RelativeError(double got, double expected, double error) {
  if (!std::isfinite(got)) {
    return std::numeric_limits<double>::infinity();
  }
  const double difference = std::abs(got - expected);
  // Numbers below the smallest normal one have lost their digits.
  if (difference <= std::max(error, std::numeric_limits<double>::min())) {
    return 0.0;
  }
  return difference / std::max(std::abs(got), std::abs(expected));
}

MatrixComparison CompareMatrices(const CheckerMatrix& got,
                                 const CheckerMatrix& expected,
                                 const CheckerMatrix& error,
                                 double relative_precision) {
  MatrixComparison comparison;
  for (int row = 0; row < got.rows(); ++row) {
    for (int col = 0; col < got.cols(); ++col) {
      const double relative_error =
          RelativeError(got(row, col), expected(row, col), error(row, col));
      if (relative_error > relative_precision) {
        ++comparison.num_wrong;
      }
      if (relative_error > comparison.maximum_relative_error) {
        comparison.maximum_relative_error = relative_error;
        comparison.row = row;
        comparison.col = col;
      }
    }
  }
  return comparison;
}

std::string LikelyMistake(const HessianChecker::ProbeResults& results,
                          int k,
                          int i,
                          int j,
                          double relative_precision) {
  return MistakeFinder(results, k, i, j, relative_precision).Find();
}

}  // namespace internal
}  // namespace ceres_newton
