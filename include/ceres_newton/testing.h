// GoogleTest predicates for Hessians.  Needs GoogleTest, which the library
// itself does not; so ceres_newton.h leaves this header out.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTING_H_
#define CERES_NEWTON_TESTING_H_

#include "ceres/numeric_diff_options.h"
#include "ceres_newton/hessian_checker.h"
#include "ceres_newton/second_order_cost_function.h"
#include "ceres_newton/second_order_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {

// Succeeds if the HessianChecker finds nothing wrong with the function at one
// point, else fails with the checker's error_log.  Also succeeds where the
// checker cannot tell (a noisy function, a kink); the message then says why.
//
//   EXPECT_TRUE(ceres_newton::IsHessianCorrect(MyFunction(), x));
//
//   x                   NumParameters() values
//   relative_precision  > 0; |got - expected| may reach this *
//                       max(|got|, |expected|) in every entry, see
//                       HessianChecker
inline ::testing::AssertionResult IsHessianCorrect(
    const SecondOrderFunction& function,
    const double* x,
    double relative_precision = 1e-6) {
  const HessianChecker checker(&function, ceres::NumericDiffOptions());
  HessianChecker::ProbeResults results;
  if (checker.Probe(x, relative_precision, &results)) {
    return ::testing::AssertionSuccess() << results.verdict_reason;
  }
  return ::testing::AssertionFailure() << results.error_log;
}

// The same for the Hessians of all residuals and all pairs of parameter blocks;
// parameters are as in ceres::CostFunction::Evaluate.
inline ::testing::AssertionResult IsHessianCorrect(
    const SecondOrderCostFunction& function,
    double const* const* parameters,
    double relative_precision = 1e-6) {
  const HessianChecker checker(&function, nullptr, ceres::NumericDiffOptions());
  HessianChecker::ProbeResults results;
  if (checker.Probe(parameters, relative_precision, &results)) {
    return ::testing::AssertionSuccess() << results.verdict_reason;
  }
  return ::testing::AssertionFailure() << results.error_log;
}

// The same for the Hessian blocks of an objective term.
inline ::testing::AssertionResult IsHessianCorrect(
    const ObjectiveTerm& term,
    double const* const* parameters,
    double relative_precision = 1e-6) {
  const HessianChecker checker(&term, nullptr, ceres::NumericDiffOptions());
  HessianChecker::ProbeResults results;
  if (checker.Probe(parameters, relative_precision, &results)) {
    return ::testing::AssertionSuccess() << results.verdict_reason;
  }
  return ::testing::AssertionFailure() << results.error_log;
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTING_H_
