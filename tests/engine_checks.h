// An engine of the fused scalar against RowsEngine, whose rules are the
// plainest ones: every rule and elementary function, at regular and singular
// points, with structure that the compiler knows and with structure that it
// does not.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_ENGINE_CHECKS_H_
#define CERES_NEWTON_TESTS_ENGINE_CHECKS_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <type_traits>

#include "ceres_newton/internal/rows_engine.h"
#include "ceres_newton/internal/unroll.h"
#include "ceres_newton/internal/unrolled_engine.h"
#include "ceres_newton/second_order.h"
#include "gtest/gtest.h"

namespace ceres_newton {

template <int N, typename Engine>
using EngineJet = ceres::Jet<SecondOrder<N, double, Engine>, N>;

template <int N>
using Point = std::array<double, N>;

// Calls a rule with its four arguments: variables, some the same where N < 4.
template <typename T, int N, typename Rule>
CERES_NEWTON_FLATTEN T EvaluateKnown(const Rule& rule, const Point<N>& at) {
  T x[N];
  internal::Unroll<N>([&](auto i) { x[i] = T(typename T::Scalar(at[i]), i); });
  return rule(x[0], x[1 % N], x[2 % N], x[N - 1]);
}
// The same where the compiler cannot tell what depends on what.
template <typename T, int N, typename Rule>
T EvaluateUnknown(const Rule& rule, const Point<N>& at) {
  T x[N];
  volatile int first = 0;
  for (int i = 0; i < N; ++i) {
    x[i] = T(typename T::Scalar(at[i]), i + first);
  }
  return rule(x[0], x[1 % N], x[2 % N], x[N - 1]);
}

// Does the engine know single entries of a Hessian to be zero?  Then inf times
// such an entry is zero, where rows have NaN: the Hessian of x y / 0 has an inf
// and two zeros, or an inf and two NaN.
template <typename Engine>
inline constexpr bool kKnowsEntries = false;
template <int N>
inline constexpr bool kKnowsEntries<internal::UnrolledEngine<N>> = true;

// Alike: the same number up to rounding, or both infinite or NaN.
template <int N, bool kNanMayBeFinite, typename X, typename Y>
void ExpectAlike(const X& x, const Y& y, const std::string& what) {
  SCOPED_TRACE(what);
  const auto alike = [](double a, double b) {
    if (kNanMayBeFinite && std::isnan(b) && std::isfinite(a)) {
      return;
    }
    EXPECT_EQ(std::isfinite(a), std::isfinite(b)) << a << " " << b;
    if (std::isfinite(a) && std::isfinite(b)) {
      EXPECT_NEAR(a, b, 1e-13 * std::max(1.0, std::abs(b)));
    }
  };
  alike(x.a.value(), y.a.value());
  for (int i = 0; i < N; ++i) {
    alike(x.a.gradient(i), y.a.gradient(i));
    for (int j = 0; j < N; ++j) {
      alike(x.a.hessian(i, j), y.a.hessian(i, j));
      EXPECT_TRUE(std::isnan(x.a.hessian(i, j)) ||
                  x.a.hessian(i, j) == x.a.hessian(j, i));
    }
  }
}

// Where the rules are compared.
template <int N>
std::array<Point<N>, 4> RulePoints() {
  std::array<Point<N>, 4> points;
  for (int i = 0; i < N; ++i) {
    points[0][i] = 0.3 + 0.15 * i;
    points[1][i] = i == 0 ? 0.0 : 0.4 + 0.1 * i;  // singular in one variable
    points[2][i] = i == 0 ? 1.0 : 0.0;
    points[3][i] = 0.0;
  }
  return points;
}

// What a failure is reported with.  No template, as hundreds of rules use it.
inline std::string Describe(
    const char* name, double first, double last, int N, const char* more) {
  return name + (" at " + std::to_string(first)) + " " + std::to_string(last) +
         ", N = " + std::to_string(N) + more;
}

template <int N, typename Engine, typename Rule>
void CheckRule(const char* name, const Rule& rule) {
  using T = EngineJet<N, Engine>;
  using Reference = EngineJet<N, internal::RowsEngine<N, double>>;
  for (const Point<N>& at : RulePoints<N>()) {
    const auto expected = EvaluateUnknown<Reference, N>(rule, at);
    ExpectAlike<N, kKnowsEntries<Engine>>(
        EvaluateKnown<T, N>(rule, at),
        expected,
        Describe(name, at[0], at[N - 1], N, ""));
    ExpectAlike<N, false>(EvaluateUnknown<T, N>(rule, at),
                          expected,
                          Describe(name, at[0], at[N - 1], N, ", unknown"));
  }
}

// CERES_NEWTON_CHECK_RULE(N, Engine, expression in a, b, c, d).
#define CERES_NEWTON_CHECK_RULE(N, Engine, ...)                           \
  CheckRule<N, Engine>(                                                   \
      #__VA_ARGS__,                                                       \
      [](const auto& a, const auto& b, const auto& c, const auto& d) {    \
        using T = std::decay_t<decltype(a)>;                              \
        static_cast<void>(sizeof(a) + sizeof(b) + sizeof(c) + sizeof(d)); \
        const T y = __VA_ARGS__;                                          \
        return y;                                                         \
      })

// Sums, products, quotients and chains of all orders.
template <int N, typename E>
void CheckRules() {
#define RULE(...) CERES_NEWTON_CHECK_RULE(N, E, __VA_ARGS__)
  RULE(a + b - c);
  RULE(-a + 2.0 * b - (1.5 - c) + (d - 0.25));
  RULE(a * b + c * d);
  RULE(a * b - c);
  RULE(c - a * b);
  RULE(a * a - (b * b) * (c * c));
  RULE((a + b) * (c - d) * a);
  RULE(T(2.0) * a * T(3.0) + T(1.0) * T(4.0));
  RULE(a / (b + 2.0) + (a * b) / (c * d + 1.0));
  RULE(2.0 / (a + 1.0) + (a * b) / 3.0);
  RULE(T(2.0) / (a + 1.0) + a / T(7.0) + (c * d) / T(0.0));
  RULE(b / a);
  RULE((b * c) / (a * d));
  RULE(1.0 / a + c * d);
  RULE(sqrt(a) * b + b * c);
  RULE(b * c + d * sqrt(a * b));
  RULE(sqrt(a) / (b + 1.0) + c * c);
  RULE((b + 1.0) / sqrt(a) + d);
  RULE(sqrt(a + b) * sqrt(c) - d);
  RULE(sqrt(a) - 2.0 * sqrt(b) + 3.0 * c);
  RULE(0.0 * sqrt(a) + b * b);
  RULE(T(0.0) * sqrt(a) + b);
  RULE(sqrt(a) * b * T(0.0));
  RULE(log(a) * b + c);
  RULE(sin(sqrt(a)) + cos(b) * c);
  RULE(abs(sqrt(a)) + b);
  RULE(tan(sqrt(a) + b * c) * d);
  RULE(exp(a * b) / (1.0 + exp(c)) + T(3.0));
  RULE(pow(a, 0.5) * b + pow(b, 2.0) + pow(c, 3));
  RULE(pow(a, 1.5) - pow(2.0, b * c));
  RULE(pow(a, T(2.0)) + pow(T(2.0), b));
  RULE(pow(a + 0.5, b) * c);
  RULE(pow(a, b + 1.0));
  RULE(atan2(a, b + 1.0) + atan2(b, a));
  RULE(hypot(a, b) + hypot(c, T(3.0)));
  RULE(hypot(sqrt(a), b) * d);
  RULE(atan2(sqrt(a), b + 1.0) + c);
  RULE(a > b ? a * c : b * d);
  RULE(a == 0.0 || b != c ? a * c : a / (b + 1.0));
  RULE(fmax(a, b) * c + fmin(c, 0.5 * d));
  RULE(copysign(a, b) * c);
  RULE(fma(a, b, c) - d);
#undef RULE
}

// Every function of one argument: of a variable, of a number with a Hessian,
// of one that may be singular, of a constant.
template <int N, typename E>
void CheckFunctions() {
#define RULE(f)                                \
  CERES_NEWTON_CHECK_RULE(N, E, f(a) + b * c); \
  CERES_NEWTON_CHECK_RULE(N, E, f(0.2 * a * b + 0.1 * sqrt(c)) * d + f(T(0.5)))
  RULE(sin);
  RULE(cos);
  RULE(tan);
  RULE(asin);
  RULE(acos);
  RULE(atan);
  RULE(sinh);
  RULE(cosh);
  RULE(tanh);
  RULE(exp);
  RULE(exp2);
  RULE(expm1);
  RULE(log);
  RULE(log2);
  RULE(log10);
  RULE(log1p);
  RULE(sqrt);
  RULE(cbrt);
  RULE(erf);
  RULE(erfc);
  RULE(abs);
  RULE(norm);
  RULE(floor);
  RULE(ceil);
#undef RULE
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_ENGINE_CHECKS_H_
