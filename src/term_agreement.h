// All ways of evaluating an objective term must agree.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_TERM_AGREEMENT_H_
#define CERES_NEWTON_SRC_TERM_AGREEMENT_H_

#include <string>
#include <vector>

#include "call_comparison.h"
#include "ceres_newton/objective_term.h"

namespace ceres_newton {
namespace internal {

// Evaluate for the value alone, with single gradients, with single blocks of
// the Hessian, and with everything.  Appends a sentence to `problems` for each
// disagreement.
void CheckAgreement(const ObjectiveTerm& term,
                    double const* const* parameters,
                    const KnownValues& known,
                    std::vector<std::string>* problems);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_TERM_AGREEMENT_H_
