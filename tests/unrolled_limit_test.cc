// Translation units compiled with different limits of inlined functors, linked
// together, share no function of the scalar.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "unrolled_limit.h"

#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

void ExpectSameFromDifferentTypes(const LimitResults& x,
                                  const LimitResults& y) {
  EXPECT_NE(x.scalar, y.scalar);
  ASSERT_EQ(x.numbers.size(), y.numbers.size());
  for (size_t k = 0; k < x.numbers.size(); ++k) {
    EXPECT_NEAR(x.numbers[k], y.numbers[k], 1e-13) << k;
  }
}

TEST(UnrolledLimit, MayDifferBetweenTranslationUnits) {
  ExpectSameFromDifferentTypes(EvaluateWithLimit<3>(),
                               EvaluateThreeWithLowLimit());
  ExpectSameFromDifferentTypes(EvaluateWithLimit<6>(),
                               EvaluateSixWithLowLimit());
}

}  // namespace
}  // namespace ceres_newton
