// Whether all ways of asking a function for its values and derivatives give the
// same answer: a part of the HessianChecker that needs no differences.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_EVALUATION_AGREEMENT_H_
#define CERES_NEWTON_SRC_EVALUATION_AGREEMENT_H_

#include <string>
#include <vector>

#include "call_comparison.h"
#include "ceres_newton/hessian_checker.h"

namespace ceres_newton {
namespace internal {

// Evaluate with single Jacobians and without any; EvaluateRobustCost with and
// without a loss.  Appends a sentence to `problems` for each disagreement.
void CheckAgreement(const SecondOrderCostFunction& function,
                    double const* const* parameters,
                    const KnownValues& known,
                    std::vector<std::string>* problems);

// Evaluate and EvaluateHessian with and without the gradient and the Hessian.
void CheckAgreement(const SecondOrderFunction& function,
                    const double* x,
                    const KnownValues& known,
                    std::vector<std::string>* problems);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_EVALUATION_AGREEMENT_H_
