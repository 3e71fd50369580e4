// SPDX-License-Identifier: BSD-3-Clause

#include "call_comparison.h"

#include <cmath>

#include "guarded_blocks.h"
#include "string_printf.h"
#include "unusable_entries.h"

namespace ceres_newton {
namespace internal {

void CallComparison::AddProblem(const std::string& problem) const {
  problems_->push_back(call_ + " " + problem);
}

void CallComparison::ReturnedFalse() const {
  AddProblem("returns false; other calls at the same point return true.");
}

bool CallComparison::Compare(const std::string& what,
                             const CheckerMatrix& got,
                             const CheckerMatrix& known,
                             const CheckerMatrix& error) const {
  // Where the numbers overflow there is nothing to compare.
  CheckerMatrix finite_got = got;
  CheckerMatrix finite_known = known;
  for (Eigen::Index e = 0; e < known.size(); ++e) {
    if (!std::isfinite(known.data()[e])) {
      finite_got.data()[e] = finite_known.data()[e] = 0.0;
    }
  }
  const MatrixComparison comparison =
      CompareMatrices(finite_got, finite_known, error, relative_precision_);
  if (comparison.num_wrong == 0) {
    return true;
  }
  const int row = comparison.row;
  const int col = comparison.col;
  if (GuardedBlocks::IsUntouched(got(row, col))) {
    AddProblem(
        StringPrintf("gives no %s, or not all of it: entry (%d, %d) was %s.",
                     what.c_str(),
                     row,
                     col,
                     kNotWritten));
    return false;
  }
  AddProblem(StringPrintf(
      "gives another %s than other calls at the same point: entry (%d, %d) is "
      "%.10g instead of %.10g, relative difference %.3g.",
      what.c_str(),
      row,
      col,
      got(row, col),
      known(row, col),
      comparison.maximum_relative_error));
  return false;
}

CheckerMatrix Unwritten(Eigen::Index rows, Eigen::Index cols) {
  return CheckerMatrix::Constant(rows, cols, GuardedBlocks::Untouched());
}

}  // namespace internal
}  // namespace ceres_newton
