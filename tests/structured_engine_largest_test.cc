// The engine for five to eight variables against the plain rules, with as many
// variables as it is ever given.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/structured_engine.h"
#include "engine_checks.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using internal::StructuredEngine;

TEST(StructuredEngineLargest, RulesAgreeWithRows) {
  CheckRules<8, StructuredEngine<8>>();
}

}  // namespace
}  // namespace ceres_newton
