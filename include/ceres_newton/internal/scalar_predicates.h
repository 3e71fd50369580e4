// What the engines ask of the numbers they are built over.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SCALAR_PREDICATES_H_
#define CERES_NEWTON_INTERNAL_SCALAR_PREDICATES_H_

#include <cmath>

#include "ceres/jet.h"

namespace ceres_newton {
namespace internal {

// AllFinite(x): the value and all derivatives of x are finite.
// IsExactZero(x): the value and all derivatives of x are zero.
//
// Specialized for double, for Jets, and beside each scalar of this library.
template <typename S>
struct ScalarPredicates;

template <>
struct ScalarPredicates<double> {
  static bool AllFinite(double x) { return std::isfinite(x); }
  static bool IsExactZero(double x) { return x == 0.0; }
};

template <typename U, int N>
struct ScalarPredicates<ceres::Jet<U, N>> {
  using Inner = ScalarPredicates<U>;
  static bool AllFinite(const ceres::Jet<U, N>& x) {
    bool finite = Inner::AllFinite(x.a);
    for (int i = 0; i < N; ++i) {
      finite = finite && Inner::AllFinite(x.v[i]);
    }
    return finite;
  }
  static bool IsExactZero(const ceres::Jet<U, N>& x) {
    bool zero = Inner::IsExactZero(x.a);
    for (int i = 0; i < N; ++i) {
      zero = zero && Inner::IsExactZero(x.v[i]);
    }
    return zero;
  }
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SCALAR_PREDICATES_H_
