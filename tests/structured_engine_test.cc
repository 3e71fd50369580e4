// The engine for five to eight variables against the plain rules: sums,
// products, quotients and chains.  Eight variables, whose code is the longest,
// and the functions of one argument have tests of their own, as each file takes
// the compiler a minute under sanitizers.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/structured_engine.h"

#include <type_traits>

#include "ceres_newton/second_order.h"
#include "engine_checks.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using internal::StructuredEngine;

TEST(StructuredEngine, RulesAgreeWithRows) {
  CheckRules<2, StructuredEngine<2>>();
  CheckRules<5, StructuredEngine<5>>();
  CheckRules<6, StructuredEngine<6>>();
}

TEST(StructuredEngine, StandsBehindFiveToEightVariables) {
  EXPECT_TRUE((std::is_same_v<SecondOrder<5>::Engine, StructuredEngine<5>>));
  EXPECT_TRUE((std::is_same_v<SecondOrder<8>::Engine, StructuredEngine<8>>));
  EXPECT_TRUE(std::is_trivially_copyable_v<SecondOrder<8>::Engine>);
}

}  // namespace
}  // namespace ceres_newton
