// SPDX-License-Identifier: BSD-3-Clause

#include "manifold_curvature.h"

#include <cmath>
#include <functional>
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

// Poses far from the origin: the rotation has the scale of 1, the translation
// its own.
TEST(PlusCurvature, OfARotationBesideALongTranslation) {
  const ceres::ProductManifold<ceres::QuaternionManifold,
                               ceres::EuclideanManifold<3>>
      pose;
  for (const double far : {0.0, 1.0, 1e3, 5e3, 1e5, 1e7, 1e9}) {
    const std::vector<double> x = {
        0.8, 0.2, -0.4, 0.4, far, -0.3 * far, 0.01 * far};
    std::vector<double> h(7 * 36);
    ASSERT_TRUE(NumericPlusCurvature(&pose).Evaluate(x.data(), h.data()))
        << far;
    for (int c = 0; c < 7; ++c) {
      for (int i = 0; i < 6; ++i) {
        for (int j = 0; j < 6; ++j) {
          const double expected = c < 4 && i < 3 && i == j ? -x[c] : 0.0;
          EXPECT_NEAR(h[(c * 6 + i) * 6 + j], expected, 1e-9)
              << "entry " << c << ", " << i << ", " << j << ", far " << far;
        }
      }
    }
  }
}

TEST(PlusCurvature, OfLinesWithAFarOriginByDifferencesToo) {
  const ceres::LineManifold<3> line;
  for (const double far : {1.0, 1e4, 1e6}) {
    const std::vector<double> x = {far, -2.0 * far, 0.0, 0.36, -0.48, 0.8};
    std::vector<double> exact(6 * 16);
    std::vector<double> numeric(6 * 16);
    ASSERT_TRUE(MakePlusCurvature(&line, HessianRegistry())
                    ->Evaluate(x.data(), exact.data()));
    ASSERT_TRUE(NumericPlusCurvature(&line).Evaluate(x.data(), numeric.data()));
    for (int k = 0; k < 6 * 16; ++k) {
      // The rows of the origin round in its units.
      const double tolerance = k < 3 * 16 ? 1e-9 * far : 1e-9;
      EXPECT_NEAR(numeric[k], exact[k], tolerance) << k << ", far " << far;
    }
  }
}

// Of one tangent dimension: (f(x, delta), b) with any f and a constant b.
class CurveManifold : public ceres::Manifold {
 public:
  using Function = std::function<double(double x, double delta)>;
  CurveManifold(double slope, Function f) : slope_(slope), f_(std::move(f)) {}
  int AmbientSize() const override { return 2; }
  int TangentSize() const override { return 1; }
  bool Plus(const double* x, const double* delta, double* y) const override {
    y[0] = f_(x[0], delta[0]);
    y[1] = x[1];
    return true;
  }
  bool PlusJacobian(const double*, double* jacobian) const override {
    jacobian[0] = slope_;
    jacobian[1] = 0.0;
    return true;
  }
  bool Minus(const double*, const double*, double*) const override {
    return false;
  }
  bool MinusJacobian(const double*, double*) const override { return false; }

 private:
  const double slope_;
  const Function f_;
};

TEST(PlusCurvature, OfAnEntryBesideALargeConstant) {
  for (const double x0 : {1e-3, 1.0, 1e3}) {
    const CurveManifold manifold(
        x0, [](double x, double delta) { return x * std::exp(delta); });
    for (const double constant : {0.0, 1.0, 1e6, 1e12}) {
      const double x[] = {x0, constant};
      double h[2];
      ASSERT_TRUE(NumericPlusCurvature(&manifold).Evaluate(x, h))
          << x0 << ", " << constant;
      EXPECT_NEAR(h[0], x0, 1e-9 * x0) << constant;
      EXPECT_EQ(h[1], 0.0);
    }
  }
}

TEST(PlusCurvature, OfAKinkDoesNotExist) {
  const double x[] = {1.0, 2.0};
  double h[2];
  for (const double size : {0.5, 0.01}) {
    const CurveManifold kink(1.0, [size](double x, double delta) {
      return x + delta + size * std::abs(delta);
    });
    EXPECT_FALSE(NumericPlusCurvature(&kink).Evaluate(x, h)) << size;
  }
  const CurveManifold nan(1.0, [](double x, double delta) {
    return delta == 0.0 ? x : std::nan("");
  });
  EXPECT_FALSE(NumericPlusCurvature(&nan).Evaluate(x, h));
}

// On the unit circle, with the shortcut that many functors take at zero.
struct BranchingFunctor {
  template <typename T>
  bool Plus(const T* x, const T* delta, T* result) const {
    using std::cos;
    using std::sin;
    if (delta[0] == T(0.0)) {
      result[0] = x[0] - delta[0] * x[1];
      result[1] = x[1] + delta[0] * x[0];
      return true;
    }
    result[0] = x[0] * cos(delta[0]) - x[1] * sin(delta[0]);
    result[1] = x[1] * cos(delta[0]) + x[0] * sin(delta[0]);
    return true;
  }
  template <typename T>
  bool Minus(const T*, const T*, T*) const {
    return false;
  }
};

TEST(PlusCurvature, OfFunctorsThatBranchAtZeroIsThatAroundZero) {
  using Manifold = ceres::AutoDiffManifold<BranchingFunctor, 2, 1>;
  const Manifold manifold;
  HessianRegistry registry;
  const double x[] = {0.6, -0.8};
  for (const bool is_registered : {false, true}) {
    if (is_registered) {
      registry.Register<Manifold>();
    }
    double h[2];
    ASSERT_TRUE(MakePlusCurvature(&manifold, registry)->Evaluate(x, h));
    EXPECT_NEAR(h[0], -0.6, 1e-9) << is_registered;
    EXPECT_NEAR(h[1], 0.8, 1e-9) << is_registered;
  }
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
