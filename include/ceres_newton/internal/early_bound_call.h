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
#define CERES_NEWTON_SPECIALIZE_CALLS(Number, n)                             \
  using CeresNewton##Number##n = Jet<ceres_newton::Number<n>, n>;            \
  template <>                                                                \
  inline void AngleAxisRotatePoint<CeresNewton##Number##n>(                  \
      const CeresNewton##Number##n* w,                                       \
      const CeresNewton##Number##n* p,                                       \
      CeresNewton##Number##n* result) {                                      \
    ceres_newton::internal::ApplyComposite(                                  \
        ceres_newton::internal::kRotatePoint, w, p, result);                 \
  }                                                                          \
  template <>                                                                \
  inline void AngleAxisToQuaternion<CeresNewton##Number##n>(                 \
      const CeresNewton##Number##n* w, CeresNewton##Number##n* quaternion) { \
    ceres_newton::internal::ApplyComposite(                                  \
        ceres_newton::internal::kQuaternion, w, w, quaternion);              \
  }                                                                          \
  template <>                                                                \
  inline void QuaternionToAngleAxis<CeresNewton##Number##n>(                 \
      const CeresNewton##Number##n* quaternion, CeresNewton##Number##n* w) { \
    ceres_newton::internal::ApplyComposite(                                  \
        ceres_newton::internal::kAngleAxis, quaternion, quaternion, w);      \
  }                                                                          \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 1, 3)                   \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 3, 1)                   \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 1, 4)                   \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 4, 1)                   \
  template <>                                                                \
  inline CeresNewton##Number##n pow<ceres_newton::Number<n>, n>(             \
      const CeresNewton##Number##n& x, const CeresNewton##Number##n& y) {    \
    CeresNewton##Number##n result;                                           \
    ceres_newton::internal::ApplyComposite(                                  \
        ceres_newton::internal::kPower, &x, &y, &result);                    \
    return result;                                                           \
  }
#define CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, rows, cols)       \
  template <>                                                                \
  inline void AngleAxisToRotationMatrix<CeresNewton##Number##n, rows, cols>( \
      const CeresNewton##Number##n* w,                                       \
      const MatrixAdapter<CeresNewton##Number##n, rows, cols>& R) {          \
    ceres_newton::internal::ApplyComposite(                                  \
        ceres_newton::internal::kRotationMatrix,                             \
        w,                                                                   \
        w,                                                                   \
        reinterpret_cast<CeresNewton##Number##n* const&>(R),                 \
        {rows, cols});                                                       \
  }

namespace ceres_newton {
namespace internal {
using DoubleMatrixAdapter = ceres::MatrixAdapter<double, 1, 3>;
static_assert(std::is_standard_layout_v<DoubleMatrixAdapter> &&
                  sizeof(DoubleMatrixAdapter) == sizeof(double*),
              "A MatrixAdapter has other members than a pointer.");
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_EARLY_BOUND_CALL_H_
