// The engine for five to eight variables against the plain rules.
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
  CheckRules<8, StructuredEngine<8>>();
}

TEST(StructuredEngine, FunctionsAgreeWithRows) {
  CheckFunctions<6, StructuredEngine<6>>();
}

TEST(StructuredEngine, StandsBehindFiveToEightVariables) {
  EXPECT_TRUE((std::is_same_v<SecondOrder<5>::Engine, StructuredEngine<5>>));
  EXPECT_TRUE((std::is_same_v<SecondOrder<8>::Engine, StructuredEngine<8>>));
  EXPECT_TRUE(std::is_trivially_copyable_v<SecondOrder<8>::Engine>);
}

}  // namespace
}  // namespace ceres_newton
