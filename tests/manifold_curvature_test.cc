// SPDX-License-Identifier: BSD-3-Clause

#include "manifold_curvature.h"

#include <cmath>
#include <memory>
#include <vector>

#include "Eigen/Core"
#include "ceres/autodiff_manifold.h"
#include "ceres/line_manifold.h"
#include "ceres/manifold.h"
#include "ceres/product_manifold.h"
#include "ceres/rotation.h"
#include "ceres/sphere_manifold.h"
#include "gtest/gtest.h"
#include "numeric_plus_curvature.h"

namespace ceres_newton {
namespace internal {
namespace {

Eigen::VectorXd PlusAt(const ceres::Manifold& manifold,
                       const std::vector<double>& x,
                       const Eigen::VectorXd& delta) {
  Eigen::VectorXd result(x.size());
  EXPECT_TRUE(manifold.Plus(x.data(), delta.data(), result.data()));
  return result;
}

// The curvature along `direction` by central differences with one step of
// fourth order, independent of the extrapolation under test.
Eigen::VectorXd CurvatureAlong(const ceres::Manifold& manifold,
                               const std::vector<double>& x,
                               const Eigen::VectorXd& direction) {
  constexpr double h = 4e-3;
  const auto at = [&](double t) {
    return PlusAt(manifold, x, t * h * direction);
  };
  return ((2.0 * (at(3.0) + at(-3.0)) - 27.0 * (at(2.0) + at(-2.0)) +
           270.0 * (at(1.0) + at(-1.0)) - 490.0 * at(0.0)) /
          (180.0 * h * h))
      .eval();
}

// Checks the curvature against differences along all e_i and e_i + e_j, whose
// tangent vectors are `unit` times that long, to 1e-9 |x|, the accuracy of the
// differences; and that it is symmetric.
void ExpectCurvature(const ceres::Manifold& manifold,
                     const std::vector<double>& x,
                     const HessianRegistry& registry = HessianRegistry(),
                     double unit = 1.0) {
  const int size = manifold.AmbientSize();
  const int t = manifold.TangentSize();
  std::vector<double> hessians(size * t * t);
  const auto curvature = MakePlusCurvature(&manifold, registry);
  ASSERT_TRUE(curvature->Evaluate(x.data(), hessians.data()));
  const double length =
      Eigen::Map<const Eigen::VectorXd>(x.data(), size).norm();
  for (int i = 0; i < t; ++i) {
    for (int j = 0; j <= i; ++j) {
      Eigen::VectorXd direction = Eigen::VectorXd::Zero(t);
      direction(i) = unit;
      direction(j) = unit;
      const Eigen::VectorXd expected = CurvatureAlong(manifold, x, direction);
      for (int c = 0; c < size; ++c) {
        const Eigen::Map<const Eigen::MatrixXd> h(
            hessians.data() + c * t * t, t, t);
        EXPECT_EQ(h, h.transpose());
        EXPECT_NEAR(direction.dot(h * direction), expected(c), 1e-9 * length)
            << "entry " << c << " of Plus along " << i << ", " << j;
      }
    }
  }
}

TEST(PlusCurvature, OfFlatManifoldsIsZero) {
  const ceres::EuclideanManifold<3> euclidean;
  const ceres::SubsetManifold subset(4, {1, 2});
  const HessianRegistry registry;
  for (const ceres::Manifold* manifold :
       std::vector<const ceres::Manifold*>{&euclidean, &subset}) {
    EXPECT_TRUE(MakePlusCurvature(manifold, registry)->is_zero());
  }
  ExpectCurvature(euclidean, {1.0, -2.0, 3.0});
  ExpectCurvature(subset, {1.0, -2.0, 3.0, 0.5});
}

TEST(PlusCurvature, OfQuaternions) {
  ExpectCurvature(ceres::QuaternionManifold(), {0.8, 0.2, -0.4, 0.4});
  ExpectCurvature(ceres::EigenQuaternionManifold(), {0.8, 0.2, -0.4, 0.4});
  ExpectCurvature(ceres::QuaternionManifold(), {1.0, 0.0, 0.0, 0.0});
}

TEST(PlusCurvature, OfSpheresOfAllSizes) {
  for (const double scale : {1e-6, 1.0, 1e6}) {
    ExpectCurvature(ceres::SphereManifold<ceres::DYNAMIC>(2),
                    {0.6 * scale, -0.8 * scale});
    ExpectCurvature(ceres::SphereManifold<3>(),
                    {0.36 * scale, -0.48 * scale, 0.8 * scale});
    ExpectCurvature(ceres::SphereManifold<ceres::DYNAMIC>(4),
                    {0.8 * scale, 0.2 * scale, -0.4 * scale, 0.4 * scale});
  }
}

TEST(PlusCurvature, OfLinesAndProducts) {
  ExpectCurvature(ceres::LineManifold<3>(), {1.0, -2.0, 0.5, 0.36, -0.48, 0.8});
  const ceres::ProductManifold<ceres::QuaternionManifold,
                               ceres::EuclideanManifold<2>>
      product;
  ExpectCurvature(product, {0.8, 0.2, -0.4, 0.4, 3.0, -1.0});
}

// Rotations by angle and axis, updated from the left.
struct AngleAxisFunctor {
  template <typename T>
  bool Plus(const T* x, const T* delta, T* result) const {
    T x_quaternion[4];
    T delta_quaternion[4];
    T product[4];
    ceres::AngleAxisToQuaternion(x, x_quaternion);
    ceres::AngleAxisToQuaternion(delta, delta_quaternion);
    ceres::QuaternionProduct(delta_quaternion, x_quaternion, product);
    ceres::QuaternionToAngleAxis(product, result);
    return true;
  }
  template <typename T>
  bool Minus(const T*, const T*, T*) const {
    return false;
  }
};
using AngleAxisManifold = ceres::AutoDiffManifold<AngleAxisFunctor, 3, 3>;

TEST(PlusCurvature, OfRegisteredAutoDiffManifoldsIsExact) {
  const AngleAxisManifold manifold;
  const std::vector<double> x = {0.5, -0.7, 0.3};
  ExpectCurvature(manifold, x);  // by differences
  HessianRegistry registry;
  registry.Register<AngleAxisManifold>();
  registry.Register<AngleAxisManifold>();
  EXPECT_EQ(registry.size(), 1);
  ExpectCurvature(manifold, x, registry);
  std::vector<double> exact(27);
  std::vector<double> numeric(27);
  ASSERT_TRUE(
      MakePlusCurvature(&manifold, registry)->Evaluate(x.data(), exact.data()));
  ASSERT_TRUE(
      NumericPlusCurvature(&manifold).Evaluate(x.data(), numeric.data()));
  for (int k = 0; k < 27; ++k) {
    EXPECT_NEAR(exact[k], numeric[k], 1e-9);
  }
}

// x exp(delta): positive numbers.
class PositiveNumbers : public ceres::Manifold {
 public:
  int AmbientSize() const override { return 2; }
  int TangentSize() const override { return 2; }
  bool Plus(const double* x, const double* delta, double* y) const override {
    if (std::abs(delta[0]) > max_step || std::abs(delta[1]) > max_step) {
      return false;
    }
    y[0] = x[0] * std::exp(delta[0]);
    y[1] = x[1] * std::exp(delta[1]);
    return true;
  }
  bool PlusJacobian(const double* x, double* jacobian) const override {
    jacobian[0] = x[0];
    jacobian[1] = jacobian[2] = 0.0;
    jacobian[3] = x[1];
    return true;
  }
  bool Minus(const double*, const double*, double*) const override {
    return false;
  }
  bool MinusJacobian(const double*, double*) const override { return false; }
  double max_step = 1e9;
};

TEST(PlusCurvature, OfUsersManifolds) {
  PositiveNumbers manifold;
  for (const double scale : {1e-6, 1.0, 1e6}) {
    const double x[] = {2.0 * scale, 0.5 * scale};
    double h[8];
    ASSERT_TRUE(
        MakePlusCurvature(&manifold, HessianRegistry())->Evaluate(x, h));
    const double expected[] = {x[0], 0, 0, 0, 0, 0, 0, x[1]};
    for (int k = 0; k < 8; ++k) {
      EXPECT_NEAR(h[k], expected[k], 1e-9 * 2.1 * scale);
    }
  }
}

TEST(PlusCurvature, ShrinksStepsThatPlusRefuses) {
  PositiveNumbers manifold;
  const double x[] = {2.0, 0.5};
  double h[8];
  manifold.max_step = 0.01;
  ASSERT_TRUE(NumericPlusCurvature(&manifold).Evaluate(x, h));
  EXPECT_NEAR(h[0], 2.0, 1e-8);
  manifold.max_step = -1.0;  // refuses all
  EXPECT_FALSE(NumericPlusCurvature(&manifold).Evaluate(x, h));
  const double nan[] = {std::nan(""), 0.5};
  manifold.max_step = 1e9;
  EXPECT_FALSE(NumericPlusCurvature(&manifold).Evaluate(nan, h));
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
