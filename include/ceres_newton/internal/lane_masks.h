// Lanes (simd_lanes.h) of which some places are zero or broadcast, as constants
// say.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_LANE_MASKS_H_
#define CERES_NEWTON_INTERNAL_LANE_MASKS_H_

#include <utility>

#include "ceres_newton/internal/simd_lanes.h"
#include "ceres_newton/internal/unroll.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int kWidth, typename Places = std::make_integer_sequence<int, kWidth>>
struct LaneMasks;

template <int kWidth, int... kPlaces>
struct LaneMasks<kWidth, std::integer_sequence<int, kPlaces...>> {
  using LaneType = typename DoubleLanes<kWidth>::Type;
  typedef long long MaskType  // NOLINT(runtime/int)
      __attribute__((vector_size(kWidth * sizeof(double))));  // NOLINT

  // 1 in place k, if there is one, else 0.
  static CERES_NEWTON_ALWAYS_INLINE LaneType Unit(int k) {
    return LaneType{(k == kPlaces ? 1.0 : 0.0)...};
  }

  static CERES_NEWTON_ALWAYS_INLINE LaneType Broadcast(double a) {
    return LaneType{(static_cast<void>(kPlaces), a)...};
  }

  // Place k everywhere.
  template <int k>
  static CERES_NEWTON_ALWAYS_INLINE LaneType BroadcastPlace(LaneType x) {
#if defined(__clang__) || __GNUC__ >= 12
    return __builtin_shufflevector(x, x, (kPlaces * 0 + k)...);
#else
    return __builtin_shuffle(x, MaskType{(static_cast<void>(kPlaces), k)...});
#endif
  }

  // All bits in the places whose bits are set in `bits`.
  static CERES_NEWTON_ALWAYS_INLINE MaskType Places(unsigned bits) {
    return kMasks.of[bits & (kCount - 1)];
  }

  // x in those places, elsewhere 0, whatever x is there.
  static CERES_NEWTON_ALWAYS_INLINE LaneType Cut(LaneType x, MaskType places) {
    return reinterpret_cast<LaneType>(reinterpret_cast<MaskType>(x) & places);
  }

 private:
  static constexpr unsigned kCount = 1u << kWidth;
  struct Table {
    MaskType of[kCount];
  };
  static constexpr MaskType Mask(int bits) {
    return MaskType{(bits >> kPlaces & 1 ? -1LL : 0LL)...};
  }
  template <int... kBits>
  static constexpr Table MakeTable(std::integer_sequence<int, kBits...>) {
    return {{Mask(kBits)...}};
  }
  static constexpr Table kMasks =
      MakeTable(std::make_integer_sequence<int, kCount>());
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_LANE_MASKS_H_
