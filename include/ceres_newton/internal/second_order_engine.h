// Which engine stands behind SecondOrder<N, S>.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SECOND_ORDER_ENGINE_H_
#define CERES_NEWTON_INTERNAL_SECOND_ORDER_ENGINE_H_

#include <type_traits>

#include "ceres_newton/internal/rows_engine.h"
#include "ceres_newton/internal/unrolled_engine.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

inline constexpr int kMaxUnrolledVariables = 6;

template <int N, typename S>
inline constexpr bool kIsUnrolled =
    N <= kMaxUnrolledVariables&& std::is_same<S, double>::value;

// A struct, so that no engine is named that is not used.
template <int N, typename S, bool kUnrolled = kIsUnrolled<N, S>>
struct SecondOrderEngine {
  using Type = RowsEngine<N, S>;
};
template <int N, typename S>
struct SecondOrderEngine<N, S, true> {
  using Type = UnrolledEngine<N>;
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SECOND_ORDER_ENGINE_H_
