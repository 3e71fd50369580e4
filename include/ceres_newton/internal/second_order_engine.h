// Which engine stands behind SecondOrder<N, S>.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SECOND_ORDER_ENGINE_H_
#define CERES_NEWTON_INTERNAL_SECOND_ORDER_ENGINE_H_

#include <type_traits>

#include "ceres_newton/internal/rows_engine.h"
#include "ceres_newton/internal/structured_engine.h"
#include "ceres_newton/internal/unrolled_engine.h"

// Up to this many variables, 6 at most, the unrolled engine is used, and the
// AutoDiff classes inline a functor with all it calls.  That makes K3 of
// benchmarks/ (6 variables) four times faster than by rows, but costs time to
// compile: a functor of 200 operations takes 1.4 times as long for 4 variables
// and 2.5 times for 6, one of 800 operations 4 times for 4 variables and
// minutes for 6.  Choose a smaller number, the same in the whole program, where
// such functors are about.
#ifndef CERES_NEWTON_MAX_UNROLLED_VARIABLES
#define CERES_NEWTON_MAX_UNROLLED_VARIABLES 4
#endif

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

inline constexpr int kMaxUnrolledVariables =
    CERES_NEWTON_MAX_UNROLLED_VARIABLES;

template <int N, typename S>
inline constexpr bool kIsUnrolled =
    N <= kMaxUnrolledVariables&& std::is_same<S, double>::value;

template <int N, typename S>
inline constexpr bool kIsStructured =
    !kIsUnrolled<N, S> && N <= 8 && std::is_same<S, double>::value;

// A struct, so that no engine is named that is not used.
template <int N,
          typename S,
          bool kUnrolled = kIsUnrolled<N, S>,
          bool kStructured = kIsStructured<N, S>>
struct SecondOrderEngine {
  using Type = RowsEngine<N, S>;
};
template <int N, typename S>
struct SecondOrderEngine<N, S, true, false> {
  using Type = UnrolledEngine<N>;
};
template <int N, typename S>
struct SecondOrderEngine<N, S, false, true> {
  using Type = StructuredEngine<N>;
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SECOND_ORDER_ENGINE_H_
