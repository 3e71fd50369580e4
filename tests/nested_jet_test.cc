// NestedJet beyond two derivatives and beside scalars of other depths.  What it
// shares with the fused scalar is tested in functor_idioms/.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/nested_jet.h"

#include <cmath>
#include <sstream>

#include "Eigen/Core"
#include "ceres_newton/second_order.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

template <typename T>
using Traits = internal::SecondOrderTraits<T>;

using Two = NestedJet<2>;
using Four = NestedJet<2, Two>;  // derivatives up to the fourth
using OverFused = NestedJet<2, ceres::Jet<SecondOrder<2>, 2>>;

// The k-th variable of all levels at once.
template <typename Outer>
Outer Variable(double value, int k) {
  using Inner = typename Traits<Outer>::Base;
  return Traits<Outer>::Variable(Traits<Inner>::Variable(value, k), k);
}

// d4x / dt_i dt_j dt_k dt_l.
template <typename Outer>
double Fourth(const Outer& x, int i, int j, int k, int l) {
  using Inner = typename Traits<Outer>::Base;
  return Traits<Inner>::Hessian(Traits<Outer>::Hessian(x, i, j), k, l);
}

template <typename Outer>
double Third(const Outer& x, int i, int j, int k) {
  using Inner = typename Traits<Outer>::Base;
  return Traits<Inner>::Gradient(Traits<Outer>::Hessian(x, i, j), k);
}

template <typename T>
class DeepNesting : public ::testing::Test {};
using DeepScalars = ::testing::Types<Four, OverFused>;
TYPED_TEST_SUITE(DeepNesting, DeepScalars);

// f = x^3 y^2 exp(x): its derivatives in x follow from Leibniz' rule.
TYPED_TEST(DeepNesting, ThirdAndFourthDerivatives) {
  using T = TypeParam;
  const double a = 0.7;
  const double b = -0.4;
  const T x = Variable<T>(a, 0);
  const T y = Variable<T>(b, 1);
  const T f = x * x * x * y * y * exp(x);
  const double e = std::exp(a);
  const double p3 = (a * a * a + 9.0 * a * a + 18.0 * a + 6.0) * e;
  const double p2 = (a * a * a + 6.0 * a * a + 6.0 * a) * e;
  const double p4 = (a * a * a + 12.0 * a * a + 36.0 * a + 24.0) * e;
  EXPECT_NEAR(Third(f, 0, 0, 0), p3 * b * b, 1e-13);
  EXPECT_NEAR(Third(f, 0, 0, 1), p2 * 2.0 * b, 1e-13);
  EXPECT_NEAR(Third(f, 1, 0, 0), p2 * 2.0 * b, 1e-13);
  EXPECT_NEAR(Third(f, 1, 1, 1), 0.0, 1e-13);
  EXPECT_NEAR(Fourth(f, 0, 0, 0, 0), p4 * b * b, 1e-12);
  EXPECT_NEAR(Fourth(f, 0, 1, 0, 1), p2 * 2.0, 1e-12);
  EXPECT_NEAR(Fourth(f, 1, 1, 0, 0), p2 * 2.0, 1e-12);
}

TYPED_TEST(DeepNesting, PowersAtZero) {
  using T = TypeParam;
  const T x = Variable<T>(0.0, 0);
  EXPECT_EQ(Third(pow(x, 3.0), 0, 0, 0), 6.0);
  EXPECT_EQ(Third(pow(x, 3), 0, 0, 0), 6.0);
  EXPECT_EQ(Third(pow(x, T(3.0)), 0, 0, 0), 6.0);
  EXPECT_EQ(Third(pow(x, 2.0), 0, 0, 0), 0.0);
  EXPECT_EQ(Fourth(pow(x, T(4)), 0, 0, 0, 0), 24.0);
  EXPECT_EQ(Fourth(pow(x, 4.0), 0, 0, 0, 1), 0.0);
}

// x^y with both varying: d3/dx2dy of x^y at (0, 3) is the limit of
// (2 y - 1) x + y (y - 1) x log(x) = 0, and at (1, 3) it is 2 y - 1 = 5.
TYPED_TEST(DeepNesting, PowerOfTwoVariables) {
  using T = TypeParam;
  const T y = Variable<T>(3.0, 1);
  EXPECT_NEAR(Third(pow(Variable<T>(1.0, 0), y), 0, 0, 1), 5.0, 1e-14);
  EXPECT_NEAR(Third(pow(Variable<T>(1.0, 0), y), 0, 0, 0), 6.0, 1e-14);
}

TEST(NestedJet, PowerOfTwoVariablesAtZeroToThirdOrder) {
  const Four x = Variable<Four>(0.0, 0);
  const Four y = Variable<Four>(3.0, 1);
  const Four f = pow(x, y);
  EXPECT_EQ(Third(f, 0, 0, 0), 6.0);
  EXPECT_EQ(Third(f, 0, 0, 1), 0.0);
  EXPECT_EQ(Third(f, 0, 1, 1), 0.0);
  EXPECT_EQ(Third(f, 1, 1, 1), 0.0);
}

TYPED_TEST(DeepNesting, AbsAtZero) {
  using T = TypeParam;
  const T f = abs(Variable<T>(0.0, 0)) * Variable<T>(2.0, 1);
  EXPECT_EQ(Third(f, 0, 0, 0), 0.0);
  EXPECT_EQ(Third(f, 0, 1, 1), 0.0);
  EXPECT_EQ(Fourth(f, 0, 0, 0, 0), 0.0);
}

// An inner function of t that uses an outer variable a: d2/dt2 (a t^3) = 6 a t
// is 60 at t = 2, a = 5, and its derivative in a is 12.
TYPED_TEST(DeepNesting, OuterVariablesMixWithInnerOnes) {
  using T = TypeParam;
  using Below = typename Traits<T>::Base;
  const Below a = Traits<Below>::Variable(5.0, 1);
  const T t = Traits<T>::Variable(Below(2.0), 0);
  const T f = a * t * t * t + (t - a) / (a + 1.0) + (a - t) * 0.0 + a / 2.0;
  const Below second = Traits<T>::Hessian(f, 0, 0);
  EXPECT_NEAR(Traits<Below>::Value(second), 60.0, 1e-13);
  EXPECT_NEAR(Traits<Below>::Gradient(second, 1), 12.0, 1e-13);

  T g = t;
  g += a;
  g *= a;
  g -= a;
  g /= a;  // t + a - 1
  EXPECT_NEAR(Traits<Below>::Value(Traits<T>::Value(g)), 6.0, 1e-15);
  EXPECT_NEAR(Traits<Below>::Gradient(Traits<T>::Value(g), 1), 1.0, 1e-15);
  EXPECT_NEAR(Traits<Below>::Value(Traits<T>::Gradient(g, 0)), 1.0, 1e-15);

  // d2/dt2 t^a = a (a - 1) t^(a - 2), and its derivative in a.
  const Below power = Traits<T>::Hessian(pow(t, a), 0, 0);
  EXPECT_NEAR(Traits<Below>::Value(power), 160.0, 1e-12);
  EXPECT_NEAR(Traits<Below>::Gradient(power, 1),
              9.0 * 8.0 + 160.0 * std::log(2.0),
              1e-12);

  EXPECT_TRUE(t < a && a > t && t <= a && a >= t && t != a && !(a == t));
}

TYPED_TEST(DeepNesting, MatricesMixWithThoseBelow) {
  using T = TypeParam;
  using Below = typename Traits<T>::Base;
  Eigen::Matrix<Below, 2, 2> a;
  a << Traits<Below>::Variable(5.0, 0), Below(1.0), Below(2.0), Below(3.0);
  const Eigen::Matrix<T, 2, 1> x(Traits<T>::Variable(Below(0.5), 0),
                                 Traits<T>::Variable(Below(0.25), 1));
  const T f = (a * x).dot(x);  // Hessian a + a'
  EXPECT_EQ(Traits<Below>::Value(Traits<T>::Hessian(f, 0, 0)), 10.0);
  EXPECT_EQ(Traits<Below>::Value(Traits<T>::Hessian(f, 0, 1)), 3.0);
  EXPECT_EQ(Traits<Below>::Gradient(Traits<T>::Hessian(f, 0, 0), 0), 2.0);
}

TEST(NestedJet, MixesWithTheBottomOfThreeLevels) {
  using Six = NestedJet<1, Four>;
  const Two a = Traits<Two>::Variable(3.0, 0);
  const Six t = Traits<Six>::Variable(Four(2.0), 0);
  const Six f = a * t * t;
  const Four second = Traits<Six>::Hessian(f, 0, 0);
  EXPECT_EQ(Traits<Two>::Gradient(Traits<Four>::Value(second), 0), 2.0);
}

TEST(NestedJet, PartsAreWhereTheDocumentationSays) {
  const Two x = Traits<Two>::Variable(3.0, 0);
  const Two y = Traits<Two>::Variable(5.0, 1);
  const Two f = x * x * y;
  EXPECT_EQ(f.a.value(), 45.0);
  EXPECT_EQ(f.a.derivative(1), 9.0);
  EXPECT_EQ(f.v[0].value(), 30.0);
  EXPECT_EQ(f.v[0].derivative(1), 6.0);
  std::ostringstream stream;
  stream << f;
  EXPECT_EQ(stream.str(), "[[45 ; 30, 9] ; [30 ; 10, 6], [9 ; 6, 0]]");
}

TEST(NestedJet, HessianIsExactlySymmetric) {
  const Two x = Traits<Two>::Variable(0.7, 0);
  const Two y = Traits<Two>::Variable(0.3, 1);
  const Two f = exp(sin(x) * y) / (x + pow(y, 1.7)) * atan2(x, y);
  EXPECT_EQ(Traits<Two>::Hessian(f, 0, 1), Traits<Two>::Hessian(f, 1, 0));
  EXPECT_NEAR(f.v[0].derivative(1), f.v[1].derivative(0), 1e-13);
}

TEST(NestedJet, LerpAndMidpoint) {
  const InnerJet<2> x(3.0, 0);
  const InnerJet<2> y(5.0, 1);
  const InnerJet<2> between = lerp(x, y, InnerJet<2>(0.25));
  EXPECT_EQ(between.value(), 3.5);
  EXPECT_EQ(between.derivative(0), 0.75);
  EXPECT_EQ(between.derivative(1), 0.25);
  EXPECT_EQ(midpoint(x, y).value(), 4.0);
  EXPECT_EQ(midpoint(x, y).derivative(1), 0.5);
}

}  // namespace
}  // namespace ceres_newton
