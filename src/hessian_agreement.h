// Whether EvaluateHessians is linear in the weights and minds its pointers.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_HESSIAN_AGREEMENT_H_
#define CERES_NEWTON_SRC_HESSIAN_AGREEMENT_H_

#include <string>
#include <vector>

#include "call_comparison.h"
#include "ceres_newton/second_order_cost_function.h"

namespace ceres_newton {
namespace internal {

// Asks for the blocks of a weighted sum of all residuals, at once and then one
// by one with all other pointers null, and compares them with the blocks of
// single residuals in `known`.  Appends a sentence to `problems` for each
// disagreement.
void CheckHessianAgreement(const SecondOrderCostFunction& function,
                           double const* const* parameters,
                           const KnownValues& known,
                           std::vector<std::string>* problems);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_HESSIAN_AGREEMENT_H_
