// Eigen's arithmetic and array functions on all scalars, alone and mixed with
// matrices of double.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "functor_idioms/idiom.h"
// The above comes first on purpose.
#include "Eigen/Dense"
#include "ceres/jet.h"

CERES_NEWTON_IDIOM(MatrixProduct, 2, {
  Eigen::Matrix<T, 2, 2> a;
  a << x[0], x[1], x[1], x[0] * x[1];
  Eigen::Matrix<T, 2, 1> b(x[0], x[1]);
  r = (a * b).dot(b);
})
CERES_NEWTON_IDIOM(DoubleMatrixTimesVector, 2, {
  Eigen::Matrix2d a;
  a << 1, 2, 3, 4;
  Eigen::Matrix<T, 2, 1> b(x[0], x[1]);
  r = (a * b).dot(b);
  r += (b.transpose() * a).dot(b);
})
CERES_NEWTON_IDIOM(VectorPlusDoubleVector, 2, {
  Eigen::Vector2d a(1, 2);
  Eigen::Matrix<T, 2, 1> b(x[0], x[1]);
  b = b - a;
  b += a;
  r = (a - b).dot(b);
})
CERES_NEWTON_IDIOM(Cast, 2, {
  Eigen::Matrix2d a;
  a << 1, 2, 3, 4;
  Eigen::Matrix<T, 2, 1> b(x[0], x[1]);
  r = (a.template cast<T>() * b).dot(b);
})
CERES_NEWTON_IDIOM(TimesDouble, 2, {
  Eigen::Matrix<T, 2, 1> b(x[0], x[1]);
  b = 2.0 * b;
  b = b / 2.0;
  b = b * T(2.0);
  b /= T(3.0);
  r = b.squaredNorm();
})
CERES_NEWTON_IDIOM(DoubleVectorTimesScalar, 2, {
  Eigen::Vector2d a(1, 2);
  Eigen::Matrix<T, 2, 1> b = a * x[0];
  r = b.squaredNorm() * x[1];
})
CERES_NEWTON_IDIOM(ArrayFunctions, 2, {
  Eigen::Array<T, 2, 1> b(x[0], x[1]);
  r = b.square().sum() + b.sqrt().sum() + b.exp().sum() + b.sin().sum() +
      b.abs().sum() + b.inverse().sum() + b.pow(T(3.0)).sum();
})
CERES_NEWTON_IDIOM(MaxAndOneNorm, 2, {
  Eigen::Matrix<T, 2, 1> b(x[0] * x[0], x[1]);
  r = b.maxCoeff() + b.template lpNorm<1>();
})
CERES_NEWTON_IDIOM(IsZero, 2, {
  Eigen::Matrix<T, 2, 1> b(x[0] * x[0], x[1]);
  r = b.sum() * b.sum();
  if (b.isZero()) {
    r = T(0);
  }
})
CERES_NEWTON_IDIOM(LargeMixedProduct, 2, {
  Eigen::MatrixXd a = Eigen::MatrixXd::Ones(9, 9);
  Eigen::Matrix<T, Eigen::Dynamic, 1> b(9);
  for (int i = 0; i < 9; ++i) {
    b[i] = x[i % 2] * x[0];
  }
  r = (a * b).sum() * b[1];
})
CERES_NEWTON_IDIOM(NumTraits, 1, {
  r = x[0] * x[0];
  if (x[0] > Eigen::NumTraits<T>::epsilon() &&
      x[0] < Eigen::NumTraits<T>::highest()) {
    r = r * r;
  }
})

#include "functor_idioms/idiom_checks.h"

namespace {

template <typename Family>
class EigenAlgebra : public ::testing::Test {};
TYPED_TEST_SUITE(EigenAlgebra, ceres_newton::AllScalars);

CERES_NEWTON_CHECK_IDIOM(EigenAlgebra, MatrixProduct, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenAlgebra, DoubleMatrixTimesVector, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenAlgebra, VectorPlusDoubleVector, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenAlgebra, Cast, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenAlgebra, TimesDouble, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenAlgebra, DoubleVectorTimesScalar, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenAlgebra, ArrayFunctions, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenAlgebra, MaxAndOneNorm, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenAlgebra, IsZero, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenAlgebra, LargeMixedProduct, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenAlgebra, NumTraits, 0.7)

}  // namespace
