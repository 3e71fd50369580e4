// The second half of HessianChecker::Probe: compares what has been evaluated.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_PROBE_JUDGEMENT_H_
#define CERES_NEWTON_SRC_PROBE_JUDGEMENT_H_

#include <string>
#include <vector>

#include "ceres_newton/hessian_checker.h"
#include "checked_function.h"
#include "probe_evaluation.h"

namespace ceres_newton {
namespace internal {

// Compares the Jacobians and Hessian blocks of `results`, as EvaluateProbe
// filled them, with their numeric counterparts, and all ways of asking for them
// with each other.  Fills the relative errors and the worst entry of `results`
// and appends a text to `problems` for each thing that is wrong.
//
// Returns true if the Jacobians are derivatives of the residuals.
bool JudgeProbe(const CheckedFunction& function,
                double const* const* parameters,
                double relative_precision,
                const ProbeErrors& errors,
                HessianChecker::ProbeResults* results,
                std::vector<std::string>* problems);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_PROBE_JUDGEMENT_H_
