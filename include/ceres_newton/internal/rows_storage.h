// What a number with derivatives by rows holds, and how it is copied.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_ROWS_STORAGE_H_
#define CERES_NEWTON_INTERNAL_ROWS_STORAGE_H_

#include <type_traits>

#include "ceres_newton/internal/simd_lanes.h"
#include "ceres_newton/internal/unroll.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // see rows_engine.h
#pragma GCC diagnostic ignored "-Warray-bounds"
#endif

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N, typename S>
struct RowsLayoutOf {
  using LaneType = typename Lanes<N, S>::Type;
  static constexpr int kWidth = Lanes<N, S>::kWidth;
  static constexpr int kNumLanes = (N + kWidth - 1) / kWidth;
  static constexpr int kPaddedSize = kNumLanes * kWidth;

  // Index of row i's first stored entry; its column is i - i % kWidth.
  static constexpr int RowBegin(int i) {
    const int lane =
        i / kWidth;  // lanes of the rows above: whole lane-rows first
    return kWidth * (kWidth * (lane * kNumLanes - lane * (lane - 1) / 2) +
                     (i % kWidth) * (kNumLanes - lane));
  }
  static constexpr int kHessianSize = RowBegin(N - 1) + kWidth;

  static CERES_NEWTON_ALWAYS_INLINE LaneType& LaneAt(S* p) {
    return *reinterpret_cast<LaneType*>(p);
  }
  static CERES_NEWTON_ALWAYS_INLINE const LaneType& LaneAt(const S* p) {
    return *reinterpret_cast<const LaneType*>(p);
  }
};

// Small numbers are copied whole, which the compiler sees through; of large
// ones, what the order says is there.
template <int N, typename S>
inline constexpr bool kIsCopiedWhole = N <= 8 && std::is_same_v<S, double>;

template <int N, typename S, bool kWhole = kIsCopiedWhole<N, S>>
class RowsStorage {
 protected:
  using Layout = RowsLayoutOf<N, S>;

  explicit RowsStorage(const S& value)
      : value_(value), order_(0), singular_(false) {}

  S value_;
  signed char order_;
  bool singular_;
  alignas(typename Layout::LaneType) S gradient_[Layout::kPaddedSize];
  alignas(typename Layout::LaneType) S hessian_[Layout::kHessianSize];
};

template <int N, typename S>
class RowsStorage<N, S, false> : public RowsStorage<N, S, true> {
 protected:
  using Whole = RowsStorage<N, S, true>;
  using typename Whole::Layout;
  using Whole::gradient_;
  using Whole::hessian_;
  using Whole::order_;
  using Whole::singular_;
  using Whole::value_;

  explicit RowsStorage(const S& value) : Whole(value) {}
  RowsStorage(const RowsStorage& x) : Whole(x.value_) { CopyFrom(x); }
  RowsStorage& operator=(const RowsStorage& x) {
    if (this != &x) {
      CopyFrom(x);
    }
    return *this;
  }

 private:
  void CopyFrom(const RowsStorage& x) {
    constexpr int kWidth = Layout::kWidth;
    value_ = x.value_;
    order_ = x.order_;
    singular_ = x.singular_;
    if (order_ > 0) {
      CERES_NEWTON_UNROLL
      for (int i = 0; i < Layout::kPaddedSize; i += kWidth) {
        Layout::LaneAt(gradient_ + i) = Layout::LaneAt(x.gradient_ + i);
      }
    }
    if (order_ > 1) {
      CERES_NEWTON_UNROLL
      for (int k = 0; k < Layout::kHessianSize; k += kWidth) {
        Layout::LaneAt(hessian_ + k) = Layout::LaneAt(x.hessian_ + k);
      }
    }
  }
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#endif  // CERES_NEWTON_INTERNAL_ROWS_STORAGE_H_
