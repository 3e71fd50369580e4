// When two derivatives count as equal, and what their differences look like:
// the mathematics of the HessianChecker.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_HESSIAN_COMPARISON_H_
#define CERES_NEWTON_SRC_HESSIAN_COMPARISON_H_

#include <string>

#include "ceres_newton/hessian_checker.h"

namespace ceres_newton {
namespace internal {

using CheckerMatrix = HessianChecker::ProbeResults::Matrix;

// |got - expected| / max(|got|, |expected|), but 0 if |got - expected| <=
// error, and infinite if `got` is not finite.
double RelativeError(double got, double expected, double error);

// The one inequality of the checker:
//
//   |got - expected| <= max(error, relative_precision * max(|got|,
//   |expected|)).
inline bool IsClose(double got,
                    double expected,
                    double error,
                    double relative_precision) {
  return RelativeError(got, expected, error) <= relative_precision;
}

// How a matrix differs from the one expected, entry by entry.
struct MatrixComparison {
  int num_wrong = 0;  // entries for which IsClose is false
  int row = -1;       // of the largest relative error; -1 if all are 0
  int col = -1;
  double maximum_relative_error = 0.0;
};

// The three matrices have the same size; error is not negative.
MatrixComparison CompareMatrices(const CheckerMatrix& got,
                                 const CheckerMatrix& expected,
                                 const CheckerMatrix& error,
                                 double relative_precision);

// Finds the mistake that turns the numeric Hessian block (i, j) of residual k
// into the one in `results`: wrong sign, wrong factor, stored transposed, taken
// from another block or residual, one triangle missing, and so on.  Looks at
// the ambient blocks.  Returns a sentence that starts with "Hint: ", or an
// empty string if no simple mistake explains all entries of the block.
std::string LikelyMistake(const HessianChecker::ProbeResults& results,
                          int k,
                          int i,
                          int j,
                          double relative_precision);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_HESSIAN_COMPARISON_H_
