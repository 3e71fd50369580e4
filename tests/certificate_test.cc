// SPDX-License-Identifier: BSD-3-Clause

#include "certificate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "Eigen/Core"
#include "Eigen/QR"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

CertificateResult Compute(const Eigen::MatrixXd& hessian,
                          const Eigen::VectorXd& scaling) {
  CertificateResult result;
  EXPECT_TRUE(ComputeCertificate(hessian, scaling, ApproachToPoint(), &result));
  return result;
}

void ExpectInertia(const SecondOrderCertificate& certificate,
                   int num_negative,
                   int num_zero,
                   int num_positive) {
  EXPECT_EQ(certificate.num_negative, num_negative);
  EXPECT_EQ(certificate.num_zero, num_zero);
  EXPECT_EQ(certificate.num_positive, num_positive);
  EXPECT_EQ(certificate.is_minimum, num_negative == 0 && num_zero == 0);
}

// D with entries from 10^-range to 10^range.
Eigen::VectorXd RandomScaling(int n, double range, std::mt19937* random) {
  std::uniform_real_distribution<double> exponent(-range, range);
  return Eigen::VectorXd::NullaryExpr(
      n, [&] { return std::pow(10.0, exponent(*random)); });
}

Eigen::MatrixXd RandomOrthogonal(int n, std::mt19937* random) {
  std::normal_distribution<double> normal;
  const Eigen::MatrixXd matrix =
      Eigen::MatrixXd::NullaryExpr(n, n, [&] { return normal(*random); });
  return Eigen::HouseholderQR<Eigen::MatrixXd>(matrix).householderQ();
}

TEST(SecondOrderCertificate, SaysNothingBeforeItIsComputed) {
  const SecondOrderCertificate certificate;
  EXPECT_FALSE(certificate.is_minimum);
  EXPECT_EQ(certificate.num_negative, -1);
  EXPECT_EQ(certificate.num_zero, -1);
  EXPECT_EQ(certificate.num_positive, -1);
}

TEST(Certificate, MinimumSaddleMaximumByHand) {
  Eigen::MatrixXd hessian(2, 2);
  hessian << 2.0, 1.0,  //
      1.0, 2.0;         // eigenvalues 1, 3
  const Eigen::VectorXd ones = Eigen::Vector2d::Ones();
  CertificateResult result = Compute(hessian, ones);
  ExpectInertia(result.certificate, 0, 0, 2);
  EXPECT_NEAR(result.certificate.smallest_eigenvalue, 1.0, 1e-15);

  hessian(0, 1) = hessian(1, 0) = 3.0;  // eigenvalues -1, 5
  result = Compute(hessian, ones);
  ExpectInertia(result.certificate, 1, 0, 1);
  EXPECT_NEAR(result.certificate.smallest_eigenvalue, -1.0, 2e-15);
  EXPECT_NEAR(result.lowest_curvature, -1.0, 2e-15);
  EXPECT_NEAR(std::abs(result.lowest_direction(0)), std::sqrt(0.5), 1e-15);
  EXPECT_NEAR(result.lowest_direction.sum(), 0.0, 1e-15);

  result =
      Compute(-2.0 * Eigen::MatrixXd::Identity(3, 3), Eigen::VectorXd::Ones(3));
  ExpectInertia(result.certificate, 3, 0, 0);
  EXPECT_NEAR(result.certificate.smallest_eigenvalue, -2.0, 2e-15);
}

TEST(Certificate, ZeroHessianAndNoParameters) {
  CertificateResult result =
      Compute(Eigen::MatrixXd::Zero(3, 3), Eigen::VectorXd::Ones(3));
  ExpectInertia(result.certificate, 0, 3, 0);
  EXPECT_EQ(result.certificate.smallest_eigenvalue, 0.0);
  EXPECT_EQ(result.lowest_curvature, 0.0);

  result = Compute(Eigen::MatrixXd(0, 0), Eigen::VectorXd(0));
  ExpectInertia(result.certificate, 0, 0, 0);
  EXPECT_EQ(result.lowest_direction.size(), 0);
}

TEST(Certificate, ExactlySingularHessianIsNoMinimum) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> digit(-9, 9);
  for (int seed = 0; seed < 500; ++seed) {
    const int n = 2 + seed % 9;
    const int rank = n / 2;
    const Eigen::MatrixXd factor = Eigen::MatrixXd::NullaryExpr(
        n, rank, [&] { return double(digit(random)); });
    const Eigen::VectorXd scaling = RandomScaling(n, 3.0, &random);
    const CertificateResult result =
        Compute(factor * factor.transpose(), scaling);
    EXPECT_EQ(result.certificate.num_negative, 0) << "seed " << seed;
    EXPECT_GE(result.certificate.num_zero, n - rank) << "seed " << seed;
    EXPECT_FALSE(result.certificate.is_minimum) << "seed " << seed;
    EXPECT_EQ(result.certificate.smallest_eigenvalue, 0.0) << "seed " << seed;
  }
}

// H = D M D with the eigenvalues of M known: whatever D, the signs are those of
// M (Sylvester), even where eps |H| is far above the smallest eigenvalue of H.
TEST(Certificate, InertiaIsThatOfTheScaledMatrixHoweverBadTheScaling) {
  std::mt19937 random(2);
  for (int seed = 0; seed < 500; ++seed) {
    const int n = 1 + seed % 8;
    const int num_negative = seed % (n + 1);
    Eigen::VectorXd mu = Eigen::VectorXd::LinSpaced(n, 1.0, 2.0);
    mu.head(num_negative) *= -1.0;
    const Eigen::MatrixXd q = RandomOrthogonal(n, &random);
    const Eigen::VectorXd scaling = RandomScaling(n, 8.0, &random);
    const Eigen::MatrixXd m = q * mu.asDiagonal() * q.transpose();
    const Eigen::MatrixXd hessian =
        scaling.asDiagonal() * m * scaling.asDiagonal();
    const CertificateResult result = Compute(hessian, scaling);
    SCOPED_TRACE("seed " + std::to_string(seed));
    ExpectInertia(result.certificate, num_negative, 0, n - num_negative);

    const double smallest = result.certificate.smallest_eigenvalue;
    EXPECT_EQ(smallest<0.0, num_negative> 0);
    // Ostrowski: lambda_min(D M D) = theta mu_min with theta among the D_i^2.
    const double mu_min = mu.minCoeff();
    EXPECT_GE(smallest / mu_min, 0.999 * std::pow(scaling.minCoeff(), 2));
    EXPECT_LE(smallest / mu_min, 1.001 * std::pow(scaling.maxCoeff(), 2));

    const Eigen::VectorXd v = result.lowest_direction;
    const Eigen::VectorXd dv = scaling.cwiseProduct(v);
    EXPECT_NEAR(dv.norm(), 1.0, 1e-14);
    EXPECT_NEAR(dv.dot(m * dv), mu_min, 1e-13);
    EXPECT_NEAR(result.lowest_curvature, mu_min, 1e-13);
    EXPECT_EQ(dv.maxCoeff(), dv.cwiseAbs().maxCoeff());
  }
}

TEST(Certificate, SmallEigenvalueOfABadlyScaledMinimumKeepsItsDigits) {
  // H = D [1 1/2; 1/2 1] D, D = (1e9, 1): det = 3/4 1e18, trace = 1e18 + 1, and
  // the smallest eigenvalue is 3/4 to 1e-18; eps |H| is 222.
  Eigen::MatrixXd hessian(2, 2);
  hessian << 1e18, 0.5e9,  //
      0.5e9, 1.0;
  const CertificateResult result =
      Compute(hessian, hessian.diagonal().cwiseSqrt());
  ExpectInertia(result.certificate, 0, 0, 2);
  EXPECT_NEAR(result.certificate.smallest_eigenvalue, 0.75, 1e-14);
}

TEST(Certificate, SmallNegativeEigenvalueOfABadlyScaledSaddleIsNotLost) {
  // H = D [1 2; 2 1] D, D = (1e9, 1): the negative eigenvalue is -3.
  Eigen::MatrixXd hessian(2, 2);
  hessian << 1e18, 2e9,  //
      2e9, 1.0;
  const CertificateResult result =
      Compute(hessian, hessian.diagonal().cwiseSqrt());
  ExpectInertia(result.certificate, 1, 0, 1);
  EXPECT_LT(result.certificate.smallest_eigenvalue, 0.0);
  EXPECT_LT(result.lowest_direction.dot(hessian * result.lowest_direction),
            0.0);
}

TEST(Certificate, HugeAndTinyHessians) {
  Eigen::MatrixXd hessian(2, 2);
  hessian << 1.0, 2.0,  //
      2.0, 1.0;         // eigenvalues -1, 3
  for (const double factor : {1e150, 1e-150, 1e300, 1e-300}) {
    const CertificateResult result =
        Compute(factor * hessian, Eigen::Vector2d::Ones());
    ExpectInertia(result.certificate, 1, 0, 1);
    EXPECT_NEAR(result.certificate.smallest_eigenvalue / factor, -1.0, 1e-14);
    const CertificateResult flipped =
        Compute(factor * (4.0 * Eigen::MatrixXd::Identity(2, 2) - hessian),
                Eigen::Vector2d::Ones());
    ExpectInertia(flipped.certificate, 0, 0, 2);
    EXPECT_NEAR(flipped.certificate.smallest_eigenvalue / factor, 1.0, 1e-14);
  }
}

TEST(Certificate, RefusesAHessianThatIsNotFinite) {
  Eigen::MatrixXd hessian = Eigen::MatrixXd::Identity(2, 2);
  CertificateResult result;
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity()}) {
    hessian(1, 0) = hessian(0, 1) = bad;
    EXPECT_FALSE(ComputeCertificate(
        hessian, Eigen::Vector2d::Ones(), ApproachToPoint(), &result));
    EXPECT_FALSE(result.certificate.is_minimum);
    EXPECT_EQ(result.certificate.num_positive, -1);
  }
}

// At (x, y) = (1 + h, 0) of f = 1/2 (x^2 - 1)^2 + 1/2 (x^2 - 1) y^2, say, H has
// the eigenvalue 2 h along y, which is zero at the minimum h = 0; along x it is
// 4.
TEST(Certificate, EigenvaluesThatVanishOnTheWayThatIsLeftAreZero) {
  for (const double h : {1e-9, -1e-9, 1e-13}) {
    Eigen::Matrix2d hessian = Eigen::Vector2d(4.0, 2.0 * h).asDiagonal();
    CertificateResult result;
    ApproachToPoint approach;
    approach.gradient = Eigen::Vector2d(4.0 * h, 0.0);
    // The step from 1 + h + s.
    const double s = 1e-4;
    approach.step = Eigen::Vector2d(-s, 0.0);
    approach.hessian_change = Eigen::Vector2d(-12.0 * s, -2.0 * s).asDiagonal();
    ASSERT_TRUE(ComputeCertificate(
        hessian, Eigen::Vector2d::Ones(), approach, &result));
    EXPECT_EQ(result.certificate.num_zero, 1) << h;
    EXPECT_EQ(result.certificate.num_positive, 1) << h;
    EXPECT_FALSE(result.certificate.is_minimum) << h;

    // Not so if it is ten times what it changes on the way, or if nothing is
    // known of the way.
    hessian(1, 1) = 40.0 * std::abs(h);
    ASSERT_TRUE(ComputeCertificate(
        hessian, Eigen::Vector2d::Ones(), approach, &result));
    EXPECT_TRUE(result.certificate.is_minimum) << h;
    hessian(1, 1) = 2.0 * std::abs(h);
    ASSERT_TRUE(ComputeCertificate(
        hessian, Eigen::Vector2d::Ones(), ApproachToPoint(), &result));
    EXPECT_TRUE(result.certificate.is_minimum) << h;
  }
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
