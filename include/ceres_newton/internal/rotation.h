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

#include <initializer_list>
#include <type_traits>

#include "ceres/rotation.h"
#include "ceres_newton/internal/composite_rows.h"
#include "ceres_newton/internal/rotation_derivatives.h"
#include "ceres_newton/internal/rotation_templates.h"
#include "ceres_newton/internal/second_order_jet.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N, typename S>
using FusedJet = ceres::Jet<SecondOrder<N, S>, N>;

// Is there a specialization, and room in CompositeRows?
template <int N, typename S>
constexpr bool HasCompositeRotation =
    N <= kMaxCompositeVariables&& std::is_same<S, double>::value;

// The function of the arguments' values: fills the derivatives.
using LocalRule = void (*)(const double* values, LocalDerivatives* derivatives);

// y = rule(x) for fused numbers.  Results may be arguments.
template <int N>
void ApplyComposite(
    LocalRule rule,
    std::initializer_list<const ceres::Jet<SecondOrder<N, double>, N>*> x,
    std::initializer_list<ceres::Jet<SecondOrder<N, double>, N>*> y) {
  using Engine = typename SecondOrder<N, double>::Engine;
  static_assert(N <= kMaxCompositeVariables && Engine::kHessianSize <= 640,
                "Enlarge ArgumentCopy.");
  constexpr RowsLayout layout = {
      N, Engine::kWidth, Engine::kPaddedSize, Engine::kHessianSize};
  ArgumentRows arguments[LocalDerivatives::kMaxArguments];
  double values[LocalDerivatives::kMaxArguments] = {};
  int num_arguments = 0;
  bool constant = true;
  for (const auto* jet : x) {
    const Engine& engine = jet->a.engine();
    values[num_arguments] = engine.value();
    arguments[num_arguments] = {engine.order(),
                                engine.singular(),
                                engine.gradient_data(),
                                engine.hessian_data()};
    constant = constant && engine.order() == 0;
    ++num_arguments;
  }
  LocalDerivatives f;
  rule(values, &f);

  ResultRows results[LocalDerivatives::kMaxResults];
  bool singular[LocalDerivatives::kMaxResults] = {};
  int num_results = 0;
  for (auto* jet : y) {
    Engine* engine = jet->a.mutable_engine();
    results[num_results++] = {engine->mutable_gradient_data(),
                              engine->mutable_hessian_data()};
  }
  if (!constant) {
    ComposeRows(
        layout, f, arguments, num_arguments, results, num_results, singular);
  }
  int q = 0;
  for (auto* jet : y) {
    Engine* engine = jet->a.mutable_engine();
    engine->SetOrder(constant ? 0 : 2, singular[q]);
    engine->SetValue(f.value[q]);
    ++q;
  }
}

template <int N>
void CompositeRotatePoint(const FusedJet<N, double>* w,
                          const FusedJet<N, double>* p,
                          FusedJet<N, double>* result) {
  ApplyComposite<N>(RotatePointDerivatives,
                    {&w[0], &w[1], &w[2], &p[0], &p[1], &p[2]},
                    {&result[0], &result[1], &result[2]});
}

template <int N>
void CompositeQuaternion(const FusedJet<N, double>* w,
                         FusedJet<N, double>* quaternion) {
  ApplyComposite<N>(
      QuaternionDerivatives,
      {&w[0], &w[1], &w[2]},
      {&quaternion[0], &quaternion[1], &quaternion[2], &quaternion[3]});
}

template <int N>
void CompositeAngleAxis(const FusedJet<N, double>* quaternion,
                        FusedJet<N, double>* w) {
  ApplyComposite<N>(
      AngleAxisDerivatives,
      {&quaternion[0], &quaternion[1], &quaternion[2], &quaternion[3]},
      {&w[0], &w[1], &w[2]});
}

template <int N>
void CompositeRotationMatrix(const FusedJet<N, double>* w,
                             FusedJet<N, double>* matrix,
                             int row_stride,
                             int col_stride) {
  const auto at = [&](int row, int col) {
    return matrix + row * row_stride + col * col_stride;
  };
  ApplyComposite<N>(RotationMatrixDerivatives,
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

}  // namespace CERES_NEWTON_SIMD_NAMESPACE

template <int N, typename S>
struct SmoothChain<ceres::Jet<SecondOrder<N, S>, N>> {
  using Jet = ceres::Jet<SecondOrder<N, S>, N>;

  template <typename Family>
  static Jet Apply(int k, const Jet& x) {
    const S& value = x.a.value();
    return Jet(SecondOrder<N, S>::Chain(x.a,
                                        internal::Apply<Family>(k, value),
                                        Family::Slope(k, value),
                                        Family::Curvature(k, value)),
               Jet::v);
  }
};

}  // namespace internal

inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N, typename S>
void AngleAxisRotatePoint(const ceres::Jet<SecondOrder<N, S>, N>* angle_axis,
                          const ceres::Jet<SecondOrder<N, S>, N>* point,
                          ceres::Jet<SecondOrder<N, S>, N>* result) {
  if constexpr (internal::HasCompositeRotation<N, S>) {
    internal::CompositeRotatePoint<N>(angle_axis, point, result);
  } else {
    internal::RotatePointByOperations(angle_axis, point, result);
  }
}

template <int N, typename S>
void AngleAxisToQuaternion(const ceres::Jet<SecondOrder<N, S>, N>* angle_axis,
                           ceres::Jet<SecondOrder<N, S>, N>* quaternion) {
  if constexpr (internal::HasCompositeRotation<N, S>) {
    internal::CompositeQuaternion<N>(angle_axis, quaternion);
  } else {
    internal::QuaternionByOperations(angle_axis, quaternion);
  }
}

template <int N, typename S>
void QuaternionToAngleAxis(const ceres::Jet<SecondOrder<N, S>, N>* quaternion,
                           ceres::Jet<SecondOrder<N, S>, N>* angle_axis) {
  if constexpr (internal::HasCompositeRotation<N, S>) {
    internal::CompositeAngleAxis<N>(quaternion, angle_axis);
  } else {
    internal::AngleAxisByOperations(quaternion, angle_axis);
  }
}

template <int N, typename S, int kRowStride, int kColStride>
void AngleAxisToRotationMatrix(
    const ceres::Jet<SecondOrder<N, S>, N>* angle_axis,
    const ceres::MatrixAdapter<ceres::Jet<SecondOrder<N, S>, N>,
                               kRowStride,
                               kColStride>& matrix) {
  if constexpr (internal::HasCompositeRotation<N, S>) {
    internal::CompositeRotationMatrix<N>(
        angle_axis, matrix.pointer_, kRowStride, kColStride);
  } else {
    internal::RotationMatrixByOperations(angle_axis, matrix);
  }
}

template <int N, typename S>
void AngleAxisToRotationMatrix(
    const ceres::Jet<SecondOrder<N, S>, N>* angle_axis,
    ceres::Jet<SecondOrder<N, S>, N>* matrix) {
  AngleAxisToRotationMatrix(angle_axis, ceres::ColumnMajorAdapter3x3(matrix));
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace ceres_newton

namespace ceres {

#define CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(n, rows, cols)               \
  template <>                                                                \
  inline void AngleAxisToRotationMatrix(                                     \
      const Jet<ceres_newton::SecondOrder<n>, n>* angle_axis,                \
      const MatrixAdapter<Jet<ceres_newton::SecondOrder<n>, n>, rows, cols>& \
          R) {                                                               \
    ceres_newton::internal::CompositeRotationMatrix<n>(                      \
        angle_axis, R.pointer_, rows, cols);                                 \
  }
#define CERES_NEWTON_SPECIALIZE_ROTATIONS(n)                                 \
  template <>                                                                \
  inline void AngleAxisRotatePoint(                                          \
      const Jet<ceres_newton::SecondOrder<n>, n>* angle_axis,                \
      const Jet<ceres_newton::SecondOrder<n>, n>* pt,                        \
      Jet<ceres_newton::SecondOrder<n>, n>* result) {                        \
    ceres_newton::internal::CompositeRotatePoint<n>(angle_axis, pt, result); \
  }                                                                          \
  template <>                                                                \
  inline void AngleAxisToQuaternion(                                         \
      const Jet<ceres_newton::SecondOrder<n>, n>* angle_axis,                \
      Jet<ceres_newton::SecondOrder<n>, n>* quaternion) {                    \
    ceres_newton::internal::CompositeQuaternion<n>(angle_axis, quaternion);  \
  }                                                                          \
  template <>                                                                \
  inline void QuaternionToAngleAxis(                                         \
      const Jet<ceres_newton::SecondOrder<n>, n>* quaternion,                \
      Jet<ceres_newton::SecondOrder<n>, n>* angle_axis) {                    \
    ceres_newton::internal::CompositeAngleAxis<n>(quaternion, angle_axis);   \
  }                                                                          \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(n, 1, 3)                           \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(n, 3, 1)                           \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(n, 1, 4)                           \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(n, 4, 1)

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
#undef CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX

}  // namespace ceres

#endif  // CERES_NEWTON_INTERNAL_ROTATION_H_
