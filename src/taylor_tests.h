// The Taylor tests of a probe.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_TAYLOR_TESTS_H_
#define CERES_NEWTON_SRC_TAYLOR_TESTS_H_

#include "ceres_newton/hessian_checker.h"
#include "checked_function.h"

namespace ceres_newton {
namespace internal {

// Fills results->taylor_tests from the residuals, jacobians and hessians in
// `results`: three directions whose components are as long as the parameters,
// with random signs, the same for every call.  Evaluates values only, some 60
// times.  A direction ends where a value cannot be evaluated.
void RunTaylorTests(const CheckedFunction& function,
                    double const* const* parameters,
                    HessianChecker::ProbeResults* results);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_TAYLOR_TESTS_H_
