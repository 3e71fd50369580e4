// SPDX-License-Identifier: BSD-3-Clause

#include "guarded_blocks.h"

#include <limits>

#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

TEST(GuardedBlocks, AreUntouchedAndIntactAtFirst) {
  const GuardedBlocks blocks({2, 3});
  std::string error;
  EXPECT_TRUE(blocks.IsIntact(&error)) << error;
  for (int i = 0; i < 2; ++i) {
    for (int j = i; j < 2; ++j) {
      EXPECT_EQ(blocks.Block(i, j).rows(), i == 0 ? 2 : 3);
      EXPECT_EQ(blocks.Block(i, j).cols(), j == 0 ? 2 : 3);
      EXPECT_TRUE(GuardedBlocks::IsUntouched(blocks.Block(i, j)(1, 1)));
    }
  }
}

TEST(GuardedBlocks, HoldWhatIsWrittenRowByRow) {
  GuardedBlocks blocks({2, 3});
  for (int e = 0; e < 6; ++e) {
    blocks.pointers()[1][e] = e;
  }
  std::string error;
  EXPECT_TRUE(blocks.IsIntact(&error)) << error;
  EXPECT_EQ(blocks.Block(0, 1)(0, 2), 2.0);
  EXPECT_EQ(blocks.Block(0, 1)(1, 0), 3.0);
}

TEST(GuardedBlocks, TellUntouchedEntriesFromOtherNans) {
  GuardedBlocks blocks({1});
  double* const entry = blocks.pointers()[0];
  *entry += 3.0;
  EXPECT_TRUE(GuardedBlocks::IsUntouched(blocks.Block(0, 0)(0, 0)));
  *entry = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(GuardedBlocks::IsUntouched(blocks.Block(0, 0)(0, 0)));
  *entry = 0.0;
  EXPECT_FALSE(GuardedBlocks::IsUntouched(blocks.Block(0, 0)(0, 0)));
}

TEST(GuardedBlocks, NoticeWritesBelowTheDiagonalAndPastTheEnd) {
  std::string error;
  GuardedBlocks below({2, 3});
  below.pointers()[2][5] = 0.0;
  EXPECT_FALSE(below.IsIntact(&error));
  EXPECT_NE(error.find("writes block (1, 0)"), std::string::npos) << error;
  for (const int past : {6, 14}) {
    GuardedBlocks beyond({2, 3});
    beyond.pointers()[1][past] = 0.0;
    EXPECT_FALSE(beyond.IsIntact(&error));
    EXPECT_NE(error.find("past the end of block (0, 1), which has 2 x 3"),
              std::string::npos)
        << error;
  }
}

TEST(GuardedBlocks, WantOnlyLeavesOnePointer) {
  GuardedBlocks blocks({2, 3});
  blocks.WantOnly(0, 1);
  for (const int block : {0, 2, 3}) {
    EXPECT_EQ(blocks.pointers()[block], nullptr);
  }
  EXPECT_NE(blocks.pointers()[1], nullptr);
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
