// SPDX-License-Identifier: BSD-3-Clause

#include "dense_cholesky.h"

#include <cmath>
#include <random>

#include "Eigen/Core"
#include "Eigen/Eigenvalues"
#include "Eigen/QR"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

// Below, at and beyond the block size of 64.
constexpr int kSizes[] = {1, 2, 7, 63, 64, 65, 130};

Eigen::MatrixXd RandomMatrix(int rows, int cols, std::mt19937* random) {
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(
      rows, cols, [&] { return normal(*random); });
}

Eigen::MatrixXd RandomDefinite(int n, std::mt19937* random) {
  const Eigen::MatrixXd root = RandomMatrix(n, n, random);
  return root * root.transpose() + 0.1 * Eigen::MatrixXd::Identity(n, n);
}

TEST(DenseCholesky, FactorAndSolutionsSatisfyTheirEquations) {
  std::mt19937 random(1);
  for (const int n : kSizes) {
    const Eigen::MatrixXd matrix = RandomDefinite(n, &random);
    const Eigen::VectorXd b = RandomMatrix(n, 1, &random);
    const double shift = 0.5;
    const Eigen::MatrixXd a = matrix + shift * Eigen::MatrixXd::Identity(n, n);
    DenseCholesky cholesky;
    // Only the lower triangle may be read.
    Eigen::MatrixXd lower = matrix;
    lower.triangularView<Eigen::StrictlyUpper>().setConstant(1e300);
    ASSERT_TRUE(cholesky.Compute(lower, shift)) << n;
    const double tolerance = 1e-14 * n * a.norm();
    const Eigen::VectorXd product =
        cholesky.MultiplyByFactor(cholesky.MultiplyByTransposedFactor(b));
    EXPECT_LE((product - a * b).norm(), tolerance * b.norm()) << n;
    const Eigen::VectorXd x = cholesky.Solve(b);
    EXPECT_LE((a * x - b).norm(), tolerance * x.norm()) << n;
    const Eigen::VectorXd w = cholesky.SolveWithFactor(b);
    EXPECT_LE((cholesky.MultiplyByFactor(w) - b).norm(), tolerance * w.norm())
        << n;
  }
}

TEST(DenseCholesky, FailedPivotGivesADirectionOfNegativeCurvature) {
  std::mt19937 random(2);
  for (const int n : kSizes) {
    for (int k = 0; k < n; k += 9) {
      // Definite but for row and column k.
      Eigen::MatrixXd matrix = RandomDefinite(n, &random);
      matrix(k, k) -= 10.0 * n;
      DenseCholesky cholesky;
      ASSERT_FALSE(cholesky.Compute(matrix, 0.25)) << n << ", " << k;
      Eigen::VectorXd v;
      const double pivot = cholesky.NegativeCurvatureDirection(&v);
      EXPECT_LT(pivot, 0.0);
      EXPECT_EQ(v(k), 1.0) << "the wrong column failed";
      EXPECT_TRUE(v.tail(n - k - 1).isZero(0.0));
      EXPECT_NEAR(v.dot(matrix * v) + 0.25 * v.squaredNorm(),
                  pivot,
                  1e-13 * n * matrix.norm() * v.squaredNorm())
          << n << ", " << k;
    }
  }
}

TEST(DenseCholesky, ZeroPivotIsAFailure) {
  DenseCholesky cholesky;
  EXPECT_FALSE(cholesky.Compute(Eigen::MatrixXd::Zero(3, 3), 0.0));
  EXPECT_FALSE(cholesky.Compute(Eigen::MatrixXd::Ones(3, 3), 0.0));
  Eigen::VectorXd v;
  EXPECT_EQ(cholesky.NegativeCurvatureDirection(&v), 0.0);
  EXPECT_EQ(v, Eigen::VectorXd(Eigen::Vector3d(-1.0, 1.0, 0.0)));
}

TEST(DenseCholesky, SmallestSingularVectorNearsTheLowestEigenvalue) {
  std::mt19937 random(3);
  for (const int n : kSizes) {
    const Eigen::MatrixXd q =
        Eigen::HouseholderQR<Eigen::MatrixXd>(RandomMatrix(n, n, &random))
            .householderQ();
    Eigen::VectorXd eigenvalues = Eigen::VectorXd::LinSpaced(n, 1.0, 10.0);
    for (const double smallest : {0.3, 1e-3, 1e-10}) {
      eigenvalues(0) = smallest;
      const Eigen::MatrixXd matrix =
          q * eigenvalues.asDiagonal() * q.transpose();
      DenseCholesky cholesky;
      ASSERT_TRUE(cholesky.Compute(matrix, 0.0));
      const Eigen::VectorXd u = cholesky.SmallestSingularVector();
      EXPECT_NEAR(u.norm(), 1.0, 1e-14);
      const double quotient =
          cholesky.MultiplyByTransposedFactor(u).squaredNorm();
      EXPECT_GE(quotient, smallest - 1e-14 * n) << n;
      EXPECT_LE(quotient, 1.2 * smallest + 1e-14 * n) << n;
    }
  }
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
