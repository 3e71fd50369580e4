// Powers and the other functions of two or three variables, found by their
// arguments and by their qualified names.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "functor_idioms/idiom.h"
// The above comes first on purpose.
#include "ceres/jet.h"

CERES_NEWTON_IDIOM(PowDouble, 1, { r = pow(x[0], 2.5); })
CERES_NEWTON_IDIOM(PowInt, 1, { r = pow(x[0], 3); })
CERES_NEWTON_IDIOM(PowScalar, 2, { r = pow(x[0], x[1]); })
CERES_NEWTON_IDIOM(PowOfDouble, 1, { r = pow(2.0, x[0]); })
CERES_NEWTON_IDIOM(Hypot, 2, { r = hypot(x[0], x[1]); })
CERES_NEWTON_IDIOM(Hypot3, 3, { r = hypot(x[0], x[1], x[2]); })
CERES_NEWTON_IDIOM(Fma, 3, { r = fma(x[0], x[1], x[2]); })
CERES_NEWTON_IDIOM(FmaxFmin, 2, {
  r = fmax(x[0] * x[0], x[1]);
  r = fmin(r * r, x[0]);
})
CERES_NEWTON_IDIOM(FmaxFminDouble, 1, {
  r = fmax(x[0] * x[0], 0.1);
  r = fmin(3.0, r);
})
CERES_NEWTON_IDIOM(Fdim, 2, { r = fdim(x[0] * x[0], x[1] * x[1] * x[1]); })
CERES_NEWTON_IDIOM(Copysign, 2, { r = copysign(x[0] * x[0], x[1]); })
CERES_NEWTON_IDIOM(Atan2, 2, { r = atan2(x[0], x[1]); })
CERES_NEWTON_IDIOM(BesselOfOrder, 1, { r = BesselJn(2, x[0]); })
CERES_NEWTON_IDIOM(QuietComparison, 1, {
  r = x[0] * x[0];
  if (isgreater(x[0], x[0] - x[0]) && isless(x[0], 2.0)) {
    r = r * r;
  }
})

CERES_NEWTON_IDIOM(QualifiedPowDouble, 1, { r = ceres::pow(x[0], 2.5); })
CERES_NEWTON_IDIOM(QualifiedPowInt, 1, { r = ceres::pow(x[0], 3); })
CERES_NEWTON_IDIOM(QualifiedPowScalar, 2, { r = ceres::pow(x[0], x[1]); })
CERES_NEWTON_IDIOM(QualifiedHypot, 2, { r = ceres::hypot(x[0], x[1]); })
CERES_NEWTON_IDIOM(QualifiedHypot3, 3, { r = ceres::hypot(x[0], x[1], x[2]); })
CERES_NEWTON_IDIOM(QualifiedFma, 3, { r = ceres::fma(x[0], x[1], x[2]); })
CERES_NEWTON_IDIOM(QualifiedFmaxFmin, 2, {
  r = ceres::fmax(x[0] * x[0], x[1]);
  r = ceres::fmin(r * r, x[0]);
})
CERES_NEWTON_IDIOM(QualifiedFmaxFminDouble, 1, {
  r = ceres::fmax(x[0] * x[0], 0.1);
  r = ceres::fmin(3.0, r);
})
CERES_NEWTON_IDIOM(QualifiedFdim, 2, {
  r = ceres::fdim(x[0] * x[0], x[1] * x[1] * x[1]);
})
CERES_NEWTON_IDIOM(QualifiedCopysign, 2, {
  r = ceres::copysign(x[0] * x[0], x[1]);
})
CERES_NEWTON_IDIOM(QualifiedAtan2, 2, { r = ceres::atan2(x[0], x[1]); })
CERES_NEWTON_IDIOM(QualifiedBesselOfOrder, 1, { r = ceres::BesselJn(2, x[0]); })
CERES_NEWTON_IDIOM(QualifiedQuietComparison, 1, {
  r = x[0] * x[0];
  if (ceres::isgreater(x[0], x[0] - x[0]) && ceres::isless(x[0], 2.0)) {
    r = r * r;
  }
})

#ifndef CERES_NEWTON_HEADER_LAST
// jet.h alone cannot deduce this one, so our headers have to come before it;
// see negative_compile/qualified_pow_of_double.cc for the other order.
CERES_NEWTON_IDIOM(QualifiedPowOfDouble, 1, { r = ceres::pow(2.0, x[0]); })
#endif

#include "functor_idioms/idiom_checks.h"

namespace {

template <typename Family>
class BinaryFunctions : public ::testing::Test {};
TYPED_TEST_SUITE(BinaryFunctions, ceres_newton::AllScalars);

CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, PowDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, PowInt, -0.7)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, PowScalar, 0.7, 1.6)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, PowOfDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, Hypot, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, Hypot3, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, Fma, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, FmaxFmin, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, FmaxFminDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, Fdim, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, Copysign, 0.7, -0.4)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, Atan2, 0.7, -0.4)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, BesselOfOrder, 0.7)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QuietComparison, 0.7)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedPowDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedPowInt, -0.7)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedPowScalar, 0.7, 1.6)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedHypot, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedHypot3, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedFma, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedFmaxFmin, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedFmaxFminDouble, 0.7)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedFdim, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedCopysign, 0.7, -0.4)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedAtan2, 0.7, -0.4)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedBesselOfOrder, 0.7)
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedQuietComparison, 0.7)
#ifndef CERES_NEWTON_HEADER_LAST
CERES_NEWTON_CHECK_IDIOM(BinaryFunctions, QualifiedPowOfDouble, 0.7)
#endif

// Other branches of the same functions.
TYPED_TEST(BinaryFunctions, OtherBranches) {
  ceres_newton::CheckIdiom<TypeParam, Fdim>({0.4, 0.9});
  ceres_newton::CheckIdiom<TypeParam, FmaxFmin>({0.3, 0.6});
  ceres_newton::CheckIdiom<TypeParam, Copysign>({0.7, 0.4});
}

}  // namespace
