// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/autodiff_second_order_cost_function.h"

#include <cmath>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "autodiff_test_functors.h"
#include "ceres/autodiff_cost_function.h"
#include "ceres/loss_function.h"
#include "ceres/problem.h"
#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"
#include "second_order_cost_function_checks.h"

namespace ceres_newton {
namespace {

using Coupled = AutoDiffSecondOrderCostFunction<CoupledResiduals, 3, 2, 3, 1>;
using CoupledDynamic =
    AutoDiffSecondOrderCostFunction<CoupledResiduals, ceres::DYNAMIC, 2, 3, 1>;

Eigen::VectorXd CoupledPoint() {
  Eigen::VectorXd x(6);
  x << 0.7, -1.1, 0.4, 1.3, -0.6, 0.9;
  return x;
}

TEST(AutoDiffSecondOrderCostFunction, SizesAreThoseOfTheTemplate) {
  const Coupled function;
  EXPECT_EQ(function.num_residuals(), 3);
  EXPECT_EQ(function.parameter_block_sizes(), (std::vector<int32_t>{2, 3, 1}));
  const CoupledDynamic dynamic(3);
  EXPECT_EQ(dynamic.num_residuals(), 3);
}

TEST(AutoDiffSecondOrderCostFunction, HessiansMatchDifferences) {
  ExpectHessiansMatchDifferences(Coupled(), CoupledPoint());
  ExpectHessiansMatchDifferences(CoupledDynamic(3), CoupledPoint());
}

TEST(AutoDiffSecondOrderCostFunction, HessiansAreLinearAndSymmetric) {
  ExpectHessiansAreLinearAndSymmetric(Coupled(), CoupledPoint());
}

TEST(AutoDiffSecondOrderCostFunction, UnwantedBlocksAreLeftAlone) {
  ExpectUnwantedBlocksAreLeftAlone(Coupled(), CoupledPoint());
}

TEST(AutoDiffSecondOrderCostFunction, RobustCostMatchesAssembly) {
  ExpectRobustCostMatchesAssembly(Coupled(), CoupledPoint());
  ExpectRobustCostMatchesAssembly(CoupledDynamic(3), CoupledPoint());
}

TEST(AutoDiffSecondOrderCostFunction, NestedJetsAgree) {
  const AutoDiffSecondOrderCostFunction<WithNestedJets<CoupledResiduals>,
                                        3,
                                        2,
                                        3,
                                        1>
      nested;
  ExpectSameHessians(Coupled(), nested, CoupledPoint());
  ExpectRobustCostMatchesAssembly(nested, CoupledPoint());
}

// Without gradients, without Hessians, without anything but the cost.
TEST(AutoDiffSecondOrderCostFunction, RobustCostWithNullOutputs) {
  const Coupled function;
  const Eigen::VectorXd x = CoupledPoint();
  const double* parameters[] = {x.data(), x.data() + 2, x.data() + 5};
  CostFunctionProbe probe(function, x);
  const ceres::CauchyLoss loss(1.3);
  ASSERT_TRUE(probe.EvaluateRobustCost(&loss, CostFunctionProbe::kOwn));
  double cost = 0.0;
  ASSERT_TRUE(
      function.EvaluateRobustCost(parameters, &loss, &cost, nullptr, nullptr));
  EXPECT_NEAR(cost, probe.cost, 1e-14);
  double gradient_y[3];
  double* gradients[] = {nullptr, gradient_y, nullptr};
  ASSERT_TRUE(function.EvaluateRobustCost(
      parameters, &loss, &cost, gradients, nullptr));
  EXPECT_NEAR(gradient_y[2], probe.gradient[4], 1e-13);
  double hessian_xz[2];
  double* hessians[9] = {};
  hessians[0 * 3 + 2] = hessian_xz;
  ASSERT_TRUE(
      function.EvaluateRobustCost(parameters, &loss, &cost, nullptr, hessians));
  EXPECT_NEAR(hessian_xz[1], probe.hessians[2](1, 0), 1e-13);
}

TEST(AutoDiffSecondOrderCostFunction, ResidualsAndJacobiansAreThoseOfCeres) {
  const Coupled ours;
  const ceres::AutoDiffCostFunction<CoupledResiduals, 3, 2, 3, 1> theirs(
      new CoupledResiduals);
  const Eigen::VectorXd x = CoupledPoint();
  const double* parameters[] = {x.data(), x.data() + 2, x.data() + 5};
  Eigen::Matrix<double, 3, 7, Eigen::RowMajor> results[2];
  for (int k = 0; k < 2; ++k) {
    double residuals[3];
    double jacobian_x[6];
    double jacobian_z[3];
    double* jacobians[] = {jacobian_x, nullptr, jacobian_z};
    const ceres::CostFunction& function =
        k == 0 ? static_cast<const ceres::CostFunction&>(ours) : theirs;
    ASSERT_TRUE(function.Evaluate(parameters, residuals, jacobians));
    for (int r = 0; r < 3; ++r) {
      results[k].row(r) << residuals[r], jacobian_x[2 * r],
          jacobian_x[2 * r + 1], jacobian_z[r], 0, 0, 0;
    }
    ASSERT_TRUE(function.Evaluate(parameters, residuals, nullptr));
    results[k](0, 4) = residuals[1];
  }
  EXPECT_EQ(results[0], results[1]);
}

// The promise of one call.
TEST(AutoDiffSecondOrderCostFunction, FunctorRunsOnce) {
  const AutoDiffSecondOrderCostFunction<CountedFunctor, 1, 2> function;
  CostFunctionProbe probe(function, Eigen::Vector2d(1.5, -0.5));
  CountedFunctor::num_calls = 0;
  probe.EvaluateHessians(Eigen::VectorXd::Ones(1));
  EXPECT_EQ(CountedFunctor::num_calls, 1);
  const ceres::CauchyLoss loss(1.3);
  probe.EvaluateRobustCost(&loss, CostFunctionProbe::kOwn);
  EXPECT_EQ(CountedFunctor::num_calls, 2);
  // y = x0^2 x1, so W = [2 x1, 2 x0; 2 x0, 0].
  probe.EvaluateHessians(Eigen::VectorXd::Ones(1));
  RowMajorMatrix expected(2, 2);
  expected << -1, 3, 3, 0;
  EXPECT_EQ(probe.hessians[0], expected);
}

TEST(AutoDiffSecondOrderCostFunction, FalseIsPassedOn) {
  const Coupled function;
  Eigen::VectorXd x = CoupledPoint();
  x[0] = 101.0;
  CostFunctionProbe probe(function, x);
  EXPECT_FALSE(probe.EvaluateHessians(Eigen::VectorXd::Ones(3)));
  EXPECT_FALSE(probe.EvaluateRobustCost(nullptr, CostFunctionProbe::kOwn));
}

// One residual is singular at 0: of weight zero, it does not matter.
struct RootBesideSquare {
  template <typename T>
  bool operator()(const T* x, T* residuals) const {
    residuals[0] = ceres::sqrt(x[0]);
    residuals[1] = x[0] * x[0];
    return true;
  }
};

TEST(AutoDiffSecondOrderCostFunction, WeightZeroSilencesSingularResidual) {
  const AutoDiffSecondOrderCostFunction<RootBesideSquare, 2, 1> function;
  CostFunctionProbe probe(function, Eigen::VectorXd::Zero(1));
  ASSERT_TRUE(probe.EvaluateHessians(Eigen::Vector2d(0.0, 3.0)));
  EXPECT_EQ(probe.hessians[0](0, 0), 6.0);
  ASSERT_TRUE(probe.EvaluateHessians(Eigen::Vector2d(0.0, 0.0)));
  EXPECT_EQ(probe.hessians[0](0, 0), 0.0);
}

// 40 parameters in blocks of 25 and 15: pairs of strips.
// Fair's loss, rho'' = -infinity at 0.
class FairLoss : public ceres::LossFunction {
 public:
  void Evaluate(double s, double rho[3]) const override {
    const double r = std::sqrt(s);
    rho[0] = 2.0 * (r - std::log1p(r));
    rho[1] = 1.0 / (1.0 + r);
    rho[2] = -0.5 / (r * (1.0 + r) * (1.0 + r));
  }
};

struct ShiftedSquares {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = x[0] * x[0] - 1.0;
    r[1] = x[0] - 1.0;
    return true;
  }
};

// One number of each engine, and strips.
template <int N>
void ExpectInfiniteLossCurvatureIsSilentAtZeroResiduals() {
  SCOPED_TRACE(N);
  const AutoDiffSecondOrderCostFunction<ShiftedSquares, 2, N> function;
  CostFunctionProbe probe(function, Eigen::VectorXd::Ones(N));
  const FairLoss loss;
  ASSERT_TRUE(probe.EvaluateRobustCost(&loss, CostFunctionProbe::kOwn));
  EXPECT_EQ(probe.cost, 0.0);
  EXPECT_EQ(probe.gradient, Eigen::VectorXd::Zero(N));
  Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(N, N);
  expected(0, 0) = 5.0;  // J'J
  EXPECT_EQ(probe.Dense(), expected);
}

TEST(AutoDiffSecondOrderCostFunction, LossOfInfiniteCurvatureAtZeroResiduals) {
  ExpectInfiniteLossCurvatureIsSilentAtZeroResiduals<1>();
  ExpectInfiniteLossCurvatureIsSilentAtZeroResiduals<4>();
  ExpectInfiniteLossCurvatureIsSilentAtZeroResiduals<6>();
  ExpectInfiniteLossCurvatureIsSilentAtZeroResiduals<12>();
  ExpectInfiniteLossCurvatureIsSilentAtZeroResiduals<40>();
}

struct LargeResiduals {
  template <typename T>
  bool operator()(const T* x, const T* y, T* residuals) const {
    residuals[0] = T(0);
    residuals[1] = T(0);
    for (int i = 0; i < 25; ++i) {
      residuals[0] += ceres::sin(0.1 * i + x[i] * y[i % 15]);
      residuals[1] += x[i] * x[(i * 7 + 3) % 25] * (i + 1.0);
    }
    return true;
  }
};

TEST(AutoDiffSecondOrderCostFunction, LargeBlocks) {
  const AutoDiffSecondOrderCostFunction<LargeResiduals, 2, 25, 15> function;
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(40, -0.8, 1.1);
  ExpectHessiansMatchDifferences(function, x);
  ExpectHessiansAreLinearAndSymmetric(function, x);
  ExpectUnwantedBlocksAreLeftAlone(function, x);
  ExpectRobustCostMatchesAssembly(function, x);
}

TEST(AutoDiffSecondOrderCostFunction, ProblemTakesItLikeAnyOther) {
  double x[] = {0.7, -1.1};
  double y[] = {0.4, 1.3, -0.6};
  double z[] = {0.9};
  ceres::Problem problem;
  problem.AddResidualBlock(new Coupled(new CoupledResiduals), nullptr, x, y, z);
  double cost = 0.0;
  ASSERT_TRUE(problem.Evaluate(
      ceres::Problem::EvaluateOptions(), &cost, nullptr, nullptr, nullptr));
  EXPECT_GT(cost, 0.0);
}

// --- Ownership and constructors ---------------------------------------------

using Counted = AutoDiffSecondOrderCostFunction<CountedFunctor, 1, 2>;
using CountedDynamic =
    AutoDiffSecondOrderCostFunction<CountedFunctor, ceres::DYNAMIC, 2>;

TEST(AutoDiffSecondOrderCostFunction, OwnsItsFunctorUnlessToldNot) {
  ASSERT_EQ(CountedFunctor::num_alive, 0);
  {
    const Counted from_pointer(new CountedFunctor);
    const Counted from_unique(std::make_unique<CountedFunctor>());
    const Counted in_place(3.0);
    const CountedDynamic dynamic_pointer(new CountedFunctor, 1);
    const CountedDynamic dynamic_unique(std::make_unique<CountedFunctor>(), 1);
    const CountedDynamic dynamic_in_place(1, 3.0);
    EXPECT_EQ(CountedFunctor::num_alive, 6);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 0);
  const CountedFunctor functor;
  {
    const Counted borrower(&functor, ceres::DO_NOT_TAKE_OWNERSHIP);
    const CountedDynamic dynamic_borrower(
        &functor, 1, ceres::DO_NOT_TAKE_OWNERSHIP);
    EXPECT_EQ(CountedFunctor::num_alive, 1);
    EXPECT_EQ(&borrower.functor(), &functor);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 1);
}

TEST(AutoDiffSecondOrderCostFunction, MovesWithItsFunctor) {
  ASSERT_EQ(CountedFunctor::num_alive, 0);
  {
    CountedDynamic first(new CountedFunctor, 1);
    const CountedDynamic second(std::move(first));
    EXPECT_EQ(CountedFunctor::num_alive, 1);
    EXPECT_EQ(second.num_residuals(), 1);
    CostFunctionProbe probe(second, Eigen::Vector2d(1.5, -0.5));
    EXPECT_TRUE(probe.EvaluateHessians(Eigen::VectorXd::Ones(1)));
    EXPECT_EQ(probe.hessians[0](0, 1), 3.0);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 0);
}

// Whatever constructs the class of Ceres constructs ours.
template <int kNumResiduals, typename... Args>
constexpr bool ConstructsAsInCeres() {
  return !std::is_constructible_v<
             ceres::AutoDiffCostFunction<CountedFunctor, kNumResiduals, 2>,
             Args...> ||
         std::is_constructible_v<
             AutoDiffSecondOrderCostFunction<CountedFunctor, kNumResiduals, 2>,
             Args...>;
}
using Unique = std::unique_ptr<CountedFunctor>;
static_assert(ConstructsAsInCeres<1, CountedFunctor*>(), "");
static_assert(ConstructsAsInCeres<1, CountedFunctor*, ceres::Ownership>(), "");
static_assert(ConstructsAsInCeres<1, Unique>(), "");
static_assert(ConstructsAsInCeres<1>(), "");
static_assert(ConstructsAsInCeres<1, double>(), "");
static_assert(ConstructsAsInCeres<-1, CountedFunctor*, int>(), "");
static_assert(ConstructsAsInCeres<-1, CountedFunctor*, int, ceres::Ownership>(),
              "");
static_assert(ConstructsAsInCeres<-1, Unique, int>(), "");
static_assert(ConstructsAsInCeres<-1, int, double>(), "");
// What Ceres 2.2 has and 2.1 has not.
static_assert(std::is_constructible_v<Counted, Unique>, "");
static_assert(std::is_constructible_v<Counted>, "");
static_assert(std::is_constructible_v<Counted, double>, "");
static_assert(std::is_constructible_v<CountedDynamic, Unique, int>, "");
static_assert(std::is_constructible_v<CountedDynamic, int, double>, "");
static_assert(std::is_constructible_v<Counted, Counted&&>, "");
static_assert(!std::is_copy_constructible_v<Counted>, "");
static_assert(!std::is_convertible_v<CountedFunctor*, Counted>, "");

TEST(AutoDiffSecondOrderCostFunctionDeathTest, Misuse) {
  EXPECT_DEATH_IF_SUPPORTED(
      Counted(static_cast<const CountedFunctor*>(nullptr)),
      "functor must not be null");
  EXPECT_DEATH_IF_SUPPORTED(CountedDynamic(new CountedFunctor, 0),
                            "must be positive, but it is 0");
}

TEST(AutoDiffSecondOrderCostFunctionDeathTest, NullArrays) {
  ExpectNullArraysAbort(
      AutoDiffSecondOrderCostFunction<ShiftedSquares, 2, 1>());
  ExpectNullArraysAbort(
      AutoDiffSecondOrderCostFunction<ShiftedSquares, 2, 40>());
}

}  // namespace
}  // namespace ceres_newton
