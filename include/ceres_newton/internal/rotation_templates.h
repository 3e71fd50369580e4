// The functions of ceres/rotation.h that are not smooth at zero rotation as
// written there, in terms of smooth functions: one text for all scalars and all
// depths of nesting.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_ROTATION_TEMPLATES_H_
#define CERES_NEWTON_INTERNAL_ROTATION_TEMPLATES_H_

#include "ceres/rotation.h"
#include "ceres_newton/internal/smooth_functions.h"

namespace ceres_newton {
namespace internal {

// The results may share memory with the arguments.

// R(w) p = C_0(t) p + C_1(t) w x p + C_2(t) (w'p) w with t = |w|^2 (Rodrigues).
template <typename T>
void RotatePointByOperations(const T* w, const T* p, T* result) {
  const T t = w[0] * w[0] + w[1] * w[1] + w[2] * w[2];
  const T c0 = Apply<StumpffFamily>(0, t);
  const T c1 = Apply<StumpffFamily>(1, t);
  const T along =
      Apply<StumpffFamily>(2, t) * (w[0] * p[0] + w[1] * p[1] + w[2] * p[2]);
  const T r0 = c0 * p[0] + c1 * (w[1] * p[2] - w[2] * p[1]) + along * w[0];
  const T r1 = c0 * p[1] + c1 * (w[2] * p[0] - w[0] * p[2]) + along * w[1];
  const T r2 = c0 * p[2] + c1 * (w[0] * p[1] - w[1] * p[0]) + along * w[2];
  result[0] = r0;
  result[1] = r1;
  result[2] = r2;
}

// R(w) = C_0(t) I + C_1(t) [w]x + C_2(t) w w'.
template <typename T, int kRowStride, int kColStride>
void RotationMatrixByOperations(
    const T* w, const ceres::MatrixAdapter<T, kRowStride, kColStride>& matrix) {
  const T x = w[0];
  const T y = w[1];
  const T z = w[2];
  const T t = x * x + y * y + z * z;
  const T c0 = Apply<StumpffFamily>(0, t);
  const T c1 = Apply<StumpffFamily>(1, t);
  const T c2 = Apply<StumpffFamily>(2, t);
  matrix(0, 0) = c0 + c2 * x * x;
  matrix(1, 0) = c1 * z + c2 * x * y;
  matrix(2, 0) = c2 * x * z - c1 * y;
  matrix(0, 1) = c2 * x * y - c1 * z;
  matrix(1, 1) = c0 + c2 * y * y;
  matrix(2, 1) = c1 * x + c2 * y * z;
  matrix(0, 2) = c1 * y + c2 * x * z;
  matrix(1, 2) = c2 * y * z - c1 * x;
  matrix(2, 2) = c0 + c2 * z * z;
}

// q = (C_0(t/4), C_1(t/4) w / 2).
template <typename T>
void QuaternionByOperations(const T* w, T* quaternion) {
  const T quarter = 0.25 * (w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
  const T k = 0.5 * Apply<StumpffFamily>(1, quarter);
  const T q1 = k * w[0];
  const T q2 = k * w[1];
  const T q3 = k * w[2];
  quaternion[0] = Apply<StumpffFamily>(0, quarter);
  quaternion[1] = q1;
  quaternion[2] = q2;
  quaternion[3] = q3;
}

// w = 2 atan(sqrt(s) / q0) / sqrt(s) (q1, q2, q3) with s = q1^2 + q2^2 + q3^2.
template <typename T>
void AngleAxisByOperations(const T* quaternion, T* w) {
  const T c = quaternion[0];
  const T s = quaternion[1] * quaternion[1] + quaternion[2] * quaternion[2] +
              quaternion[3] * quaternion[3];
  T k;
  if (s < c * c) {
    k = 2.0 * Apply<AtanFamily>(0, s / (c * c)) / c;
  } else {
    const T sine = sqrt(s);
    k = 2.0 * (c < 0.0 ? atan2(-sine, -c) : atan2(sine, c)) / sine;
  }
  const T w0 = k * quaternion[1];
  const T w1 = k * quaternion[2];
  const T w2 = k * quaternion[3];
  w[0] = w0;
  w[1] = w1;
  w[2] = w2;
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_ROTATION_TEMPLATES_H_
