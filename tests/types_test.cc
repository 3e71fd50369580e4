// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/types.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

TEST(StopReasonNames, AreDistinctAndKnown) {
  std::set<std::string> names;
  const int last = static_cast<int>(StopReason::kInvalidProblem);
  for (int i = 0; i <= last; ++i) {
    names.insert(ToString(static_cast<StopReason>(i)));
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(last + 1));
  EXPECT_EQ(names.count("unknown StopReason"), 0u);
  EXPECT_STREQ(ToString(StopReason::kDecrementTolerance), "DecrementTolerance");
  EXPECT_STREQ(ToString(static_cast<StopReason>(last + 1)),
               "unknown StopReason");
}

TEST(HessianFallbackNames, AreThoseOfTheValues) {
  EXPECT_STREQ(ToString(HessianFallback::kNumericDiff), "NumericDiff");
  EXPECT_STREQ(ToString(HessianFallback::kGaussNewton), "GaussNewton");
  EXPECT_STREQ(ToString(HessianFallback::kRefuse), "Refuse");
}

TEST(LinearSolverNames, AreThoseOfTheValues) {
  EXPECT_STREQ(ToString(LinearSolver::kAuto), "Auto");
  EXPECT_STREQ(ToString(LinearSolver::kDenseEigen), "DenseEigen");
  EXPECT_STREQ(ToString(LinearSolver::kDenseMoreSorensen), "DenseMoreSorensen");
}

}  // namespace
}  // namespace ceres_newton
