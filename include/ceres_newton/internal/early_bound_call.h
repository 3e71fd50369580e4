// Calls of Ceres' functions that are written with their namespace in a functor
// that comes before our headers:
//
//   ceres::AngleAxisRotatePoint(w, p, r);   ceres::pow(x, y);
//
// They are bound to the templates of ceres/rotation.h and ceres/jet.h and
// cannot be overloaded; but a call that has chosen its template takes an
// explicit specialization.  (jet.h's pow(x, y) returns 0 at x = 0 with all
// derivatives.  For rotation.h, see our rotation.h.)
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_EARLY_BOUND_CALL_H_
#define CERES_NEWTON_INTERNAL_EARLY_BOUND_CALL_H_

#include <type_traits>

#include "ceres/jet.h"
#include "ceres/rotation.h"
#include "ceres_newton/internal/composite_rule.h"
#include "ceres_newton/internal/early_bound_power.h"
#include "ceres_newton/internal/rotation.h"

// In namespace ceres: the specializations for T = Jet<Number<n>, n>, of
//
//   AngleAxisRotatePoint, AngleAxisToQuaternion, QuaternionToAngleAxis,
//   AngleAxisToRotationMatrix (3x3, and 3x3 within 3x4 or 4x4), pow.
//
// RotationMatrixToAngleAxis calls the third.
//
// As these exist for many types in every translation unit, they are written for
// the compiler's sake: one name for T, the arguments of the templates given,
// and the pointer that a MatrixAdapter consists of read without its class.
#define CERES_NEWTON_SPECIALIZE_CALLS(Number, n) \
  CERES_NEWTON_SPECIALIZE_CALLS_OF(              \
      CeresNewton##Number##n, ceres_newton::Number<n>, n)
#define CERES_NEWTON_SPECIALIZE_CALLS_OF(T, Number, n)                 \
  using T = Jet<Number, n>;                                            \
  template <>                                                          \
  inline void AngleAxisRotatePoint<T>(const T* w, const T* p, T* y) {  \
    CeresNewton::ApplyComposite(CeresNewton::kRotatePoint, w, p, y);   \
  }                                                                    \
  template <>                                                          \
  inline void AngleAxisToQuaternion<T>(const T* w, T* y) {             \
    CeresNewton::ApplyComposite(CeresNewton::kQuaternion, w, w, y);    \
  }                                                                    \
  template <>                                                          \
  inline void QuaternionToAngleAxis<T>(const T* q, T* y) {             \
    CeresNewton::ApplyComposite(CeresNewton::kAngleAxis, q, q, y);     \
  }                                                                    \
  template <>                                                          \
  inline void AngleAxisToRotationMatrix<T, 1, 3>(                      \
      const T* w, const MatrixAdapter<T, 1, 3>& y) {                   \
    CeresNewton::ApplyComposite(CeresNewton::kRotationMatrix,          \
                                w,                                     \
                                w,                                     \
                                reinterpret_cast<T* const&>(y),        \
                                {1, 3});                               \
  }                                                                    \
  template <>                                                          \
  inline void AngleAxisToRotationMatrix<T, 3, 1>(                      \
      const T* w, const MatrixAdapter<T, 3, 1>& y) {                   \
    CeresNewton::ApplyComposite(CeresNewton::kRotationMatrix,          \
                                w,                                     \
                                w,                                     \
                                reinterpret_cast<T* const&>(y),        \
                                {3, 1});                               \
  }                                                                    \
  template <>                                                          \
  inline void AngleAxisToRotationMatrix<T, 1, 4>(                      \
      const T* w, const MatrixAdapter<T, 1, 4>& y) {                   \
    CeresNewton::ApplyComposite(CeresNewton::kRotationMatrix,          \
                                w,                                     \
                                w,                                     \
                                reinterpret_cast<T* const&>(y),        \
                                {1, 4});                               \
  }                                                                    \
  template <>                                                          \
  inline void AngleAxisToRotationMatrix<T, 4, 1>(                      \
      const T* w, const MatrixAdapter<T, 4, 1>& y) {                   \
    CeresNewton::ApplyComposite(CeresNewton::kRotationMatrix,          \
                                w,                                     \
                                w,                                     \
                                reinterpret_cast<T* const&>(y),        \
                                {4, 1});                               \
  }                                                                    \
  template <>                                                          \
  inline T pow<Number, n>(const T& x, const T& y) {                    \
    T result;                                                          \
    CeresNewton::ApplyComposite(CeresNewton::kPower, &x, &y, &result); \
    return result;                                                     \
  }

// The name by which the macro knows our functions.
namespace ceres {
namespace CeresNewton = ceres_newton::internal;
}  // namespace ceres

namespace ceres_newton {
namespace internal {
using DoubleMatrixAdapter = ceres::MatrixAdapter<double, 1, 3>;
static_assert(std::is_standard_layout_v<DoubleMatrixAdapter> &&
                  sizeof(DoubleMatrixAdapter) == sizeof(double*),
              "A MatrixAdapter has other members than a pointer.");
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_EARLY_BOUND_CALL_H_
