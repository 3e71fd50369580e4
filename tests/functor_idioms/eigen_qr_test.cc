// Eigen's QR factorization on all scalars; a file of its own, since it is slow
// to compile.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "functor_idioms/idiom.h"
// The above comes first on purpose.
#include "Eigen/Dense"
#include "ceres/jet.h"

CERES_NEWTON_IDIOM(Qr, 2, {
  Eigen::Matrix<T, 2, 2> a;
  a << x[0] + x[0] + T(2), x[1], x[1], T(3);
  Eigen::Matrix<T, 2, 1> b(x[0], x[1]);
  r = a.colPivHouseholderQr().solve(b)[0];
})

#include "functor_idioms/idiom_checks.h"

namespace {

template <typename Family>
class EigenQr : public ::testing::Test {};
TYPED_TEST_SUITE(EigenQr, ceres_newton::AllScalars);

CERES_NEWTON_CHECK_IDIOM(EigenQr, Qr, 0.7, 0.4)

}  // namespace
