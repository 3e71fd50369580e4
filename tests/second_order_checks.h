// Tests of the second-order numbers: arithmetic, structure, singular points,
// nesting.  (Functors as users write them are in functor_idioms.)
//
// Included by the tests of each kind of number, after Scalar<N, S> is defined
// in namespace ceres_newton.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_SECOND_ORDER_CHECKS_H_
#define CERES_NEWTON_TESTS_SECOND_ORDER_CHECKS_H_

#include <cmath>
#include <limits>
#include <random>
#include <sstream>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/second_order.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// A number with given value, gradient and (symmetric) Hessian, made by
// arithmetic on variables at zero: c + g't + 1/2 t'Ht.
struct Dense {
  double value;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
};

template <int N>
Scalar<N> FromDense(const Dense& d) {
  Scalar<N> r(d.value);
  for (int i = 0; i < N; ++i) {
    const Scalar<N> ti(0.0, i);
    r += d.gradient(i) * ti;
    for (int j = 0; j < N; ++j) {
      r += 0.5 * d.hessian(i, j) * ti * Scalar<N>(0.0, j);
    }
  }
  return r;
}

template <int N>
Dense ToDense(const Scalar<N>& x) {
  Dense d{x.a.value(), Eigen::VectorXd(N), Eigen::MatrixXd(N, N)};
  for (int i = 0; i < N; ++i) {
    d.gradient(i) = x.a.gradient(i);
    for (int j = 0; j < N; ++j) {
      d.hessian(i, j) = x.a.hessian(i, j);
    }
  }
  return d;
}

Dense RandomDense(int n, std::mt19937* generator) {
  std::uniform_real_distribution<double> uniform(-1.0, 1.0);
  auto random = [&] { return uniform(*generator); };
  Dense d{2.0 + random(),
          Eigen::VectorXd::NullaryExpr(n, random),
          Eigen::MatrixXd::NullaryExpr(n, n, random)};
  d.hessian = (0.5 * (d.hessian + d.hessian.transpose())).eval();
  return d;
}

void ExpectNear(const Dense& expected, const Dense& got, const char* what) {
  EXPECT_NEAR(expected.value, got.value, 1e-14 * (1 + std::abs(expected.value)))
      << what;
  EXPECT_LE((expected.gradient - got.gradient).norm(), 1e-13) << what;
  EXPECT_LE((expected.hessian - got.hessian).norm(), 1e-12) << what;
}

// The rules of calculus written with Eigen on whole matrices.
Dense ProductRule(const Dense& x, const Dense& y) {
  return {x.value * y.value,
          y.value * x.gradient + x.value * y.gradient,
          y.value * x.hessian + x.value * y.hessian +
              x.gradient * y.gradient.transpose() +
              y.gradient * x.gradient.transpose()};
}

Dense ReciprocalRule(const Dense& y) {
  const double r = 1.0 / y.value;
  return {r,
          -r * r * y.gradient,
          -r * r * y.hessian +
              2.0 * r * r * r * y.gradient * y.gradient.transpose()};
}

template <int N>
class SecondOrderOfSize {
 public:
  static constexpr int kSize = N;
};

template <typename Size>
class SecondOrderTest : public ::testing::Test {};

// Every residue of the SIMD widths 2, 4 and 8, and rows of several lanes.
using Sizes = ::testing::Types<SecondOrderOfSize<1>,
                               SecondOrderOfSize<2>,
                               SecondOrderOfSize<3>,
                               SecondOrderOfSize<4>,
                               SecondOrderOfSize<5>,
                               SecondOrderOfSize<7>,
                               SecondOrderOfSize<8>,
                               SecondOrderOfSize<9>,
                               SecondOrderOfSize<12>,
                               SecondOrderOfSize<19>>;
TYPED_TEST_SUITE(SecondOrderTest, Sizes);

TYPED_TEST(SecondOrderTest, ArithmeticFollowsTheRulesOfCalculus) {
  constexpr int N = TypeParam::kSize;
  std::mt19937 generator(N);
  for (int trial = 0; trial < 5; ++trial) {
    const Dense dx = RandomDense(N, &generator);
    const Dense dy = RandomDense(N, &generator);
    const Scalar<N> x = FromDense<N>(dx);
    const Scalar<N> y = FromDense<N>(dy);
    ExpectNear(dx, ToDense<N>(x), "construction");
    ExpectNear({dx.value + dy.value,
                dx.gradient + dy.gradient,
                dx.hessian + dy.hessian},
               ToDense<N>(x + y),
               "x + y");
    ExpectNear({dx.value - dy.value,
                dx.gradient - dy.gradient,
                dx.hessian - dy.hessian},
               ToDense<N>(x - y),
               "x - y");
    ExpectNear(ProductRule(dx, dy), ToDense<N>(x * y), "x * y");
    ExpectNear(ProductRule(dx, ReciprocalRule(dy)), ToDense<N>(x / y), "x / y");
    ExpectNear(ReciprocalRule(dy), ToDense<N>(1.0 / y), "1 / y");
  }
}

TYPED_TEST(SecondOrderTest, OperandsOfEveryOrderMix) {
  constexpr int N = TypeParam::kSize;
  std::mt19937 generator(N);
  // A constant, a variable, and a general number.
  const std::vector<Scalar<N>> numbers = {
      Scalar<N>(1.5),
      Scalar<N>(0.7, N - 1),
      FromDense<N>(RandomDense(N, &generator))};
  for (const Scalar<N>& x : numbers) {
    for (const Scalar<N>& y : numbers) {
      const Dense dx = ToDense<N>(x);
      const Dense dy = ToDense<N>(y);
      ExpectNear(ProductRule(dx, dy), ToDense<N>(x * y), "x * y");
      ExpectNear(
          ProductRule(dx, ReciprocalRule(dy)), ToDense<N>(x / y), "x / y");
      Scalar<N> z = x;
      z += y;
      ExpectNear(ToDense<N>(x + y), ToDense<N>(z), "x += y");
      z = x;
      z -= y;
      ExpectNear(ToDense<N>(x - y), ToDense<N>(z), "x -= y");
      z = x;
      z *= y;
      ExpectNear(ToDense<N>(x * y), ToDense<N>(z), "x *= y");
      z = x;
      z /= y;
      ExpectNear(ToDense<N>(x / y), ToDense<N>(z), "x /= y");
      z = y;
      z = x;
      ExpectNear(dx, ToDense<N>(z), "assignment over another order");
    }
  }
}

TYPED_TEST(SecondOrderTest, AnOperandMayBeTheResult) {
  constexpr int N = TypeParam::kSize;
  std::mt19937 generator(N);
  const Scalar<N> x = FromDense<N>(RandomDense(N, &generator));
  Scalar<N> y = x;
  const Scalar<N>& same = y;
  y += same;
  ExpectNear(ToDense<N>(2.0 * x), ToDense<N>(y), "y += y");
  y = x;
  y *= same;
  ExpectNear(ToDense<N>(x * x), ToDense<N>(y), "y *= y");
  y = x;
  y -= same;
  ExpectNear(ToDense<N>(Scalar<N>(0.0)), ToDense<N>(y), "y -= y");
  y = x;
  y /= same;
  ExpectNear(ToDense<N>(Scalar<N>(1.0)), ToDense<N>(y), "y /= y");
}

TYPED_TEST(SecondOrderTest, ScalarOperandsActOnAllDerivatives) {
  constexpr int N = TypeParam::kSize;
  std::mt19937 generator(N);
  const Dense d = RandomDense(N, &generator);
  const Scalar<N> x = FromDense<N>(d);
  const Dense scaled{3.0 * d.value, 3.0 * d.gradient, 3.0 * d.hessian};
  ExpectNear(scaled, ToDense<N>(3.0 * x), "3 x");
  ExpectNear(scaled, ToDense<N>(x * 3.0), "x 3");
  ExpectNear(scaled, ToDense<N>(x / (1.0 / 3.0)), "x / (1/3)");
  ExpectNear(
      {d.value + 3.0, d.gradient, d.hessian}, ToDense<N>(3.0 + x), "3 + x");
  ExpectNear(
      {3.0 - d.value, -d.gradient, -d.hessian}, ToDense<N>(3.0 - x), "3 - x");
  Scalar<N> y = x;
  y += 1.0;
  y -= 0.5;
  y *= 4.0;
  y /= 2.0;
  ExpectNear(ToDense<N>(2.0 * x + 1.0), ToDense<N>(y), "compound");
}

// Also in place, where the number is singular or becomes so.  (Through a
// volatile number, so that the compiler does not know the structure.)
TEST(SecondOrder, SingularNumbersAreScaledInPlace) {
  const double infinity = std::numeric_limits<double>::infinity();
  const internal::RecordingScope<Scalar<9>> recording9;
  const internal::RecordingScope<Scalar<5>> recording5;
  for (volatile int i = 0; i < 2; i = i + 1) {
    Scalar<9> y = sqrt(Scalar<9>(0.0, i));
    y *= 2.0;
    EXPECT_EQ(y.a.gradient(i), infinity);
    EXPECT_EQ(y.a.hessian(i, i), -infinity);
    EXPECT_EQ(y.a.gradient(8), 0.0);
    Scalar<5> z = sqrt(Scalar<5>(0.0, i));
    z *= 2.0;
    EXPECT_EQ(z.a.gradient(i), infinity);
    EXPECT_EQ(z.a.hessian(i, i), -infinity);
    EXPECT_EQ(z.a.gradient(4), 0.0);
    Scalar<5> x = Scalar<5>(0.5, i);
    x *= infinity;
    EXPECT_EQ(x.a.gradient(i), infinity);
    EXPECT_EQ(x.a.gradient(4), 0.0);
  }
}

TEST(SecondOrder, QuotientOfValuesIsRoundedOnce) {
  const Scalar<1> x(1.0, 0);
  EXPECT_EQ((x / 3.0).a.value(), 1.0 / 3.0);
  EXPECT_EQ((x / Scalar<1>(3.0)).a.value(), 1.0 / 3.0);
  EXPECT_EQ((1.0 / Scalar<1>(49.0, 0)).a.value(), 1.0 / 49.0);
  EXPECT_EQ((Scalar<1>(5.0, 0) / Scalar<1>(49.0, 0)).a.value(), 5.0 / 49.0);
}

// A singular term must not spoil derivatives in variables it does not contain.
TEST(SecondOrder, SingularTermsStayInTheirVariables) {
  const Scalar<3> x(0.0, 0), y(0.5, 1), z(2.0, 2);
  const std::vector<Scalar<3>> terms = {sqrt(x),
                                        log(x),
                                        1.0 / x,
                                        cbrt(x),
                                        pow(x, 0.5),
                                        acos(x + 1.0),
                                        hypot(x, 0.0 * x),
                                        atan2(x, 0.0 * x),
                                        2.0 / (x * x),
                                        -sqrt(x) * 3.0};
  for (const Scalar<3>& term : terms) {
    for (const Scalar<3>& f :
         {term + y * y * z, y * y * z - term, term * 2.0 + y * y * z}) {
      EXPECT_FALSE(std::isfinite(f.a.gradient(0)) &&
                   std::isfinite(f.a.hessian(0, 0)))
          << f;
      EXPECT_EQ(std::abs(f.a.gradient(1)), 2.0) << f;
      EXPECT_EQ(std::abs(f.a.gradient(2)), 0.25) << f;
      EXPECT_EQ(std::abs(f.a.hessian(1, 1)), 4.0) << f;
      EXPECT_EQ(std::abs(f.a.hessian(1, 2)), 1.0) << f;
      EXPECT_EQ(f.a.hessian(2, 2), 0.0) << f;
      EXPECT_EQ(f.a.hessian(0, 1), 0.0) << f;
      EXPECT_EQ(f.a.hessian(0, 2), 0.0) << f;
    }
    // In a product the partner's variables meet the singular one, no others do.
    const Scalar<3> f = term * y;
    EXPECT_EQ(f.a.gradient(2), 0.0) << f;
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(f.a.hessian(i, 2), 0.0) << f;
    }
  }
}

TEST(SecondOrder, SquareRootAtZeroHasInfiniteDerivatives) {
  const Scalar<1> f = sqrt(Scalar<1>(0.0, 0));
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(f.a.gradient(0), infinity);
  EXPECT_EQ(f.a.hessian(0, 0), -infinity);
  // |x| as sqrt(x x) has no derivative at 0, and says so.
  const Scalar<1> x(0.0, 0);
  EXPECT_TRUE(std::isnan(sqrt(x * x).a.hessian(0, 0)));
}

TEST(SecondOrder, PowersAtZeroHaveTheirLimits) {
  const Scalar<2> x(0.0, 0);
  for (const Scalar<2>& square :
       {pow(x, 2.0), pow(x, 2), pow(x, Scalar<2>(2.0)), norm(x)}) {
    EXPECT_EQ(square.a.gradient(0), 0.0);
    EXPECT_EQ(square.a.hessian(0, 0), 2.0);
    EXPECT_EQ(square.a.hessian(1, 1), 0.0);
  }
  EXPECT_EQ(pow(x, 1.0).a.gradient(0), 1.0);
  EXPECT_EQ(pow(x, 1.0).a.hessian(0, 0), 0.0);
  EXPECT_EQ(pow(x, 0.0).a.gradient(0), 0.0);
  EXPECT_EQ(pow(x, 0.0).a.hessian(0, 0), 0.0);
  EXPECT_EQ(pow(x, 3.0).a.hessian(0, 0), 0.0);
  // x^y at (0, 2): d2/dx2 = 2, everything in y vanishes with x.
  const Scalar<2> f = pow(x, Scalar<2>(2.0, 1));
  EXPECT_EQ(f.a.gradient(1), 0.0);
  EXPECT_EQ(f.a.hessian(0, 0), 2.0);
  EXPECT_EQ(f.a.hessian(0, 1), 0.0);
  EXPECT_EQ(f.a.hessian(1, 1), 0.0);
  // x^y at (-2, 2) exists along x only.
  const Scalar<2> g = pow(Scalar<2>(-2.0, 0), Scalar<2>(2.0, 1));
  EXPECT_EQ(g.a.gradient(0), -4.0);
  EXPECT_EQ(g.a.hessian(0, 0), 2.0);
  EXPECT_TRUE(std::isnan(g.a.gradient(1)));
  EXPECT_TRUE(std::isnan(g.a.hessian(0, 1)));
  EXPECT_TRUE(std::isnan(g.a.hessian(1, 1)));
}

TEST(SecondOrder, HypotNeitherOverflowsNorInventsASingularity) {
  const Scalar<2> f = hypot(Scalar<2>(3e200, 0), Scalar<2>(4e200, 1));
  EXPECT_NEAR(f.a.gradient(0), 0.6, 1e-15);
  EXPECT_NEAR(f.a.hessian(0, 0), 0.64 / 5e200, 1e-15 / 5e200);
  const Scalar<3> g =
      hypot(Scalar<3>(0.0, 0), Scalar<3>(0.0, 1), Scalar<3>(2.0, 2));
  EXPECT_EQ(g.a.value(), 2.0);
  EXPECT_EQ(g.a.gradient(2), 1.0);
  EXPECT_EQ(g.a.hessian(0, 0), 0.5);
  EXPECT_EQ(g.a.hessian(1, 1), 0.5);
  EXPECT_EQ(g.a.hessian(2, 2), 0.0);
}

TEST(SecondOrder, DetachedValuesAreConstants) {
  using T = Scalar<1>;
  const T x(3.0, 0);
  const T f = T(x.a) * x;
  EXPECT_EQ(f.a.gradient(0), 3.0);
  EXPECT_EQ(f.a.hessian(0, 0), 0.0);
}

// d4/dx2 dy2 of sin(x y) + x^3 y^2 by a number over numbers.
TEST(SecondOrder, NestsForHigherDerivatives) {
  using Inner = Scalar<2>;
  using Outer = Scalar<2, Inner>;
  const double x = 0.7, y = -0.4;
  const Outer u(SecondOrder<2, Inner>(Inner(x, 0)), 0);
  const Outer v(SecondOrder<2, Inner>(Inner(y, 1)), 1);
  const Outer f = sin(u * v) + pow(u, 3.0) * v * v;
  const double p = x * y;
  const double expected =
      -(2.0 - p * p) * std::sin(p) - 4.0 * p * std::cos(p) + 12.0 * x;
  EXPECT_NEAR(f.a.hessian(0, 0).a.hessian(1, 1), expected, 1e-13);
  EXPECT_NEAR(f.a.hessian(0, 1).a.hessian(0, 1), expected, 1e-13);
  EXPECT_NEAR(f.a.hessian(1, 1).a.hessian(0, 0), expected, 1e-13);
}

TEST(SecondOrder, PrintsValueGradientAndUpperTriangle) {
  std::ostringstream s;
  const Scalar<2> x(3.0, 0), y(5.0, 1);
  s << x * x * y;
  EXPECT_EQ(s.str(), "[45 ; 30, 9 ; 10, 6, 0]");
}

TEST(SecondOrder, LimitsAreThoseOfDouble) {
  using Limits = std::numeric_limits<Scalar<2>>;
  EXPECT_TRUE(Limits::is_specialized);
  EXPECT_EQ(Limits::epsilon().a.value(),
            std::numeric_limits<double>::epsilon());
  EXPECT_EQ(Limits::max().a.value(), std::numeric_limits<double>::max());
  EXPECT_EQ(Limits::lowest().a.value(), std::numeric_limits<double>::lowest());
  EXPECT_TRUE(std::isnan(Limits::quiet_NaN().a.value()));
  EXPECT_EQ(Limits::infinity().a.value(),
            std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_SECOND_ORDER_CHECKS_H_
