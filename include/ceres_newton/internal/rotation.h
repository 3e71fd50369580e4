// Exact second derivatives of the rotations of ceres/rotation.h on the fused
// scalar.
//
// Ceres' formulas are right to first order near zero rotation and no further:
// at |w| <= 1.5e-8 the second derivative of AngleAxisRotatePoint is 0 instead
// of O(|p|), and digits are lost up to |w| = 1e-3.  Unqualified calls find the
// overloads below.  Calls with their namespace reach the same functions where
// early_bound_calls.h has specializations; for larger N and for nested scalars
// they are Ceres' formulas.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_ROTATION_H_
#define CERES_NEWTON_INTERNAL_ROTATION_H_

#include "ceres/rotation.h"
#include "ceres_newton/internal/composite_rule.h"
#include "ceres_newton/internal/rotation_derivatives.h"
#include "ceres_newton/internal/rotation_templates.h"
#include "ceres_newton/internal/second_order_jet.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// On a tape a rotated point is one operation, the others are several.
inline void RotatePointOnTape(const TapeNumber* x, TapeNumber* y) {
  if (!RecordRotatedPoint(x, y)) {
    RotatePointByOperations(x, x + 3, y);
  }
}
inline void QuaternionOnTape(const TapeNumber* w, TapeNumber* quaternion) {
  QuaternionByOperations(w, quaternion);
}
inline void AngleAxisOnTape(const TapeNumber* quaternion, TapeNumber* w) {
  AngleAxisByOperations(quaternion, w);
}
inline void RotationMatrixOnTape(const TapeNumber* w, TapeNumber* matrix) {
  RotationMatrixByOperations(w, ceres::ColumnMajorAdapter3x3(matrix));
}

inline constexpr CompositeFunction kRotatePoint = {
    3, 3, 3, RotatePointDerivatives, RotatePointOnTape};
inline constexpr CompositeFunction kQuaternion = {
    3, 0, 4, QuaternionDerivatives, QuaternionOnTape};
inline constexpr CompositeFunction kAngleAxis = {
    4, 0, 3, AngleAxisDerivatives, AngleAxisOnTape};
inline constexpr CompositeFunction kRotationMatrix = {
    3, 0, 9, RotationMatrixDerivatives, RotationMatrixOnTape};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE

template <int N, typename S, typename E>
struct SmoothChain<ceres::Jet<SecondOrder<N, S, E>, N>> {
  using Jet = ceres::Jet<SecondOrder<N, S, E>, N>;

  template <typename Family>
  static Jet Apply(int k, const Jet& x) {
    const S& value = x.a.value();
    return Jet(SecondOrder<N, S, E>::Chain(x.a,
                                           internal::Apply<Family>(k, value),
                                           Family::Slope(k, value),
                                           Family::Curvature(k, value)),
               Jet::v);
  }
};

}  // namespace internal

inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N, typename S, typename E>
void AngleAxisRotatePoint(const ceres::Jet<SecondOrder<N, S, E>, N>* angle_axis,
                          const ceres::Jet<SecondOrder<N, S, E>, N>* point,
                          ceres::Jet<SecondOrder<N, S, E>, N>* result) {
  if constexpr (internal::kHasCompositeRules<
                    ceres::Jet<SecondOrder<N, S, E>, N>>) {
    ApplyComposite(internal::kRotatePoint, angle_axis, point, result);
  } else {
    internal::RotatePointByOperations(angle_axis, point, result);
  }
}

template <int N, typename S, typename E>
void AngleAxisToQuaternion(
    const ceres::Jet<SecondOrder<N, S, E>, N>* angle_axis,
    ceres::Jet<SecondOrder<N, S, E>, N>* quaternion) {
  if constexpr (internal::kHasCompositeRules<
                    ceres::Jet<SecondOrder<N, S, E>, N>>) {
    ApplyComposite(internal::kQuaternion, angle_axis, angle_axis, quaternion);
  } else {
    internal::QuaternionByOperations(angle_axis, quaternion);
  }
}

template <int N, typename S, typename E>
void QuaternionToAngleAxis(
    const ceres::Jet<SecondOrder<N, S, E>, N>* quaternion,
    ceres::Jet<SecondOrder<N, S, E>, N>* angle_axis) {
  if constexpr (internal::kHasCompositeRules<
                    ceres::Jet<SecondOrder<N, S, E>, N>>) {
    ApplyComposite(internal::kAngleAxis, quaternion, quaternion, angle_axis);
  } else {
    internal::AngleAxisByOperations(quaternion, angle_axis);
  }
}

template <int N, typename S, typename E, int kRowStride, int kColStride>
void AngleAxisToRotationMatrix(
    const ceres::Jet<SecondOrder<N, S, E>, N>* angle_axis,
    const ceres::MatrixAdapter<ceres::Jet<SecondOrder<N, S, E>, N>,
                               kRowStride,
                               kColStride>& matrix) {
  if constexpr (internal::kHasCompositeRules<
                    ceres::Jet<SecondOrder<N, S, E>, N>>) {
    ApplyComposite(internal::kRotationMatrix,
                   angle_axis,
                   angle_axis,
                   matrix.pointer_,
                   {kRowStride, kColStride});
  } else {
    internal::RotationMatrixByOperations(angle_axis, matrix);
  }
}

template <int N, typename S, typename E>
void AngleAxisToRotationMatrix(
    const ceres::Jet<SecondOrder<N, S, E>, N>* angle_axis,
    ceres::Jet<SecondOrder<N, S, E>, N>* matrix) {
  AngleAxisToRotationMatrix(angle_axis, ceres::ColumnMajorAdapter3x3(matrix));
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_ROTATION_H_
