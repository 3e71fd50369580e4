// Eigen's vectors, quaternions and transformations on all scalars.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "functor_idioms/idiom.h"
// The above comes first on purpose.
#include "Eigen/Dense"
#include "Eigen/Geometry"
#include "ceres/jet.h"

CERES_NEWTON_IDIOM(NormAndNormalize, 3, {
  Eigen::Matrix<T, 3, 1> b(x[0], x[1], x[2]);
  r = b.norm() * b.normalized()[0];
  b.normalize();
  r += b[1];
})
CERES_NEWTON_IDIOM(Cross, 3, {
  Eigen::Matrix<T, 3, 1> b(x[0], x[1], x[2]);
  Eigen::Matrix<T, 3, 1> c(x[1], x[0] * x[2], x[1]);
  r = b.cross(c).sum();
})
CERES_NEWTON_IDIOM(QuaternionRotatesPoint, 4, {
  Eigen::Quaternion<T> q(x[0], x[1], x[2], x[3]);
  Eigen::Matrix<T, 3, 1> p;
  p << x[0], x[1], x[2];
  q.normalize();
  r = (q * p)[1];
})
CERES_NEWTON_IDIOM(QuaternionRotatesDoublePoint, 4, {
  Eigen::Quaternion<T> q(x[0], x[1], x[2], x[3]);
  Eigen::Vector3d p(1, 2, 3);
  r = (q * p.template cast<T>())[1] + (q.conjugate() * q.inverse()).w();
})
CERES_NEWTON_IDIOM(QuaternionAndMatrix, 4, {
  Eigen::Quaternion<T> q(x[0], x[1], x[2], x[3]);
  r = q.toRotationMatrix()(0, 1);
  Eigen::Quaternion<T> back(q.normalized().toRotationMatrix());
  r += back.x();
})
CERES_NEWTON_IDIOM(QuaternionSlerp, 4, {
  Eigen::Quaternion<T> q(x[0], x[1], x[2], x[3]);
  Eigen::Quaternion<T> p(T(1), T(0.1), T(0), T(0));
  r = q.slerp(T(0.3), p).x();
})
CERES_NEWTON_IDIOM(AngleAxis, 3, {
  Eigen::Matrix<T, 3, 1> w(x[0], x[1], x[2]);
  T angle = w.norm();
  Eigen::AngleAxis<T> rotation(angle, w / angle);
  r = rotation.toRotationMatrix()(0, 1);
})
CERES_NEWTON_IDIOM(Rotation2D, 2, {
  Eigen::Rotation2D<T> rotation(x[0]);
  Eigen::Matrix<T, 2, 1> p(x[1], x[0]);
  r = (rotation * p)[0] + rotation.toRotationMatrix()(0, 1);
})
CERES_NEWTON_IDIOM(MapAndHomogeneous, 3, {
  Eigen::Map<const Eigen::Matrix<T, 3, 1>> b(x);
  r = b.hnormalized()[0] * b.homogeneous()[3];
})
CERES_NEWTON_IDIOM(Isometry, 3, {
  Eigen::Transform<T, 3, Eigen::Isometry> t;
  t.setIdentity();
  t.translation() << x[0], x[1], x[2];
  t.linear()(0, 1) = x[0] * x[1];
  Eigen::Matrix<T, 3, 1> p(x[2], x[1], x[0]);
  r = (t * p)[0] + (t.inverse() * p)[0];
})

#include "functor_idioms/idiom_checks.h"

namespace {

template <typename Family>
class EigenGeometry : public ::testing::Test {};
TYPED_TEST_SUITE(EigenGeometry, ceres_newton::AllScalars);

CERES_NEWTON_CHECK_IDIOM(EigenGeometry, NormAndNormalize, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(EigenGeometry, Cross, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(
    EigenGeometry, QuaternionRotatesPoint, 0.7, 0.4, -0.3, 0.2)
CERES_NEWTON_CHECK_IDIOM(
    EigenGeometry, QuaternionRotatesDoublePoint, 0.7, 0.4, -0.3, 0.2)
CERES_NEWTON_CHECK_IDIOM(
    EigenGeometry, QuaternionAndMatrix, 0.7, 0.4, -0.3, 0.2)
CERES_NEWTON_CHECK_IDIOM(EigenGeometry, QuaternionSlerp, 0.7, 0.4, -0.3, 0.2)
CERES_NEWTON_CHECK_IDIOM(EigenGeometry, AngleAxis, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(EigenGeometry, Rotation2D, 0.7, 0.4)
CERES_NEWTON_CHECK_IDIOM(EigenGeometry, MapAndHomogeneous, 0.7, 0.4, -0.3)
CERES_NEWTON_CHECK_IDIOM(EigenGeometry, Isometry, 0.7, 0.4, -0.3)

}  // namespace
