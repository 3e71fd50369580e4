// Curvatures of Plus by differences, where scales, kinks and branches are in
// the way.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "numeric_plus_curvature.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "ceres/autodiff_manifold.h"
#include "ceres/line_manifold.h"
#include "ceres/manifold.h"
#include "ceres/product_manifold.h"
#include "gtest/gtest.h"
#include "manifold_curvature.h"

namespace ceres_newton {
namespace internal {
namespace {

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

TEST(NumericPlusCurvature, OfUsersManifolds) {
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

TEST(NumericPlusCurvature, ShrinksStepsThatPlusRefuses) {
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

// Poses far from the origin: the rotation has the scale of 1, the translation
// its own.
TEST(NumericPlusCurvature, OfARotationBesideALongTranslation) {
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

TEST(NumericPlusCurvature, OfLinesWithAFarOriginByDifferencesToo) {
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

TEST(NumericPlusCurvature, OfAnEntryBesideALargeConstant) {
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

// cos(delta) beside x: rounding leaves of its curvature -1 little or nothing.
TEST(NumericPlusCurvature, OfABendHiddenByALargeValueIsRefusedNotWrong) {
  const CurveManifold manifold(1.0, [](double x, double delta) {
    return x + delta + (std::cos(delta) - 1.0);
  });
  for (const double x0 : {0.0, 1.0, 1e3, 1e6, 1e8, 1e10, 1e12}) {
    const double x[] = {x0, 0.0};
    double h[2];
    if (NumericPlusCurvature(&manifold).Evaluate(x, h)) {
      EXPECT_NEAR(h[0], -1.0, std::max(1e-9, 1e-13 * x0)) << x0;
      EXPECT_EQ(h[1], 0.0);
    } else {
      EXPECT_GE(x0, 1e8);
    }
  }
}

TEST(NumericPlusCurvature, OfAKinkDoesNotExist) {
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

TEST(NumericPlusCurvature, OfFunctorsThatBranchAtZeroIsThatAroundZero) {
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
