// The patterns of dependencies.h contain what Hessian() finds.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <random>
#include <string>
#include <type_traits>

#include "Eigen/Dense"
#include "ceres/rotation.h"
#include "ceres_newton/dependencies.h"
#include "ceres_newton/hessian.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using BoolMatrix = Dependencies::BoolMatrix;
using Eigen::Vector2d;
using Eigen::Vector4d;
using Eigen::VectorXd;

// Each entry of the Hessian that is not zero is in the pattern.
template <typename F>
void ExpectContainsHessian(const F& f, const VectorXd& x) {
  const Dependencies d = FindDependencies(f, x);
  const auto derivatives = Differentiate(f, x);
  for (int i = 0; i < x.size(); ++i) {
    EXPECT_TRUE(d.value(0, i) || derivatives.gradient[i] == 0.0) << i;
    for (int j = 0; j < x.size(); ++j) {
      EXPECT_EQ(d.hessian(i, j), d.hessian(j, i));
      EXPECT_TRUE(d.hessian(i, j) || derivatives.hessian(i, j) == 0.0)
          << i << " " << j;
    }
  }
}

template <typename F>
void ExpectContainsHessianAtRandomPoints(const F& f, int n) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> uniform(0.1, 0.9);
  for (int k = 0; k < 5; ++k) {
    ExpectContainsHessian(
        f, VectorXd::NullaryExpr(n, [&](auto) { return uniform(random); }));
  }
}

TEST(DependencyPatterns, ChainedRosenbrock) {
  const auto f = [](const auto& x) {
    std::decay_t<decltype(x[0])> sum(0.0);
    for (int i = 0; i + 1 < x.size(); ++i) {
      sum += pow(1.0 - x[i], 2) + 100.0 * pow(x[i + 1] - x[i] * x[i], 2);
    }
    return sum;
  };
  ExpectContainsHessianAtRandomPoints(f, 6);
}

TEST(DependencyPatterns, ElementaryFunctions) {
  const auto unary = [](const auto& x) {
    return sin(x[0]) + cos(x[1]) + tan(x[2]) + asin(x[3]) + acos(x[4]) +
           atan(x[5]) + sinh(x[6]) + cosh(x[7]) + tanh(x[8]) + exp(x[9]) +
           exp2(x[10]) + expm1(x[11]) + log(x[12]) + log2(x[13]) +
           log10(x[14]) + log1p(x[15]) + sqrt(x[16]) + cbrt(x[17]) +
           erf(x[18]) + erfc(x[19]) + norm(x[20]) + BesselJ0(x[21]) +
           BesselJ1(x[22]) + BesselJn(2, x[23]) + abs(x[24]);
  };
  ExpectContainsHessianAtRandomPoints(unary, 25);
  const Dependencies d = FindDependencies(unary, VectorXd::Constant(25, 0.5));
  EXPECT_EQ(d.hessian.count(), 24);
  EXPECT_TRUE(d.HasConstantGradient(24));
  EXPECT_FALSE(d.branches_on_values);
  const auto qualified = [](const auto& x) {
    return ceres::sin(x[0]) + ceres::exp(x[1]) + ceres::sqrt(x[2]) +
           ceres::atan2(x[3], x[4]) + ceres::hypot(x[5], x[6]) +
           ceres::pow(x[7], x[8]) + ceres::pow(x[9], 2.0) +
           ceres::pow(2.0, x[10]) + ceres::erf(x[11]) +
           ceres::fma(x[12], x[13], x[14]) + ceres::norm(x[15]);
  };
  ExpectContainsHessianAtRandomPoints(qualified, 16);
  const Dependencies q = FindDependencies(qualified, VectorXd::Zero(16));
  EXPECT_EQ(q.hessian.count(), 21);
  EXPECT_TRUE(q.value.all());
  EXPECT_FALSE(q.branches_on_values);
}

TEST(DependencyPatterns, Binary) {
  const auto f = [](const auto& x) {
    return atan2(x[0], x[1]) + hypot(x[2], x[3]) + hypot(x[4], x[5], x[6]) +
           pow(x[7], x[8]) + fma(x[9], x[10], x[11]) + copysign(x[12], x[13]) +
           fdim(x[14], x[15]) + 1 / (x[16] * x[17]);
  };
  ExpectContainsHessianAtRandomPoints(f, 18);
}

TEST(DependencyPatterns, EigenAlgebra) {
  const auto f = [](const auto& x) {
    using T = std::decay_t<decltype(x[0])>;
    Eigen::Matrix2d a;
    a << 1, 2, 0, 4;
    const Eigen::Matrix<T, 2, 1> u(x[0], x[1]);
    const Eigen::Matrix<T, 2, 1> v(x[2], x[3]);
    return (a * u).dot(v) + v.norm() + (2.0 * u - Vector2d(1, 2)).squaredNorm();
  };
  ExpectContainsHessianAtRandomPoints(f, 4);
  BoolMatrix expected(4, 4);
  expected << 1, 0, 1, 0,  //
      0, 1, 1, 1,          //
      1, 1, 1, 1,          //
      0, 1, 1, 1;
  EXPECT_EQ(FindDependencies(f, Vector4d(1, 2, 3, 4)).hessian, expected);
}

TEST(DependencyPatterns, Rotations) {
  const auto f = [](const auto& x) {
    using T = std::decay_t<decltype(x[0])>;
    T y[3];
    ceres::AngleAxisRotatePoint(&x[0], &x[3], y);
    T q[4];
    ceres::AngleAxisToQuaternion(&x[6], q);
    T w[3];
    ceres::QuaternionToAngleAxis(q, w);
    T r[9];
    ceres::AngleAxisToRotationMatrix(&x[6], r);
    return T(y[0] + 2.0 * y[1] + q[1] + w[2] * w[2] + r[1]);
  };
  ExpectContainsHessianAtRandomPoints(f, 9);
  ExpectContainsHessian(f, VectorXd::Zero(9));
  const Dependencies d = FindDependencies(f, VectorXd::Zero(9));
  EXPECT_FALSE(d.branches_on_values);
  EXPECT_TRUE(d.hessian.topLeftCorner(3, 6).all());
  EXPECT_FALSE(d.hessian.block(3, 3, 3, 3).any());
  EXPECT_FALSE(d.hessian.topRightCorner(6, 3).any());
}

// The pattern of third derivatives.
TEST(DependencyPatterns, OfAnInnerHessian) {
  const auto f = [](const auto& x) {
    using T = std::decay_t<decltype(x[0])>;
    const auto inner = [&x](const auto& y) {
      using U = std::decay_t<decltype(y[0])>;
      return y[0] * y[0] * exp(y[1]) * U(x[2]);
    };
    return T(Hessian(inner, Eigen::Matrix<T, 2, 1>(x[0], x[1]))(0, 1));
  };
  ExpectContainsHessianAtRandomPoints(f, 4);
  const Dependencies d = FindDependencies(f, Vector4d(1, 2, 3, 4));
  BoolMatrix expected(4, 4);
  expected << 0, 1, 1, 0,  //
      1, 1, 1, 0,          //
      1, 1, 0, 0,          //
      0, 0, 0, 0;
  EXPECT_EQ(d.hessian, expected);
  EXPECT_FALSE(d.branches_on_values);
}

}  // namespace
}  // namespace ceres_newton
