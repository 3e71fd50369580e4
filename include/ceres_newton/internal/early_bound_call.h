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
#define CERES_NEWTON_SPECIALIZE_CALLS(Number, n)                              \
  template <>                                                                 \
  inline void AngleAxisRotatePoint(const Jet<ceres_newton::Number<n>, n>* w,  \
                                   const Jet<ceres_newton::Number<n>, n>* p,  \
                                   Jet<ceres_newton::Number<n>, n>* result) { \
    ceres_newton::internal::ApplyComposite(                                   \
        ceres_newton::internal::kRotatePoint, w, p, result);                  \
  }                                                                           \
  template <>                                                                 \
  inline void AngleAxisToQuaternion(                                          \
      const Jet<ceres_newton::Number<n>, n>* w,                               \
      Jet<ceres_newton::Number<n>, n>* quaternion) {                          \
    ceres_newton::internal::ApplyComposite(                                   \
        ceres_newton::internal::kQuaternion, w, w, quaternion);               \
  }                                                                           \
  template <>                                                                 \
  inline void QuaternionToAngleAxis(                                          \
      const Jet<ceres_newton::Number<n>, n>* quaternion,                      \
      Jet<ceres_newton::Number<n>, n>* w) {                                   \
    ceres_newton::internal::ApplyComposite(                                   \
        ceres_newton::internal::kAngleAxis, quaternion, quaternion, w);       \
  }                                                                           \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 1, 3)                    \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 3, 1)                    \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 1, 4)                    \
  CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, 4, 1)                    \
  template <>                                                                 \
  inline Jet<ceres_newton::Number<n>, n> pow<ceres_newton::Number<n>, n>(     \
      const Jet<ceres_newton::Number<n>, n>& x,                               \
      const Jet<ceres_newton::Number<n>, n>& y) {                             \
    Jet<ceres_newton::Number<n>, n> result;                                   \
    ceres_newton::internal::ApplyComposite(                                   \
        ceres_newton::internal::kPower, &x, &y, &result);                     \
    return result;                                                            \
  }
#define CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(Number, n, rows, cols)       \
  template <>                                                                \
  inline void AngleAxisToRotationMatrix(                                     \
      const Jet<ceres_newton::Number<n>, n>* w,                              \
      const MatrixAdapter<Jet<ceres_newton::Number<n>, n>, rows, cols>& R) { \
    ceres_newton::internal::ApplyComposite(                                  \
        ceres_newton::internal::kRotationMatrix,                             \
        w,                                                                   \
        w,                                                                   \
        R.pointer_,                                                          \
        {rows, cols});                                                       \
  }

#endif  // CERES_NEWTON_INTERNAL_EARLY_BOUND_CALL_H_
