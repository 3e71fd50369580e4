// Shapes, widths and results of the functions of hessian.h.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/hessian.h"

#include <cmath>
#include <tuple>
#include <type_traits>
#include <utility>

#include "Eigen/Core"
#include "chain_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::Vector3d;
using Eigen::VectorXd;

constexpr double kTolerance = 1e-12;

template <typename Derivatives>
void ExpectChain(const Derivatives& got, const VectorXd& x) {
  const ChainDerivatives expected(x);
  EXPECT_DOUBLE_EQ(got.value, kChain(x));
  EXPECT_LE((got.gradient - expected.gradient).norm(), kTolerance);
  EXPECT_LE((got.hessian - expected.hessian).norm(), kTolerance);
  EXPECT_TRUE(got.hessian == got.hessian.transpose());
}

// --- Widths -----------------------------------------------------------------

// All sizes around the widths 4 and 8 at which the scalar changes, and three
// and more strips with a last one of every length.
TEST(Hessian, DynamicSizesAroundTheChunkWidths) {
  for (const int n : {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 17, 20, 33}) {
    SCOPED_TRACE(n);
    ExpectChain(Differentiate(kChain, ChainPoint(n)), ChainPoint(n));
  }
}

template <int n>
void ExpectChainOfFixedSize() {
  SCOPED_TRACE(n);
  const Eigen::Matrix<double, n, 1> x = ChainPoint(n);
  const auto d = Differentiate(kChain, x);
  static_assert(decltype(d.gradient)::RowsAtCompileTime == n, "");
  ExpectChain(d, x);
}

TEST(Hessian, FixedSizesUpToAndBeyondOneSweep) {
  ExpectChainOfFixedSize<0>();
  ExpectChainOfFixedSize<1>();
  ExpectChainOfFixedSize<4>();
  ExpectChainOfFixedSize<16>();
  ExpectChainOfFixedSize<17>();
}

// 150 numbers of 8 variables are too many for the stack in Eigen's opinion;
// they arrive in a dynamic vector.
TEST(Hessian, LargeFixedSizeIsHandedOverOnTheHeap) {
  const Eigen::Matrix<double, 150, 1> x =
      Eigen::Matrix<double, 150, 1>::LinSpaced(-1.0, 1.0);
  const auto f = [](const auto& y) { return y.squaredNorm() * y[149]; };
  const Eigen::Matrix<double, 150, 1> v =
      Eigen::Matrix<double, 150, 1>::Unit(149);
  // d/dt of the gradient 2 x x_149 + |x|^2 e_149 along e_149.
  Eigen::Matrix<double, 150, 1> expected = 2.0 * x;
  expected[149] += 2.0 * x[149] + 2.0 * x[149];
  EXPECT_LE((HessianVectorProduct(f, x, v) - expected).norm(), kTolerance);
  static_assert(
      internal::Argument<Eigen::Matrix<double, 2000, 1>>::Rebound<
          ceres::Jet<SecondOrder<8>, 8>>::RowsAtCompileTime == Eigen::Dynamic,
      "");
}

TEST(Hessian, NestedJetsAgree) {
  for (const int n : {0, 3, 5, 11}) {
    SCOPED_TRACE(n);
    ExpectChain(Differentiate<NestedJets>(kChain, ChainPoint(n)),
                ChainPoint(n));
  }
  ExpectChain(Differentiate<NestedJets>(kChain, Vector3d(ChainPoint(3))),
              ChainPoint(3));
}

// The calls promised in the header.
TEST(Hessian, NumberOfCalls) {
  int num_calls = 0;
  const auto f = [&num_calls](const auto& x) {
    ++num_calls;
    return kChain(x);
  };
  const auto count = [&](const auto& x) {
    num_calls = 0;
    Hessian(f, x);
    return num_calls;
  };
  EXPECT_EQ(count(Eigen::Matrix<double, 16, 1>(ChainPoint(16))), 1);
  EXPECT_EQ(count(VectorXd(ChainPoint(0))), 1);
  EXPECT_EQ(count(Eigen::Matrix<double, 0, 1>(ChainPoint(0))), 1);
  EXPECT_EQ(count(VectorXd(ChainPoint(4))), 1);
  EXPECT_EQ(count(VectorXd(ChainPoint(8))), 1);
  EXPECT_EQ(count(VectorXd(ChainPoint(9))), 1);
  EXPECT_EQ(count(VectorXd(ChainPoint(100))), 1);
  num_calls = 0;
  HessianVectorProduct(f, ChainPoint(7), ChainPoint(7));
  EXPECT_EQ(num_calls, 1);
  num_calls = 0;
  HessianVectorProduct<NestedJets>(f, ChainPoint(7), ChainPoint(7));
  EXPECT_EQ(num_calls, 3);
  num_calls = 0;
  Hessian<NestedJets>(f, VectorXd(ChainPoint(17)));
  EXPECT_EQ(num_calls, 10);  // 5 strips
}

// --- Arguments --------------------------------------------------------------

TEST(Hessian, NumberGivesNumbers) {
  const auto f = [](const auto& x) { return x * x * x; };
  const auto d = Differentiate(f, 2.0);
  static_assert(std::is_same_v<decltype(d.hessian), double>, "");
  static_assert(std::is_same_v<decltype(d.gradient), double>, "");
  EXPECT_EQ(d.value, 8.0);
  EXPECT_EQ(d.gradient, 12.0);
  EXPECT_EQ(d.hessian, 12.0);
  EXPECT_EQ(Hessian(f, 2.0f), 12.0);
}

// Entry (i, j) of the 2 x 3 matrix is variable 3 i + j: weights 1 ... 6 tell
// the six variables apart, whichever way they are stored.
template <typename Matrix>
void ExpectRowsFirst() {
  const auto f = [](const auto& m) {
    using T = typename std::decay_t<decltype(m)>::Scalar;
    T sum = m(0, 1) * m(1, 0) * m(1, 0);
    for (int r = 0; r < 2; ++r) {
      for (int c = 0; c < 3; ++c) {
        sum += 0.5 * (3.0 * r + c + 1.0) * m(r, c) * m(r, c);
      }
    }
    return sum;
  };
  Matrix x(2, 3);
  x << 1, 2, 3, 4, 5, 6;
  const auto d = Differentiate(f, x);
  MatrixXd hessian = MatrixXd::Zero(6, 6);
  hessian.diagonal() << 1, 2, 3, 4, 5, 6;
  hessian(3, 3) += 2.0 * x(0, 1);
  hessian(1, 3) = hessian(3, 1) = 2.0 * x(1, 0);
  EXPECT_EQ(d.hessian, hessian);
  MatrixXd gradient(2, 3);
  gradient << 1, 2 * 2 + 16, 9, 4 * 4 + 16, 25, 36;
  EXPECT_EQ(d.gradient, gradient);
  const MatrixXd v = MatrixXd::Identity(2, 3);
  const auto product = HessianVectorProduct(f, x, v);
  ASSERT_EQ(product.rows(), 2);
  ASSERT_EQ(product.cols(), 3);
  MatrixXd expected(2, 3);
  expected << 1, 0, 0, 0, 5, 0;
  EXPECT_LE((product - expected).norm(), kTolerance);
}

TEST(Hessian, ElementsOfMatricesCountRowByRow) {
  ExpectRowsFirst<Eigen::Matrix<double, 2, 3>>();
  ExpectRowsFirst<Eigen::Matrix<double, 2, 3, Eigen::RowMajor>>();
  ExpectRowsFirst<MatrixXd>();
  ExpectRowsFirst<
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>();
  ExpectRowsFirst<Eigen::Matrix<double, 2, Eigen::Dynamic>>();
}

TEST(Hessian, ExpressionsMapsAndBlocks) {
  const VectorXd x = ChainPoint(5);
  const ChainDerivatives expected(x);
  const auto expect = [&expected](const auto& y) {
    EXPECT_LE((Hessian(kChain, y) - expected.hessian).norm(), kTolerance);
  };
  expect(0.5 * x + 0.5 * x);
  expect(Eigen::Map<const VectorXd>(x.data(), 5));
  expect(Eigen::Ref<const VectorXd>(x));
  VectorXd longer(7);
  longer << -1, x, -1;
  expect(longer.segment(1, 5));
  expect(longer.segment<5>(1));
  expect(x.transpose());
  expect(x.cast<float>().cast<double>() + (x - x.cast<float>().cast<double>()));
  EXPECT_EQ(Hessian(kChain, x.cast<float>()),
            Hessian(kChain, x.cast<float>().cast<double>()));
}

TEST(Hessian, ArraysArriveAsArrays) {
  const Eigen::Array3d x(1, 2, 3);
  const auto d =
      Differentiate([](const auto& y) { return (y * y * y).sum(); }, x);
  EXPECT_EQ(d.hessian, MatrixXd(Vector3d(6, 12, 18).asDiagonal()));
  EXPECT_TRUE((d.gradient == 3.0 * x * x).all());
}

TEST(Hessian, EmptyArguments) {
  const auto d =
      Differentiate([](const auto& x) { return x.sum() + 2.5; }, VectorXd(0));
  EXPECT_EQ(d.value, 2.5);
  EXPECT_EQ(d.gradient.size(), 0);
  EXPECT_EQ(d.hessian.size(), 0);
  const BlockHessian blocks =
      Hessian([](const auto& x, const auto& y) { return x.sum() + y * y; },
              MatrixXd(0, 3),
              3.0);
  EXPECT_EQ(blocks.block_size(0), 0);
  EXPECT_EQ(blocks(1, 1)(0, 0), 2.0);
  EXPECT_EQ(HessianVectorProduct(kChain, VectorXd(0), VectorXd(0)).size(), 0);
}

TEST(Hessian, SeveralArgumentsOfAllShapes) {
  // s^2 a'M b: all blocks known.
  const auto f =
      [](const auto& s, const auto& a, const auto& m, const auto& b) {
        return s * s * a.dot(m * b);
      };
  const double s = 1.5;
  const Vector2d a(0.3, -0.7);
  Eigen::Matrix<double, 2, 3, Eigen::RowMajor> m;
  m << 1, 2, 3, 4, 5, 6;
  const VectorXd b = Vector3d(0.1, 0.2, -0.4);
  const auto d = Differentiate(f, s, a, m, b);
  EXPECT_NEAR(d.value, s * s * a.dot(m * b), kTolerance);
  ASSERT_EQ(d.gradient.size(), 4u);
  EXPECT_LE((d.gradient[1] - s * s * m * b).norm(), kTolerance);
  const BlockHessian& blocks = d.hessian;
  ASSERT_EQ(blocks.num_blocks(), 4);
  EXPECT_EQ(blocks.dense().rows(), 1 + 2 + 6 + 3);
  EXPECT_NEAR(blocks(0, 0)(0, 0), 2.0 * a.dot(m * b), kTolerance);
  EXPECT_LE((blocks(0, 1).transpose() - 2.0 * s * m * b).norm(), kTolerance);
  EXPECT_LE((blocks(1, 3) - s * s * m).norm(), kTolerance);
  EXPECT_LE(blocks(1, 1).norm() + blocks(2, 2).norm() + blocks(3, 3).norm(),
            kTolerance);
  MatrixXd a_m = MatrixXd::Zero(2, 6);
  a_m.block(0, 0, 1, 3) = s * s * b.transpose();
  a_m.block(1, 3, 1, 3) = s * s * b.transpose();
  EXPECT_LE((blocks(1, 2) - a_m).norm(), kTolerance);
  EXPECT_EQ(blocks(2, 1), blocks(1, 2).transpose());
  EXPECT_EQ(blocks.dense(), blocks.dense().transpose());
}

TEST(Hessian, ArgumentThatDoesNotMatterHasZeros) {
  const BlockHessian blocks =
      Hessian([](const auto& x, const auto&) { return x.squaredNorm(); },
              Vector2d(1, 2),
              Vector3d(1, 2, 3));
  EXPECT_EQ(blocks(0, 0), MatrixXd(2.0 * MatrixXd::Identity(2, 2)));
  EXPECT_EQ(blocks(0, 1), MatrixXd::Zero(2, 3));
  EXPECT_EQ(blocks(1, 1), MatrixXd::Zero(3, 3));
}

// --- What f may return and be -----------------------------------------------

TEST(Hessian, FunctionMayReturnConstants) {
  EXPECT_EQ(Hessian([](const auto&) { return 3; }, Vector2d(1, 2)),
            Eigen::Matrix2d::Zero());
  EXPECT_EQ(Differentiate([](const auto&) { return 2.5; }, 1.0).value, 2.5);
}

TEST(Hessian, FunctionMayReturnOneByOneExpressions) {
  const Eigen::Matrix2d twice = 2.0 * Eigen::Matrix2d::Identity();
  const Vector2d x(1, 2);
  EXPECT_EQ(Hessian([](const auto& y) { return y.transpose() * y; }, x), twice);
  EXPECT_EQ(Hessian(
                [](const auto& y) {
                  using T = typename std::decay_t<decltype(y)>::Scalar;
                  Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> one(1, 1);
                  one(0, 0) = y.squaredNorm();
                  return one;
                },
                x),
            twice);
}

TEST(Hessian, FunctionMayHaveStateAndTakeCopies) {
  int num_calls = 0;
  auto f = [num_calls](auto x) mutable {
    ++num_calls;
    x *= typename decltype(x)::Scalar(2.0);
    return x.squaredNorm();
  };
  EXPECT_EQ(Hessian(f, Vector2d(1, 2)),
            Eigen::Matrix2d(8.0 * Eigen::Matrix2d::Identity()));
}

TEST(HessianDeathTest, FunctionThatReturnsAMatrix) {
  EXPECT_DEATH_IF_SUPPORTED(
      Hessian([](const auto& x) { return x; }, VectorXd(Vector2d(1, 2))),
      "f must return one number, but it returned a 2 x 1 matrix");
}

}  // namespace
}  // namespace ceres_newton
