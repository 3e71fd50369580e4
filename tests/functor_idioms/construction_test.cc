// Idioms of construction, arithmetic with numbers, comparison and containers.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "functor_idioms/idiom.h"
// The above comes first on purpose.
#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <sstream>
#include <utility>
#include <vector>

#include "ceres/jet.h"
#include "glog/logging.h"

// Construction.
CERES_NEWTON_IDIOM(FromDouble, 1, { r = T(2.0) * x[0] * x[0]; })
CERES_NEWTON_IDIOM(FromInt, 1, { r = T(2) * x[0] * x[0]; })
CERES_NEWTON_IDIOM(DefaultThenAssigned, 1, {
  T y;
  y = x[0];
  r = y * y;
})
CERES_NEWTON_IDIOM(Braces, 1, {
  T y{2.0};
  r = y * x[0] * x[0];
})
CERES_NEWTON_IDIOM(StaticCast, 1, { r = static_cast<T>(2.0) * x[0] * x[0]; })
CERES_NEWTON_IDIOM(StaticConstant, 1, {
  static const T k = T(1.0);
  r = k * x[0] * x[0];
})
CERES_NEWTON_IDIOM(CommonType, 1, {
  std::common_type_t<T, double> y = x[0];
  r = y * y;
})

// Arithmetic.
CERES_NEWTON_IDIOM(TimesDouble, 1, { r = 2.0 * x[0] * x[0] * 3.0; })
CERES_NEWTON_IDIOM(PlusMinusDouble, 1, {
  r = (1.0 + x[0]) * (x[0] - 2.0) * (3.0 - x[0]) * (x[0] + 1.0);
})
CERES_NEWTON_IDIOM(DividedByDouble, 1, { r = 1.0 / x[0] + x[0] * x[0] / 3.0; })
CERES_NEWTON_IDIOM(Quotient, 2, { r = x[0] / x[1] - T(1.0) / (x[0] * x[1]); })
CERES_NEWTON_IDIOM(CompoundDouble, 1, {
  r = x[0] * x[0];
  r += 1.0;
  r -= 2.0;
  r *= 3.0;
  r /= 2.0;
})
CERES_NEWTON_IDIOM(CompoundScalar, 1, {
  r = x[0];
  r += x[0];
  r *= x[0];
  r -= x[0];
  r /= (x[0] * x[0] + x[0]);
})
CERES_NEWTON_IDIOM(CompoundWithItself, 1, {
  r = x[0];
  r *= r;
  r += r;
  r *= x[0];
})
CERES_NEWTON_IDIOM(UnaryPlusMinus, 1, { r = +x[0] * (-x[0]); })
CERES_NEWTON_IDIOM(Horner, 1, {
  const double c[] = {1.0, 2.0, 3.0, 4.0};
  r = c[0] + x[0] * (c[1] + x[0] * (c[2] + x[0] * c[3]));
})

// Ceres' own Jets refuse these; there is no reason to.
CERES_NEWTON_IDIOM(TimesIntAndFloat, 1, {
  r = 2 * x[0] * x[0] + 3.0f * x[0] - x[0] / 2 + 1;
})

// Comparison.
CERES_NEWTON_IDIOM(CompareDouble, 1, {
  r = x[0] * x[0];
  if (x[0] < 1.0 && 0.0 < x[0] && x[0] != 5.0 && x[0] == x[0]) {
    r = r * r;
  }
})
CERES_NEWTON_IDIOM(CompareInt, 1, {
  r = x[0] * x[0];
  if (x[0] < 1 && x[0] >= 0 && 0 <= x[0]) {
    r = r * r;
  }
})
CERES_NEWTON_IDIOM(Ternary, 1, { r = (x[0] > T(0)) ? x[0] * x[0] : -x[0]; })
CERES_NEWTON_IDIOM(StdMaxMin, 1, {
  r = std::max(x[0] * x[0], T(0.1));
  r = r + (std::min)(x[0] * x[0], T(3.0));
})
CERES_NEWTON_IDIOM(NumericLimits, 1, {
  r = x[0] * x[0];
  if (x[0] > std::numeric_limits<T>::epsilon() &&
      x[0] < (std::numeric_limits<T>::max)()) {
    r = r * r;
  }
})
CERES_NEWTON_IDIOM(NumericLimitsOfDouble, 1, {
  r = x[0] * x[0];
  if (x[0] > T(std::numeric_limits<double>::epsilon())) {
    r = r * r;
  }
})
CERES_NEWTON_IDIOM(GlogChecks, 1, {
  CHECK_GT(x[0], 0.0);
  CHECK_LT(x[0], T(3.0));
  r = x[0] * x[0];
})

// Containers and streams.
CERES_NEWTON_IDIOM(VectorSwapAccumulate, 1, {
  std::vector<T> v(3, T(0));
  v[0] = x[0] * x[0];
  std::swap(v[0], v[1]);
  r = std::accumulate(v.begin(), v.end(), T(0.0));
})
CERES_NEWTON_IDIOM(ArrayPair, 1, {
  std::array<T, 2> a{{x[0], x[0] * x[0]}};
  auto p = std::make_pair(a[0], a[1]);
  r = p.first * p.second;
})
CERES_NEWTON_IDIOM(Print, 1, {
  std::ostringstream stream;
  stream << x[0];
  r = stream.str().empty() ? x[0] : x[0] * x[0];
})
CERES_NEWTON_IDIOM(GenericLambda, 1, {
  auto square = [](auto y) { return y * y; };
  r = square(x[0]);
})

#include "functor_idioms/idiom_checks.h"

namespace {

template <typename Family>
class Construction : public ::testing::Test {};
TYPED_TEST_SUITE(Construction, ceres_newton::AllScalars);

CERES_NEWTON_CHECK_IDIOM(Construction, FromDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, FromInt, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, DefaultThenAssigned, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, Braces, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, StaticCast, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, StaticConstant, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, CommonType, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, TimesDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, PlusMinusDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, DividedByDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, Quotient, 0.7, -0.9)
CERES_NEWTON_CHECK_IDIOM(Construction, CompoundDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, CompoundScalar, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, CompoundWithItself, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, UnaryPlusMinus, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, Horner, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, CompareDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, CompareInt, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, Ternary, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, StdMaxMin, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, NumericLimits, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, NumericLimitsOfDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, GlogChecks, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, VectorSwapAccumulate, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, ArrayPair, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, Print, 0.7)
CERES_NEWTON_CHECK_IDIOM(Construction, GenericLambda, 0.7)

TYPED_TEST(Construction, TimesIntAndFloat) {
  ceres_newton::CheckSpecialPoint<TypeParam, TimesIntAndFloat>(
      {1.0}, 5.5, {6.5}, {4.0});
}

}  // namespace
