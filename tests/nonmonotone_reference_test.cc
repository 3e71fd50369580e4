// SPDX-License-Identifier: BSD-3-Clause

#include "nonmonotone_reference.h"

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

TEST(NonmonotoneReference, IsNotUsedWithoutSteps) {
  EXPECT_FALSE(NonmonotoneReference(0).is_used());
  EXPECT_TRUE(NonmonotoneReference(1).is_used());
}

TEST(NonmonotoneReference, StaysWhileTheCostFalls) {
  NonmonotoneReference reference(3);
  reference.Start(10.0);
  reference.Accept(8.0, 2.5);
  reference.Accept(5.0, 3.5);
  EXPECT_EQ(reference.cost(), 10.0);
  EXPECT_EQ(reference.predicted_decrease(), 6.0);
}

// After two steps without a new lowest cost the reference becomes the highest
// point since the lowest one, with the decreases predicted since then.
TEST(NonmonotoneReference, IsRenewedAfterTheLastStepAllowed) {
  NonmonotoneReference reference(2);
  reference.Start(10.0);
  reference.Accept(5.0, 1.0);  // lowest
  reference.Accept(7.0, 2.0);  // highest since
  EXPECT_EQ(reference.cost(), 10.0);
  EXPECT_EQ(reference.predicted_decrease(), 3.0);
  reference.Accept(6.0, 0.5);
  EXPECT_EQ(reference.cost(), 7.0);
  EXPECT_EQ(reference.predicted_decrease(), 0.5);
}

TEST(NonmonotoneReference, ALowestCostBeginsACount) {
  NonmonotoneReference reference(2);
  reference.Start(10.0);
  reference.Accept(11.0, 1.0);
  reference.Accept(9.0, 1.0);  // lowest
  reference.Accept(9.5, 1.0);
  EXPECT_EQ(reference.cost(), 10.0);
  reference.Accept(9.4, 0.25);
  EXPECT_EQ(reference.cost(), 9.5);
  EXPECT_EQ(reference.predicted_decrease(), 0.25);
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
