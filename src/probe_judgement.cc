// SPDX-License-Identifier: BSD-3-Clause

#include "probe_judgement.h"

#include <algorithm>

#include "hessian_comparison.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

using Matrix = CheckerMatrix;
using Entry = HessianChecker::Entry;
using ProbeResults = HessianChecker::ProbeResults;

// More wrong entries than this in one block hide what matters.
constexpr int kMaxEntriesPerBlock = 6;

class ProbeJudgement {
 public:
  ProbeJudgement(const CheckedFunction& function,
                 double const* const* parameters,
                 double relative_precision,
                 const ProbeErrors& errors,
                 ProbeResults* results,
                 std::vector<std::string>* problems)
      : function_(function),
        parameters_(parameters),
        relative_precision_(relative_precision),
        num_blocks_(function.num_blocks()),
        num_residuals_(function.num_residuals()),
        errors_(errors),
        results_(*results),
        problems_(*problems) {}

  bool Run() {
    FindWorstEntry();
    // Differences of a wrong Jacobian say nothing about the Hessian.
    const bool first_derivatives_right = CheckJacobians();
    if (first_derivatives_right) {
      ForEachBlock([this](int k, int i, int j) { CheckHessian(k, i, j); });
    }
    function_.CheckAgreement(
        parameters_,
        {results_, errors_.residuals, errors_.jacobians, relative_precision_},
        &problems_);
    return first_derivatives_right;
  }

 private:
  int Block(int i, int j) const { return i * num_blocks_ + j; }

  template <typename Visitor>
  void ForEachBlock(const Visitor& visit) const {
    for (int k = 0; k < num_residuals_; ++k) {
      for (int i = 0; i < num_blocks_; ++i) {
        for (int j = i; j < num_blocks_; ++j) {
          visit(k, i, j);
        }
      }
    }
  }

  Entry MakeEntry(int k, int i, int j, int row, int col) const {
    Entry entry{k, i, j, row, col};
    entry.expected = results_.local_numeric_hessians[k][Block(i, j)](row, col);
    entry.got = results_.local_hessians[k][Block(i, j)](row, col);
    entry.numeric_error =
        results_.local_numeric_hessian_errors[k][Block(i, j)](row, col);
    entry.relative_error =
        RelativeError(entry.got, entry.expected, entry.numeric_error);
    return entry;
  }

  MatrixComparison CompareHessians(int k, int i, int j) const {
    return CompareMatrices(
        results_.local_hessians[k][Block(i, j)],
        results_.local_numeric_hessians[k][Block(i, j)],
        results_.local_numeric_hessian_errors[k][Block(i, j)],
        relative_precision_);
  }

  void FindWorstEntry() {
    ForEachBlock([this](int k, int i, int j) {
      const MatrixComparison comparison = CompareHessians(k, i, j);
      const double relative_error = comparison.maximum_relative_error;
      double& block_maximum = results_.block_maximum_relative_error(i, j);
      block_maximum = std::max(block_maximum, relative_error);
      if (relative_error > results_.maximum_relative_error) {
        results_.maximum_relative_error = relative_error;
        results_.worst_entry =
            MakeEntry(k, i, j, comparison.row, comparison.col);
      }
    });
  }

  // True if the Jacobians are derivatives of the residuals.
  bool CheckJacobians() {
    bool correct = true;
    for (int k = 0; k < num_residuals_; ++k) {
      for (int i = 0; i < num_blocks_; ++i) {
        const Matrix got = results_.local_jacobians[i].row(k);
        const Matrix expected = results_.local_numeric_jacobians[i].row(k);
        const Matrix error = errors_.local_jacobians[i].row(k);
        const MatrixComparison comparison =
            CompareMatrices(got, expected, error, relative_precision_);
        if (comparison.num_wrong == 0) {
          continue;
        }
        correct = false;
        const int col = comparison.col;
        problems_.push_back(StringPrintf(
            "The %s is wrong: entry %d: expected %.10g (numeric difference of "
            "the values, +- %.2g), got %.10g, relative error %.3g.",
            function_.JacobianName(k, i).c_str(),
            col,
            expected(0, col),
            error(0, col),
            got(0, col),
            comparison.maximum_relative_error));
      }
    }
    if (!correct) {
      problems_.push_back(
          "The Hessian is compared with differences of these first "
          "derivatives, so it is not judged before they are right.");
    }
    return correct;
  }

  void CheckHessian(int k, int i, int j) {
    const Matrix& got = results_.local_hessians[k][Block(i, j)];
    const int num_wrong = CompareHessians(k, i, j).num_wrong;
    const std::string asymmetry = i == j ? Asymmetry(k, i) : "";
    if (num_wrong == 0 && asymmetry.empty()) {
      return;
    }
    std::string problem =
        StringPrintf("%s (%d x %d): %d of %d entries %s wrong.",
                     function_.HessianName(k, i, j).c_str(),
                     static_cast<int>(got.rows()),
                     static_cast<int>(got.cols()),
                     num_wrong,
                     static_cast<int>(got.size()),
                     num_wrong == 1 ? "is" : "are") +
        ListWrongEntries(k, i, j) + asymmetry;
    if (num_wrong > 0) {
      const std::string mistake =
          LikelyMistake(results_, k, i, j, relative_precision_);
      problem += mistake.empty() ? "" : "\n   " + mistake;
    }
    problems_.push_back(problem);
  }

  // One line for each wrong entry, the worst one first.
  std::string ListWrongEntries(int k, int i, int j) const {
    const Matrix& got = results_.local_hessians[k][Block(i, j)];
    std::vector<Entry> entries;
    for (int row = 0; row < got.rows(); ++row) {
      for (int col = 0; col < got.cols(); ++col) {
        const Entry entry = MakeEntry(k, i, j, row, col);
        if (entry.relative_error > relative_precision_) {
          entries.push_back(entry);
        }
      }
    }
    std::stable_sort(
        entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
          return a.relative_error > b.relative_error;
        });
    const int num_listed =
        std::min(kMaxEntriesPerBlock, static_cast<int>(entries.size()));
    std::string list;
    for (int e = 0; e < num_listed; ++e) {
      const Entry& entry = entries[e];
      list += StringPrintf(
          "\n   entry (%d, %d): expected %.10g (numeric difference, +- %.2g), "
          "got %.10g, relative error %.3g",
          entry.row,
          entry.col,
          entry.expected,
          entry.numeric_error,
          entry.got,
          entry.relative_error);
    }
    const int num_left = static_cast<int>(entries.size()) - num_listed;
    return num_left == 0 ? list
                         : list + StringPrintf("\n   and %d more", num_left);
  }

  // A line on the least symmetric pair of entries, if it is not symmetric.
  std::string Asymmetry(int k, int i) const {
    const Matrix& block = results_.local_hessians[k][Block(i, i)];
    const MatrixComparison comparison =
        CompareMatrices(block,
                        block.transpose(),
                        results_.local_numeric_hessian_errors[k][Block(i, i)],
                        relative_precision_);
    if (comparison.num_wrong == 0) {
      return "";
    }
    const int row = comparison.row;
    const int col = comparison.col;
    return StringPrintf(
        "\n   the block is not symmetric: entry (%d, %d) is %.10g, entry (%d, "
        "%d) is %.10g",
        row,
        col,
        block(row, col),
        col,
        row,
        block(col, row));
  }

  const CheckedFunction& function_;
  double const* const* const parameters_;
  const double relative_precision_;
  const int num_blocks_;
  const int num_residuals_;
  const ProbeErrors& errors_;
  ProbeResults& results_;
  std::vector<std::string>& problems_;
};

}  // namespace

bool JudgeProbe(const CheckedFunction& function,
                double const* const* parameters,
                double relative_precision,
                const ProbeErrors& errors,
                HessianChecker::ProbeResults* results,
                std::vector<std::string>* problems) {
  return ProbeJudgement(function,
                        parameters,
                        relative_precision,
                        errors,
                        results,
                        problems)
      .Run();
}

}  // namespace internal
}  // namespace ceres_newton
