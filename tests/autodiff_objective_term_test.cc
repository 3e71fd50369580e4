// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/autodiff_objective_term.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "autodiff_test_functors.h"
#include "ceres_newton/autodiff_second_order_function.h"
#include "ceres_newton/hessian.h"
#include "gtest/gtest.h"
#include "objective_term_checks.h"
#include "objective_term_functors.h"

namespace ceres_newton {
namespace {

using Coupled = AutoDiffObjectiveTerm<CoupledTerm, 2, 3, 1>;

Eigen::VectorXd CoupledPoint() {
  Eigen::VectorXd x(6);
  x << 0.7, -1.1, 0.4, 1.3, -0.6, 0.9;
  return x;
}

TEST(AutoDiffObjectiveTerm, SizesAreThoseOfTheTemplate) {
  EXPECT_EQ(Coupled().parameter_block_sizes(), (std::vector<int32_t>{2, 3, 1}));
}

TEST(AutoDiffObjectiveTerm, PassesAllChecks) {
  const Coupled term;
  ExpectDerivativesMatchDifferences(term, CoupledPoint());
  ExpectDiagonalBlocksAreSymmetric(term, CoupledPoint());
  ExpectAllWaysOfAskingAgree(term, CoupledPoint());
  ExpectUnwantedOutputsAreLeftAlone(term, CoupledPoint());
}

TEST(AutoDiffObjectiveTerm, NestedJetsAgree) {
  ExpectSameTerms(Coupled(),
                  AutoDiffObjectiveTerm<WithNestedJets<CoupledTerm>, 2, 3, 1>(),
                  CoupledPoint());
}

TEST(AutoDiffObjectiveTerm, DerivativesAreThoseOfDifferentiate) {
  const auto f = [](const auto& x, const auto& y, const auto& z) {
    return CoupledTerm::Value(x, y, &z);
  };
  const Eigen::VectorXd point = CoupledPoint();
  const Eigen::Vector2d x = point.head<2>();
  const Eigen::Vector3d y = point.segment<3>(2);
  const double z = point[5];
  const auto expected = Differentiate(f, x, y, z);
  const Coupled term;
  ObjectiveTermProbe probe(term, point);
  ASSERT_TRUE(probe.Evaluate());
  EXPECT_NEAR(probe.value, expected.value, 1e-14);
  for (int i = 0; i < 3; ++i) {
    EXPECT_LE((probe.gradient_of(i) - expected.gradient[i]).norm(), 1e-14);
    for (int j = i; j < 3; ++j) {
      EXPECT_LE((probe.hessians[3 * i + j] - expected.hessian(i, j)).norm(),
                1e-14);
    }
  }
}

// One to five blocks of mixed sizes, against the formulas.
template <int... Ns>
void ExpectExponentialTermIsRight() {
  SCOPED_TRACE(sizeof...(Ns));
  const AutoDiffObjectiveTerm<ExponentialTerm, Ns...> term(
      std::vector<int>{Ns...});
  const int n = (Ns + ...);
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(n, 0.9, -0.7);
  ObjectiveTermProbe probe(term, x);
  ASSERT_TRUE(probe.Evaluate());
  Eigen::VectorXd c(n);
  for (int k = 0; k < n; ++k) {
    c[k] = ExponentialTerm::Coefficient(k);
  }
  const Eigen::VectorXd u = c.cwiseProduct(x);
  const double f = std::exp(0.5 * u.dot(x));
  Eigen::MatrixXd hessian = f * u * u.transpose();
  hessian.diagonal() += f * c;
  EXPECT_NEAR(probe.value, f, 1e-14);
  EXPECT_LE((probe.gradient - f * u).norm(), 1e-14);
  EXPECT_LE((probe.Dense() - hessian).norm(), 1e-14);
  ExpectAllWaysOfAskingAgree(term, x);
  ExpectUnwantedOutputsAreLeftAlone(term, x);
  ExpectDiagonalBlocksAreSymmetric(term, x);
}

TEST(AutoDiffObjectiveTerm, OneToFiveBlocks) {
  ExpectExponentialTermIsRight<1>();
  ExpectExponentialTermIsRight<4>();
  ExpectExponentialTermIsRight<2, 1>();
  ExpectExponentialTermIsRight<1, 3, 2>();
  ExpectExponentialTermIsRight<2, 1, 1, 3>();
  ExpectExponentialTermIsRight<1, 2, 3, 1, 2>();
}

// Beyond one sweep: pairs of strips.
TEST(AutoDiffObjectiveTerm, LargeBlocks) {
  ExpectExponentialTermIsRight<25, 15>();
  ExpectExponentialTermIsRight<3, 17, 1, 19>();
}

TEST(AutoDiffObjectiveTerm, OneBlockIsASecondOrderFunction) {
  const AutoDiffObjectiveTerm<CountedFunctor, 2> term(3.0);
  const AutoDiffSecondOrderFunction<CountedFunctor, 2> function(3.0);
  const Eigen::Vector2d x(1.5, -0.5);
  double cost;
  Eigen::Vector2d gradient;
  Eigen::Matrix2d hessian;
  ASSERT_TRUE(function.EvaluateHessian(
      x.data(), &cost, gradient.data(), hessian.data()));
  ObjectiveTermProbe probe(term, x);
  ASSERT_TRUE(probe.Evaluate());
  EXPECT_EQ(probe.value, cost);
  EXPECT_EQ(probe.gradient, gradient);
  EXPECT_EQ(probe.Dense(), hessian);
}

// The promise of one call, with the least that is wanted.
TEST(AutoDiffObjectiveTerm, FunctorRunsOnceWithTheLowestOrder) {
  const AutoDiffObjectiveTerm<OrderCounter, 2> term;
  const auto& num_calls = term.functor().num_calls;
  ObjectiveTermProbe probe(term, Eigen::Vector2d(1.5, -0.5));
  const auto expect_calls = [&](int order_0, int order_1, int order_2) {
    EXPECT_EQ(num_calls[0], order_0);
    EXPECT_EQ(num_calls[1], order_1);
    EXPECT_EQ(num_calls[2], order_2);
  };
  ASSERT_TRUE(probe.EvaluateValue());
  expect_calls(1, 0, 0);
  ASSERT_TRUE(probe.EvaluateValueAndGradient());
  expect_calls(1, 1, 0);
  ASSERT_TRUE(probe.Evaluate());
  expect_calls(1, 1, 1);
  probe.wants_hessian[0] = false;
  ASSERT_TRUE(probe.Evaluate());
  expect_calls(1, 2, 1);
  probe.wants_gradient[0] = false;
  ASSERT_TRUE(probe.Evaluate());
  expect_calls(2, 2, 1);
  ASSERT_TRUE(probe.EvaluateValueAndGradient());
  expect_calls(3, 2, 1);
  probe.wants_hessian[0] = true;
  ASSERT_TRUE(probe.Evaluate());
  expect_calls(3, 2, 2);
}

// Entries below the diagonal are no wish for a Hessian.
TEST(AutoDiffObjectiveTerm, BlocksBelowTheDiagonalAreIgnored) {
  const AutoDiffObjectiveTerm<OrderCounter, 1, 1> term;
  ObjectiveTermProbe probe(term, Eigen::Vector2d(1.5, -0.5));
  probe.wants_hessian = {false, false, true, false};
  ASSERT_TRUE(probe.Evaluate());
  EXPECT_TRUE(std::isnan(probe.hessians[2](0, 0)));
  EXPECT_EQ(probe.gradient, Eigen::Vector2d(-1.5, 2.25));
  EXPECT_EQ(term.functor().num_calls[1], 1);
  EXPECT_EQ(term.functor().num_calls[2], 0);
}

TEST(AutoDiffObjectiveTerm, ValueNeedNotBeWanted) {
  const AutoDiffObjectiveTerm<CountedFunctor, 2> term;
  const double x[] = {1.5, -0.5};
  const double* parameters[] = {x};
  double gradient[2];
  double* gradients[] = {gradient};
  double hessian[4];
  double* hessians[] = {hessian};
  EXPECT_TRUE(term.Evaluate(parameters, nullptr, nullptr, nullptr));
  EXPECT_TRUE(term.Evaluate(parameters, nullptr, gradients, nullptr));
  EXPECT_EQ(gradient[1], 2.25);
  EXPECT_TRUE(term.Evaluate(parameters, nullptr, nullptr, hessians));
  EXPECT_EQ(hessian[1], 3.0);
}

TEST(AutoDiffObjectiveTerm, FalseIsPassedOn) {
  const Coupled term;
  Eigen::VectorXd x = CoupledPoint();
  x[0] = 101.0;
  ObjectiveTermProbe probe(term, x);
  EXPECT_FALSE(probe.EvaluateValue());
  EXPECT_FALSE(probe.EvaluateValueAndGradient());
  EXPECT_FALSE(probe.Evaluate());
}

TEST(AutoDiffObjectiveTerm, WhatTheFunctorForgetsIsNaN) {
  const AutoDiffObjectiveTerm<ForgetfulTerm, 2> term;
  ObjectiveTermProbe probe(term, Eigen::Vector2d(1.0, 2.0));
  double value = 7.0;
  const double x[] = {1.0, 2.0};
  const double* parameters[] = {x};
  ASSERT_TRUE(term.Evaluate(parameters, &value, nullptr, nullptr));
  EXPECT_TRUE(std::isnan(value));
  ASSERT_TRUE(probe.EvaluateValueAndGradient());
  EXPECT_TRUE(std::isnan(probe.value));
  ASSERT_TRUE(probe.Evaluate());
  EXPECT_TRUE(std::isnan(probe.value));
}

// --- Singular points --------------------------------------------------------

TEST(AutoDiffObjectiveTerm, SingularityStaysInItsVariables) {
  const AutoDiffObjectiveTerm<RootTerm, 1, 1> term;
  ObjectiveTermProbe probe(term, Eigen::Vector2d(0.0, 3.0));
  ASSERT_TRUE(probe.Evaluate());
  EXPECT_EQ(probe.value, 9.0);
  EXPECT_FALSE(std::isfinite(probe.gradient[0]));
  EXPECT_EQ(probe.gradient[1], 6.0);
  EXPECT_FALSE(std::isfinite(probe.hessians[0](0, 0)));
  EXPECT_EQ(probe.hessians[1](0, 0), 1.0);
  EXPECT_EQ(probe.hessians[3](0, 0), 2.0);
}

// At x = 0, y = 2 only x0^y has a derivative that is not zero, the second by
// x0, although log(x0) and 1 / x0 are infinite.
TEST(AutoDiffObjectiveTerm, RemovableSingularitiesAreRemoved) {
  const AutoDiffObjectiveTerm<PowerTerm, 2, 1> term;
  ObjectiveTermProbe probe(term, Eigen::Vector3d(0.0, 0.0, 2.0));
  ASSERT_TRUE(probe.Evaluate());
  EXPECT_EQ(probe.value, 0.0);
  EXPECT_EQ(probe.gradient, Eigen::VectorXd::Zero(3));
  Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(3, 3);
  expected(0, 0) = 2.0;
  EXPECT_EQ(probe.Dense(), expected);
}

// --- Ownership and constructors ---------------------------------------------

using Counted = AutoDiffObjectiveTerm<CountedFunctor, 2>;

TEST(AutoDiffObjectiveTerm, OwnsItsFunctorUnlessToldNot) {
  ASSERT_EQ(CountedFunctor::num_alive, 0);
  {
    const Counted from_pointer(new CountedFunctor);
    const Counted from_unique(std::make_unique<CountedFunctor>());
    const Counted in_place(3.0);
    const Counted told(new CountedFunctor, ceres::TAKE_OWNERSHIP);
    EXPECT_EQ(CountedFunctor::num_alive, 4);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 0);
  const CountedFunctor functor;
  {
    Counted borrower(&functor, ceres::DO_NOT_TAKE_OWNERSHIP);
    EXPECT_EQ(&borrower.functor(), &functor);
    const Counted heir(std::move(borrower));
    EXPECT_EQ(&heir.functor(), &functor);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 1);
}

TEST(AutoDiffObjectiveTerm, MovesWithItsFunctor) {
  ASSERT_EQ(CountedFunctor::num_alive, 0);
  {
    Counted first(new CountedFunctor);
    const Counted second(std::move(first));
    EXPECT_EQ(CountedFunctor::num_alive, 1);
    ObjectiveTermProbe probe(second, Eigen::Vector2d(1.5, -0.5));
    EXPECT_TRUE(probe.Evaluate());
    EXPECT_EQ(probe.hessians[0](0, 1), 3.0);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 0);
}

using Unique = std::unique_ptr<CountedFunctor>;
static_assert(std::is_constructible_v<Counted, CountedFunctor*>, "");
static_assert(std::is_constructible_v<Counted, const CountedFunctor*>, "");
static_assert(
    std::is_constructible_v<Counted, CountedFunctor*, ceres::Ownership>, "");
static_assert(std::is_constructible_v<Counted, Unique>, "");
static_assert(std::is_constructible_v<Counted>, "");
static_assert(std::is_constructible_v<Counted, double>, "");
static_assert(std::is_constructible_v<Counted, Counted&&>, "");
static_assert(!std::is_constructible_v<Counted, double, double>, "");
static_assert(!std::is_copy_constructible_v<Counted>, "");
static_assert(!std::is_convertible_v<CountedFunctor*, Counted>, "");
static_assert(std::is_base_of_v<ObjectiveTerm, Counted>, "");

TEST(AutoDiffObjectiveTermDeathTest, Misuse) {
  EXPECT_DEATH_IF_SUPPORTED(
      Counted(static_cast<const CountedFunctor*>(nullptr)),
      "functor must not be null");
  const Counted term;
  double value;
  EXPECT_DEATH_IF_SUPPORTED(term.Evaluate(nullptr, &value, nullptr, nullptr),
                            "parameters must not be null");
}

}  // namespace
}  // namespace ceres_newton
