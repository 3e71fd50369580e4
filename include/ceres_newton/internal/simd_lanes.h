// How many doubles are worked on at once, and the types for it.
//
// The width follows the flags the user compiles with: 2 without AVX, 4 with
// AVX, 8 with AVX-512.  (32-byte vectors emulated without AVX are five to ten
// times slower.)  Types whose layout depends on it live in an inline namespace
// named after the width, so translation units compiled with different flags can
// be linked together.  What depends on which engine stands behind a number
// lives there too, so the namespace also bears the limit of inlined functors.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SIMD_LANES_H_
#define CERES_NEWTON_INTERNAL_SIMD_LANES_H_

#if defined(__AVX512F__)
#define CERES_NEWTON_SIMD_WIDTH 8
#elif defined(__AVX__)
#define CERES_NEWTON_SIMD_WIDTH 4
#else
#define CERES_NEWTON_SIMD_WIDTH 2
#endif

// Up to this many variables, a plain number from 0 to 8, the AutoDiff classes
// inline a functor with all it calls, and the compiler keeps track of what each
// number depends on (second_order_engine.h).  Smaller numbers of variables make
// functors of many hundred operations compile faster and run slower.
#ifndef CERES_NEWTON_MAX_UNROLLED_VARIABLES
#define CERES_NEWTON_MAX_UNROLLED_VARIABLES 8
#endif

// simd4_unrolled8, say.
#define CERES_NEWTON_JOIN_NAMESPACE(width, unrolled) \
  simd##width##_unrolled##unrolled
#define CERES_NEWTON_MAKE_NAMESPACE(width, unrolled) \
  CERES_NEWTON_JOIN_NAMESPACE(width, unrolled)
#define CERES_NEWTON_SIMD_NAMESPACE                    \
  CERES_NEWTON_MAKE_NAMESPACE(CERES_NEWTON_SIMD_WIDTH, \
                              CERES_NEWTON_MAX_UNROLLED_VARIABLES)

// Unrolls the loop over lanes that follows, by eight at most.
#if defined(__clang__)
#define CERES_NEWTON_UNROLL _Pragma("clang loop unroll_count(8)")
#elif defined(__GNUC__)
#define CERES_NEWTON_UNROLL _Pragma("GCC unroll 8")
#else
#define CERES_NEWTON_UNROLL
#endif

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// kWidth doubles side by side, with elementwise + - * and scalar broadcast.
template <int kWidth>
struct DoubleLanes;

template <>
struct DoubleLanes<1> {
  using Type = double;
};

template <>
struct DoubleLanes<2> {
  typedef double Type __attribute__((vector_size(16)));
};

template <>
struct DoubleLanes<4> {
  typedef double Type __attribute__((vector_size(32)));
};

template <>
struct DoubleLanes<8> {
  typedef double Type __attribute__((vector_size(64)));
};

// The lanes that rows of N numbers of type S are cut into.  Any S but double is
// worked on one by one.
template <int N, typename S>
struct Lanes {
  static constexpr int kWidth = 1;
  using Type = S;
};

template <int N>
struct Lanes<N, double> {
  static constexpr int kWidth = N == 1   ? 1
                                : N == 2 ? 2
                                : N <= 4 && CERES_NEWTON_SIMD_WIDTH > 4
                                    ? 4
                                    : CERES_NEWTON_SIMD_WIDTH;
  using Type = typename DoubleLanes<kWidth>::Type;
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SIMD_LANES_H_
