// Rotations of NestedJets, smooth at zero rotation.
//
// Unqualified calls, and those that ceres/rotation.h makes itself, find these
// by argument-dependent lookup.  ceres::AngleAxisRotatePoint(...), written with
// its namespace, is Ceres' own formula, which loses the second derivatives near
// zero.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_NESTED_ROTATION_H_
#define CERES_NEWTON_INTERNAL_NESTED_ROTATION_H_

#include "ceres_newton/internal/inner_jet_math.h"
#include "ceres_newton/internal/rotation_templates.h"

namespace ceres_newton {
namespace internal {

// F_k(x + v) = F_k(x) + F_k'(x) v.
template <typename Family, typename T, int N>
ceres::Jet<T, N> ApplyToJet(int k, const ceres::Jet<T, N>& x) {
  return ceres::Jet<T, N>(Apply<Family>(k, x.a), Family::Slope(k, x.a) * x.v);
}

template <int N, typename S>
struct SmoothChain<InnerJet<N, S>> {
  template <typename Family>
  static InnerJet<N, S> Apply(int k, const InnerJet<N, S>& x) {
    return InnerJet<N, S>(ApplyToJet<Family>(k, x.jet()));
  }
};

template <int N, typename S>
struct SmoothChain<ceres::Jet<InnerJet<N, S>, N>> {
  using Jet = ceres::Jet<InnerJet<N, S>, N>;

  template <typename Family>
  static Jet Apply(int k, const Jet& x) {
    return ApplyToJet<Family>(k, x);
  }
};

}  // namespace internal

template <int N, typename S>
void AngleAxisRotatePoint(const ceres::Jet<InnerJet<N, S>, N>* angle_axis,
                          const ceres::Jet<InnerJet<N, S>, N>* point,
                          ceres::Jet<InnerJet<N, S>, N>* result) {
  internal::RotatePointByOperations(angle_axis, point, result);
}

template <int N, typename S>
void AngleAxisToQuaternion(const ceres::Jet<InnerJet<N, S>, N>* angle_axis,
                           ceres::Jet<InnerJet<N, S>, N>* quaternion) {
  internal::QuaternionByOperations(angle_axis, quaternion);
}

template <int N, typename S>
void QuaternionToAngleAxis(const ceres::Jet<InnerJet<N, S>, N>* quaternion,
                           ceres::Jet<InnerJet<N, S>, N>* angle_axis) {
  internal::AngleAxisByOperations(quaternion, angle_axis);
}

template <int N, typename S, int kRowStride, int kColStride>
void AngleAxisToRotationMatrix(
    const ceres::Jet<InnerJet<N, S>, N>* angle_axis,
    const ceres::MatrixAdapter<ceres::Jet<InnerJet<N, S>, N>,
                               kRowStride,
                               kColStride>& matrix) {
  internal::RotationMatrixByOperations(angle_axis, matrix);
}

template <int N, typename S>
void AngleAxisToRotationMatrix(const ceres::Jet<InnerJet<N, S>, N>* angle_axis,
                               ceres::Jet<InnerJet<N, S>, N>* matrix) {
  internal::RotationMatrixByOperations(angle_axis,
                                       ceres::ColumnMajorAdapter3x3(matrix));
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_NESTED_ROTATION_H_
