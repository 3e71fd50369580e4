// The second-order number of many variables, and the recording it lives in.
//
// Everything that calls a function with second-order scalars T chosen by
// SweepScalar opens a RecordingScope<T> around the making of the arguments, the
// call and the reading of the results.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_RECORDING_SCOPE_H_
#define CERES_NEWTON_INTERNAL_RECORDING_SCOPE_H_

#include "ceres/jet.h"
#include "ceres_newton/internal/second_order_jet.h"
#include "ceres_newton/internal/second_order_number.h"
#include "ceres_newton/internal/second_order_traits.h"
#include "ceres_newton/internal/symmetric_copy.h"
#include "ceres_newton/internal/tape_engine.h"

namespace ceres_newton {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// As SecondOrder<N>, but recorded on a tape: faster from nine variables on, and
// valid within a recording only.
template <int N>
using TapedSecondOrder = SecondOrder<N, double, internal::TapeEngine<N>>;

}  // namespace CERES_NEWTON_SIMD_NAMESPACE

namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N>
using TapedJet = ceres::Jet<TapedSecondOrder<N>, N>;

// While an object of this class lives, numbers T can be used in this thread.
// When it dies, those made since become invalid.  Scopes nest: a function that
// is being differentiated may differentiate others inside.
//
// Most scalars need no recording.
template <typename T>
class RecordingScope {
 public:
  RecordingScope() {}
  RecordingScope(const RecordingScope&) = delete;
  RecordingScope& operator=(const RecordingScope&) = delete;
  ~RecordingScope() {}
};

template <int N>
class RecordingScope<TapedJet<N>> {
 public:
  RecordingScope() : arena_(Tape<N>::Arena()), mark_(arena_->Open()) {}
  RecordingScope(const RecordingScope&) = delete;
  RecordingScope& operator=(const RecordingScope&) = delete;
  ~RecordingScope() { arena_->Close(mark_); }

 private:
  TapeArena* const arena_;
  const TapeArena::Mark mark_;
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE

// Does HessianReader<T> have CopySymmetricBlock?
template <typename T>
inline constexpr bool kCopiesSymmetricBlocks = false;
template <int N>
inline constexpr bool kCopiesSymmetricBlocks<TapedJet<N>> = true;

// One reverse sweep for all entries.
template <int N>
class HessianReader<TapedJet<N>> {
 public:
  explicit HessianReader(const TapedJet<N>& x)
      : rows_(TapeHessian<N>(x.a.engine().root())) {}

  double operator()(int i, int j) const {
    return rows_[i * TapeLayout::HessianStride(N) + j];
  }

  // The diagonal block of `size` variables from `first` on.
  void CopySymmetricBlock(int first, int size, double* block) const {
    constexpr int kStride = TapeLayout::HessianStride(N);
    CopySymmetric<TapeLayout::kWidth>(
        rows_ + first * (kStride + 1), kStride, size, block);
  }

 private:
  const double* const rows_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_RECORDING_SCOPE_H_
