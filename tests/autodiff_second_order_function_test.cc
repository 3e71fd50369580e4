// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/autodiff_second_order_function.h"

#include <cmath>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "autodiff_test_functors.h"
#include "ceres/autodiff_first_order_function.h"
#include "ceres/gradient_problem.h"
#include "ceres_newton/second_order_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using RowMajorMatrix =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Derivatives2 {
  double cost = 0.0;
  Eigen::VectorXd gradient;
  RowMajorMatrix hessian;
};

Derivatives2 EvaluateAt(const SecondOrderFunction& function,
                        const Eigen::VectorXd& x) {
  const int n = function.NumParameters();
  Derivatives2 d{0.0, Eigen::VectorXd(n), RowMajorMatrix(n, n)};
  EXPECT_TRUE(function.EvaluateHessian(
      x.data(), &d.cost, d.gradient.data(), d.hessian.data()));
  return d;
}

struct Rosenbrock {
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    const T a = 1.0 - x[0];
    const T b = x[1] - x[0] * x[0];
    cost[0] = a * a + 100.0 * b * b;
    return true;
  }
};

// sum_i sin(x_i x_{i+1}) + x_0^2 x_{n-1}.
struct Ring {
  explicit Ring(int n) : n(n) {}
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    cost[0] = x[0] * x[0] * x[n - 1];
    for (int i = 0; i + 1 < n; ++i) {
      cost[0] += ceres::sin(x[i] * x[i + 1]);
    }
    return true;
  }
  int n;
};

Derivatives2 RingDerivatives(const Eigen::VectorXd& x) {
  const int n = static_cast<int>(x.size());
  Derivatives2 d{x[0] * x[0] * x[n - 1],
                 Eigen::VectorXd::Zero(n),
                 RowMajorMatrix::Zero(n, n)};
  d.gradient[0] += 2.0 * x[0] * x[n - 1];
  d.gradient[n - 1] += x[0] * x[0];
  d.hessian(0, 0) += 2.0 * x[n - 1];
  d.hessian(0, n - 1) += 2.0 * x[0];
  d.hessian(n - 1, 0) += 2.0 * x[0];
  for (int i = 0; i + 1 < n; ++i) {
    const double u = x[i];
    const double v = x[i + 1];
    const double s = std::sin(u * v);
    const double c = std::cos(u * v);
    d.cost += s;
    d.gradient[i] += v * c;
    d.gradient[i + 1] += u * c;
    d.hessian(i, i) -= v * v * s;
    d.hessian(i + 1, i + 1) -= u * u * s;
    d.hessian(i, i + 1) += c - u * v * s;
    d.hessian(i + 1, i) += c - u * v * s;
  }
  return d;
}

Eigen::VectorXd RingPoint(int n) {
  return Eigen::VectorXd::LinSpaced(n, -0.9, 1.7);
}

void ExpectRing(const SecondOrderFunction& function) {
  const int n = function.NumParameters();
  SCOPED_TRACE(n);
  const Eigen::VectorXd x = RingPoint(n);
  const Derivatives2 got = EvaluateAt(function, x);
  const Derivatives2 expected = RingDerivatives(x);
  EXPECT_NEAR(got.cost, expected.cost, 1e-13);
  EXPECT_LE((got.gradient - expected.gradient).norm(), 1e-13);
  EXPECT_LE((got.hessian - expected.hessian).norm(), 1e-12);
  EXPECT_EQ(got.hessian, got.hessian.transpose());
  // First-order Jets, when there is no Hessian to compute.
  double cost = 0.0;
  Eigen::VectorXd gradient(n);
  EXPECT_TRUE(function.Evaluate(x.data(), &cost, gradient.data()));
  EXPECT_EQ(cost, got.cost);
  EXPECT_LE((gradient - expected.gradient).norm(), 1e-13);
  EXPECT_TRUE(function.Evaluate(x.data(), &cost, nullptr));
  EXPECT_EQ(cost, got.cost);
}

// 10^2 (2 + 12 x^2 - 4 y) and so on, at the classical start.
TEST(AutoDiffSecondOrderFunction, RosenbrockByHand) {
  const AutoDiffSecondOrderFunction<Rosenbrock, 2> function;
  const Derivatives2 d = EvaluateAt(function, Eigen::Vector2d(-1.2, 1.0));
  EXPECT_NEAR(d.cost, 24.2, 1e-13);
  EXPECT_LE((d.gradient - Eigen::Vector2d(-215.6, -88.0)).norm(), 1e-12);
  RowMajorMatrix hessian(2, 2);
  hessian << 1330, 480, 480, 200;
  EXPECT_LE((d.hessian - hessian).norm(), 1e-11);
}

TEST(AutoDiffSecondOrderFunction, FixedSizesBelowAndAboveOneSweep) {
  ExpectRing(AutoDiffSecondOrderFunction<Ring, 2>(2));
  ExpectRing(AutoDiffSecondOrderFunction<Ring, 13>(13));
  ExpectRing(AutoDiffSecondOrderFunction<Ring, 32>(32));
  ExpectRing(AutoDiffSecondOrderFunction<Ring, 35>(35));
  ExpectRing(AutoDiffSecondOrderFunction<Ring, 70>(70));
}

TEST(AutoDiffSecondOrderFunction, DynamicSizesAroundTheStrips) {
  for (const int n : {2, 3, 4, 5, 7, 8, 9, 12, 13, 17, 40}) {
    ExpectRing(
        AutoDiffSecondOrderFunction<Ring, ceres::DYNAMIC>(new Ring(n), n));
  }
}

TEST(AutoDiffSecondOrderFunction, NestedJetsAgree) {
  ExpectRing(AutoDiffSecondOrderFunction<WithNestedJets<Ring>, 9>(9));
  ExpectRing(AutoDiffSecondOrderFunction<WithNestedJets<Ring>, ceres::DYNAMIC>(
      new WithNestedJets<Ring>(11), 11));
}

TEST(AutoDiffSecondOrderFunction, GradientMayBeUnwanted) {
  const AutoDiffSecondOrderFunction<Rosenbrock, 2> function;
  const double x[] = {-1.2, 1.0};
  double cost = 0.0;
  double hessian[4] = {0.0, 0.0, 0.0, 0.0};
  EXPECT_TRUE(function.EvaluateHessian(x, &cost, nullptr, hessian));
  EXPECT_NEAR(hessian[0], 1330.0, 1e-10);
}

TEST(AutoDiffSecondOrderFunction, NumberOfCalls) {
  const double x[] = {1.0, 2.0};
  double cost;
  double gradient[2];
  double hessian[4];
  const AutoDiffSecondOrderFunction<CountedFunctor, 2> function;
  CountedFunctor::num_calls = 0;
  function.EvaluateHessian(x, &cost, gradient, hessian);
  EXPECT_EQ(CountedFunctor::num_calls, 1);
  function.Evaluate(x, &cost, gradient);
  EXPECT_EQ(CountedFunctor::num_calls, 2);
}

struct OnlyPositive {
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    if (x[0] <= 0.0) {
      return false;
    }
    cost[0] = ceres::log(x[0]) * x[1];
    return true;
  }
};

TEST(AutoDiffSecondOrderFunction, FalseIsPassedOn) {
  const AutoDiffSecondOrderFunction<OnlyPositive, 2> fixed;
  const AutoDiffSecondOrderFunction<OnlyPositive, ceres::DYNAMIC> dynamic(2);
  for (const SecondOrderFunction* function :
       {static_cast<const SecondOrderFunction*>(&fixed),
        static_cast<const SecondOrderFunction*>(&dynamic)}) {
    const double inside[] = {1.0, 2.0};
    const double outside[] = {-1.0, 2.0};
    double cost;
    double gradient[2];
    double hessian[4];
    EXPECT_TRUE(function->EvaluateHessian(inside, &cost, gradient, hessian));
    EXPECT_FALSE(function->EvaluateHessian(outside, &cost, gradient, hessian));
    EXPECT_FALSE(function->Evaluate(outside, &cost, gradient));
    EXPECT_FALSE(function->Evaluate(outside, &cost, nullptr));
  }
}

struct Forgetful {
  template <typename T>
  bool operator()(const T*, T*) const {
    return true;
  }
};

TEST(AutoDiffSecondOrderFunction, CostThatIsNotWrittenIsNaN) {
  const AutoDiffSecondOrderFunction<Forgetful, 2> function;
  const double x[] = {1.0, 2.0};
  double cost = 0.0;
  double gradient[2];
  double hessian[4];
  EXPECT_TRUE(function.EvaluateHessian(x, &cost, gradient, hessian));
  EXPECT_TRUE(std::isnan(cost));
  cost = 0.0;
  EXPECT_TRUE(function.Evaluate(x, &cost, gradient));
  EXPECT_TRUE(std::isnan(cost));
}

TEST(AutoDiffSecondOrderFunction, CeresMinimizesItAsAFirstOrderFunction) {
  const ceres::GradientProblem problem(
      new AutoDiffSecondOrderFunction<Rosenbrock, 2>);
  EXPECT_EQ(problem.NumParameters(), 2);
  const double x[] = {1.0, 1.0};
  double cost = -1.0;
  double gradient[2];
  EXPECT_TRUE(problem.Evaluate(x, &cost, gradient));
  EXPECT_EQ(cost, 0.0);
  EXPECT_EQ(gradient[0], 0.0);
}

// --- Ownership and constructors ---------------------------------------------

template <int kNumParameters>
using Counted = AutoDiffSecondOrderFunction<CountedFunctor, kNumParameters>;

TEST(AutoDiffSecondOrderFunction, OwnsItsFunctorUnlessToldNot) {
  ASSERT_EQ(CountedFunctor::num_alive, 0);
  {
    const Counted<2> from_pointer(new CountedFunctor);
    const Counted<2> from_unique(std::make_unique<CountedFunctor>());
    const Counted<2> in_place(3.0);
    const Counted<ceres::DYNAMIC> dynamic_pointer(new CountedFunctor, 2);
    const Counted<ceres::DYNAMIC> dynamic_unique(
        std::make_unique<CountedFunctor>(), 2);
    const Counted<ceres::DYNAMIC> dynamic_in_place(2, 3.0);
    EXPECT_EQ(CountedFunctor::num_alive, 6);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 0);
  const CountedFunctor functor;
  {
    const Counted<2> borrower(&functor, ceres::DO_NOT_TAKE_OWNERSHIP);
    const Counted<ceres::DYNAMIC> dynamic_borrower(
        &functor, 2, ceres::DO_NOT_TAKE_OWNERSHIP);
    EXPECT_EQ(CountedFunctor::num_alive, 1);
    EXPECT_EQ(&borrower.functor(), &functor);
  }
  EXPECT_EQ(CountedFunctor::num_alive, 1);
}

// Whatever constructs the class of Ceres constructs ours.
template <typename... Args>
constexpr bool ConstructsAsInCeres() {
  return !std::is_constructible_v<
             ceres::AutoDiffFirstOrderFunction<CountedFunctor, 2>,
             Args...> ||
         std::is_constructible_v<Counted<2>, Args...>;
}
static_assert(ConstructsAsInCeres<CountedFunctor*>(), "");
static_assert(ConstructsAsInCeres<>(), "");
static_assert(ConstructsAsInCeres<double>(), "");
static_assert(ConstructsAsInCeres<std::unique_ptr<CountedFunctor>>(), "");
// What Ceres 2.2 has and 2.1 has not.
static_assert(std::is_constructible_v<Counted<2>>, "");
static_assert(std::is_constructible_v<Counted<2>, double>, "");
static_assert(
    std::is_constructible_v<Counted<2>, std::unique_ptr<CountedFunctor>>, "");
static_assert(!std::is_convertible_v<CountedFunctor*, Counted<2>>, "");
static_assert(!std::is_constructible_v<Counted<2>, const char*>, "");

TEST(AutoDiffSecondOrderFunctionDeathTest, Misuse) {
  EXPECT_DEATH_IF_SUPPORTED(
      Counted<2>(static_cast<const CountedFunctor*>(nullptr)),
      "functor must not be null");
  EXPECT_DEATH_IF_SUPPORTED(Counted<ceres::DYNAMIC>(new CountedFunctor, 0),
                            "must be positive, but it is 0");
  const Counted<2> function;
  double cost;
  EXPECT_DEATH_IF_SUPPORTED(function.Evaluate(nullptr, &cost, nullptr),
                            "must not be null");
}

}  // namespace
}  // namespace ceres_newton
