// HessianVectorProduct, DerivativeTensor, and functions that differentiate
// inside.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <tuple>
#include <type_traits>

#include "Eigen/Core"
#include "ceres_newton/hessian.h"
#include "chain_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;
using Eigen::VectorXd;

constexpr double kTolerance = 1e-12;

// --- Products ---------------------------------------------------------------

TEST(HessianVectorProduct, IsHessianTimesVector) {
  for (const int n : {1, 2, 3, 4, 6, 7, 20}) {
    SCOPED_TRACE(n);
    const VectorXd x = ChainPoint(n);
    const VectorXd v = ChainPoint(n).array().cos();
    const VectorXd expected = ChainDerivatives(x).hessian * v;
    EXPECT_LE((HessianVectorProduct(kChain, x, v) - expected).norm(),
              kTolerance);
    EXPECT_LE(
        (HessianVectorProduct<NestedJets>(kChain, x, v) - expected).norm(),
        kTolerance);
  }
}

TEST(HessianVectorProduct, OfANumber) {
  EXPECT_NEAR(
      HessianVectorProduct([](const auto& x) { return x * x * x; }, 2.0, 5.0),
      60.0,
      kTolerance);
}

TEST(HessianVectorProduct, OfSeveralArguments) {
  const auto f = [](const auto& s, const auto& x) {
    return s * s * s * x[0] * x[1];
  };
  const double s = 2.0;
  const Vector2d x(3, 5);
  const double vs = 0.5;
  const Vector2d vx(1, -1);
  const auto [ps, px] =
      HessianVectorProduct(f, std::tie(s, x), std::tie(vs, vx));
  const BlockHessian blocks = Hessian(f, s, x);
  EXPECT_NEAR(ps, blocks(0, 0)(0, 0) * vs + (blocks(0, 1) * vx)(0), kTolerance);
  EXPECT_LE((px - blocks(1, 0) * vs - blocks(1, 1) * vx).norm(), kTolerance);
}

TEST(HessianVectorProductDeathTest, DirectionOfAnotherShape) {
  EXPECT_DEATH_IF_SUPPORTED(
      HessianVectorProduct(kChain, ChainPoint(3), ChainPoint(2)),
      "the shape of x, 3 x 1; but it is 2 x 1");
}

// --- Higher derivatives -----------------------------------------------------

// x^2 y^3 z: every distinct entry by hand.
constexpr auto kMonomial = [](const auto& x) {
  return x[0] * x[0] * x[1] * x[1] * x[1] * x[2];
};

double Falling(int n, int k) {
  double product = 1.0;
  for (int i = 0; i < k; ++i) {
    product *= n - i;
  }
  return product;
}

// The derivative of the monomial, k[i] times by variable i.
double MonomialDerivative(const Vector3d& x, const Eigen::Vector3i& k) {
  const int powers[] = {2, 3, 1};
  double product = 1.0;
  for (int i = 0; i < 3; ++i) {
    product *= k[i] > powers[i] ? 0.0
                                : Falling(powers[i], k[i]) *
                                      std::pow(x[i], powers[i] - k[i]);
  }
  return product;
}

template <typename Family, typename X>
void ExpectMonomialTensors(const X& x) {
  const auto third = DerivativeTensor<3, Family>(kMonomial, x);
  const auto fourth = DerivativeTensor<4, Family>(kMonomial, x);
  ASSERT_EQ(third.size(), 3);
  ASSERT_EQ(fourth.size(), 3);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      for (int k = 0; k < 3; ++k) {
        Eigen::Vector3i orders = Eigen::Vector3i::Zero();
        ++orders[i];
        ++orders[j];
        ++orders[k];
        EXPECT_NEAR(third(i, j, k), MonomialDerivative(x, orders), kTolerance);
        EXPECT_EQ(third(i, j, k), third(k, i, j));
        for (int l = 0; l < 3; ++l) {
          Eigen::Vector3i more = orders;
          ++more[l];
          EXPECT_NEAR(
              fourth(i, j, k, l), MonomialDerivative(x, more), kTolerance);
          EXPECT_EQ(fourth(i, j, k, l), fourth(l, k, j, i));
        }
      }
    }
  }
}

TEST(DerivativeTensor, OfAMonomial) {
  ExpectMonomialTensors<FusedJets>(Vector3d(0.7, -0.4, 1.3));
  ExpectMonomialTensors<FusedJets>(VectorXd(Vector3d(0.7, -0.4, 1.3)));
  ExpectMonomialTensors<NestedJets>(Vector3d(0.7, -0.4, 1.3));
}

// More variables than one sweep holds.
TEST(DerivativeTensor, OfManyVariables) {
  const VectorXd x = ChainPoint(7);
  const auto t = DerivativeTensor<3>(
      [](const auto& y) { return y[0] * y[3] * y[6] + y[5] * y[5] * y[5]; }, x);
  for (int i = 0; i < 7; ++i) {
    for (int j = i; j < 7; ++j) {
      for (int k = j; k < 7; ++k) {
        const double expected = i == 0 && j == 3 && k == 6   ? 1.0
                                : i == 5 && j == 5 && k == 5 ? 6.0
                                                             : 0.0;
        EXPECT_EQ(t(k, i, j), expected) << i << j << k;
      }
    }
  }
}

TEST(DerivativeTensor, OfANumberAndOfNothing) {
  EXPECT_NEAR(DerivativeTensor<3>([](const auto& x) { return exp(2.0 * x); },
                                  0.5)(0, 0, 0),
              8.0 * std::exp(1.0),
              kTolerance * 8.0 * std::exp(1.0));
  EXPECT_EQ(DerivativeTensor<4>(kChain, VectorXd(0)).size(), 0);
}

TEST(DerivativeTensorDeathTest, IndexOutOfRange) {
  const auto t = DerivativeTensor<3>(kMonomial, Vector3d(1, 2, 3));
  EXPECT_DEATH_IF_SUPPORTED(t(0, 1, 3), "variable 3 .* there are 3 variables");
  EXPECT_DEATH_IF_SUPPORTED(t(-1, 1, 2), "variable -1 ");
}

// --- Nesting ----------------------------------------------------------------

// Sum of the squares of second derivatives of x^3 y: H = [6xy 3x^2; 3x^2 0].
TEST(Nesting, HessianInsideAFunction) {
  const auto g = [](const auto& z) { return z[0] * z[0] * z[0] * z[1]; };
  const auto f = [&g](const auto& z) { return Hessian(g, z).squaredNorm(); };
  // 36 x^2 y^2 + 18 x^4.
  const double x = 0.8;
  const double y = -1.7;
  Eigen::Matrix2d expected;
  expected << 72 * y * y + 216 * x * x, 144 * x * y, 144 * x * y, 72 * x * x;
  EXPECT_LE((Hessian(f, Vector2d(x, y)) - expected).norm(), 1e-11);
  EXPECT_LE((Hessian(f, VectorXd(Vector2d(x, y))) - expected).norm(), 1e-11);
  EXPECT_LE((Hessian<NestedJets>(f, Vector2d(x, y)) - expected).norm(), 1e-11);
}

// The family of the outer differentiation is that of the inner one.
TEST(Nesting, InnerFamilyFollowsOuter) {
  Hessian<NestedJets>(
      [](const auto& x) {
        using Outer = std::decay_t<decltype(x)>;
        const auto inner = [](const auto& y) {
          static_assert(std::is_same_v<std::decay_t<decltype(y)>,
                                       NestedJet<1, NestedJet<1>>>,
                        "");
          return y * y;
        };
        static_assert(std::is_same_v<Outer, NestedJet<1>>, "");
        return Hessian(inner, x);
      },
      1.0);
}

TEST(Nesting, SeveralArgumentsAndPlainNumbersInside) {
  // Blocks of the inner function s a'b with outer s and plain a.
  const Vector2d a(2, 3);
  const auto f = [&a](const auto& s) {
    using T = std::decay_t<decltype(s)>;
    const auto blocks = Hessian(
        [](const auto& t, const auto& b) { return t * t * b.squaredNorm(); },
        s,
        a);
    static_assert(
        std::is_same_v<std::decay_t<decltype(blocks)>, BasicBlockHessian<T>>,
        "");
    return T(blocks(1, 1)(0, 0) * blocks(0, 0)(0, 0));  // 2 s^2 * 2 |a|^2
  };
  EXPECT_NEAR(Hessian(f, 1.5), 8.0 * a.squaredNorm(), kTolerance);
}

// A product and a tensor taken inside.
TEST(Nesting, ProductsAndTensorsInside) {
  const auto quartic = [](const auto& y) { return y * y * y * y; };
  const auto product = [&quartic](const auto& x) {
    return HessianVectorProduct(quartic, x, x);  // 12 x^3
  };
  EXPECT_NEAR(Hessian(product, 0.5), 72 * 0.5, kTolerance);
  const auto third = [&quartic](const auto& x) {
    return DerivativeTensor<3>(quartic, x)(0, 0, 0) * x * x;  // 24 x^3
  };
  EXPECT_NEAR(Hessian(third, 0.5), 144 * 0.5, kTolerance);
}

}  // namespace
}  // namespace ceres_newton
