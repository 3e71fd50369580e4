// Checks an idiom with all second-order scalars: value and gradient against
// ceres::Jet<double, N>, the Hessian against differences of that gradient or,
// at special points, against numbers found by hand.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_FUNCTOR_IDIOMS_IDIOM_CHECKS_H_
#define CERES_NEWTON_TESTS_FUNCTOR_IDIOMS_IDIOM_CHECKS_H_

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "ceres/jet.h"
#include "ceres_newton/internal/large_function.h"
#include "ceres_newton/nested_jet.h"
#include "ceres_newton/second_order.h"
#include "gtest/gtest.h"
#include "taped_jets.h"

namespace ceres_newton {

// Value and gradient; a few roundings apart.
inline constexpr double kFirstOrderTolerance = 1e-12;
// The differences below reach about 1e-10 at the points used.
inline constexpr double kDifferencesTolerance = 1e-8;
inline constexpr double kHandValueTolerance = 1e-12;

struct Fused {
  template <int N>
  using Scalar = ceres::Jet<SecondOrder<N>, N>;
};
// The fused number on a tape, which serves many variables, with any number.
struct Taped {
  template <int N>
  using Scalar = internal::TapedJet<N>;
};
// The one whose operations are logged, for large functions.
struct Logged {
  template <int>
  using Scalar = internal::LoggedJet;
};
struct Nested {
  template <int N>
  using Scalar = NestedJet<N>;
};
using FusedScalars = ::testing::Types<Fused, Taped, Logged>;
// Those that have the number of variables in their type.
using SizedScalars = ::testing::Types<Fused, Taped, Nested>;
using AllScalars = ::testing::Types<Fused, Taped, Logged, Nested>;

using Numbers = std::vector<double>;

struct Derivatives {
  double value;
  Numbers gradient;
  Numbers hessian;  // n x n by rows
};

template <typename Idiom>
Derivatives EvaluateLogged(const Idiom& idiom, const Numbers& point) {
  using T = internal::LoggedJet;
  constexpr int n = Idiom::kNumVariables;
  const internal::LogScope scope(n);
  const internal::LoggedVariables variables(scope, point.data(), nullptr);
  T x[n];
  for (int i = 0; i < n; ++i) {
    x[i] = variables(i);
  }
  const T f = idiom(static_cast<const T*>(x));
  Derivatives result = {f.a.value(), Numbers(n), Numbers(n * n)};
  internal::DifferentiateLogged(
      scope, f.a.engine(), result.gradient.data(), result.hessian.data());
  return result;
}

template <typename T, typename Idiom>
Derivatives Evaluate(const Idiom& idiom, const Numbers& point) {
  using Traits = internal::SecondOrderTraits<T>;
  constexpr int n = Idiom::kNumVariables;
  if constexpr (std::is_same_v<T, internal::LoggedJet>) {
    return EvaluateLogged(idiom, point);
  } else {
    const internal::RecordingScope<T> recording;
    T x[n];
    for (int i = 0; i < n; ++i) {
      x[i] = Traits::Variable(point[i], i);
    }
    const T f = idiom(static_cast<const T*>(x));
    Derivatives result;
    result.value = Traits::Value(f);
    for (int i = 0; i < n; ++i) {
      result.gradient.push_back(Traits::Gradient(f, i));
      for (int j = 0; j < n; ++j) {
        result.hessian.push_back(Traits::Hessian(f, i, j));
      }
    }
    return result;
  }
}

// The same by plain Jets, which carry no Hessian.
template <typename Idiom>
Derivatives EvaluateFirstOrder(const Idiom& idiom, const Numbers& point) {
  constexpr int n = Idiom::kNumVariables;
  using Jet = ceres::Jet<double, n>;
  Jet x[n];
  for (int i = 0; i < n; ++i) {
    x[i] = Jet(point[i], i);
  }
  const Jet f = idiom(static_cast<const Jet*>(x));
  return {f.a, Numbers(f.v.data(), f.v.data() + n), {}};
}

// Column j by central differences of the gradient with steps h, h/2, h/4, h/8
// and Richardson's extrapolation: an error of order h^8.
template <typename Idiom>
Numbers HessianByDifferences(const Idiom& idiom, const Numbers& point) {
  constexpr int n = Idiom::kNumVariables;
  constexpr int kNumLevels = 4;
  Numbers hessian(n * n);
  for (int j = 0; j < n; ++j) {
    Numbers table[kNumLevels];
    double h = 0.02;
    for (int level = 0; level < kNumLevels; ++level, h /= 2.0) {
      Numbers forward = point;
      Numbers backward = point;
      forward[j] += h;
      backward[j] -= h;
      const Numbers ahead = EvaluateFirstOrder(idiom, forward).gradient;
      const Numbers behind = EvaluateFirstOrder(idiom, backward).gradient;
      for (int i = 0; i < n; ++i) {
        table[level].push_back((ahead[i] - behind[i]) / (2.0 * h));
      }
    }
    double factor = 4.0;
    for (int order = 1; order < kNumLevels; ++order, factor *= 4.0) {
      for (int level = 0; level + order < kNumLevels; ++level) {
        for (int i = 0; i < n; ++i) {
          table[level][i] =
              (factor * table[level + 1][i] - table[level][i]) / (factor - 1.0);
        }
      }
    }
    for (int i = 0; i < n; ++i) {
      hessian[i * n + j] = table[0][i];
    }
  }
  return hessian;
}

// Equal up to `tolerance` relative to the largest finite entry of `expected`
// (at least 1); infinities and NaN must be where they are expected.
inline void ExpectNear(const Numbers& actual,
                       const Numbers& expected,
                       double tolerance,
                       const char* what) {
  ASSERT_EQ(actual.size(), expected.size()) << what;
  double scale = 1.0;
  for (const double e : expected) {
    scale = std::isfinite(e) ? std::max(scale, std::abs(e)) : scale;
  }
  for (size_t k = 0; k < expected.size(); ++k) {
    if (std::isfinite(expected[k])) {
      EXPECT_NEAR(actual[k], expected[k], tolerance * scale)
          << what << ", entry " << k;
    } else if (std::isnan(expected[k])) {
      EXPECT_TRUE(std::isnan(actual[k]))
          << what << ", entry " << k << ": " << actual[k];
    } else {
      EXPECT_EQ(actual[k], expected[k]) << what << ", entry " << k;
    }
  }
}

// At a point where the function is smooth.
template <typename Family, typename Idiom>
void CheckIdiom(const Numbers& point) {
  using T = typename Family::template Scalar<Idiom::kNumVariables>;
  const Idiom idiom;
  const Derivatives actual = Evaluate<T>(idiom, point);
  const Derivatives expected = EvaluateFirstOrder(idiom, point);
  ExpectNear({actual.value}, {expected.value}, kFirstOrderTolerance, "value");
  ExpectNear(
      actual.gradient, expected.gradient, kFirstOrderTolerance, "gradient");
  ExpectNear(actual.hessian,
             HessianByDifferences(idiom, point),
             kDifferencesTolerance,
             "Hessian");
}

// At a point where it is not, or where a formula is in danger.
template <typename Family, typename Idiom>
void CheckSpecialPoint(const Numbers& point,
                       double value,
                       const Numbers& gradient,
                       const Numbers& hessian) {
  using T = typename Family::template Scalar<Idiom::kNumVariables>;
  const Derivatives actual = Evaluate<T>(Idiom(), point);
  ExpectNear({actual.value}, {value}, kHandValueTolerance, "value");
  ExpectNear(actual.gradient, gradient, kHandValueTolerance, "gradient");
  ExpectNear(actual.hessian, hessian, kHandValueTolerance, "Hessian");
}

}  // namespace ceres_newton

// A typed test of one idiom at one point.
#define CERES_NEWTON_CHECK_IDIOM(Suite, Name, ...)                \
  TYPED_TEST(Suite, Name) {                                       \
    ::ceres_newton::CheckIdiom<TypeParam, ::Name>({__VA_ARGS__}); \
  }

#endif  // CERES_NEWTON_TESTS_FUNCTOR_IDIOMS_IDIOM_CHECKS_H_
