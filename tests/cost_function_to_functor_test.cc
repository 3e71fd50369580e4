// Derivatives of functors that call cost functions: against Ceres' own class,
// differences of its gradients, and the same residuals written as a functor.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/cost_function_to_functor.h"

#include <cmath>
#include <memory>

#include "Eigen/Core"
#include "analytic_cost_function.h"
#include "ceres/cost_function_to_functor.h"
#include "ceres/jet.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/autodiff_second_order_function.h"
#include "ceres_newton/hessian.h"
#include "ceres_newton/jet_family.h"
#include "gtest/gtest.h"
#include "richardson_reference.h"
#include "taped_jets.h"

namespace ceres_newton {
namespace {

using ::ceres_newton::testing::AnalyticCostFunction;
using ::ceres_newton::testing::PlainCostFunction;
using ::ceres_newton::testing::RelativeError;
using ::ceres_newton::testing::RichardsonJacobian;
using Wrapped = CostFunctionToFunctor<2, 2, 3>;
using CeresWrapped = ceres::CostFunctionToFunctor<2, 2, 3>;

constexpr double kExact = 1e-13;
constexpr double kByDifferences = 1e-8;

// The residuals of AnalyticCostFunction as a functor.
struct SameResiduals {
  template <typename T>
  bool operator()(const T* x, const T* y, T* residuals) const {
    using std::exp;
    using std::sin;
    residuals[0] = sin(x[0] * y[0]) + x[1] * y[1] * y[1] - 0.7;
    residuals[1] =
        exp(0.3 * x[1]) * y[2] + x[0] * x[0] * x[1] + 0.5 * y[1] * y[2];
    return true;
  }
};

// A function of four variables, the arguments of whose inner functor are
// curved. One of these is constant, one plain.
template <typename InnerFunctor>
struct Composite {
  template <typename T>
  T operator()(const T* t) const {
    using std::exp;
    using std::sin;
    const T x[] = {t[0] * t[1] + 0.3, exp(t[2] - t[3])};
    const T y[] = {t[1], T(1.3), sin(t[0]) * t[3] + t[2] * t[2]};
    T residuals[2];
    EXPECT_TRUE(inner(x, y, residuals));
    return residuals[0] * residuals[1] + t[0] * residuals[1];
  }
  template <typename T>
  bool operator()(const T* t, T* y) const {
    y[0] = (*this)(t);
    return true;
  }

  InnerFunctor inner;
};
const Eigen::Vector4d kPoint(0.6, -1.1, 0.4, 0.9);

template <typename T>
struct Result {
  double value;
  Eigen::Vector4d gradient;
  Eigen::Matrix4d hessian;
};

template <typename T, typename F>
Result<T> Evaluate(const F& f, const Eigen::Vector4d& point = kPoint) {
  using Traits = internal::SecondOrderTraits<T>;
  const internal::RecordingScope<T> recording;
  T t[4];
  for (int i = 0; i < 4; ++i) {
    t[i] = Traits::Variable(point[i], i);
  }
  const T y = f(t);
  Result<T> result;
  result.value = Traits::Value(y);
  for (int i = 0; i < 4; ++i) {
    result.gradient[i] = Traits::Gradient(y, i);
    for (int j = 0; j < 4; ++j) {
      result.hessian(i, j) = Traits::Hessian(y, i, j);
    }
  }
  return result;
}

Eigen::VectorXd GradientOfCeres(const Composite<CeresWrapped>& f,
                                const Eigen::VectorXd& point) {
  using Jet = ceres::Jet<double, 4>;
  Jet t[4];
  for (int i = 0; i < 4; ++i) {
    t[i] = Jet(point[i], i);
  }
  return f(t).v;
}

template <typename Family>
class CostFunctionToFunctorScalars : public ::testing::Test {};
using Families = ::testing::Types<FusedJets, TapedJets, NestedJets>;
TYPED_TEST_SUITE(CostFunctionToFunctorScalars, Families);

TYPED_TEST(CostFunctionToFunctorScalars, ChainRule) {
  using T = typename TypeParam::template Scalar<4>;
  const Composite<Wrapped> ours{Wrapped(new AnalyticCostFunction)};
  const Composite<SameResiduals> functor{SameResiduals()};
  const Composite<CeresWrapped> theirs{CeresWrapped(new AnalyticCostFunction)};
  const Result<T> result = Evaluate<T>(ours);

  const Result<T> expected = Evaluate<T>(functor);
  EXPECT_NEAR(result.value, expected.value, kExact);
  EXPECT_LE(RelativeError(result.gradient, expected.gradient), kExact);
  EXPECT_LE(RelativeError(result.hessian, expected.hessian), kExact);

  EXPECT_EQ(result.value, theirs(kPoint.data()));
  EXPECT_LE(RelativeError(result.gradient, GradientOfCeres(theirs, kPoint)),
            kExact);
  const Eigen::MatrixXd by_differences = RichardsonJacobian(
      [&theirs](const Eigen::VectorXd& t) {
        return GradientOfCeres(theirs, t);
      },
      kPoint);
  EXPECT_LE(RelativeError(result.hessian, by_differences), kByDifferences);
}

// Without EvaluateHessians the second derivatives are numeric.
TYPED_TEST(CostFunctionToFunctorScalars, PlainCostFunctionsAreDifferentiated) {
  using T = typename TypeParam::template Scalar<4>;
  const Composite<Wrapped> numeric{Wrapped(new PlainCostFunction)};
  const Composite<Wrapped> exact{Wrapped(new AnalyticCostFunction)};
  const Result<T> result = Evaluate<T>(numeric);
  const Result<T> expected = Evaluate<T>(exact);
  EXPECT_EQ(result.value, expected.value);
  EXPECT_EQ(result.gradient, expected.gradient);
  EXPECT_LE(RelativeError(result.hessian, expected.hessian), kByDifferences);
}

TYPED_TEST(CostFunctionToFunctorScalars, Dynamic) {
  using T = typename TypeParam::template Scalar<4>;
  const DynamicCostFunctionToFunctor dynamic(new AnalyticCostFunction);
  const auto call = [&dynamic](const auto* x, const auto* y, auto* residuals) {
    const decltype(x) blocks[] = {x, y};
    return dynamic(blocks, residuals);
  };
  const Composite<decltype(call)> ours{call};
  const Composite<Wrapped> expected{Wrapped(new AnalyticCostFunction)};
  EXPECT_EQ(Evaluate<T>(ours).value, Evaluate<T>(expected).value);
  EXPECT_EQ(Evaluate<T>(ours).gradient, Evaluate<T>(expected).gradient);
  EXPECT_EQ(Evaluate<T>(ours).hessian, Evaluate<T>(expected).hessian);
  EXPECT_EQ(ours(kPoint.data()), expected(kPoint.data()));
}

TEST(CostFunctionToFunctor, TakesPlainNestedJets) {
  using Inner = ceres::Jet<double, 4>;
  using T = ceres::Jet<Inner, 4>;
  using Fused = FusedJets::Scalar<4>;
  const Wrapped wrapped(new AnalyticCostFunction);
  T x[2], y[3], r[2];
  Fused fused_x[2], fused_y[3], fused_r[2];
  for (int i = 0; i < 5; ++i) {
    const double value = 0.37 * i - 0.8;
    const int k = i % 4;
    (i < 2 ? x[i] : y[i - 2]) = T(Inner(value, k), k);
    (i < 2 ? fused_x[i] : fused_y[i - 2]) = Fused(value, k);
  }
  ASSERT_TRUE(wrapped(x, y, r));
  ASSERT_TRUE(wrapped(fused_x, fused_y, fused_r));
  for (int q = 0; q < 2; ++q) {
    EXPECT_EQ(r[q].a.a, fused_r[q].a.value());
    for (int i = 0; i < 4; ++i) {
      EXPECT_NEAR(r[q].v[i].a, fused_r[q].a.gradient(i), kExact);
      for (int j = 0; j < 4; ++j) {
        EXPECT_NEAR(r[q].v[i].v[j], fused_r[q].a.hessian(i, j), kExact);
      }
    }
  }
}

// sqrt(t_0) at zero has no derivatives; those by t_1 are not touched.
template <typename Family>
void ExpectSingularArgumentsStayInTheirVariables() {
  using T = typename Family::template Scalar<2>;
  const internal::RecordingScope<T> recording;
  const Wrapped wrapped(new AnalyticCostFunction);
  const T t0(0.0, 0);
  const T t1(0.9, 1);
  const T x[] = {T(0.4), t1};
  const T y[] = {sqrt(t0) + 0.5, t1, T(0.3)};
  T r[2];
  ASSERT_TRUE(wrapped(x, y, r));
  EXPECT_TRUE(std::isinf(r[0].a.gradient(0)));
  EXPECT_NEAR(r[0].a.gradient(1), 3.0 * 0.81, kExact);  // t_1^3
  EXPECT_NEAR(r[0].a.hessian(1, 1), 6.0 * 0.9, kExact);
  EXPECT_EQ(r[0].a.hessian(0, 1), 0.0);
}
TEST(CostFunctionToFunctor, SingularArgumentsStayInTheirVariables) {
  ExpectSingularArgumentsStayInTheirVariables<FusedJets>();
  ExpectSingularArgumentsStayInTheirVariables<TapedJets>();
}

// Functors with more variables than the solver's scalars hold.
TEST(CostFunctionToFunctor, TakesAnyNumberOfVariables) {
  constexpr int kNumVariables = 37;
  using T = FusedJets::Scalar<kNumVariables>;
  const Wrapped wrapped(new AnalyticCostFunction);
  const SameResiduals functor;
  T sums[5];
  for (int k = 0; k < 5; ++k) {
    sums[k] = T(0.2 * k - 0.5);
    for (int i = k; i < kNumVariables; i += 2) {
      const T t(0.01 * i, i);
      sums[k] += 0.1 * t * t;
    }
  }
  T r[2], expected[2];
  ASSERT_TRUE(wrapped(sums, sums + 2, r));
  ASSERT_TRUE(functor(sums, sums + 2, expected));
  for (int q = 0; q < 2; ++q) {
    for (int i = 0; i < kNumVariables; ++i) {
      EXPECT_NEAR(r[q].a.gradient(i), expected[q].a.gradient(i), kExact);
      for (int j = 0; j < kNumVariables; ++j) {
        EXPECT_NEAR(r[q].a.hessian(i, j), expected[q].a.hessian(i, j), kExact);
      }
    }
  }
}

TEST(CostFunctionToFunctor, WorksInTheAutoDiffClasses) {
  using Ours = Composite<Wrapped>;
  const Composite<SameResiduals> functor{SameResiduals()};
  const Eigen::Matrix4d expected =
      Hessian([&functor](const auto& t) { return functor(t.data()); }, kPoint);
  const auto make = [] { return new Ours{Wrapped(new AnalyticCostFunction)}; };
  const std::unique_ptr<Ours> ours(make());
  EXPECT_LE(
      RelativeError(
          Hessian([&ours](const auto& t) { return (*ours)(t.data()); }, kPoint),
          expected),
      kExact);

  const double* const parameters[] = {kPoint.data()};
  const double weight = 1.0;
  Eigen::Matrix4d hessian;
  double* hessians[] = {hessian.data()};
  const AutoDiffSecondOrderCostFunction<Ours, 1, 4> cost_function(make());
  ASSERT_TRUE(cost_function.EvaluateHessians(parameters, &weight, hessians));
  EXPECT_LE(RelativeError(hessian, expected), kExact);

  const AutoDiffSecondOrderFunction<Ours, 4> function(make());
  double cost;
  ASSERT_TRUE(
      function.EvaluateHessian(kPoint.data(), &cost, nullptr, hessian.data()));
  EXPECT_NEAR(cost, functor(kPoint.data()), kExact);
  EXPECT_LE(RelativeError(hessian, expected), kExact);
}

}  // namespace
}  // namespace ceres_newton
