// SPDX-License-Identifier: BSD-3-Clause

#include "manifold_curvature.h"

#include <cmath>
#include <memory>
#include <utility>
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

// The values of Plus themselves: what is left of them after value, slope and
// curvature falls with the third power of the step at least.
void ExpectThirdOrder(const ceres::Manifold& manifold,
                      const std::vector<double>& x,
                      const HessianRegistry& registry = HessianRegistry()) {
  const int size = manifold.AmbientSize();
  const int t = manifold.TangentSize();
  std::vector<double> hessians(size * t * t);
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>
      jacobian(size, t);
  ASSERT_TRUE(MakePlusCurvature(&manifold, registry)
                  ->Evaluate(x.data(), hessians.data()));
  ASSERT_TRUE(manifold.PlusJacobian(x.data(), jacobian.data()));
  Eigen::VectorXd direction(t);
  for (int i = 0; i < t; ++i) {
    direction(i) = std::cos(1.0 + 2.3 * i);
  }
  const auto remainder = [&](double h) {
    const Eigen::VectorXd step = h * direction;
    Eigen::VectorXd rest = PlusAt(manifold, x, step) -
                           PlusAt(manifold, x, Eigen::VectorXd::Zero(t)) -
                           jacobian * step;
    for (int c = 0; c < size; ++c) {
      const Eigen::Map<const Eigen::MatrixXd> hessian(
          hessians.data() + c * t * t, t, t);
      rest(c) -= 0.5 * step.dot(hessian * step);
    }
    return rest.lpNorm<Eigen::Infinity>();
  };
  const double length = Eigen::Map<const Eigen::VectorXd>(x.data(), size)
                            .lpNorm<Eigen::Infinity>();
  EXPECT_LT(remainder(1e-2), remainder(8e-2) / 200.0 + 4e-16 * length);
}

TEST(PlusCurvature, LeavesRemaindersOfThirdOrder) {
  const double far = 1e3;
  ExpectThirdOrder(ceres::QuaternionManifold(), {0.8, 0.2, -0.4, 0.4});
  ExpectThirdOrder(ceres::EigenQuaternionManifold(), {0.8, 0.2, -0.4, 0.4});
  ExpectThirdOrder(ceres::SphereManifold<3>(), {0.36, -0.48, 0.8});
  ExpectThirdOrder(ceres::LineManifold<3>(),
                   {far, -2.0, 0.5, 0.36, -0.48, 0.8});
  ExpectThirdOrder(ceres::LineManifold<2>(), {far, -2.0, 0.6, -0.8});
  ExpectThirdOrder(ceres::LineManifold<ceres::DYNAMIC>(4),
                   {far, -2.0, 0.5, 0.1, 0.8, 0.2, -0.4, 0.4});
  ExpectThirdOrder(ceres::ProductManifold<ceres::QuaternionManifold,
                                          ceres::EuclideanManifold<3>>(),
                   {0.8, 0.2, -0.4, 0.4, far, 3.0, -1.0});
  const AngleAxisManifold angle_axis;
  ExpectThirdOrder(angle_axis, {0.5, -0.7, 0.3});
  HessianRegistry registry;
  registry.Register<AngleAxisManifold>();
  ExpectThirdOrder(angle_axis, {0.5, -0.7, 0.3}, registry);
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
