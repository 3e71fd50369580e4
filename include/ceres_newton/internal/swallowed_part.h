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

// What `y.v = ...` would be.
template <typename U>
struct AssignedInfinitesimal {
  static_assert(
      sizeof(U) == 0,  // never
      "A rule for first derivatives, y.v = ..., loses the second derivatives.  "
      "Give value and derivative together, ceres::Jet<T, N>(f(x.a), df(x.a) * "
      "x.v), and both as functions of x.a; or write the rule with functions of "
      "x alone.");
  using Refused = void;
};

// Stands where jet.h keeps the infinitesimal part.  The rules of jet.h build
// Jet(f(x.a), f'(x.a) * x.v); since f(x.a) already carries all derivatives, the
// second argument is swallowed.  Only factors of the exact scalar type are
// accepted: a plain number as a factor is the mark of a hand-written
// first-order rule, and refused with a sentence.
template <int N, typename S, typename E>
struct SwallowedPart {
  struct Element {
    template <typename U>
    const Element& operator=(const U&) const {
      return *this;
    }
  };
  Element operator[](int) const { return Element(); }

  template <typename U>
  typename AssignedInfinitesimal<U>::Refused operator=(const U&) const {}
  template <typename U>
  typename AssignedInfinitesimal<U>::Refused operator+=(const U&) const {}
};

template <int N, typename S, typename E>
SwallowedPart<N, S, E> operator-(SwallowedPart<N, S, E> v) {
  return v;
}
template <int N, typename S, typename E>
SwallowedPart<N, S, E> operator+(SwallowedPart<N, S, E> v,
                                 SwallowedPart<N, S, E>) {
  return v;
}
template <int N, typename S, typename E>
SwallowedPart<N, S, E> operator-(SwallowedPart<N, S, E> v,
                                 SwallowedPart<N, S, E>) {
  return v;
}
template <int N, typename S, typename E>
SwallowedPart<N, S, E> operator*(const SecondOrder<N, S, E>&,
                                 SwallowedPart<N, S, E> v) {
  return v;
}
template <int N, typename S, typename E>
SwallowedPart<N, S, E> operator*(SwallowedPart<N, S, E> v,
                                 const SecondOrder<N, S, E>&) {
  return v;
}
template <int N, typename S, typename E>
SwallowedPart<N, S, E> operator/(SwallowedPart<N, S, E> v,
                                 const SecondOrder<N, S, E>&) {
  return v;
}

// What a plain number A times an infinitesimal would be.  Compilers look at a
// return type even where other errors keep them from function bodies, so the
// sentence is always seen.
template <typename A, typename V, bool kIsNumber = std::is_arithmetic<A>::value>
struct FirstOrderRule {};
template <typename A, typename V>
struct FirstOrderRule<A, V, true> {
  static_assert(
      sizeof(A) == 0,  // never
      "A rule for first derivatives, c * x.v with a plain number c, loses the "
      "second derivatives.  Write c as a function of x.a.  In place of "
      "ceres::CostFunctionToFunctor, ceres::DynamicCostFunctionToFunctor, "
      "ceres::CubicInterpolator and ceres::BiCubicInterpolator use those of "
      "namespace ceres_newton, which know the second derivatives.");
  using Refused = V;
};

template <typename A, int N, typename S, typename E>
typename FirstOrderRule<A, SwallowedPart<N, S, E>>::Refused operator*(
    const A&, SwallowedPart<N, S, E> v) {
  return v;
}
template <typename A, int N, typename S, typename E>
typename FirstOrderRule<A, SwallowedPart<N, S, E>>::Refused operator*(
    SwallowedPart<N, S, E> v, const A&) {
  return v;
}
template <typename A, int N, typename S, typename E>
typename FirstOrderRule<A, SwallowedPart<N, S, E>>::Refused operator/(
    SwallowedPart<N, S, E> v, const A&) {
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
template <int N, typename S, typename E>
struct KeepDerivatives {
  SecondOrder<N, S, E> number;
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SWALLOWED_PART_H_
