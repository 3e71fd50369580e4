// What CostFunctionToFunctor asks of its cost function, and when it refuses or
// deletes it.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <utility>

#include "Eigen/Core"
#include "analytic_cost_function.h"
#include "ceres/cost_function_to_functor.h"
#include "ceres/jet.h"
#include "ceres_newton/cost_function_to_functor.h"
#include "ceres_newton/internal/second_order_traits.h"
#include "ceres_newton/jet_family.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using ::ceres_newton::testing::AnalyticCostFunction;
using Wrapped = CostFunctionToFunctor<2, 2, 3>;
using CeresWrapped = ceres::CostFunctionToFunctor<2, 2, 3>;

// Notes what it is asked for, and fails when it is told to.
class SpyingCostFunction : public AnalyticCostFunction {
 public:
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    ++num_evaluations;
    for (int i = 0; jacobians != nullptr && i < 2; ++i) {
      wants_jacobian[i] |= jacobians[i] != nullptr;
    }
    return !fails &&
           AnalyticCostFunction::Evaluate(parameters, residuals, jacobians);
  }
  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    ++num_hessians;
    for (int k = 0; k < 4; ++k) {
      wants_hessian[k] |= hessians[k] != nullptr;
    }
    return !hessians_fail && AnalyticCostFunction::EvaluateHessians(
                                 parameters, weights, hessians);
  }

  bool fails = false;
  bool hessians_fail = false;
  mutable int num_evaluations = 0;
  mutable int num_hessians = 0;
  mutable bool wants_jacobian[2] = {false, false};
  mutable bool wants_hessian[4] = {false, false, false, false};
};

template <typename Family>
class CostFunctionToFunctorCalls : public ::testing::Test {};
using Families = ::testing::Types<FusedJets, NestedJets>;
TYPED_TEST_SUITE(CostFunctionToFunctorCalls, Families);

TYPED_TEST(CostFunctionToFunctorCalls, FailuresPropagate) {
  using T = typename TypeParam::template Scalar<1>;
  SpyingCostFunction spy;
  const Wrapped wrapped(&spy, ceres::DO_NOT_TAKE_OWNERSHIP);
  const T x[] = {internal::SecondOrderTraits<T>::Variable(0.6, 0), T(0.2)};
  const T y[] = {T(0.1), T(0.2), T(0.3)};
  T residuals[2];
  EXPECT_TRUE(wrapped(x, y, residuals));
  spy.hessians_fail = true;
  EXPECT_FALSE(wrapped(x, y, residuals));
  spy.hessians_fail = false;
  spy.fails = true;
  EXPECT_FALSE(wrapped(x, y, residuals));
}

TEST(CostFunctionToFunctor, FirstOrderIsThatOfCeresBitByBit) {
  using Jet = ceres::Jet<double, 3>;
  SpyingCostFunction spy;
  spy.hessians_fail = true;
  const Wrapped ours(&spy, ceres::DO_NOT_TAKE_OWNERSHIP);
  const DynamicCostFunctionToFunctor dynamic(&spy,
                                             ceres::DO_NOT_TAKE_OWNERSHIP);
  const CeresWrapped theirs(new AnalyticCostFunction);
  Jet x[2], y[3];
  double x_value[2], y_value[3];
  for (int i = 0; i < 5; ++i) {
    Jet& jet = i < 2 ? x[i] : y[i - 2];
    jet = Jet(0.37 * i - 0.8);
    jet.v << 0.3 + i, -1.7 * i, 1e-3 / (i + 1);
    (i < 2 ? x_value[i] : y_value[i - 2]) = jet.a;
  }
  Jet r[2], expected[2];
  ASSERT_TRUE(ours(x, y, r));
  ASSERT_TRUE(theirs(x, y, expected));
  EXPECT_EQ(r[0].a, expected[0].a);
  EXPECT_EQ(r[1].a, expected[1].a);
  EXPECT_EQ(r[0].v, expected[0].v);
  EXPECT_EQ(r[1].v, expected[1].v);
  const Jet* const blocks[] = {x, y};
  ASSERT_TRUE(dynamic(blocks, r));
  EXPECT_EQ(r[1].a, expected[1].a);
  EXPECT_EQ(r[1].v, expected[1].v);

  Eigen::Vector2d values;
  ASSERT_TRUE(ours(x_value, y_value, values.data()));
  EXPECT_EQ(values, Eigen::Vector2d(expected[0].a, expected[1].a));
  const double* const value_blocks[] = {x_value, y_value};
  ASSERT_TRUE(dynamic(value_blocks, values.data()));
  EXPECT_EQ(values, Eigen::Vector2d(expected[0].a, expected[1].a));

  EXPECT_EQ(spy.num_evaluations, 4);
  EXPECT_EQ(spy.num_hessians, 0);
  spy.fails = true;
  EXPECT_FALSE(ours(x, y, r));
  EXPECT_FALSE(ours(x_value, y_value, values.data()));
}

TEST(CostFunctionToFunctor, ConstantBlocksAreNotDifferentiatedBy) {
  using T = FusedJets::Scalar<1>;
  SpyingCostFunction spy;
  const Wrapped wrapped(&spy, ceres::DO_NOT_TAKE_OWNERSHIP);
  const T constants[] = {T(0.1), T(0.2), T(0.3)};
  T residuals[2];
  ASSERT_TRUE(wrapped(constants, constants, residuals));
  EXPECT_FALSE(spy.wants_jacobian[0] || spy.wants_jacobian[1]);
  EXPECT_EQ(spy.num_hessians, 0);
  EXPECT_TRUE(residuals[0].a.IsConstant());

  const T y[] = {T(0.1), T(0.2, 0), T(0.3)};
  ASSERT_TRUE(wrapped(constants, y, residuals));
  EXPECT_FALSE(spy.wants_jacobian[0]);
  EXPECT_TRUE(spy.wants_jacobian[1]);
  EXPECT_FALSE(spy.wants_hessian[0] || spy.wants_hessian[1]);
  EXPECT_TRUE(spy.wants_hessian[3]);
  EXPECT_EQ(residuals[0].a.hessian(0, 0), 2.0 * 0.2);  // x_1 y_1^2
}

class CountedCostFunction : public AnalyticCostFunction {
 public:
  explicit CountedCostFunction(int* num_destroyed)
      : num_destroyed_(num_destroyed) {}
  ~CountedCostFunction() override { ++*num_destroyed_; }

 private:
  int* const num_destroyed_;
};

TEST(CostFunctionToFunctor, OwnershipIsHonoredAndMoved) {
  int num_destroyed = 0;
  {
    Wrapped first(new CountedCostFunction(&num_destroyed));
    const Wrapped second(std::move(first));
    EXPECT_EQ(num_destroyed, 0);
  }
  EXPECT_EQ(num_destroyed, 1);
  const CountedCostFunction cost_function(&num_destroyed);
  {
    const CostFunctionToFunctor<ceres::DYNAMIC, 2, 3> borrower(
        &cost_function, ceres::DO_NOT_TAKE_OWNERSHIP);
    const DynamicCostFunctionToFunctor dynamic(&cost_function,
                                               ceres::DO_NOT_TAKE_OWNERSHIP);
  }
  EXPECT_EQ(num_destroyed, 1);
}

TEST(CostFunctionToFunctorDeathTest, ProgrammerErrorsAbort) {
  EXPECT_DEATH_IF_SUPPORTED(Wrapped(nullptr), "must not be null");
  EXPECT_DEATH_IF_SUPPORTED(DynamicCostFunctionToFunctor(nullptr),
                            "must not be null");
  const AnalyticCostFunction f;
  const ceres::Ownership borrow = ceres::DO_NOT_TAKE_OWNERSHIP;
  EXPECT_DEATH_IF_SUPPORTED((CostFunctionToFunctor<2, 2>(&f, borrow)),
                            "has 2 parameter blocks, .* declared with 1");
  EXPECT_DEATH_IF_SUPPORTED((CostFunctionToFunctor<2, 2, 2>(&f, borrow)),
                            "block 1 .* has the size 3, .* declared with 2");
  EXPECT_DEATH_IF_SUPPORTED((CostFunctionToFunctor<1, 2, 3>(&f, borrow)),
                            "has 2 residuals, .* declared with 1");
}

}  // namespace
}  // namespace ceres_newton
