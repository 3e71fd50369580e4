// Words for what goes wrong in a residual block: which one it is, what failed
// and which number is to blame.  Runs only after a failure, so it may evaluate
// again.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_RESIDUAL_BLOCK_ERRORS_H_
#define CERES_NEWTON_SRC_RESIDUAL_BLOCK_ERRORS_H_

#include <string>

#include "ceres/cost_function.h"

namespace ceres_newton {
namespace internal {

// "residual block 3 (cost function Snavely, 2 residuals, parameter blocks of
// sizes 9, 3)".  index counts in Problem::GetResidualBlocks.
std::string DescribeResidualBlock(int index,
                                  const ceres::CostFunction& cost_function);

// Evaluates the residuals and the Jacobians of the cost function and says what
// is wrong with them: "its residuals could not be evaluated (Evaluate returned
// false)", "residual 1 is nan", "entry (0, 2) of the Jacobian with respect to
// its parameter block 1 is inf".  Indices count from 0, parameter blocks as
// arguments of the cost function.  Empty if nothing is wrong.
std::string ExplainEvaluation(const ceres::CostFunction& cost_function,
                              double const* const* parameters);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_RESIDUAL_BLOCK_ERRORS_H_
