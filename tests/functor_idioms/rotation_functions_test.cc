// All of ceres/rotation.h at ordinary rotations, by qualified names.  Zero and
// near-zero rotations are in rotation_test.cc.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "functor_idioms/idiom.h"
// The above comes first on purpose.
#include "ceres/jet.h"
#include "ceres/rotation.h"

CERES_NEWTON_IDIOM(RotatePoint, 6, {
  T p[3];
  ceres::AngleAxisRotatePoint(x, x + 3, p);
  r = p[0] + p[1] * p[2];
})
CERES_NEWTON_IDIOM(AngleAxisQuaternion, 3, {
  T q[4];
  ceres::AngleAxisToQuaternion(x, q);
  r = q[0] + q[1] * q[2];
})
CERES_NEWTON_IDIOM(QuaternionAngleAxis, 4, {
  T w[3];
  ceres::QuaternionToAngleAxis(x, w);
  r = w[0] + w[1] * w[2];
})
CERES_NEWTON_IDIOM(AngleAxisMatrixAndBack, 3, {
  T matrix[9];
  ceres::AngleAxisToRotationMatrix(x, matrix);
  r = matrix[0] + matrix[1] * matrix[2];
  T w[3];
  ceres::RotationMatrixToAngleAxis(matrix, w);
  r += w[0] * w[1];
})
CERES_NEWTON_IDIOM(MatrixQuaternion, 3, {
  T matrix[9];
  ceres::AngleAxisToRotationMatrix(x, ceres::RowMajorAdapter3x3(matrix));
  T q[4];
  const T* constant = matrix;
  ceres::RotationMatrixToQuaternion(ceres::RowMajorAdapter3x3(constant), q);
  r = q[0] * q[1] + q[2] * q[3];
})
CERES_NEWTON_IDIOM(EulerAngles, 3, {
  T matrix[9];
  ceres::EulerAnglesToRotationMatrix(x, 3, matrix);
  r = matrix[0] + matrix[1] * matrix[2];
})
CERES_NEWTON_IDIOM(QuaternionMatrix, 4, {
  T matrix[9];
  ceres::QuaternionToRotation(x, matrix);
  r = matrix[0] + matrix[1] * matrix[2];
  ceres::QuaternionToScaledRotation(x, matrix);
  r += matrix[3];
})
CERES_NEWTON_IDIOM(QuaternionRotates, 4, {
  T p[3] = {x[0], x[1], x[2]};
  T q[3];
  ceres::QuaternionRotatePoint(x, p, q);
  r = q[0] * q[1];
  ceres::UnitQuaternionRotatePoint(x, p, q);
  r += q[2];
})
CERES_NEWTON_IDIOM(Products, 4, {
  T q[4];
  ceres::QuaternionProduct(x, x, q);
  r = q[0] * q[1];
  ceres::CrossProduct(x, x + 1, q);
  r += q[2] * ceres::DotProduct(x, x + 1);
})

#include "functor_idioms/idiom_checks.h"

namespace {

template <typename Family>
class RotationFunctions : public ::testing::Test {};
TYPED_TEST_SUITE(RotationFunctions, ceres_newton::AllScalars);

CERES_NEWTON_CHECK_IDIOM(
    RotationFunctions, RotatePoint, 0.7, 0.4, -0.3, 1, 2, 3)
CERES_NEWTON_CHECK_IDIOM(RotationFunctions, AngleAxisQuaternion, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(
    RotationFunctions, QuaternionAngleAxis, 0.7, 0.4, -0.3, 0.2)
CERES_NEWTON_CHECK_IDIOM(
    RotationFunctions, AngleAxisMatrixAndBack, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(RotationFunctions, MatrixQuaternion, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(RotationFunctions, EulerAngles, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(
    RotationFunctions, QuaternionMatrix, 0.7, 0.4, -0.3, 0.2)
CERES_NEWTON_CHECK_IDIOM(
    RotationFunctions, QuaternionRotates, 0.7, 0.4, -0.3, 0.2)
CERES_NEWTON_CHECK_IDIOM(RotationFunctions, Products, 0.7, 0.4, -0.3, 0.2)

// Other branches: cosines of half the angle below zero, and the four pivots of
// RotationMatrixToQuaternion.
TYPED_TEST(RotationFunctions, OtherBranches) {
  using ceres_newton::CheckIdiom;
  CheckIdiom<TypeParam, QuaternionAngleAxis>({-0.7, 0.4, -0.3, 0.2});
  CheckIdiom<TypeParam, QuaternionAngleAxis>({0.1, 0.4, -0.3, 0.2});
  CheckIdiom<TypeParam, MatrixQuaternion>({2.8, 0.3, -0.2});
  CheckIdiom<TypeParam, MatrixQuaternion>({0.3, 2.8, -0.2});
  CheckIdiom<TypeParam, MatrixQuaternion>({0.3, -0.2, 2.8});
}

}  // namespace
