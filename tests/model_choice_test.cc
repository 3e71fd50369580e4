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
    ModelChoice choice(model, false, false);
    EXPECT_FALSE(choice.needs_gauss_newton());
    EXPECT_FALSE(choice.current() == LeastSquaresModel::kGaussNewton);
    choice.Learn(1.0, 5.0, 1.0);
    EXPECT_FALSE(choice.current() == LeastSquaresModel::kGaussNewton);
    EXPECT_FALSE(choice.FinishWithExact(false));
  }
}

TEST(ModelChoice, FixedModelsLearnNothing) {
  ModelChoice exact(LeastSquaresModel::kExact, true, false);
  exact.Learn(1.0, 5.0, 1.0);
  EXPECT_FALSE(exact.current() == LeastSquaresModel::kGaussNewton);
  EXPECT_FALSE(exact.needs_gauss_newton());

  ModelChoice gauss_newton(LeastSquaresModel::kGaussNewton, true, false);
  gauss_newton.Learn(1.0, 1.0, 5.0);
  EXPECT_TRUE(gauss_newton.current() == LeastSquaresModel::kGaussNewton);
  EXPECT_FALSE(gauss_newton.FinishWithExact(false));
  EXPECT_TRUE(gauss_newton.current() == LeastSquaresModel::kGaussNewton);
}

TEST(ModelChoice, SwitchesToTheModelThatPredictedMuchBetterAndBack) {
  ModelChoice choice(LeastSquaresModel::kSwitching, true, false);
  EXPECT_TRUE(choice.current() == LeastSquaresModel::kGaussNewton);
  choice.Learn(1.0, 1.05, 1.4);  // errors 0.05 and 0.4: not ten times better
  EXPECT_TRUE(choice.current() == LeastSquaresModel::kGaussNewton);
  choice.Learn(1.0, 1.03, 1.4);
  EXPECT_FALSE(choice.current() == LeastSquaresModel::kGaussNewton);
  choice.Learn(1.0, 1.5, 1.1);
  EXPECT_TRUE(choice.current() == LeastSquaresModel::kGaussNewton);
}

TEST(ModelChoice, AutomaticMeansSwitching) {
  ModelChoice choice(LeastSquaresModel::kAuto, true, false);
  EXPECT_TRUE(choice.current() == LeastSquaresModel::kGaussNewton);
  choice.Learn(1.0, 1.0, 2.0);
  EXPECT_FALSE(choice.current() == LeastSquaresModel::kGaussNewton);
}

TEST(ModelChoice, TheExactHessianHasTheLastWord) {
  ModelChoice choice(LeastSquaresModel::kSwitching, true, false);
  EXPECT_TRUE(choice.FinishWithExact(false));
  EXPECT_FALSE(choice.current() == LeastSquaresModel::kGaussNewton);
  choice.Learn(1.0, 5.0, 1.0);
  EXPECT_FALSE(choice.current() == LeastSquaresModel::kGaussNewton);
  EXPECT_FALSE(choice.FinishWithExact(false));
}

TEST(ModelChoice, GaussNewtonYieldsToNegativeCurvature) {
  ModelChoice choice(LeastSquaresModel::kGaussNewton, true, false);
  EXPECT_TRUE(choice.FinishWithExact(true));
  EXPECT_FALSE(choice.current() == LeastSquaresModel::kGaussNewton);
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
