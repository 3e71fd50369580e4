// Eigen's inverses, triangular factorizations and eigenvalues on all scalars.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "functor_idioms/idiom.h"
// The above comes first on purpose.
#include "Eigen/Dense"
#include "ceres/jet.h"

CERES_NEWTON_IDIOM(Inverse3, 2, {
  Eigen::Matrix<T, 3, 3> a;
  a << x[0], x[1], T(-0.3), x[1], x[0] * x[0], T(-0.3), T(1), x[1], T(2);
  r = a.inverse()(0, 1) + a.determinant();
})
CERES_NEWTON_IDIOM(InverseDynamic, 2, {
  Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> a(5, 5);
  a.setIdentity();
  a(0, 1) = x[0];
  a(1, 0) = x[1];
  a(2, 3) = x[0] * x[1];
  a(3, 2) = x[0];
  a(4, 4) = x[1];
  r = a.inverse()(0, 1) + a.inverse()(2, 3);
})
CERES_NEWTON_IDIOM(Cholesky, 2, {
  Eigen::Matrix<T, 2, 2> a;
  a << x[0] + x[0] + T(2), x[1], x[1], T(3);
  Eigen::Matrix<T, 2, 1> b(x[0], x[1]);
  Eigen::LLT<Eigen::Matrix<T, 2, 2>> llt(a);
  Eigen::Matrix<T, 2, 2> l = llt.matrixL();
  r = llt.solve(b)[0] + l(1, 0) + a.ldlt().solve(b)[0];
})
CERES_NEWTON_IDIOM(Lu, 2, {
  Eigen::Matrix<T, 2, 2> a;
  a << x[0] + x[0] + T(2), x[1], x[1], T(3);
  Eigen::Matrix<T, 2, 1> b(x[0], x[1]);
  r = a.partialPivLu().solve(b)[0];
})
CERES_NEWTON_IDIOM(Eigenvalues, 2, {
  Eigen::Matrix<T, 2, 2> a;
  a << x[0] + x[0] + T(2), x[1], x[1], T(3);
  Eigen::SelfAdjointEigenSolver<Eigen::Matrix<T, 2, 2>> solver;
  solver.computeDirect(a);
  r = solver.eigenvalues()[0];
})

#include "functor_idioms/idiom_checks.h"

namespace {

template <typename Family>
class EigenDecompositions : public ::testing::Test {};
TYPED_TEST_SUITE(EigenDecompositions, ceres_newton::AllScalars);

CERES_NEWTON_CHECK_IDIOM(EigenDecompositions, Inverse3, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenDecompositions, InverseDynamic, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenDecompositions, Cholesky, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenDecompositions, Lu, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenDecompositions, Eigenvalues, 0.7, 0.4)

}  // namespace
