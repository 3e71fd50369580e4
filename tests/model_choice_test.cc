// SPDX-License-Identifier: BSD-3-Clause

#include "model_choice.h"

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

TEST(ModelChoice, WithoutSquaresOnlyTheExactHessianIsUsed) {
  for (const LeastSquaresModel model : {LeastSquaresModel::kAuto,
                                        LeastSquaresModel::kExact,
                                        LeastSquaresModel::kGaussNewton,
                                        LeastSquaresModel::kSwitching}) {
    ModelChoice choice(model, false);
    EXPECT_FALSE(choice.needs_gauss_newton());
    EXPECT_FALSE(choice.uses_gauss_newton());
    choice.Learn(1.0, 5.0, 1.0);
    EXPECT_FALSE(choice.uses_gauss_newton());
    EXPECT_FALSE(choice.FinishWithExact(false));
  }
}

TEST(ModelChoice, FixedModelsLearnNothing) {
  ModelChoice exact(LeastSquaresModel::kExact, true);
  exact.Learn(1.0, 5.0, 1.0);
  EXPECT_FALSE(exact.uses_gauss_newton());
  EXPECT_FALSE(exact.needs_gauss_newton());

  ModelChoice gauss_newton(LeastSquaresModel::kGaussNewton, true);
  gauss_newton.Learn(1.0, 1.0, 5.0);
  EXPECT_TRUE(gauss_newton.uses_gauss_newton());
  EXPECT_FALSE(gauss_newton.FinishWithExact(false));
  EXPECT_TRUE(gauss_newton.uses_gauss_newton());
}

TEST(ModelChoice, SwitchesToTheModelThatPredictedMuchBetterAndBack) {
  ModelChoice choice(LeastSquaresModel::kSwitching, true);
  EXPECT_TRUE(choice.uses_gauss_newton());
  choice.Learn(1.0, 1.05, 1.4);  // errors 0.05 and 0.4: not ten times better
  EXPECT_TRUE(choice.uses_gauss_newton());
  choice.Learn(1.0, 1.03, 1.4);
  EXPECT_FALSE(choice.uses_gauss_newton());
  choice.Learn(1.0, 1.5, 1.1);
  EXPECT_TRUE(choice.uses_gauss_newton());
}

TEST(ModelChoice, AutomaticMeansSwitching) {
  ModelChoice choice(LeastSquaresModel::kAuto, true);
  EXPECT_TRUE(choice.uses_gauss_newton());
  choice.Learn(1.0, 1.0, 2.0);
  EXPECT_FALSE(choice.uses_gauss_newton());
}

TEST(ModelChoice, TheExactHessianHasTheLastWord) {
  ModelChoice choice(LeastSquaresModel::kSwitching, true);
  EXPECT_TRUE(choice.FinishWithExact(false));
  EXPECT_FALSE(choice.uses_gauss_newton());
  choice.Learn(1.0, 5.0, 1.0);
  EXPECT_FALSE(choice.uses_gauss_newton());
  EXPECT_FALSE(choice.FinishWithExact(false));
}

TEST(ModelChoice, GaussNewtonYieldsToNegativeCurvature) {
  ModelChoice choice(LeastSquaresModel::kGaussNewton, true);
  EXPECT_TRUE(choice.FinishWithExact(true));
  EXPECT_FALSE(choice.uses_gauss_newton());
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
