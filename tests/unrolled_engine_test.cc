// The engine for few variables against the engine for many, at regular and
// singular points.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <type_traits>

#include "ceres_newton/internal/unroll.h"
#include "ceres_newton/second_order.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

template <int N>
using Scalar = ceres::Jet<SecondOrder<N>, N>;

// In the first three variables; singular in x[0] at 0.
template <typename T>
T Singular(const T* x) {
  return sqrt(x[0]) * x[1] + x[1] * x[1] * x[2] - 2.0 / (1.0 + x[2]);
}
template <typename T>
T Regular(const T* x) {
  return sin(x[0] * x[1]) / (2.0 + x[2] * x[2]) + pow(x[1], x[2]);
}

// Structure known where the compiler inlines, unknown behind volatile counts.
template <int N>
CERES_NEWTON_FLATTEN Scalar<N> Evaluate(bool singular, double first) {
  Scalar<N> x[3];
  internal::Unroll<3>(
      [&](auto i) { x[i] = Scalar<N>(i == 0 ? first : 0.5 + i, i); });
  return singular ? Singular(x) : Regular(x);
}
template <int N>
Scalar<N> EvaluateAtRunTime(bool singular, double first) {
  Scalar<N> x[3];
  volatile int count = 3;
  for (int i = 0; i < count; ++i) {
    x[i] = Scalar<N>(i == 0 ? first : 0.5 + i, i);
  }
  return singular ? Singular(x) : Regular(x);
}

template <typename X, typename Y>
void ExpectSame(const X& x, const Y& y) {
  const auto same = [](double a, double b) {
    EXPECT_EQ(std::isfinite(a), std::isfinite(b)) << a << " " << b;
    if (std::isfinite(a)) {
      EXPECT_NEAR(a, b, 1e-14);
    }
  };
  for (int i = 0; i < 3; ++i) {
    same(x.a.gradient(i), y.a.gradient(i));
    for (int j = 0; j < 3; ++j) {
      same(x.a.hessian(i, j), y.a.hessian(i, j));
      EXPECT_TRUE(std::isnan(x.a.hessian(i, j)) ||
                  x.a.hessian(i, j) == x.a.hessian(j, i));
    }
  }
}

TEST(UnrolledEngine, AgreesWithRows) {
  for (const bool singular : {false, true}) {
    const double first = singular ? 0.0 : 0.3;
    const Scalar<12> rows = Evaluate<12>(singular, first);
    ExpectSame(rows, Evaluate<3>(singular, first));
    ExpectSame(rows, Evaluate<6>(singular, first));
    ExpectSame(rows, EvaluateAtRunTime<3>(singular, first));
    ExpectSame(rows, EvaluateAtRunTime<6>(singular, first));
  }
}

TEST(UnrolledEngine, IsTriviallyCopyable) {
  EXPECT_TRUE(std::is_trivially_copyable<SecondOrder<4>::Engine>::value);
}

}  // namespace
}  // namespace ceres_newton
