// Exact second derivatives of the rotations of ceres/rotation.h on the fused
// scalar.
//
// Ceres' formulas are right to first order near zero rotation and no further:
// at |w| <= 1.5e-8 the second derivative of AngleAxisRotatePoint is 0 instead
// of O(|p|), and digits are lost up to |w| = 1e-3.  Functors call these
// functions with their namespace, and such calls cannot be overloaded; but a
// call that has chosen its template takes an explicit specialization, so here
// are these for T = ceres::Jet<SecondOrder<N>, N>, N = 1 ... 32:
//
//   AngleAxisRotatePoint, AngleAxisToQuaternion, QuaternionToAngleAxis,
//   AngleAxisToRotationMatrix (3x3, and 3x3 within 3x4 or 4x4).
//
// RotationMatrixToAngleAxis calls the third.  For larger N and for nested
// scalars, unqualified calls find the overloads below; qualified ones are
// Ceres' formulas.
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

template <typename Jet>
void CompositeRotatePoint(const Jet* w, const Jet* p, Jet* result) {
  ApplyComposite<Jet::DIMENSION>(RotatePointDerivatives,
                                 {&w[0], &w[1], &w[2], &p[0], &p[1], &p[2]},
                                 {&result[0], &result[1], &result[2]});
}

template <typename Jet>
void CompositeQuaternion(const Jet* w, Jet* quaternion) {
  ApplyComposite<Jet::DIMENSION>(
      QuaternionDerivatives,
      {&w[0], &w[1], &w[2]},
      {&quaternion[0], &quaternion[1], &quaternion[2], &quaternion[3]});
}

template <typename Jet>
void CompositeAngleAxis(const Jet* quaternion, Jet* w) {
  ApplyComposite<Jet::DIMENSION>(
      AngleAxisDerivatives,
      {&quaternion[0], &quaternion[1], &quaternion[2], &quaternion[3]},
      {&w[0], &w[1], &w[2]});
}

template <typename Jet>
void CompositeRotationMatrix(const Jet* w,
                             Jet* matrix,
                             int row_stride,
                             int col_stride) {
  const auto at = [&](int row, int col) {
    return matrix + row * row_stride + col * col_stride;
  };
  ApplyComposite<Jet::DIMENSION>(RotationMatrixDerivatives,
                                 {&w[0], &w[1], &w[2]},
                                 {at(0, 0),
                                  at(1, 0),
                                  at(2, 0),
                                  at(0, 1),
                                  at(1, 1),
                                  at(2, 1),
                                  at(0, 2),
                                  at(1, 2),
                                  at(2, 2)});
}

// On a tape: a rotated point is one operation, the others are several.
template <int N>
void CompositeRotatePoint(const TapedJet<N>* w,
                          const TapedJet<N>* p,
                          TapedJet<N>* result) {
  TapeNumber x[6];
  for (int k = 0; k < 3; ++k) {
    x[k] = ToTapeNumber(w[k]);
    x[3 + k] = ToTapeNumber(p[k]);
  }
  if (!RecordRotatedPoint(x, x)) {
    RotatePointByOperations(x, x + 3, x);
  }
  for (int q = 0; q < 3; ++q) {
    FromTapeNumber(x[q], &result[q]);
  }
}

template <int N>
void CompositeQuaternion(const TapedJet<N>* w, TapedJet<N>* quaternion) {
  const TapeNumber x[] = {
      ToTapeNumber(w[0]), ToTapeNumber(w[1]), ToTapeNumber(w[2])};
  TapeNumber y[4];
  QuaternionByOperations(x, y);
  for (int q = 0; q < 4; ++q) {
    FromTapeNumber(y[q], &quaternion[q]);
  }
}

template <int N>
void CompositeAngleAxis(const TapedJet<N>* quaternion, TapedJet<N>* w) {
  const TapeNumber x[] = {ToTapeNumber(quaternion[0]),
                          ToTapeNumber(quaternion[1]),
                          ToTapeNumber(quaternion[2]),
                          ToTapeNumber(quaternion[3])};
  TapeNumber y[3];
  AngleAxisByOperations(x, y);
  for (int q = 0; q < 3; ++q) {
    FromTapeNumber(y[q], &w[q]);
  }
}

template <int N>
void CompositeRotationMatrix(const TapedJet<N>* w,
                             TapedJet<N>* matrix,
                             int row_stride,
                             int col_stride) {
  const TapeNumber x[] = {
      ToTapeNumber(w[0]), ToTapeNumber(w[1]), ToTapeNumber(w[2])};
  TapeNumber y[9];
  RotationMatrixByOperations(x, ceres::ColumnMajorAdapter3x3(y));
  for (int row = 0; row < 3; ++row) {
    for (int col = 0; col < 3; ++col) {
      FromTapeNumber(y[3 * col + row],
                     &matrix[row * row_stride + col * col_stride]);
    }
  }
}

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
    internal::CompositeRotatePoint(angle_axis, point, result);
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
    internal::CompositeQuaternion(angle_axis, quaternion);
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
    internal::CompositeAngleAxis(quaternion, angle_axis);
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
    internal::CompositeRotationMatrix(
        angle_axis, matrix.pointer_, kRowStride, kColStride);
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

namespace ceres {

#define CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, rows, cols)       \
  template <>                                                                \
  inline void AngleAxisToRotationMatrix(                                     \
      const Jet<ceres_newton::Number<n>, n>* angle_axis,                     \
      const MatrixAdapter<Jet<ceres_newton::Number<n>, n>, rows, cols>& R) { \
    ceres_newton::internal::CompositeRotationMatrix(                         \
        angle_axis, R.pointer_, rows, cols);                                 \
  }
#define CERES_NEWTON_SPECIALIZE_ROTATIONS_OF(Number, n)                   \
  template <>                                                             \
  inline void AngleAxisRotatePoint(                                       \
      const Jet<ceres_newton::Number<n>, n>* angle_axis,                  \
      const Jet<ceres_newton::Number<n>, n>* pt,                          \
      Jet<ceres_newton::Number<n>, n>* result) {                          \
    ceres_newton::internal::CompositeRotatePoint(angle_axis, pt, result); \
  }                                                                       \
  template <>                                                             \
  inline void AngleAxisToQuaternion(                                      \
      const Jet<ceres_newton::Number<n>, n>* angle_axis,                  \
      Jet<ceres_newton::Number<n>, n>* quaternion) {                      \
    ceres_newton::internal::CompositeQuaternion(angle_axis, quaternion);  \
  }                                                                       \
  template <>                                                             \
  inline void QuaternionToAngleAxis(                                      \
      const Jet<ceres_newton::Number<n>, n>* quaternion,                  \
      Jet<ceres_newton::Number<n>, n>* angle_axis) {                      \
    ceres_newton::internal::CompositeAngleAxis(quaternion, angle_axis);   \
  }                                                                       \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 1, 3)                \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 3, 1)                \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 1, 4)                \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 4, 1)

CERES_NEWTON_SPECIALIZE_ROTATIONS_OF(LoggedSecondOrder, 1)

#define CERES_NEWTON_SPECIALIZE_ROTATIONS(n)           \
  CERES_NEWTON_SPECIALIZE_ROTATIONS_OF(SecondOrder, n) \
  CERES_NEWTON_SPECIALIZE_ROTATIONS_OF(TapedSecondOrder, n)

CERES_NEWTON_SPECIALIZE_ROTATIONS(1)
CERES_NEWTON_SPECIALIZE_ROTATIONS(2)
CERES_NEWTON_SPECIALIZE_ROTATIONS(3)
CERES_NEWTON_SPECIALIZE_ROTATIONS(4)
CERES_NEWTON_SPECIALIZE_ROTATIONS(5)
CERES_NEWTON_SPECIALIZE_ROTATIONS(6)
CERES_NEWTON_SPECIALIZE_ROTATIONS(7)
CERES_NEWTON_SPECIALIZE_ROTATIONS(8)
CERES_NEWTON_SPECIALIZE_ROTATIONS(9)
CERES_NEWTON_SPECIALIZE_ROTATIONS(10)
CERES_NEWTON_SPECIALIZE_ROTATIONS(11)
CERES_NEWTON_SPECIALIZE_ROTATIONS(12)
CERES_NEWTON_SPECIALIZE_ROTATIONS(13)
CERES_NEWTON_SPECIALIZE_ROTATIONS(14)
CERES_NEWTON_SPECIALIZE_ROTATIONS(15)
CERES_NEWTON_SPECIALIZE_ROTATIONS(16)
CERES_NEWTON_SPECIALIZE_ROTATIONS(17)
CERES_NEWTON_SPECIALIZE_ROTATIONS(18)
CERES_NEWTON_SPECIALIZE_ROTATIONS(19)
CERES_NEWTON_SPECIALIZE_ROTATIONS(20)
CERES_NEWTON_SPECIALIZE_ROTATIONS(21)
CERES_NEWTON_SPECIALIZE_ROTATIONS(22)
CERES_NEWTON_SPECIALIZE_ROTATIONS(23)
CERES_NEWTON_SPECIALIZE_ROTATIONS(24)
CERES_NEWTON_SPECIALIZE_ROTATIONS(25)
CERES_NEWTON_SPECIALIZE_ROTATIONS(26)
CERES_NEWTON_SPECIALIZE_ROTATIONS(27)
CERES_NEWTON_SPECIALIZE_ROTATIONS(28)
CERES_NEWTON_SPECIALIZE_ROTATIONS(29)
CERES_NEWTON_SPECIALIZE_ROTATIONS(30)
CERES_NEWTON_SPECIALIZE_ROTATIONS(31)
CERES_NEWTON_SPECIALIZE_ROTATIONS(32)

#undef CERES_NEWTON_SPECIALIZE_ROTATIONS
#undef CERES_NEWTON_SPECIALIZE_ROTATIONS_OF
#undef CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX

}  // namespace ceres

#endif  // CERES_NEWTON_INTERNAL_ROTATION_H_
