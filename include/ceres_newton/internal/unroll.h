// Code that the compiler must see as a whole: loops unrolled by templates,
// functions that are always inlined, calls that are inlined with all they call.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_UNROLL_H_
#define CERES_NEWTON_INTERNAL_UNROLL_H_

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

// Without optimization, and where code is to be small, these are left out:
// inlining would only cost then.
//
// CERES_NEWTON_ALWAYS_INLINE  before a function, for "inline"
// CERES_NEWTON_INLINE_LAMBDA  behind the parameters of a lambda
// CERES_NEWTON_FLATTEN        before a function: GCC inlines all it calls, to
//                             any depth, and clang what it calls itself
// CERES_NEWTON_NOINLINE       before a function that stays one even there
#if defined(__GNUC__) && defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__)
#define CERES_NEWTON_ALWAYS_INLINE inline __attribute__((always_inline))
#define CERES_NEWTON_INLINE_LAMBDA __attribute__((always_inline))
#define CERES_NEWTON_FLATTEN __attribute__((flatten))
#else
#define CERES_NEWTON_ALWAYS_INLINE inline
#define CERES_NEWTON_INLINE_LAMBDA
#define CERES_NEWTON_FLATTEN
#endif
#if defined(__GNUC__)
#define CERES_NEWTON_NOINLINE __attribute__((noinline))
#else
#define CERES_NEWTON_NOINLINE
#endif

namespace ceres_newton {
namespace internal {

template <int... kIndices, typename Body>
CERES_NEWTON_ALWAYS_INLINE void UnrollIndices(
    std::integer_sequence<int, kIndices...>, const Body& body) {
  (body(std::integral_constant<int, kIndices>()), ...);
}

// body(0), ..., body(kCount - 1), each with a compile-time constant.
template <int kCount, typename Body>
CERES_NEWTON_ALWAYS_INLINE void Unroll(const Body& body) {
  UnrollIndices(std::make_integer_sequence<int, kCount>(), body);
}

// body(0), ..., body(count - 1) for count <= kMaxCount: with compile-time
// constants, of which those from count on are skipped, or as a loop.
template <bool kUnrolled, int kMaxCount, typename Body>
CERES_NEWTON_ALWAYS_INLINE void ForEachIndex(int count, const Body& body) {
  if constexpr (kUnrolled) {
    Unroll<kMaxCount>([&](auto i) CERES_NEWTON_INLINE_LAMBDA {
      if (i < count) {
        body(i);
      }
    });
  } else {
    for (int i = 0; i < count; ++i) {
      body(i);
    }
  }
}

// 0, t_0, t_0 + t_1, ...
template <size_t kCount>
constexpr std::array<int, kCount> SumsBefore(std::array<int, kCount> terms) {
  int sum = 0;
  for (size_t i = 0; i < kCount; ++i) {
    const int term = terms[i];
    terms[i] = sum;
    sum += term;
  }
  return terms;
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_UNROLL_H_
