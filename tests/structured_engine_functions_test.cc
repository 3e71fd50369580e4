// Every function of one argument on the engine for five to eight variables,
// against the plain rules.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/structured_engine.h"
#include "engine_checks.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using internal::StructuredEngine;

TEST(StructuredEngineFunctions, AgreeWithRows) {
  CheckFunctions<6, StructuredEngine<6>>();
}

}  // namespace
}  // namespace ceres_newton
