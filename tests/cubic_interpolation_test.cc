// The interpolators against Ceres' own (values and gradients, bit by bit), and
// their second derivatives against differences of Ceres' gradients and against
// data whose derivatives are known.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/cubic_interpolation.h"

#include <cmath>
#include <limits>
#include <vector>

#include "Eigen/Core"
#include "ceres/autodiff_cost_function.h"
#include "ceres/cubic_interpolation.h"
#include "ceres/jet.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/autodiff_second_order_function.h"
#include "ceres_newton/hessian.h"
#include "ceres_newton/nested_jet.h"
#include "ceres_newton/second_order.h"
#include "cubic_interpolation_checks.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Values and slopes of a few units, second derivatives of about ten.
constexpr double kRounding = 1e-13;

template <typename Grid>
void ExpectCeresBits(const Grid& grid) {
  constexpr int kDimension = Grid::DATA_DIMENSION;
  using Vector = Eigen::Matrix<double, kDimension, 1>;
  using Jet = ceres::Jet<double, 3>;
  const CubicInterpolator<Grid> ours(grid);
  const ceres::CubicInterpolator<Grid> theirs(grid);
  for (double x = -8.0; x <= 8.0; x += 0.0625) {
    SCOPED_TRACE(x);
    Vector f, dfdx, d2fdx2, alone, with_second, expected_f, expected_dfdx;
    ours.Evaluate(x, f.data(), dfdx.data());
    ours.Evaluate(x, alone.data());
    theirs.Evaluate(x, expected_f.data(), expected_dfdx.data());
    ExpectSameBits(f, expected_f);
    ExpectSameBits(dfdx, expected_dfdx);
    ExpectSameBits(alone, expected_f);
    ours.Evaluate(x, with_second.data(), dfdx.data(), d2fdx2.data());
    ExpectSameBits(with_second, expected_f);
    ExpectSameBits(dfdx, expected_dfdx);

    Jet u(x);
    u.v << 0.3, -1.7, 1e-3;
    Jet y[kDimension], expected_y[kDimension];
    ours.Evaluate(u, y);
    theirs.Evaluate(u, expected_y);
    for (int d = 0; d < kDimension; ++d) {
      ExpectSameBits(y[d], expected_y[d]);
    }
  }
}

TEST(CubicInterpolator, ValuesAndSlopesAreThoseOfCeresBitByBit) {
  const std::vector<double> data = RandomData(30);
  ExpectCeresBits(Grid1D<double>(data.data(), -5, 5));
  ExpectCeresBits(Grid1D<double, 3>(data.data(), -5, 5));
  ExpectCeresBits(Grid1D<double, 3, false>(data.data(), -5, 5));
  const std::vector<int> integers = {3, -1, 4, 1, -5, 9, 2, -6};
  ExpectCeresBits(Grid1D<int, 2>(integers.data(), 0, 4));
  ExpectCeresBits(Grid1D<int, 1>(integers.data(), 0, 1));
}

// In a cell f' is a quadratic, so that central differences have no error but
// rounding.
TEST(CubicInterpolator, SecondDerivativeIsTheDifferenceOfCeresSlopes) {
  const std::vector<double> data = RandomData(30);
  using Grid = Grid1D<double, 3>;
  const Grid grid(data.data(), -5, 5);
  const CubicInterpolator<Grid> ours(grid);
  const ceres::CubicInterpolator<Grid> theirs(grid);
  const double step = 0.25;
  for (int cell = -8; cell <= 8; ++cell) {
    for (const double t : {0.25, 0.375, 0.5, 0.75 - 1e-9}) {
      const double x = cell + t;
      SCOPED_TRACE(x);
      Eigen::Vector3d f, below, above, second;
      theirs.Evaluate(x - step, f.data(), below.data());
      theirs.Evaluate(x + step, f.data(), above.data());
      ours.Evaluate(x, nullptr, nullptr, second.data());
      EXPECT_LE((second - (above - below) / (2.0 * step)).norm(), kRounding);
    }
  }
}

TEST(CubicInterpolator, QuadraticsAreReproduced) {
  std::vector<double> data;
  for (int n = -3; n < 7; ++n) {
    data.push_back(2.0 - 0.75 * n + 1.5 * n * n);
  }
  const Grid1D<double> grid(data.data(), -3, 7);
  const CubicInterpolator<Grid1D<double>> interpolator(grid);
  // Cells at the border use clamped neighbours.
  for (double x = -2.0; x < 5.0; x += 0.125) {
    SCOPED_TRACE(x);
    double f, dfdx, d2fdx2;
    interpolator.Evaluate(x, &f, &dfdx, &d2fdx2);
    EXPECT_NEAR(f, 2.0 - 0.75 * x + 1.5 * x * x, 1e-12);
    EXPECT_NEAR(dfdx, -0.75 + 3.0 * x, 1e-12);
    EXPECT_NEAR(d2fdx2, 3.0, 1e-12);
  }
}

// Catmull-Rom splines have continuous first derivatives only.
TEST(CubicInterpolator, SecondDerivativeJumpsAtGridPoints) {
  const double data[] = {0.0, 0.0, 1.0, 3.0, 0.0};
  const Grid1D<double> grid(data, 0, 5);
  const CubicInterpolator<Grid1D<double>> interpolator(grid);
  const double below = std::nextafter(2.0, 0.0);
  double left[3], right[3];
  interpolator.Evaluate(below, &left[0], &left[1], &left[2]);
  interpolator.Evaluate(2.0, &right[0], &right[1], &right[2]);
  EXPECT_NEAR(left[0], right[0], 1e-14);
  EXPECT_NEAR(left[1], right[1], 1e-14);
  EXPECT_NEAR(left[2], 1.0, 1e-14);
  EXPECT_NEAR(right[2], 7.0, 1e-14);
}

TEST(CubicInterpolator, TheInterpolantIsConstantBeyondTheGrid) {
  const double data[] = {0.3, -1.0, 4.0, 0.7};
  const Grid1D<double> grid(data, 10, 14);
  const CubicInterpolator<Grid1D<double>> interpolator(grid);
  for (const double distance : {2.0, 17.5, 3e9, 1e300, kInfinity}) {
    SCOPED_TRACE(distance);
    for (const bool above : {false, true}) {
      double f, dfdx, d2fdx2;
      interpolator.Evaluate(
          above ? 13.0 + distance : 10.0 - distance, &f, &dfdx, &d2fdx2);
      EXPECT_NEAR(f, above ? 0.7 : 0.3, 1e-15);
      EXPECT_NEAR(dfdx, 0.0, 1e-15);
      EXPECT_NEAR(d2fdx2, 0.0, 1e-15);
    }
  }
}

TEST(CubicInterpolator, NanGivesNan) {
  const double data[] = {0.3, -1.0, 4.0, 0.7};
  const Grid1D<double> grid(data, 0, 4);
  const CubicInterpolator<Grid1D<double>> interpolator(grid);
  double f, dfdx, d2fdx2;
  interpolator.Evaluate(
      std::numeric_limits<double>::quiet_NaN(), &f, &dfdx, &d2fdx2);
  EXPECT_TRUE(std::isnan(f));
  EXPECT_TRUE(std::isnan(dfdx));
  EXPECT_TRUE(std::isnan(d2fdx2));
}

// --- Composition -------------------------------------------------------------

// Arguments and results are curved functions of (x, y); all components count.
template <typename Interpolator>
struct Curve {
  static constexpr int kNumVariables = 2;

  template <typename T>
  T operator()(const T* x) const {
    using std::sin;
    const T u = x[0] * x[0] + sin(x[1]) + 1.9;
    T f[3];
    interpolator.Evaluate(u, f);
    return f[0] * x[1] * x[1] + f[1] * f[2] - 2.0 * f[2];
  }
  template <typename T>
  bool operator()(const T* x, T* y) const {
    y[0] = (*this)(x);
    return true;
  }

  Interpolator interpolator;
};

using CurveGrid = Grid1D<double, 3>;
using OurCurve = Curve<CubicInterpolator<CurveGrid>>;
using CeresCurve = Curve<ceres::CubicInterpolator<CurveGrid>>;

template <typename Family>
class CubicInterpolatorScalars : public ::testing::Test {};
TYPED_TEST_SUITE(CubicInterpolatorScalars, SecondOrderFamilies);

// u = 2.35 and 3.54, so that the steps of the differences stay in one cell.
TYPED_TEST(CubicInterpolatorScalars, ChainRule) {
  const std::vector<double> data = RandomData(18);
  const CurveGrid grid(data.data(), 0, 6);
  const OurCurve ours{CubicInterpolator<CurveGrid>(grid)};
  const CeresCurve theirs{ceres::CubicInterpolator<CurveGrid>(grid)};
  ExpectDerivativesMatchCeres<TypeParam>(ours, theirs, {0.5, 0.2});
  ExpectDerivativesMatchCeres<TypeParam>(ours, theirs, {-1.2, 0.2});
  // Beyond the grid only the other factors are curved.
  ExpectDerivativesMatchCeres<TypeParam>(ours, theirs, {3.1, 0.2});
}

TYPED_TEST(CubicInterpolatorScalars, ConstantsStayConstant) {
  using T = typename TypeParam::template Scalar<2>;
  using Traits = internal::SecondOrderTraits<T>;
  const double data[] = {0.3, -1.0, 4.0, 0.7};
  const Grid1D<double> grid(data, 0, 4);
  const CubicInterpolator<Grid1D<double>> interpolator(grid);
  T f;
  interpolator.Evaluate(T(1.25), &f);
  double expected;
  interpolator.Evaluate(1.25, &expected);
  EXPECT_EQ(Traits::Value(f), expected);
  EXPECT_EQ(Traits::Gradient(f, 1), 0.0);
  EXPECT_EQ(Traits::Hessian(f, 0, 1), 0.0);
}

TEST(CubicInterpolator, ResultsMayOverwriteTheArgument) {
  const double data[] = {0.3, -1.0, 4.0, 0.7};
  const Grid1D<double> grid(data, 0, 4);
  const CubicInterpolator<Grid1D<double>> interpolator(grid);
  using T = FusedJets::Scalar<1>;
  T x(1.25, 0);
  interpolator.Evaluate(x, &x);
  double f, dfdx, d2fdx2;
  interpolator.Evaluate(1.25, &f, &dfdx, &d2fdx2);
  EXPECT_EQ(x.a.value(), f);
  EXPECT_EQ(x.a.gradient(0), dfdx);
  EXPECT_EQ(x.a.hessian(0, 0), d2fdx2);
}

// In a cell f is a cubic, which the values at four points determine; so all
// derivatives of f(x^2) are known.
TEST(CubicInterpolator, HigherDerivativesAreExact) {
  const double data[] = {0.3, -1.0, 4.0, 0.7, 2.5};
  const Grid1D<double> grid(data, 0, 5);
  const CubicInterpolator<Grid1D<double>> interpolator(grid);
  const double a = 1.25;
  const double x = std::sqrt(a);
  double f, f1, f2, next_f2;
  interpolator.Evaluate(a, &f, &f1, &f2);
  interpolator.Evaluate(a + 0.5, nullptr, nullptr, &next_f2);
  const double f3 = (next_f2 - f2) / 0.5;
  const auto function = [&interpolator](const auto& v) {
    auto y = v * v;
    interpolator.Evaluate(v * v, &y);
    return y;
  };
  const Eigen::Matrix<double, 1, 1> point(x);
  const auto at_0 = [&function](const auto& v) { return function(v[0]); };
  const double third = DerivativeTensor<3>(at_0, point)(0, 0, 0);
  const double fourth = DerivativeTensor<4>(at_0, point)(0, 0, 0, 0);
  EXPECT_NEAR(third, 12.0 * x * f2 + 8.0 * x * x * x * f3, 1e-11);
  EXPECT_NEAR(fourth, 12.0 * f2 + 48.0 * x * x * f3, 1e-11);

  // The second derivative of the second, with either scalar.
  const auto second = [&function](const auto& v) {
    return Hessian(function, v);
  };
  EXPECT_NEAR(Hessian(second, x), fourth, 1e-11);
  const auto nested_second = [&function](const auto& v) {
    return Hessian<NestedJets>(function, v);
  };
  EXPECT_NEAR(Hessian<NestedJets>(nested_second, x), fourth, 1e-11);
}

TEST(CubicInterpolator, TakesPlainNestedJets) {
  const double data[] = {0.3, -1.0, 4.0, 0.7};
  const Grid1D<double> grid(data, 0, 4);
  const CubicInterpolator<Grid1D<double>> interpolator(grid);
  using Inner = ceres::Jet<double, 1>;
  ceres::Jet<Inner, 1> x(Inner(1.25, 0), 0);
  ceres::Jet<Inner, 1> y;
  interpolator.Evaluate(x, &y);
  double f, dfdx, d2fdx2;
  interpolator.Evaluate(1.25, &f, &dfdx, &d2fdx2);
  EXPECT_EQ(y.a.a, f);
  EXPECT_EQ(y.a.v[0], dfdx);
  EXPECT_EQ(y.v[0].a, dfdx);
  EXPECT_EQ(y.v[0].v[0], d2fdx2);
}

TEST(CubicInterpolator, WorksInTheAutoDiffClasses) {
  const std::vector<double> data = RandomData(18);
  const CurveGrid grid(data.data(), 0, 6);
  const OurCurve curve{CubicInterpolator<CurveGrid>(grid)};
  const double x[] = {0.5, 0.2};
  const double* const parameters[] = {x};
  const double weight = 1.0;
  const Eigen::Matrix2d expected =
      Hessian([&curve](const auto& v) { return curve(v.data()); },
              Eigen::Vector2d(0.5, 0.2));

  Eigen::Matrix2d hessian;
  double* hessians[] = {hessian.data()};
  const AutoDiffSecondOrderCostFunction<OurCurve, 1, 2> cost_function(
      new OurCurve(curve));
  ASSERT_TRUE(cost_function.EvaluateHessians(parameters, &weight, hessians));
  EXPECT_LE((hessian - expected).norm(), 1e-13 * expected.norm());

  const AutoDiffSecondOrderCostFunction<WithNestedJets<OurCurve>, 1, 2> nested(
      new WithNestedJets<OurCurve>(curve));
  ASSERT_TRUE(nested.EvaluateHessians(parameters, &weight, hessians));
  EXPECT_LE((hessian - expected).norm(), 1e-13 * expected.norm());

  const AutoDiffSecondOrderFunction<OurCurve, 2> function(new OurCurve(curve));
  double cost;
  ASSERT_TRUE(function.EvaluateHessian(x, &cost, nullptr, hessian.data()));
  EXPECT_NEAR(cost, curve(x), 1e-14 * std::abs(cost));
  EXPECT_LE((hessian - expected).norm(), 1e-13 * expected.norm());

  // Ceres, which asks for first derivatives, gets what its own gives.
  const CeresCurve theirs{ceres::CubicInterpolator<CurveGrid>(grid)};
  const ceres::AutoDiffCostFunction<CeresCurve, 1, 2> reference(
      new CeresCurve(theirs));
  double residual, expected_residual;
  Eigen::Vector2d jacobian, expected_jacobian;
  double* jacobians[] = {jacobian.data()};
  double* expected_jacobians[] = {expected_jacobian.data()};
  ASSERT_TRUE(cost_function.Evaluate(parameters, &residual, jacobians));
  ASSERT_TRUE(
      reference.Evaluate(parameters, &expected_residual, expected_jacobians));
  EXPECT_NEAR(residual, expected_residual, kLastBits);
  ExpectSameBits(jacobian, expected_jacobian);
}

// A grid of a user: n^2 at every integer.
struct Squares {
  enum { DATA_DIMENSION = 1 };
  void GetValue(int n, double* f) const { *f = static_cast<double>(n) * n; }
};

TEST(CubicInterpolator, TakesGridsOfUsers) {
  const Squares squares;
  const CubicInterpolator<Squares> interpolator(squares);
  FusedJets::Scalar<1> f;
  interpolator.Evaluate(FusedJets::Scalar<1>(-17.25, 0), &f);
  EXPECT_NEAR(f.a.value(), 17.25 * 17.25, 1e-11);
  EXPECT_NEAR(f.a.gradient(0), -34.5, 1e-11);
  EXPECT_NEAR(f.a.hessian(0, 0), 2.0, 1e-11);
}

}  // namespace
}  // namespace ceres_newton
