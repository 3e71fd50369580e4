// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/symmetric_copy.h"

#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

// What stands below the diagonal of the source must not be looked at, and what
// stands behind the matrix not be written.
template <int kWidth>
void ExpectCopies(int size) {
  SCOPED_TRACE(size);
  const int stride = size + 5;
  std::vector<double> upper((size + kWidth) * stride,
                            std::numeric_limits<double>::quiet_NaN());
  for (int i = 0; i < size; ++i) {
    for (int j = i; j < size; ++j) {
      upper[i * stride + j] = 100.0 * i + j;
    }
  }
  std::vector<double> matrix(size * size + 1, -1.0);
  CopySymmetric<kWidth>(upper.data(), stride, size, matrix.data());
  for (int i = 0; i < size; ++i) {
    for (int j = i; j < size; ++j) {
      EXPECT_EQ(matrix[i * size + j], 100.0 * i + j);
      EXPECT_EQ(matrix[j * size + i], 100.0 * i + j);
    }
  }
  EXPECT_EQ(matrix.back(), -1.0);
}

TEST(CopySymmetric, MirrorsTheUpperTriangle) {
  for (int size = 1; size <= 14; ++size) {
    ExpectCopies<2>(size);
#if CERES_NEWTON_SIMD_WIDTH >= 4
    ExpectCopies<4>(size);
#endif
  }
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
