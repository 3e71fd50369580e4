// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/dynamic_autodiff_objective_term.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "autodiff_test_functors.h"
#include "ceres_newton/autodiff_objective_term.h"
#include "gtest/gtest.h"
#include "objective_term_checks.h"
#include "objective_term_functors.h"

namespace ceres_newton {
namespace {

Eigen::VectorXd CoupledPoint() {
  Eigen::VectorXd x(6);
  x << 0.7, -1.1, 0.4, 1.3, -0.6, 0.9;
  return x;
}

template <int kStride = 4, typename Functor>
DynamicAutoDiffObjectiveTerm<Functor, kStride> Make(
    Functor functor, const std::vector<int>& sizes) {
  DynamicAutoDiffObjectiveTerm<Functor, kStride> term(
      std::make_unique<Functor>(std::move(functor)));
  for (const int size : sizes) {
    term.AddParameterBlock(size);
  }
  return term;
}

TEST(DynamicAutoDiffObjectiveTerm, SizesAreThoseGiven) {
  EXPECT_EQ(Make(CoupledTerm(), {2, 3, 1}).parameter_block_sizes(),
            (std::vector<int32_t>{2, 3, 1}));
}

// Strides that make six strips, three, two and one; blocks straddle strips.
template <int kStride>
void ExpectAllIsWell() {
  SCOPED_TRACE(kStride);
  const auto term = Make<kStride>(CoupledTerm(), {2, 3, 1});
  const AutoDiffObjectiveTerm<CoupledTerm, 2, 3, 1> fixed;
  ExpectSameTerms(term, fixed, CoupledPoint());
  ExpectDerivativesMatchDifferences(term, CoupledPoint());
  ExpectDiagonalBlocksAreSymmetric(term, CoupledPoint());
  ExpectAllWaysOfAskingAgree(term, CoupledPoint());
  ExpectUnwantedOutputsAreLeftAlone(term, CoupledPoint());
}

TEST(DynamicAutoDiffObjectiveTerm, AllStrides) {
  ExpectAllIsWell<1>();
  ExpectAllIsWell<2>();
  ExpectAllIsWell<3>();
  ExpectAllIsWell<4>();
  ExpectAllIsWell<8>();
}

TEST(DynamicAutoDiffObjectiveTerm, NestedJetsAgree) {
  ExpectSameTerms(Make<2>(CoupledTerm(), {2, 3, 1}),
                  Make<2>(WithNestedJets<CoupledTerm>(), {2, 3, 1}),
                  CoupledPoint());
}

template <int... Ns>
void ExpectSameAsFixed() {
  SCOPED_TRACE(sizeof...(Ns));
  const std::vector<int> sizes{Ns...};
  const AutoDiffObjectiveTerm<ExponentialTerm, Ns...> fixed(sizes);
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced((Ns + ...), 0.9, -0.7);
  const auto term = Make(ExponentialTerm(sizes), sizes);
  ExpectSameTerms(term, fixed, x);
  ExpectUnwantedOutputsAreLeftAlone(term, x);
}

TEST(DynamicAutoDiffObjectiveTerm, OneToFiveBlocks) {
  ExpectSameAsFixed<1>();
  ExpectSameAsFixed<2, 1>();
  ExpectSameAsFixed<1, 3, 2>();
  ExpectSameAsFixed<2, 1, 1, 3>();
  ExpectSameAsFixed<1, 2, 3, 1, 2>();
  ExpectSameAsFixed<25, 15>();
}

TEST(DynamicAutoDiffObjectiveTerm, FunctorRunsWithTheLowestOrder) {
  const auto term = Make(OrderCounter(), {2});
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
}

// A chain of n numbers, one block each, that counts its calls.
struct Chain {
  explicit Chain(int n) : n(n) {}
  template <typename T>
  bool operator()(T const* const* x, T* value) const {
    ++num_calls;
    T sum(0.0);
    for (int i = 0; i + 1 < n; ++i) {
      sum += x[i][0] * x[i + 1][0] * x[i + 1][0];
    }
    value[0] = sum;
    return true;
  }
  int n;
  mutable int num_calls = 0;
};

// Calls for the gradients and blocks chosen, with strips of two variables.
template <typename WantsGradient, typename WantsHessian>
int CountCalls(int n,
               const WantsGradient& wants_gradient,
               const WantsHessian& wants_hessian) {
  const auto term = Make<2>(Chain(n), std::vector<int>(n, 1));
  ObjectiveTermProbe probe(term, Eigen::VectorXd::LinSpaced(n, 1.0, 2.0));
  for (int i = 0; i < n; ++i) {
    probe.wants_gradient[i] = wants_gradient(i);
    for (int j = 0; j < n; ++j) {
      probe.wants_hessian[i * n + j] = wants_hessian(i, j);
    }
  }
  EXPECT_TRUE(probe.Evaluate());
  return term.functor().num_calls;
}

TEST(DynamicAutoDiffObjectiveTerm, NullEntriesSaveCalls) {
  const auto every = [](int) { return true; };
  const auto all = [](int, int) { return true; };
  const auto no_gradient = [](int) { return false; };
  const auto no_hessian = [](int, int) { return false; };
  EXPECT_EQ(CountCalls(4, every, all), 1);
  EXPECT_EQ(CountCalls(8, every, all), 6);  // 4 strips
  EXPECT_EQ(CountCalls(8, no_gradient, all), 6);
  EXPECT_EQ(CountCalls(10, every, all), 1);
  EXPECT_EQ(CountCalls(10, no_gradient, all), 1);
  EXPECT_EQ(CountCalls(10, every, no_hessian), 5);
  EXPECT_EQ(CountCalls(
                10, [](int i) { return i < 3; }, no_hessian),
            2);
  EXPECT_EQ(CountCalls(10, no_gradient, no_hessian), 1);
  const auto corner = [](int i, int j) { return i == 2 && j == 9; };
  EXPECT_EQ(CountCalls(10, no_gradient, corner), 1);
}

TEST(DynamicAutoDiffObjectiveTerm, ValueNeedNotBeWanted) {
  const auto term = Make(CountedFunctor(), {2});
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

TEST(DynamicAutoDiffObjectiveTerm, FalseIsPassedOn) {
  const auto term = Make<1>(CoupledTerm(), {2, 3, 1});
  Eigen::VectorXd x = CoupledPoint();
  x[0] = 101.0;
  ObjectiveTermProbe probe(term, x);
  EXPECT_FALSE(probe.EvaluateValue());
  EXPECT_FALSE(probe.EvaluateValueAndGradient());
  EXPECT_FALSE(probe.Evaluate());
}

TEST(DynamicAutoDiffObjectiveTerm, WhatTheFunctorForgetsIsNaN) {
  const auto term = Make(ForgetfulTerm(), {2});
  ObjectiveTermProbe probe(term, Eigen::Vector2d(1.0, 2.0));
  double value = 7.0;
  const double x[] = {1.0, 2.0};
  const double* parameters[] = {x};
  ASSERT_TRUE(term.Evaluate(parameters, &value, nullptr, nullptr));
  EXPECT_TRUE(std::isnan(value));
  value = 7.0;
  double gradient[2];
  double* gradients[] = {gradient};
  ASSERT_TRUE(term.Evaluate(parameters, &value, gradients, nullptr));
  EXPECT_TRUE(std::isnan(value));
  ASSERT_TRUE(probe.Evaluate());
  EXPECT_TRUE(std::isnan(probe.value));
}

TEST(DynamicAutoDiffObjectiveTerm, SingularPoints) {
  const auto root = Make(RootTerm(), {1, 1});
  ObjectiveTermProbe root_probe(root, Eigen::Vector2d(0.0, 3.0));
  ASSERT_TRUE(root_probe.Evaluate());
  EXPECT_EQ(root_probe.gradient[1], 6.0);
  EXPECT_EQ(root_probe.hessians[1](0, 0), 1.0);
  EXPECT_EQ(root_probe.hessians[3](0, 0), 2.0);
  ExpectSameTerms(Make(PowerTerm(), {2, 1}),
                  AutoDiffObjectiveTerm<PowerTerm, 2, 1>(),
                  Eigen::Vector3d(0.0, 0.0, 2.0));
}

// --- Ownership and constructors ---------------------------------------------

using Counted = DynamicAutoDiffObjectiveTerm<CountedFunctor>;

TEST(DynamicAutoDiffObjectiveTerm, OwnsItsFunctorUnlessToldNot) {
  ASSERT_EQ(CountedFunctor::num_alive, 0);
  {
    const Counted from_pointer(new CountedFunctor);
    const Counted from_unique(std::make_unique<CountedFunctor>());
    const Counted in_place(3.0);
    const DynamicAutoDiffObjectiveTerm deduced(new CountedFunctor);
    static_assert(std::is_same_v<decltype(deduced), const Counted>, "");
    EXPECT_EQ(CountedFunctor::num_alive, 4);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 0);
  const CountedFunctor functor;
  {
    const Counted borrower(&functor, ceres::DO_NOT_TAKE_OWNERSHIP);
    EXPECT_EQ(&borrower.functor(), &functor);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 1);
}

TEST(DynamicAutoDiffObjectiveTerm, MovesWithFunctorAndSizes) {
  ASSERT_EQ(CountedFunctor::num_alive, 0);
  {
    auto first = std::make_unique<Counted>(new CountedFunctor);
    first->AddParameterBlock(2);
    const Counted second(std::move(*first));
    first.reset();  // nothing of it may be used
    EXPECT_EQ(CountedFunctor::num_alive, 1);
    ExpectAllWaysOfAskingAgree(second, Eigen::Vector2d(1.5, -0.5));
    ObjectiveTermProbe probe(second, Eigen::Vector2d(1.5, -0.5));
    EXPECT_TRUE(probe.Evaluate());
    EXPECT_EQ(probe.hessians[0](0, 1), 3.0);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 0);
}

using Unique = std::unique_ptr<CountedFunctor>;
static_assert(std::is_constructible_v<Counted, CountedFunctor*>, "");
static_assert(
    std::is_constructible_v<Counted, CountedFunctor*, ceres::Ownership>, "");
static_assert(std::is_constructible_v<Counted, Unique>, "");
static_assert(std::is_constructible_v<Counted>, "");
static_assert(std::is_constructible_v<Counted, double>, "");
static_assert(!std::is_copy_constructible_v<Counted>, "");
static_assert(!std::is_convertible_v<CountedFunctor*, Counted>, "");

TEST(DynamicAutoDiffObjectiveTermDeathTest, Misuse) {
  Counted term(new CountedFunctor);
  const double x[] = {1.0, 2.0};
  const double* parameters[] = {x};
  double value;
  EXPECT_DEATH_IF_SUPPORTED(term.Evaluate(parameters, &value, nullptr, nullptr),
                            "Call AddParameterBlock\\(\\) before");
  EXPECT_DEATH_IF_SUPPORTED(term.AddParameterBlock(0), "its size is 0");
  term.AddParameterBlock(2);
  EXPECT_DEATH_IF_SUPPORTED(term.Evaluate(nullptr, &value, nullptr, nullptr),
                            "parameters must not be null");
}

}  // namespace
}  // namespace ceres_newton
