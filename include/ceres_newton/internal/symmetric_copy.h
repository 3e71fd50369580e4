// A symmetric matrix written out from its upper triangle, in tiles: row by row
// and entry by entry, the mirrored half would take longer than some sweeps.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SYMMETRIC_COPY_H_
#define CERES_NEWTON_INTERNAL_SYMMETRIC_COPY_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "ceres_newton/internal/simd_lanes.h"
#include "ceres_newton/internal/unroll.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// kWidth rows of as many numbers.
template <int kWidth>
struct SquareTile {
  using Lane = typename DoubleLanes<kWidth>::Type;

  CERES_NEWTON_ALWAYS_INLINE static SquareTile Load(const double* from,
                                                    ptrdiff_t stride) {
    SquareTile tile;
    CERES_NEWTON_UNROLL
    for (int r = 0; r < kWidth; ++r) {
      std::memcpy(&tile.rows[r], from + r * stride, sizeof(Lane));
    }
    return tile;
  }
  CERES_NEWTON_ALWAYS_INLINE void Store(double* to, ptrdiff_t stride) const {
    CERES_NEWTON_UNROLL
    for (int r = 0; r < kWidth; ++r) {
      std::memcpy(to + r * stride, &rows[r], sizeof(Lane));
    }
  }

  Lane rows[kWidth];
};

// Numbers i, j, ... of two lanes side by side.
#if defined(__clang__)
#define CERES_NEWTON_SHUFFLE(a, b, ...) \
  __builtin_shufflevector(a, b, __VA_ARGS__)
#else
template <typename Lane>
using ShuffleMask = decltype(Lane() < Lane());
#define CERES_NEWTON_SHUFFLE(a, b, ...) \
  __builtin_shuffle(a, b, ShuffleMask<decltype(a + b)>{__VA_ARGS__})
#endif

CERES_NEWTON_ALWAYS_INLINE SquareTile<2> Transposed(const SquareTile<2>& a) {
  return {{CERES_NEWTON_SHUFFLE(a.rows[0], a.rows[1], 0, 2),
           CERES_NEWTON_SHUFFLE(a.rows[0], a.rows[1], 1, 3)}};
}
CERES_NEWTON_ALWAYS_INLINE SquareTile<4> Transposed(const SquareTile<4>& a) {
  using Lane = SquareTile<4>::Lane;
  const Lane even01 = CERES_NEWTON_SHUFFLE(a.rows[0], a.rows[1], 0, 4, 2, 6);
  const Lane odd01 = CERES_NEWTON_SHUFFLE(a.rows[0], a.rows[1], 1, 5, 3, 7);
  const Lane even23 = CERES_NEWTON_SHUFFLE(a.rows[2], a.rows[3], 0, 4, 2, 6);
  const Lane odd23 = CERES_NEWTON_SHUFFLE(a.rows[2], a.rows[3], 1, 5, 3, 7);
  return {{CERES_NEWTON_SHUFFLE(even01, even23, 0, 1, 4, 5),
           CERES_NEWTON_SHUFFLE(odd01, odd23, 0, 1, 4, 5),
           CERES_NEWTON_SHUFFLE(even01, even23, 2, 3, 6, 7),
           CERES_NEWTON_SHUFFLE(odd01, odd23, 2, 3, 6, 7)}};
}

// The upper triangle of a and its mirror image.
CERES_NEWTON_ALWAYS_INLINE SquareTile<2> Symmetrized(const SquareTile<2>& a) {
  return {{a.rows[0], CERES_NEWTON_SHUFFLE(a.rows[0], a.rows[1], 1, 3)}};
}
CERES_NEWTON_ALWAYS_INLINE SquareTile<4> Symmetrized(const SquareTile<4>& a) {
  const SquareTile<4> b = Transposed(a);
  return {{a.rows[0],
           CERES_NEWTON_SHUFFLE(b.rows[1], a.rows[1], 0, 5, 6, 7),
           CERES_NEWTON_SHUFFLE(b.rows[2], a.rows[2], 0, 1, 6, 7),
           CERES_NEWTON_SHUFFLE(b.rows[3], a.rows[3], 0, 1, 2, 7)}};
}
#undef CERES_NEWTON_SHUFFLE

// matrix (size x size, without gaps) = the symmetric matrix whose upper
// triangle stands in rows that are `stride` apart.  Tiles on the diagonal are
// read whole.
template <int kWidth>
void CopySymmetric(const double* upper,
                   ptrdiff_t stride,
                   int size,
                   double* matrix) {
  using Tile = SquareTile<kWidth>;
  const int tiled = size - size % kWidth;
  for (int i = 0; i < tiled; i += kWidth) {
    const double* const from = upper + i * stride;
    double* const row = matrix + i * size;
    Symmetrized(Tile::Load(from + i, stride)).Store(row + i, size);
    for (int j = i + kWidth; j < tiled; j += kWidth) {
      const Tile tile = Tile::Load(from + j, stride);
      tile.Store(row + j, size);
      Transposed(tile).Store(matrix + j * size + i, size);
    }
  }
  for (int j = tiled; j < size; ++j) {
    for (int i = 0; i <= j; ++i) {
      matrix[i * size + j] = matrix[j * size + i] = upper[i * stride + j];
    }
  }
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SYMMETRIC_COPY_H_
