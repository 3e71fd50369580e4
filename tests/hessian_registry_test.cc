// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/hessian_registry.h"

#include <memory>
#include <string>

#include "Eigen/Core"
#include "analytic_cost_function.h"
#include "ceres/autodiff_cost_function.h"
#include "ceres/loss_function.h"
#include "ceres/problem.h"
#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"
#include "problem_objective.h"
#include "richardson_reference.h"

namespace ceres_newton {
namespace internal {
namespace {

using ::ceres_newton::testing::AnalyticCostFunction;
using ::ceres_newton::testing::PlainCostFunction;
using ::ceres_newton::testing::RelativeError;

// The residuals of AnalyticCostFunction.
struct Functor {
  explicit Functor(double target = 0.7, int* num_destroyed = nullptr)
      : target(target), num_destroyed(num_destroyed) {}
  ~Functor() {
    if (num_destroyed != nullptr) {
      ++*num_destroyed;
    }
  }

  template <typename T>
  bool operator()(const T* x, const T* y, T* r) const {
    r[0] = sin(x[0] * y[0]) + x[1] * y[1] * y[1] - target;
    r[1] = exp(0.3 * x[1]) * y[2] + x[0] * x[0] * x[1] + 0.5 * y[1] * y[2];
    return true;
  }

  double target;
  int* num_destroyed;
};

// Same signature, another functor.
struct OtherFunctor {
  template <typename T>
  bool operator()(const T* x, const T* y, T* r) const {
    r[0] = x[0] * y[0];
    r[1] = x[1] * y[1];
    return true;
  }
};

using FixedCostFunction = ceres::AutoDiffCostFunction<Functor, 2, 2, 3>;
using DynamicCostFunction =
    ceres::AutoDiffCostFunction<Functor, ceres::DYNAMIC, 2, 3>;
using OtherCostFunction = ceres::AutoDiffCostFunction<OtherFunctor, 2, 2, 3>;

const double kX[] = {0.6, -1.3};
const double kY[] = {1.1, 0.4, -2.0};
const double* const kParameters[] = {kX, kY};
const double kWeights[] = {-2.5, 0.7};

// The Hessian blocks (x, x), (x, y), (y, y), one after the other.
Eigen::VectorXd WeightedHessian(const SecondOrderCostFunction& function) {
  Eigen::VectorXd values(4 + 6 + 9);
  double* hessians[] = {
      values.data(), values.data() + 4, nullptr, values.data() + 10};
  EXPECT_TRUE(function.EvaluateHessians(kParameters, kWeights, hessians));
  return values;
}

TEST(HessianRegistry, RegisteredTypeGivesTheExactHessian) {
  const FixedCostFunction cost_function(new Functor);
  HessianRegistry registry;
  registry.Register<FixedCostFunction>();
  const auto view = registry.Find(&cost_function);
  ASSERT_NE(view, nullptr);
  EXPECT_EQ(view->num_residuals(), 2);
  EXPECT_EQ(view->parameter_block_sizes(),
            cost_function.parameter_block_sizes());
  const AutoDiffSecondOrderCostFunction<Functor, 2, 2, 3> direct(new Functor);
  EXPECT_EQ(WeightedHessian(*view), WeightedHessian(direct));
  EXPECT_LE(RelativeError(WeightedHessian(*view),
                          WeightedHessian(AnalyticCostFunction())),
            1e-14);
}

TEST(HessianRegistry, DynamicNumberOfResidualsIsThatOfTheCostFunction) {
  const DynamicCostFunction cost_function(new Functor, 2);
  HessianRegistry registry;
  registry.Register<DynamicCostFunction>();
  const auto view = registry.Find(&cost_function);
  ASSERT_NE(view, nullptr);
  EXPECT_EQ(view->num_residuals(), 2);
  EXPECT_LE(RelativeError(WeightedHessian(*view),
                          WeightedHessian(AnalyticCostFunction())),
            1e-14);
}

TEST(HessianRegistry, OtherTypesAreNotRecognized) {
  const FixedCostFunction fixed(new Functor);
  const DynamicCostFunction dynamic(new Functor, 2);
  const OtherCostFunction other(new OtherFunctor);
  const PlainCostFunction plain;
  HessianRegistry registry;
  EXPECT_EQ(registry.Find(&fixed), nullptr);
  registry.Register<FixedCostFunction>();
  EXPECT_NE(registry.Find(&fixed), nullptr);
  EXPECT_EQ(registry.Find(&dynamic), nullptr);
  EXPECT_EQ(registry.Find(&other), nullptr);
  EXPECT_EQ(registry.Find(&plain), nullptr);
  registry.Register<OtherCostFunction>();
  EXPECT_NE(registry.Find(&fixed), nullptr);
  EXPECT_NE(registry.Find(&other), nullptr);
}

TEST(HessianRegistry, ViewSharesTheFunctorAndDoesNotOwnIt) {
  int num_destroyed = 0;
  {
    auto* functor = new Functor(0.7, &num_destroyed);
    const FixedCostFunction cost_function(functor);
    HessianRegistry registry;
    registry.Register<FixedCostFunction>();
    {
      const auto view = registry.Find(&cost_function);
      ASSERT_NE(view, nullptr);
      double before[2], after[2];
      ASSERT_TRUE(view->Evaluate(kParameters, before, nullptr));
      functor->target += 4.0;
      ASSERT_TRUE(view->Evaluate(kParameters, after, nullptr));
      EXPECT_NEAR(before[0] - after[0], 4.0, 1e-14);
    }
    EXPECT_EQ(num_destroyed, 0);
  }
  EXPECT_EQ(num_destroyed, 1);
}

TEST(HessianRegistry, RegisteringTwiceChangesNothing) {
  HessianRegistry registry;
  registry.Register<FixedCostFunction>();
  registry.Register<FixedCostFunction>();
  EXPECT_EQ(registry.size(), 1);
  registry.Register<DynamicCostFunction>();
  EXPECT_EQ(registry.size(), 2);
}

TEST(HessianRegistry, CopiesAreIndependent) {
  const FixedCostFunction fixed(new Functor);
  const OtherCostFunction other(new OtherFunctor);
  HessianRegistry original;
  original.Register<FixedCostFunction>();
  HessianRegistry copy = original;
  copy.Register<OtherCostFunction>();
  EXPECT_NE(copy.Find(&fixed), nullptr);
  EXPECT_NE(copy.Find(&other), nullptr);
  EXPECT_EQ(original.Find(&other), nullptr);
}

// An existing problem, of cost functions that know nothing of Hessians.
struct TestProblem {
  double x[2] = {0.6, -1.3};
  double y[3] = {1.1, 0.4, -2.0};
  ceres::Problem problem;

  TestProblem() {
    problem.AddResidualBlock(
        new FixedCostFunction(new Functor), new ceres::CauchyLoss(0.5), x, y);
    problem.AddResidualBlock(
        new OtherCostFunction(new OtherFunctor), nullptr, x, y);
  }
};

Eigen::MatrixXd HessianAtStart(ProblemObjective* objective) {
  double cost = 0.0;
  Eigen::MatrixXd hessian;
  std::string error;
  EXPECT_TRUE(
      objective->Evaluate(objective->x(), &cost, nullptr, &hessian, &error))
      << error;
  return hessian;
}

TEST(HessianRegistry, ProblemOfRegisteredTypesHasAnExactHessian) {
  TestProblem test;
  HessianRegistry registry;
  registry.Register<FixedCostFunction>();
  registry.Register<OtherCostFunction>();
  std::string error;
  const auto objective = ProblemObjective::Create(
      &test.problem, HessianFallback::kRefuse, registry, &error);
  ASSERT_NE(objective, nullptr) << error;
  EXPECT_EQ(objective->num_exact_residual_blocks(), 2);

  // The same problem built of second-order cost functions.
  ceres::Problem second_order;
  second_order.AddResidualBlock(
      new AutoDiffSecondOrderCostFunction<Functor, 2, 2, 3>(new Functor),
      new ceres::CauchyLoss(0.5),
      test.x,
      test.y);
  second_order.AddResidualBlock(
      new AutoDiffSecondOrderCostFunction<OtherFunctor, 2, 2, 3>(
          new OtherFunctor),
      nullptr,
      test.x,
      test.y);
  const auto expected = ProblemObjective::Create(
      &second_order, HessianFallback::kRefuse, HessianRegistry(), &error);
  ASSERT_NE(expected, nullptr) << error;
  EXPECT_EQ(HessianAtStart(objective.get()), HessianAtStart(expected.get()));
}

TEST(HessianRegistry, UnregisteredTypeFallsBack) {
  TestProblem test;
  HessianRegistry registry;
  registry.Register<FixedCostFunction>();
  std::string error;
  const auto numeric = ProblemObjective::Create(
      &test.problem, HessianFallback::kNumericDiff, registry, &error);
  ASSERT_NE(numeric, nullptr) << error;
  EXPECT_EQ(numeric->num_exact_residual_blocks(), 1);
  EXPECT_EQ(numeric->num_numeric_diff_residual_blocks(), 1);

  HessianRegistry both = registry;
  both.Register<OtherCostFunction>();
  const auto exact = ProblemObjective::Create(
      &test.problem, HessianFallback::kRefuse, both, &error);
  ASSERT_NE(exact, nullptr) << error;
  EXPECT_LE(
      RelativeError(HessianAtStart(numeric.get()), HessianAtStart(exact.get())),
      1e-9);

  EXPECT_EQ(ProblemObjective::Create(
                &test.problem, HessianFallback::kRefuse, registry, &error),
            nullptr);
  EXPECT_NE(error.find("residual block 1 (cost function"), std::string::npos)
      << error;
  EXPECT_NE(error.find("OtherFunctor"), std::string::npos) << error;
}

// Keeps the last number it met, as functors of so many parameters must not.
struct Hoarder {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    static T last(0.0);
    last = x[0] * x[9];
    r[0] = last * last;
    return true;
  }
};

TEST(HessianRegistry, WrappedFunctorsMayKeepNumbers) {
  using Cost = ceres::AutoDiffCostFunction<WithNestedJets<Hoarder>, 1, 10>;
  const Cost cost_function(new WithNestedJets<Hoarder>);
  HessianRegistry registry;
  registry.Register<Cost>();
  const auto view = registry.Find(&cost_function);
  ASSERT_NE(view, nullptr);
  const Eigen::VectorXd x = Eigen::VectorXd::Constant(10, 2.0);
  const double* parameters[] = {x.data()};
  const double weight = 1.0;
  for (int repetition = 0; repetition < 2; ++repetition) {
    Eigen::MatrixXd hessian(10, 10);
    double* hessians[] = {hessian.data()};
    ASSERT_TRUE(view->EvaluateHessians(parameters, &weight, hessians));
    // x_0^2 x_9^2.
    EXPECT_EQ(hessian(0, 0), 8.0);
    EXPECT_EQ(hessian(0, 9), 16.0);
    EXPECT_EQ(hessian(9, 9), 8.0);
    EXPECT_EQ(hessian(1, 1), 0.0);
  }
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
