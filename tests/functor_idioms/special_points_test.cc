// Points where formulas divide by zero or take the logarithm of zero.  Where a
// second derivative exists it has to be right; where none exists, infinity or
// NaN has to say so, in the entries of the variables concerned.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "functor_idioms/idiom.h"
// The above comes first on purpose.
#include "Eigen/Core"
#include "ceres/jet.h"

CERES_NEWTON_IDIOM(PowDouble2, 1, { r = pow(x[0], 2.0); })
CERES_NEWTON_IDIOM(PowInt2, 1, { r = pow(x[0], 2); })
CERES_NEWTON_IDIOM(PowScalar2, 1, { r = pow(x[0], T(2.0)); })
CERES_NEWTON_IDIOM(PowComputed2, 1, {
  T two;
  two = x[0] - x[0];
  two.a += 2.0;
  r = pow(x[0], two);
})
CERES_NEWTON_IDIOM(QualifiedPowDouble2, 1, { r = ceres::pow(x[0], 2.0); })
CERES_NEWTON_IDIOM(QualifiedPowScalar2, 1, { r = ceres::pow(x[0], T(2.0)); })
CERES_NEWTON_IDIOM(PowDouble0, 1, { r = pow(x[0], 0.0); })
CERES_NEWTON_IDIOM(PowDouble1, 1, { r = pow(x[0], 1.0); })
CERES_NEWTON_IDIOM(PowDouble3, 1, { r = pow(x[0], 3.0); })
CERES_NEWTON_IDIOM(PowHalf, 1, { r = pow(x[0], 0.5); })
CERES_NEWTON_IDIOM(PowThreeHalves, 1, { r = pow(x[0], 1.5); })
CERES_NEWTON_IDIOM(PowBothVary, 2, { r = pow(x[0], x[1]); })
CERES_NEWTON_IDIOM(QualifiedPowBothVary, 2, { r = ceres::pow(x[0], x[1]); })
CERES_NEWTON_IDIOM(PowOfZero, 1, { r = pow(T(0.0), x[0]); })
CERES_NEWTON_IDIOM(PowBesideOthers, 2, { r = pow(x[0], 1.5) + x[1] * x[1]; })
CERES_NEWTON_IDIOM(CubedNorm, 2, { r = pow(x[0] * x[0] + x[1] * x[1], 1.5); })
CERES_NEWTON_IDIOM(CubedNormByScalar, 2, {
  r = pow(x[0] * x[0] + x[1] * x[1], T(1.5));
})
CERES_NEWTON_IDIOM(QualifiedCubedNorm, 2, {
  r = ceres::pow(x[0] * x[0] + x[1] * x[1], T(1.5));
})
CERES_NEWTON_IDIOM(PowerOfVanishing, 2, {
  r = pow(x[0] * x[0] * x[0], 1.5) + x[1] * x[1];
})
CERES_NEWTON_IDIOM(CubeBesideOthers, 2, {
  r = pow(x[0] * x[0], 1.5) * x[1] + x[1] * x[1];
})
CERES_NEWTON_IDIOM(SquareToOther, 2, { r = pow(x[0] * x[0], x[1]); })
CERES_NEWTON_IDIOM(Abs, 1, { r = abs(x[0]); })
CERES_NEWTON_IDIOM(QualifiedAbs, 1, { r = ceres::abs(x[0]); })
CERES_NEWTON_IDIOM(XAbsX, 1, { r = x[0] * abs(x[0]); })
CERES_NEWTON_IDIOM(AbsBesideOthers, 2, { r = abs(x[0]) * x[1] + x[1] * x[1]; })
CERES_NEWTON_IDIOM(AbsOfCube, 1, { r = abs(x[0] * x[0] * x[0]); })
CERES_NEWTON_IDIOM(Sqrt, 1, { r = sqrt(x[0]); })
CERES_NEWTON_IDIOM(SqrtOfSquare, 1, { r = sqrt(x[0] * x[0]); })
CERES_NEWTON_IDIOM(Hypot, 2, { r = hypot(x[0], x[1]); })
CERES_NEWTON_IDIOM(Atan2, 2, { r = atan2(x[0], x[1]); })
CERES_NEWTON_IDIOM(Erf, 1, { r = erf(x[0]); })
CERES_NEWTON_IDIOM(Tanh, 1, { r = tanh(x[0]); })
CERES_NEWTON_IDIOM(Bessel, 1, { r = BesselJ0(x[0]) + BesselJ1(x[0]); })
CERES_NEWTON_IDIOM(EigenNorm, 2, {
  Eigen::Matrix<T, 2, 1> a(x[0], x[1]);
  r = a.norm();
})
CERES_NEWTON_IDIOM(EigenSquaredNorm, 2, {
  Eigen::Matrix<T, 2, 1> a(x[0], x[1]);
  r = a.squaredNorm();
})
CERES_NEWTON_IDIOM(SqrtBesideOthers, 2, { r = sqrt(x[0]) + x[1] * x[1]; })

#include "functor_idioms/idiom_checks.h"

namespace {

using ceres_newton::CheckIdiom;
using ceres_newton::CheckSpecialPoint;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

template <typename Family>
class SpecialPoints : public ::testing::Test {};
TYPED_TEST_SUITE(SpecialPoints, ceres_newton::AllScalars);
template <typename Family>
class SpecialPointsOfFusedScalars : public ::testing::Test {};
TYPED_TEST_SUITE(SpecialPointsOfFusedScalars, ceres_newton::FusedScalars);

TYPED_TEST(SpecialPoints, SquareAtZeroHoweverWritten) {
  CheckSpecialPoint<TypeParam, PowDouble2>({0.0}, 0.0, {0.0}, {2.0});
  CheckSpecialPoint<TypeParam, PowInt2>({0.0}, 0.0, {0.0}, {2.0});
  CheckSpecialPoint<TypeParam, PowScalar2>({0.0}, 0.0, {0.0}, {2.0});
  CheckSpecialPoint<TypeParam, PowComputed2>({0.0}, 0.0, {0.0}, {2.0});
  CheckSpecialPoint<TypeParam, QualifiedPowDouble2>({0.0}, 0.0, {0.0}, {2.0});
  CheckIdiom<TypeParam, PowScalar2>({-0.5});
  CheckIdiom<TypeParam, QualifiedPowScalar2>({-0.5});
}

// Bound to jet.h's template if our headers come later; the fused scalars'
// explicit specializations reach it even then.
TYPED_TEST(SpecialPointsOfFusedScalars, QualifiedSquareAtZero) {
  CheckSpecialPoint<TypeParam, QualifiedPowScalar2>({0.0}, 0.0, {0.0}, {2.0});
  CheckSpecialPoint<TypeParam, QualifiedPowBothVary>(
      {0.0, 2.0}, 0.0, {0.0, 0.0}, {2.0, 0.0, 0.0, 0.0});
  CheckSpecialPoint<TypeParam, QualifiedPowBothVary>(
      {-2.0, 2.0}, 4.0, {-4.0, kNaN}, {2.0, kNaN, kNaN, kNaN});
}
#ifndef CERES_NEWTON_HEADER_LAST
TEST(SpecialPointsOfNestedJet, QualifiedSquareAtZero) {
  CheckSpecialPoint<ceres_newton::Nested, QualifiedPowScalar2>(
      {0.0}, 0.0, {0.0}, {2.0});
}
#endif

TYPED_TEST(SpecialPoints, OtherPowersAtZero) {
  CheckSpecialPoint<TypeParam, PowDouble0>({0.0}, 1.0, {0.0}, {0.0});
  CheckSpecialPoint<TypeParam, PowDouble0>({1.0}, 1.0, {0.0}, {0.0});
  CheckSpecialPoint<TypeParam, PowDouble1>({0.0}, 0.0, {1.0}, {0.0});
  CheckSpecialPoint<TypeParam, PowDouble3>({0.0}, 0.0, {0.0}, {0.0});
  CheckSpecialPoint<TypeParam, PowHalf>({0.0}, 0.0, {kInfinity}, {-kInfinity});
  CheckSpecialPoint<TypeParam, PowThreeHalves>({0.0}, 0.0, {0.0}, {kInfinity});
  CheckSpecialPoint<TypeParam, PowOfZero>({2.0}, 0.0, {0.0}, {0.0});
}

// Where the base is stationary, an infinite curvature of the power is nothing:
// |x|^3 is twice differentiable.
TYPED_TEST(SpecialPoints, PowersOfStationaryZeros) {
  const ceres_newton::Numbers zeros = {0.0, 0.0, 0.0, 0.0};
  CheckSpecialPoint<TypeParam, CubedNorm>({0.0, 0.0}, 0.0, {0.0, 0.0}, zeros);
  CheckSpecialPoint<TypeParam, CubedNormByScalar>(
      {0.0, 0.0}, 0.0, {0.0, 0.0}, zeros);
  CheckSpecialPoint<TypeParam, CubeBesideOthers>(
      {0.0, 3.0}, 9.0, {0.0, 6.0}, {0.0, 0.0, 0.0, 2.0});
  CheckSpecialPoint<TypeParam, SquareToOther>(
      {0.0, 1.5}, 0.0, {0.0, 0.0}, zeros);
  CheckSpecialPoint<TypeParam, PowerOfVanishing>(
      {0.0, 3.0}, 9.0, {0.0, 6.0}, {0.0, 0.0, 0.0, 2.0});
}
TYPED_TEST(SpecialPointsOfFusedScalars, QualifiedPowerOfStationaryZero) {
  CheckSpecialPoint<TypeParam, QualifiedCubedNorm>(
      {0.0, 0.0}, 0.0, {0.0, 0.0}, {0.0, 0.0, 0.0, 0.0});
}

// x^y: d2/dx2 = y (y-1) x^(y-2), d2/dxdy = x^(y-1) (1 + y log x) and
// d2/dy2 = x^y log(x)^2, with their limits.
TYPED_TEST(SpecialPoints, PowerOfTwoVariables) {
  CheckSpecialPoint<TypeParam, PowBothVary>(
      {0.0, 2.0}, 0.0, {0.0, 0.0}, {2.0, 0.0, 0.0, 0.0});
  CheckSpecialPoint<TypeParam, PowBothVary>(
      {0.0, 3.0}, 0.0, {0.0, 0.0}, {0.0, 0.0, 0.0, 0.0});
  CheckSpecialPoint<TypeParam, PowBothVary>(
      {-2.0, 2.0}, 4.0, {-4.0, kNaN}, {2.0, kNaN, kNaN, kNaN});
}

TYPED_TEST(SpecialPoints, AbsAtZero) {
  CheckSpecialPoint<TypeParam, Abs>({0.0}, 0.0, {1.0}, {0.0});
  CheckSpecialPoint<TypeParam, QualifiedAbs>({0.0}, 0.0, {1.0}, {0.0});
  // One-sided: the right derivative.
  CheckSpecialPoint<TypeParam, XAbsX>({0.0}, 0.0, {0.0}, {2.0});
  CheckSpecialPoint<TypeParam, AbsBesideOthers>(
      {0.0, 3.0}, 9.0, {3.0, 6.0}, {0.0, 1.0, 1.0, 2.0});
  CheckIdiom<TypeParam, AbsOfCube>({-0.3});
}

TYPED_TEST(SpecialPoints, InfinitiesStayWithTheirVariable) {
  CheckSpecialPoint<TypeParam, PowBesideOthers>(
      {0.0, 3.0}, 9.0, {0.0, 6.0}, {kInfinity, 0.0, 0.0, 2.0});
}

TYPED_TEST(SpecialPoints, NoDerivativeAtTheOrigin) {
  const ceres_newton::Numbers nans = {kNaN, kNaN, kNaN, kNaN};
  CheckSpecialPoint<TypeParam, Hypot>({0.0, 0.0}, 0.0, {kNaN, kNaN}, nans);
  CheckSpecialPoint<TypeParam, Atan2>({0.0, 0.0}, 0.0, {kNaN, kNaN}, nans);
  CheckSpecialPoint<TypeParam, EigenNorm>({0.0, 0.0}, 0.0, {kNaN, kNaN}, nans);
  CheckSpecialPoint<TypeParam, SqrtOfSquare>({0.0}, 0.0, {kNaN}, {kNaN});
}

TYPED_TEST(SpecialPoints, OrdinaryValuesAtZero) {
  CheckSpecialPoint<TypeParam, Atan2>(
      {0.0, 1.0}, 0.0, {1.0, 0.0}, {0.0, -1.0, -1.0, 0.0});
  CheckSpecialPoint<TypeParam, Erf>(
      {0.0}, 0.0, {2.0 / std::sqrt(std::acos(-1.0))}, {0.0});
  CheckSpecialPoint<TypeParam, Tanh>({0.0}, 0.0, {1.0}, {0.0});
  CheckSpecialPoint<TypeParam, Bessel>({0.0}, 1.0, {0.5}, {-0.5});
  CheckSpecialPoint<TypeParam, EigenSquaredNorm>(
      {0.0, 0.0}, 0.0, {0.0, 0.0}, {2.0, 0.0, 0.0, 2.0});
}

// The fused scalars do better than Ceres' rules at branch points.
TYPED_TEST(SpecialPointsOfFusedScalars, BranchPoints) {
  CheckSpecialPoint<TypeParam, Sqrt>({0.0}, 0.0, {kInfinity}, {-kInfinity});
  CheckSpecialPoint<TypeParam, SqrtBesideOthers>(
      {0.0, 3.0}, 9.0, {kInfinity, 6.0}, {-kInfinity, 0.0, 0.0, 2.0});
}

}  // namespace
