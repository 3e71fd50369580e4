// How users overload and specialize on the scalar type.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "functor_idioms/idiom.h"
// The above comes first on purpose.
#include <type_traits>

#include "ceres/jet.h"

// A rule written by hand, generic in the Jet's scalar.
inline double Square(double x) { return x * x; }
template <typename T, int N>
ceres::Jet<T, N> Square(const ceres::Jet<T, N>& x) {
  return ceres::Jet<T, N>(x.a * x.a, T(2.0) * x.a * x.v);
}

template <typename T>
T Cube(const T& x) {
  using ceres::Jet;
  T y(x);
  return y * y * y;
}

CERES_NEWTON_IDIOM(CallsGenericRule, 1, { r = Square(x[0]); })
CERES_NEWTON_IDIOM(CallsTemplate, 1, { r = Cube(x[0]); })
CERES_NEWTON_IDIOM(DispatchOnDouble, 1, {
  if constexpr (std::is_same<T, double>::value) {
    r = x[0];
  } else {
    r = x[0] * x[0];
  }
})
CERES_NEWTON_IDIOM(ChainRuleOnParts, 1, {
  using ceres::cos;
  using ceres::sin;
  r = T(sin(x[0].a), cos(x[0].a) * x[0].v);
})
CERES_NEWTON_IDIOM(ScalarOfJet, 1, {
  typename T::Scalar s(2.0);
  r = x[0] * x[0] * s;
})
CERES_NEWTON_IDIOM(DimensionOfJet, 2, {
  static_assert(T::DIMENSION == 2, "");
  r = x[0] * x[1];
})
CERES_NEWTON_IDIOM(BranchAtZero, 1, {
  if (x[0] == 0.0) {
    r = T(1.0);
  } else {
    r = sin(x[0]) / x[0];
  }
})
// A factor with its derivatives removed.
CERES_NEWTON_IDIOM(DetachedFirst, 2, { r = T(x[0].a) * x[1]; })
CERES_NEWTON_IDIOM(DetachedSecond, 2, { r = x[0] * T(x[1].a); })

#include "functor_idioms/idiom_checks.h"

namespace {

template <typename Family>
class UserFunctions : public ::testing::Test {};
TYPED_TEST_SUITE(UserFunctions, ceres_newton::AllScalars);

CERES_NEWTON_CHECK_IDIOM(UserFunctions, CallsGenericRule, 0.7)
CERES_NEWTON_CHECK_IDIOM(UserFunctions, CallsTemplate, 0.7)
CERES_NEWTON_CHECK_IDIOM(UserFunctions, DispatchOnDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(UserFunctions, ChainRuleOnParts, 0.7)
CERES_NEWTON_CHECK_IDIOM(UserFunctions, ScalarOfJet, 0.7)
CERES_NEWTON_CHECK_IDIOM(UserFunctions, BranchAtZero, 0.7)

template <typename Family>
class UserFunctionsOfSizedScalars : public ::testing::Test {};
TYPED_TEST_SUITE(UserFunctionsOfSizedScalars, ceres_newton::SizedScalars);

CERES_NEWTON_CHECK_IDIOM(UserFunctionsOfSizedScalars, DimensionOfJet, 0.7, 0.4)

// A branch taken has that branch's derivatives, here those of a constant; the
// limit would be -1/3.  No scalar can know better.
TYPED_TEST(UserFunctions, BranchTakenDecides) {
  ceres_newton::CheckSpecialPoint<TypeParam, BranchAtZero>(
      {0.0}, 1.0, {0.0}, {0.0});
}

// T(x.a) is a constant to plain Jets and to the fused scalars.  (NestedJet
// drops one of the two derivatives only: see nested_jet.h.)
template <typename Family>
class UserFunctionsOfFusedScalars : public ::testing::Test {};
TYPED_TEST_SUITE(UserFunctionsOfFusedScalars, ceres_newton::FusedScalars);

TYPED_TEST(UserFunctionsOfFusedScalars, DetachedFactorIsConstant) {
  using ceres_newton::CheckSpecialPoint;
  CheckSpecialPoint<TypeParam, DetachedFirst>(
      {0.7, 0.4}, 0.28, {0.0, 0.7}, {0.0, 0.0, 0.0, 0.0});
  CheckSpecialPoint<TypeParam, DetachedSecond>(
      {0.7, 0.4}, 0.28, {0.4, 0.0}, {0.0, 0.0, 0.0, 0.0});
}

}  // namespace
