// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/block_hessian.h"

#include <vector>

#include "Eigen/Core"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// 6 x 6 with a recognizable upper triangle and rubbish below the diagonal.
Eigen::MatrixXd UpperTriangle() {
  Eigen::MatrixXd upper(6, 6);
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 6; ++j) {
      upper(i, j) = i <= j ? 10 * i + j : -1.0;
    }
  }
  return upper;
}

TEST(BlockHessian, BlocksAreThoseOfTheUpperTriangle) {
  const BlockHessian blocks({2, 3, 1}, UpperTriangle());
  ASSERT_EQ(blocks.num_blocks(), 3);
  EXPECT_EQ(blocks.block_size(0), 2);
  EXPECT_EQ(blocks.block_size(1), 3);
  EXPECT_EQ(blocks.block_size(2), 1);
  EXPECT_EQ(blocks.offset(0), 0);
  EXPECT_EQ(blocks.offset(1), 2);
  EXPECT_EQ(blocks.offset(2), 5);
  Eigen::MatrixXd expected(2, 3);
  expected << 2, 3, 4, 12, 13, 14;
  EXPECT_EQ(blocks(0, 1), expected);
  EXPECT_EQ(blocks(2, 2), Eigen::MatrixXd::Constant(1, 1, 55));
}

TEST(BlockHessian, IsSymmetricBitByBit) {
  const BlockHessian blocks({2, 3, 1}, UpperTriangle());
  EXPECT_EQ(blocks.dense(), blocks.dense().transpose());
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      EXPECT_EQ(blocks(j, i), blocks(i, j).transpose());
      EXPECT_EQ(blocks(i, j),
                blocks.dense().block(blocks.offset(i),
                                     blocks.offset(j),
                                     blocks.block_size(i),
                                     blocks.block_size(j)));
    }
  }
}

TEST(BlockHessian, BlocksMayBeEmpty) {
  const BlockHessian blocks({0, 2, 0}, Eigen::MatrixXd::Identity(2, 2));
  EXPECT_EQ(blocks(0, 1).rows(), 0);
  EXPECT_EQ(blocks(0, 1).cols(), 2);
  EXPECT_EQ(blocks(1, 1), Eigen::MatrixXd::Identity(2, 2));
  EXPECT_EQ(blocks(2, 2).size(), 0);
}

TEST(BlockHessian, DefaultHasNoBlocks) {
  const BlockHessian blocks;
  EXPECT_EQ(blocks.num_blocks(), 0);
  EXPECT_EQ(blocks.dense().size(), 0);
}

TEST(BlockHessianDeathTest, IndexOutOfRange) {
  const BlockHessian blocks({2, 3, 1}, UpperTriangle());
  EXPECT_DEATH_IF_SUPPORTED(blocks(0, 3), "Block 3 .* has 3 blocks");
  EXPECT_DEATH_IF_SUPPORTED(blocks(-1, 0), "Block -1 ");
  EXPECT_DEATH_IF_SUPPORTED(blocks.block_size(7), "Block 7 ");
}

TEST(BlockHessianDeathTest, SizesMustMatchTheMatrix) {
  EXPECT_DEATH_IF_SUPPORTED(BlockHessian({2, 3}, UpperTriangle()),
                            "5 variables in all, but the matrix .* 6 x 6");
  EXPECT_DEATH_IF_SUPPORTED(BlockHessian({7, -1}, UpperTriangle()),
                            "negative size -1");
}

}  // namespace
}  // namespace ceres_newton
