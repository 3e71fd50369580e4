// What stands in a second-order Jet for the infinitesimal part that the rules
// of ceres/jet.h write.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SWALLOWED_PART_H_
#define CERES_NEWTON_INTERNAL_SWALLOWED_PART_H_

#include <cmath>
#include <type_traits>

#include "ceres_newton/internal/second_order_number.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// Stands where jet.h keeps the infinitesimal part.  The rules of jet.h build
// Jet(f(x.a), f'(x.a) * x.v); since f(x.a) already carries all derivatives, the
// second argument is swallowed.  Only factors of the exact scalar type are
// accepted: a double factor is a hand-written first-order rule.
template <int N, typename S>
struct SwallowedPart {
  struct Element {
    template <typename U>
    const Element& operator=(const U&) const {
      return *this;
    }
  };
  Element operator[](int) const { return Element(); }
};

template <int N, typename S>
SwallowedPart<N, S> operator-(SwallowedPart<N, S> v) {
  return v;
}
template <int N, typename S>
SwallowedPart<N, S> operator+(SwallowedPart<N, S> v, SwallowedPart<N, S>) {
  return v;
}
template <int N, typename S>
SwallowedPart<N, S> operator-(SwallowedPart<N, S> v, SwallowedPart<N, S>) {
  return v;
}
template <int N, typename S>
SwallowedPart<N, S> operator*(const SecondOrder<N, S>&, SwallowedPart<N, S> v) {
  return v;
}
template <int N, typename S>
SwallowedPart<N, S> operator*(SwallowedPart<N, S> v, const SecondOrder<N, S>&) {
  return v;
}
template <int N, typename S>
SwallowedPart<N, S> operator/(SwallowedPart<N, S> v, const SecondOrder<N, S>&) {
  return v;
}

// jet.h asks whether an infinitesimal is zero before it spoils it.
template <typename Element>
auto fpclassify(const Element&)
    -> std::enable_if_t<std::is_empty<Element>::value, int> {
  return FP_ZERO;
}

// A result that keeps its derivatives in Jet(result), for the rule of
// midpoint in jet.h, which sets them afterwards one by one.
template <int N, typename S>
struct KeepDerivatives {
  SecondOrder<N, S> number;
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SWALLOWED_PART_H_
