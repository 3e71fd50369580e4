// Which engine stands behind SecondOrder<N, S>.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SECOND_ORDER_ENGINE_H_
#define CERES_NEWTON_INTERNAL_SECOND_ORDER_ENGINE_H_

#include <type_traits>

#include "ceres_newton/internal/rows_engine.h"
#include "ceres_newton/internal/simd_lanes.h"
#include "ceres_newton/internal/structured_engine.h"
#include "ceres_newton/internal/unrolled_engine.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// Is a functor of N variables inlined, so that the compiler sees which
// derivatives are zero?  Up to four variables entry by entry (two to four times
// faster than by rows), up to eight row by row (three times).  Beyond, numbers
// are on a tape.
template <int N, typename S>
inline constexpr bool kIsInlined = std::is_same_v<S, double>&& N <=
                                   CERES_NEWTON_MAX_UNROLLED_VARIABLES&& N <= 8;
template <int N, typename S>
inline constexpr bool kIsUnrolled = kIsInlined<N, S>&& N <= 4;

// Structs, so that no engine is named that is not used.
template <int N, typename S, bool kUnrolled = kIsUnrolled<N, S>>
struct InlinedEngine {
  using Type = StructuredEngine<N>;
};
template <int N, typename S>
struct InlinedEngine<N, S, true> {
  using Type = UnrolledEngine<N>;
};

template <int N, typename S, bool kInlined = kIsInlined<N, S>>
struct SecondOrderEngine {
  using Type = RowsEngine<N, S>;
};
template <int N, typename S>
struct SecondOrderEngine<N, S, true> : InlinedEngine<N, S> {};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SECOND_ORDER_ENGINE_H_
