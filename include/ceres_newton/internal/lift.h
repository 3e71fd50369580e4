// Which plain numbers may stand beside a scalar, how they become one, and when
// a scalar with all its derivatives is zero.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_LIFT_H_
#define CERES_NEWTON_INTERNAL_LIFT_H_

#include <type_traits>

#include "ceres_newton/internal/second_order_traits.h"

namespace ceres_newton {
namespace internal {

// Can an A be read as an S without loss?  Numbers can; S can; and so can the
// scalars that S is nested over: an outer variable used by an inner function.
template <typename A, typename S, typename Enable = void>
struct IsLiftable : std::is_arithmetic<A> {};

template <typename S>
struct IsLiftable<S, S> : std::true_type {};

template <typename A, typename S>
struct IsLiftable<A,
                  S,
                  std::enable_if_t<!std::is_same<A, S>::value &&
                                   !std::is_arithmetic<A>::value &&
                                   !std::is_arithmetic<S>::value>>
    : IsLiftable<A, typename SecondOrderTraits<S>::Base> {};

template <typename S, typename A>
S Lift(const A& a) {
  if constexpr (std::is_same_v<A, S>) {
    return a;
  } else if constexpr (std::is_arithmetic_v<S>) {
    return static_cast<S>(a);
  } else if constexpr (std::is_arithmetic_v<A>) {
    return S(static_cast<double>(a));
  } else {
    using Traits = SecondOrderTraits<S>;
    return Traits::Constant(Lift<typename Traits::Base>(a));
  }
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_LIFT_H_
