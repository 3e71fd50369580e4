// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/dynamic_autodiff_second_order_cost_function.h"

#include <cmath>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "autodiff_test_functors.h"
#include "ceres/dynamic_autodiff_cost_function.h"
#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"
#include "second_order_cost_function_checks.h"

namespace ceres_newton {
namespace {

Eigen::VectorXd CoupledPoint() {
  Eigen::VectorXd x(6);
  x << 0.7, -1.1, 0.4, 1.3, -0.6, 0.9;
  return x;
}

template <typename Function>
void SetCoupledSizes(Function* function) {
  function->AddParameterBlock(2);
  function->AddParameterBlock(3);
  function->AddParameterBlock(1);
  function->SetNumResiduals(3);
}

template <int kStride, typename Functor = CoupledResiduals>
std::unique_ptr<DynamicAutoDiffSecondOrderCostFunction<Functor, kStride>>
MakeCoupled() {
  auto function = std::make_unique<
      DynamicAutoDiffSecondOrderCostFunction<Functor, kStride>>(new Functor);
  SetCoupledSizes(function.get());
  return function;
}

TEST(DynamicAutoDiffSecondOrderCostFunction, SizesAreThoseGiven) {
  const auto function = MakeCoupled<4>();
  EXPECT_EQ(function->num_residuals(), 3);
  EXPECT_EQ(function->parameter_block_sizes(), (std::vector<int32_t>{2, 3, 1}));
}

// Strides that make six strips, three and one; blocks straddle strips.
template <int kStride>
void ExpectAllIsWell() {
  SCOPED_TRACE(kStride);
  const auto function = MakeCoupled<kStride>();
  ExpectHessiansMatchDifferences(*function, CoupledPoint());
  ExpectHessiansAreLinearAndSymmetric(*function, CoupledPoint());
  ExpectUnwantedBlocksAreLeftAlone(*function, CoupledPoint());
  ExpectRobustCostMatchesAssembly(*function, CoupledPoint());
}

TEST(DynamicAutoDiffSecondOrderCostFunction, AllStrides) {
  ExpectAllIsWell<1>();
  ExpectAllIsWell<2>();
  ExpectAllIsWell<4>();
}

TEST(DynamicAutoDiffSecondOrderCostFunction, FixedSizesAgree) {
  const AutoDiffSecondOrderCostFunction<CoupledResiduals, 3, 2, 3, 1> fixed;
  ExpectSameHessians(*MakeCoupled<1>(), fixed, CoupledPoint());
  ExpectSameHessians(*MakeCoupled<4>(), fixed, CoupledPoint());
}

TEST(DynamicAutoDiffSecondOrderCostFunction, NestedJetsAgree) {
  ExpectSameHessians(*MakeCoupled<2>(),
                     *MakeCoupled<2, WithNestedJets<CoupledResiduals>>(),
                     CoupledPoint());
}

TEST(DynamicAutoDiffSecondOrderCostFunction, ResidualsAndJacobiansOfCeres) {
  const auto ours = MakeCoupled<4>();
  ceres::DynamicAutoDiffCostFunction<CoupledResiduals, 4> theirs(
      new CoupledResiduals);
  SetCoupledSizes(&theirs);
  const Eigen::VectorXd x = CoupledPoint();
  const double* parameters[] = {x.data(), x.data() + 2, x.data() + 5};
  double results[2][3 + 9];
  for (int k = 0; k < 2; ++k) {
    const ceres::CostFunction& function =
        k == 0 ? static_cast<const ceres::CostFunction&>(*ours) : theirs;
    double* jacobians[] = {nullptr, results[k] + 3, nullptr};
    ASSERT_TRUE(function.Evaluate(parameters, results[k], jacobians));
  }
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(results[0][i], results[1][i]);
  }
}

// A chain of n numbers, one block each, that counts its calls.
struct Chain {
  explicit Chain(int n) : n(n) {}
  template <typename T>
  bool operator()(T const* const* x, T* residuals) const {
    ++num_calls;
    residuals[0] = T(0.0);
    for (int i = 0; i + 1 < n; ++i) {
      residuals[0] += x[i][0] * x[i + 1][0] * x[i + 1][0];
    }
    return true;
  }
  int n;
  mutable int num_calls = 0;
};

// Calls for the blocks that `wants` chooses, with strips of two variables.
template <typename Wants>
int CountCalls(int n, const Wants& wants) {
  auto* chain = new Chain(n);
  DynamicAutoDiffSecondOrderCostFunction<Chain, 2> function(chain);
  for (int i = 0; i < n; ++i) {
    function.AddParameterBlock(1);
  }
  function.SetNumResiduals(1);
  CostFunctionProbe probe(function, Eigen::VectorXd::LinSpaced(n, 1.0, 2.0));
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      probe.wants[i * n + j] = wants(i, j);
    }
  }
  EXPECT_TRUE(probe.EvaluateHessians(Eigen::VectorXd::Ones(1)));
  return chain->num_calls;
}

TEST(DynamicAutoDiffSecondOrderCostFunction, NullEntriesSaveCalls) {
  const auto all = [](int, int) { return true; };
  EXPECT_EQ(CountCalls(4, all), 1);
  EXPECT_EQ(CountCalls(5, all), 3);  // 3 strips
  EXPECT_EQ(CountCalls(8, all), 6);  // 4 strips
  EXPECT_EQ(CountCalls(8, [](int i, int j) { return i + j == 0; }), 1);
  EXPECT_EQ(CountCalls(8, [](int i, int j) { return i == 2 && j == 7; }), 1);
  EXPECT_EQ(CountCalls(8, [](int i, int j) { return i == j; }), 4);
  EXPECT_EQ(CountCalls(8, [](int i, int j) { return i == 0 && j > 0; }), 3);
  // Eight variables of many are wanted.
  EXPECT_EQ(CountCalls(30, [](int i, int j) { return i == j && i < 8; }), 4);
  // Nothing is wanted, but the point must be evaluable.
  EXPECT_EQ(CountCalls(10, [](int, int) { return false; }), 1);
}

TEST(DynamicAutoDiffSecondOrderCostFunction, ManyVariablesTakeOneCall) {
  const auto all = [](int, int) { return true; };
  EXPECT_EQ(CountCalls(9, all), 1);
  EXPECT_EQ(CountCalls(30, all), 1);
}

// Two residuals of n = 12 parameters: products of neighbours, and a sum over
// all that is infinitely steep at x_0 = 0.
struct Wide {
  template <typename T>
  bool operator()(T const* const* x, T* residuals) const {
    using std::exp;
    using std::sqrt;
    if (x[0][0] < 0.0) {
      return false;
    }
    const auto at = [x](int i) { return x[i / 5][i % 5]; };
    residuals[0] = T(0.5);
    residuals[1] = sqrt(at(0)) - 0.25;
    for (int i = 1; i < 12; ++i) {
      residuals[0] += exp(0.3 * at(i - 1) * at(i)) * at(i);
      residuals[1] += 0.1 * i * at(i) * at(i) * at(11 - i);
    }
    return true;
  }
};

template <typename Functor>
std::unique_ptr<SecondOrderCostFunction> MakeWide() {
  auto function =
      std::make_unique<DynamicAutoDiffSecondOrderCostFunction<Functor>>(
          new Functor);
  for (const int size : {5, 5, 2}) {
    function->AddParameterBlock(size);
  }
  function->SetNumResiduals(2);
  return function;
}

TEST(DynamicAutoDiffSecondOrderCostFunction, ManyVariables) {
  const auto function = MakeWide<Wide>();
  Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(12, 0.4, 1.3);
  ExpectSameHessians(*function, *MakeWide<WithNestedJets<Wide>>(), x);
  ExpectHessiansAreLinearAndSymmetric(*function, x);
  ExpectUnwantedBlocksAreLeftAlone(*function, x);
  ExpectRobustCostMatchesAssembly(*function, x);
  x[0] = -1.0;
  CostFunctionProbe probe(*function, x);
  EXPECT_FALSE(probe.EvaluateHessians(Eigen::VectorXd::Ones(2)));
  EXPECT_FALSE(probe.EvaluateRobustCost(nullptr, CostFunctionProbe::kOwn));
}

// A residual of weight zero has no part, however steep it is.
TEST(DynamicAutoDiffSecondOrderCostFunction, InfinitiesStayWhereTheyAre) {
  const auto function = MakeWide<Wide>();
  Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(12, 0.0, 1.1);
  CostFunctionProbe probe(*function, x);
  ASSERT_TRUE(probe.EvaluateHessians(Eigen::Vector2d(1.0, 0.0)));
  EXPECT_TRUE(probe.hessians[0].allFinite());
  ASSERT_TRUE(probe.EvaluateHessians(Eigen::Vector2d(1.0, 1.0)));
  EXPECT_FALSE(std::isfinite(probe.hessians[0](0, 0)));
  EXPECT_TRUE(probe.hessians[0].bottomRightCorner(4, 4).allFinite());
}

// Each residual's own Hessians, of so many variables that they come from the
// log, and of so few that strips do it.
TEST(DynamicAutoDiffSecondOrderCostFunction, ResidualHessiansOfManyVariables) {
  for (const int n : {9, 40}) {
    SCOPED_TRACE(n);
    auto* chain = new Chain(n);
    DynamicAutoDiffSecondOrderCostFunction<Chain> function(chain);
    for (int i = 0; i < n; ++i) {
      function.AddParameterBlock(1);
    }
    function.SetNumResiduals(1);
    std::vector<double> values(n * n, -7.0);
    std::vector<double*> hessians(n * n, nullptr);
    for (int i = 0; i < n; ++i) {
      for (int j = i; j < n; ++j) {
        hessians[i * n + j] = i == 3 && j == 3 ? nullptr : &values[i * n + j];
      }
    }
    const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(n, 1.0, 2.0);
    std::vector<const double*> parameters;
    for (int i = 0; i < n; ++i) {
      parameters.push_back(x.data() + i);
    }
    ASSERT_TRUE(
        function.EvaluateResidualHessians(parameters.data(), hessians.data()));
    EXPECT_EQ(chain->num_calls, n == 40 ? 1 : 3);
    CostFunctionProbe probe(function, x);
    ASSERT_TRUE(probe.EvaluateHessians(Eigen::VectorXd::Ones(1)));
    for (int i = 0; i < n; ++i) {
      for (int j = i; j < n; ++j) {
        EXPECT_EQ(values[i * n + j],
                  i == 3 && j == 3 ? -7.0 : probe.hessians[i * n + j](0, 0));
      }
    }
  }
}

TEST(DynamicAutoDiffSecondOrderCostFunction, FalseIsPassedOn) {
  const auto function = MakeCoupled<1>();
  Eigen::VectorXd x = CoupledPoint();
  x[0] = 101.0;
  CostFunctionProbe probe(*function, x);
  EXPECT_FALSE(probe.EvaluateHessians(Eigen::VectorXd::Ones(3)));
  EXPECT_FALSE(probe.EvaluateRobustCost(nullptr, CostFunctionProbe::kOwn));
}

// --- Ownership and constructors ---------------------------------------------

using Counted = DynamicAutoDiffSecondOrderCostFunction<CountedFunctor>;

TEST(DynamicAutoDiffSecondOrderCostFunction, OwnsItsFunctorUnlessToldNot) {
  ASSERT_EQ(CountedFunctor::num_alive, 0);
  {
    const Counted from_pointer(new CountedFunctor);
    const Counted from_unique(std::make_unique<CountedFunctor>());
    const Counted in_place(3.0);
    const DynamicAutoDiffSecondOrderCostFunction deduced(new CountedFunctor);
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

TEST(DynamicAutoDiffSecondOrderCostFunction, MovesWithFunctorAndSizes) {
  ASSERT_EQ(CountedFunctor::num_alive, 0);
  {
    Counted first(new CountedFunctor);
    first.AddParameterBlock(2);
    first.SetNumResiduals(1);
    const Counted second(std::move(first));
    EXPECT_EQ(CountedFunctor::num_alive, 1);
    CostFunctionProbe probe(second, Eigen::Vector2d(1.5, -0.5));
    EXPECT_TRUE(probe.EvaluateHessians(Eigen::VectorXd::Ones(1)));
    EXPECT_EQ(probe.hessians[0](0, 1), 3.0);
    EXPECT_TRUE(probe.EvaluateRobustCost(nullptr, CostFunctionProbe::kDefault));
  }
  EXPECT_EQ(CountedFunctor::num_alive, 0);
}

// Whatever constructs the class of Ceres constructs ours.
template <typename... Args>
constexpr bool ConstructsAsInCeres() {
  return !std::is_constructible_v<
             ceres::DynamicAutoDiffCostFunction<CountedFunctor>,
             Args...> ||
         std::is_constructible_v<Counted, Args...>;
}
using Unique = std::unique_ptr<CountedFunctor>;
static_assert(ConstructsAsInCeres<CountedFunctor*>(), "");
static_assert(ConstructsAsInCeres<CountedFunctor*, ceres::Ownership>(), "");
static_assert(ConstructsAsInCeres<Unique>(), "");
static_assert(ConstructsAsInCeres<>(), "");
static_assert(ConstructsAsInCeres<double>(), "");
// What Ceres 2.2 has and 2.1 has not.
static_assert(std::is_constructible_v<Counted, Unique>, "");
static_assert(std::is_constructible_v<Counted>, "");
static_assert(std::is_constructible_v<Counted, double>, "");

TEST(DynamicAutoDiffSecondOrderCostFunctionDeathTest, Misuse) {
  Counted function(new CountedFunctor);
  function.AddParameterBlock(2);
  const double x[] = {1.0, 2.0};
  const double* parameters[] = {x};
  double residual;
  EXPECT_DEATH_IF_SUPPORTED(function.Evaluate(parameters, &residual, nullptr),
                            "Call SetNumResiduals\\(\\) before");
  EXPECT_DEATH_IF_SUPPORTED(function.AddParameterBlock(0), "its size is 0");
  EXPECT_DEATH_IF_SUPPORTED(function.SetNumResiduals(0),
                            "must be positive, but it is 0");
}

TEST(DynamicAutoDiffSecondOrderCostFunctionDeathTest, NullArrays) {
  Counted function(new CountedFunctor);
  function.AddParameterBlock(2);
  function.SetNumResiduals(1);
  ExpectNullArraysAbort(function);
}

TEST(DynamicAutoDiffSecondOrderCostFunctionDeathTest, NoParameterBlocks) {
  Counted function(new CountedFunctor);
  function.SetNumResiduals(1);
  const double x = 1.0;
  const double* parameters[] = {&x};
  double* hessians[] = {nullptr};
  double residual;
  EXPECT_DEATH_IF_SUPPORTED(function.Evaluate(parameters, &residual, nullptr),
                            "Call AddParameterBlock\\(\\) before");
  EXPECT_DEATH_IF_SUPPORTED(function.EvaluateHessians(parameters, &x, hessians),
                            "Call AddParameterBlock\\(\\) before");
}

}  // namespace
}  // namespace ceres_newton
