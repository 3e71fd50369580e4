// The engine for one to four variables against the plain rules.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/unrolled_engine.h"

#include <type_traits>

#include "ceres_newton/second_order.h"
#include "engine_checks.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using internal::UnrolledEngine;

TEST(UnrolledEngine, RulesAgreeWithRows) {
  CheckRules<1, UnrolledEngine<1>>();
  CheckRules<2, UnrolledEngine<2>>();
  CheckRules<3, UnrolledEngine<3>>();
  CheckRules<4, UnrolledEngine<4>>();
}

TEST(UnrolledEngine, FunctionsAgreeWithRows) {
  CheckFunctions<3, UnrolledEngine<3>>();
}

TEST(UnrolledEngine, StandsBehindOneToFourVariables) {
  EXPECT_TRUE((std::is_same_v<SecondOrder<1>::Engine, UnrolledEngine<1>>));
  EXPECT_TRUE((std::is_same_v<SecondOrder<4>::Engine, UnrolledEngine<4>>));
  EXPECT_TRUE(std::is_trivially_copyable_v<SecondOrder<4>::Engine>);
}

}  // namespace
}  // namespace ceres_newton
