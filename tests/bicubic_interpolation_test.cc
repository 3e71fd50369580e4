// BiCubicInterpolator against Ceres' own (values and gradients, bit by bit),
// and its second derivatives against differences of Ceres' gradients and
// against data whose derivatives are known.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <limits>
#include <vector>

#include "Eigen/Core"
#include "ceres/cubic_interpolation.h"
#include "ceres/jet.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/autodiff_second_order_function.h"
#include "ceres_newton/cubic_interpolation.h"
#include "ceres_newton/hessian.h"
#include "ceres_newton/nested_jet.h"
#include "ceres_newton/second_order.h"
#include "cubic_interpolation_checks.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// Value and derivatives of a vector-valued interpolant.
template <typename Grid>
struct Everything {
  using Vector = Eigen::Matrix<double, Grid::DATA_DIMENSION, 1>;

  Everything(const BiCubicInterpolator<Grid>& interpolator,
             double row,
             double col) {
    interpolator.Evaluate(row,
                          col,
                          f.data(),
                          r.data(),
                          c.data(),
                          rr.data(),
                          rc.data(),
                          cc.data());
  }

  Vector f, r, c, rr, rc, cc;
};

template <typename Grid>
void ExpectCeresBits(const Grid& grid) {
  constexpr int kDimension = Grid::DATA_DIMENSION;
  using Vector = Eigen::Matrix<double, kDimension, 1>;
  using Jet = ceres::Jet<double, 3>;
  const BiCubicInterpolator<Grid> ours(grid);
  const ceres::BiCubicInterpolator<Grid> theirs(grid);
  for (double r = -6.0; r <= 6.0; r += 0.375) {
    for (double c = -6.0; c <= 6.0; c += 0.375) {
      SCOPED_TRACE(::testing::Message() << r << ", " << c);
      Vector f, dfdr, dfdc, alone, expected_f, expected_dfdr, expected_dfdc;
      theirs.Evaluate(
          r, c, expected_f.data(), expected_dfdr.data(), expected_dfdc.data());
      ours.Evaluate(r, c, f.data(), dfdr.data(), dfdc.data());
      ExpectSameBits(f, expected_f);
      ExpectSameBits(dfdr, expected_dfdr);
      ExpectSameBits(dfdc, expected_dfdc);
      const Everything<Grid> everything(ours, r, c);
      ExpectSameBits(everything.f, expected_f);
      ExpectSameBits(everything.r, expected_dfdr);
      ExpectSameBits(everything.c, expected_dfdc);
      ours.Evaluate(r, c, alone.data());
      ExpectSameBits(alone, expected_f);
      ours.Evaluate(r, c, nullptr, nullptr, dfdc.data());
      ExpectSameBits(dfdc, expected_dfdc);

      Jet jets[] = {Jet(r), Jet(c)};
      jets[0].v << 0.3, -1.7, 1e-3;
      jets[1].v << -1.1, 0.6, 1.9;
      Jet y[kDimension], expected_y[kDimension];
      ours.Evaluate(jets[0], jets[1], y);
      theirs.Evaluate(jets[0], jets[1], expected_y);
      for (int d = 0; d < kDimension; ++d) {
        ExpectSameBits(y[d], expected_y[d]);
      }
    }
  }
}

TEST(BiCubicInterpolator, ValuesAndGradientsAreThoseOfCeresBitByBit) {
  const std::vector<double> data = RandomData(60);
  ExpectCeresBits(Grid2D<double>(data.data(), -3, 3, -2, 2));
  ExpectCeresBits(Grid2D<double, 2>(data.data(), -3, 3, -2, 2));
  ExpectCeresBits(Grid2D<double, 2, false>(data.data(), -3, 3, -2, 2));
  ExpectCeresBits(Grid2D<double, 2, true, false>(data.data(), -3, 3, -2, 2));
  ExpectCeresBits(Grid2D<double, 2, false, false>(data.data(), -3, 3, -2, 2));
  const std::vector<int> integers = {3, -1, 4, 1, -5, 9};
  ExpectCeresBits(Grid2D<int>(integers.data(), 0, 2, 0, 3));
  ExpectCeresBits(Grid2D<int>(integers.data(), 0, 1, 0, 1));
}

// In a cell df/dr is a quadratic in r and df/dc one in c, so that central
// differences along their own coordinate have no error but rounding.  df/dc
// against r is a cubic; two steps take out its error.
TEST(BiCubicInterpolator, SecondDerivativesAreDifferencesOfCeresGradients) {
  const std::vector<double> data = RandomData(60);
  using Grid = Grid2D<double, 2>;
  using Vector = Eigen::Vector2d;
  const Grid grid(data.data(), -3, 3, -2, 2);
  const BiCubicInterpolator<Grid> ours(grid);
  const ceres::BiCubicInterpolator<Grid> theirs(grid);
  const auto by_r = [&theirs](double r, double c) {
    Vector f, dfdr, dfdc;
    theirs.Evaluate(r, c, f.data(), dfdr.data(), dfdc.data());
    return dfdr;
  };
  const auto by_c = [&theirs](double r, double c) {
    Vector f, dfdr, dfdc;
    theirs.Evaluate(r, c, f.data(), dfdr.data(), dfdc.data());
    return dfdc;
  };
  for (int row = -5; row <= 4; ++row) {
    for (int col = -4; col <= 3; ++col) {
      const double r = row + 0.375;
      const double c = col + 0.5;
      SCOPED_TRACE(::testing::Message() << r << ", " << c);
      const double h = 0.25;
      const Vector rr = (by_r(r + h, c) - by_r(r - h, c)) / (2.0 * h);
      const Vector cc = (by_c(r, c + h) - by_c(r, c - h)) / (2.0 * h);
      const Vector coarse = (by_c(r + h, c) - by_c(r - h, c)) / (2.0 * h);
      const Vector fine = (by_c(r + h / 2.0, c) - by_c(r - h / 2.0, c)) / h;
      const Vector rc = (4.0 * fine - coarse) / 3.0;
      const Everything<Grid> everything(ours, r, c);
      EXPECT_LE((everything.rr - rr).norm(), 1e-12);
      EXPECT_LE((everything.rc - rc).norm(), 1e-12);
      EXPECT_LE((everything.cc - cc).norm(), 1e-12);
    }
  }
}

// (1 - r + 2 r^2)(3 + c - c^2 / 2).
TEST(BiCubicInterpolator, ProductsOfQuadraticsAreReproduced) {
  std::vector<double> data;
  for (int r = 0; r < 6; ++r) {
    for (int c = -3; c < 4; ++c) {
      data.push_back((1.0 - r + 2.0 * r * r) * (3.0 + c - 0.5 * c * c));
    }
  }
  using Grid = Grid2D<double>;
  const Grid grid(data.data(), 0, 6, -3, 4);
  const BiCubicInterpolator<Grid> interpolator(grid);
  // Cells at the border use clamped neighbours.
  for (double r = 1.0; r < 4.0; r += 0.25) {
    for (double c = -2.0; c < 2.0; c += 0.25) {
      SCOPED_TRACE(::testing::Message() << r << ", " << c);
      const double p = 1.0 - r + 2.0 * r * r;
      const double q = 3.0 + c - 0.5 * c * c;
      const Everything<Grid> everything(interpolator, r, c);
      EXPECT_NEAR(everything.f[0], p * q, 1e-11);
      EXPECT_NEAR(everything.r[0], (4.0 * r - 1.0) * q, 1e-11);
      EXPECT_NEAR(everything.c[0], p * (1.0 - c), 1e-11);
      EXPECT_NEAR(everything.rr[0], 4.0 * q, 1e-11);
      EXPECT_NEAR(everything.rc[0], (4.0 * r - 1.0) * (1.0 - c), 1e-11);
      EXPECT_NEAR(everything.cc[0], -p, 1e-11);
    }
  }
}

TEST(BiCubicInterpolator, OnlyTheDerivativeAcrossAGridLineJumps) {
  const std::vector<double> data = RandomData(36);
  using Grid = Grid2D<double>;
  const Grid grid(data.data(), 0, 6, 0, 6);
  const BiCubicInterpolator<Grid> interpolator(grid);
  const Everything<Grid> below(interpolator, std::nextafter(3.0, 0.0), 2.4);
  const Everything<Grid> above(interpolator, 3.0, 2.4);
  EXPECT_NEAR(below.f[0], above.f[0], 1e-13);
  EXPECT_NEAR(below.r[0], above.r[0], 1e-13);
  EXPECT_NEAR(below.c[0], above.c[0], 1e-13);
  EXPECT_NEAR(below.rc[0], above.rc[0], 1e-13);
  EXPECT_NEAR(below.cc[0], above.cc[0], 1e-13);
  EXPECT_GT(std::abs(below.rr[0] - above.rr[0]), 1.0);

  const Everything<Grid> left(interpolator, 2.4, std::nextafter(3.0, 0.0));
  const Everything<Grid> right(interpolator, 2.4, 3.0);
  EXPECT_NEAR(left.rr[0], right.rr[0], 1e-13);
  EXPECT_NEAR(left.rc[0], right.rc[0], 1e-13);
  EXPECT_GT(std::abs(left.cc[0] - right.cc[0]), 1.0);
}

TEST(BiCubicInterpolator, TheInterpolantIsConstantAcrossTheBorder) {
  const std::vector<double> data = RandomData(16);
  using Grid = Grid2D<double>;
  const Grid grid(data.data(), 0, 4, 0, 4);
  const BiCubicInterpolator<Grid> interpolator(grid);
  for (const double far : {7.5, 1e300}) {
    SCOPED_TRACE(far);
    const Everything<Grid> edge(interpolator, 3.0, 1.5);
    const Everything<Grid> beyond(interpolator, far, 1.5);
    EXPECT_NEAR(beyond.f[0], edge.f[0], 1e-14);
    EXPECT_NEAR(beyond.c[0], edge.c[0], 1e-14);
    EXPECT_NEAR(beyond.cc[0], edge.cc[0], 1e-14);
    EXPECT_NEAR(beyond.r[0], 0.0, 1e-14);
    EXPECT_NEAR(beyond.rr[0], 0.0, 1e-14);
    EXPECT_NEAR(beyond.rc[0], 0.0, 1e-14);
    const Everything<Grid> corner(interpolator, -far, -far);
    EXPECT_NEAR(corner.f[0], data[0], 1e-14);
    EXPECT_NEAR(corner.rr[0], 0.0, 1e-14);
    EXPECT_NEAR(corner.rc[0], 0.0, 1e-14);
    EXPECT_NEAR(corner.cc[0], 0.0, 1e-14);
  }
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(Everything<Grid>(interpolator, nan, 1.5).rr[0]));
  EXPECT_TRUE(std::isnan(Everything<Grid>(interpolator, 1.5, nan).f[0]));
}

// --- Composition -------------------------------------------------------------

// Both coordinates depend on both variables, nonlinearly.
template <typename Interpolator>
struct Surface {
  template <typename T>
  T operator()(const T* x) const {
    using std::exp;
    using std::sin;
    const T r = 1.9 + x[0] * x[0] * x[1] + sin(x[1]);
    const T c = 1.4 + exp(0.5 * x[0]) * x[1];
    T f[2];
    interpolator.Evaluate(r, c, f);
    return f[0] * x[1] * x[1] + f[0] * f[1];
  }
  template <typename T>
  bool operator()(const T* x, T* y) const {
    y[0] = (*this)(x);
    return true;
  }

  Interpolator interpolator;
};

using SurfaceGrid = Grid2D<double, 2>;
using OurSurface = Surface<BiCubicInterpolator<SurfaceGrid>>;
using CeresSurface = Surface<ceres::BiCubicInterpolator<SurfaceGrid>>;

template <typename Family>
class BiCubicInterpolatorScalars : public ::testing::Test {};
TYPED_TEST_SUITE(BiCubicInterpolatorScalars, SecondOrderFamilies);

// (r, c) = (2.7, 2.4), (2.6, 1.8) and (8.4, 3.7): the steps of the differences
// stay in one cell.
TYPED_TEST(BiCubicInterpolatorScalars, ChainRule) {
  const std::vector<double> data = RandomData(60);
  const SurfaceGrid grid(data.data(), 0, 6, 0, 5);
  const OurSurface ours{BiCubicInterpolator<SurfaceGrid>(grid)};
  const CeresSurface theirs{ceres::BiCubicInterpolator<SurfaceGrid>(grid)};
  ExpectDerivativesMatchCeres<TypeParam>(ours, theirs, {0.5, 0.65});
  ExpectDerivativesMatchCeres<TypeParam>(ours, theirs, {-0.7, 0.5});
  ExpectDerivativesMatchCeres<TypeParam>(ours, theirs, {2.2, 0.76});
}

// In a cell f is a polynomial of degree 3 in each coordinate; its derivatives
// beyond the third vanish, and those of degree 2 + 2 do not.
TEST(BiCubicInterpolator, HigherDerivativesAreExact) {
  const std::vector<double> data = RandomData(36);
  using Grid = Grid2D<double>;
  const Grid grid(data.data(), 0, 6, 0, 6);
  const BiCubicInterpolator<Grid> interpolator(grid);
  const auto function = [&interpolator](const auto& x) {
    auto y = x[0];
    interpolator.Evaluate(x[0], x[1], &y);
    return y;
  };
  const double r = 2.375;
  const double c = 1.5;
  const auto tensor = DerivativeTensor<4>(function, Eigen::Vector2d(r, c));
  // d2f/dr2 is a cubic in c: its second derivative is exact by differences.
  const double h = 0.25;
  const double rrcc = (Everything<Grid>(interpolator, r, c + h).rr[0] -
                       2.0 * Everything<Grid>(interpolator, r, c).rr[0] +
                       Everything<Grid>(interpolator, r, c - h).rr[0]) /
                      (h * h);
  // d2f/dr2 is linear in r.
  const double rrr = (Everything<Grid>(interpolator, r + h, c).rr[0] -
                      Everything<Grid>(interpolator, r - h, c).rr[0]) /
                     (2.0 * h);
  const auto third = DerivativeTensor<3>(function, Eigen::Vector2d(r, c));
  EXPECT_GT(std::abs(rrr), 1.0);
  EXPECT_NEAR(third(0, 0, 0), rrr, 1e-11);
  EXPECT_GT(std::abs(rrcc), 1.0);
  EXPECT_NEAR(tensor(0, 0, 1, 1), rrcc, 1e-11);
  EXPECT_NEAR(tensor(0, 1, 0, 1), rrcc, 1e-11);
  EXPECT_NEAR(tensor(0, 0, 0, 0), 0.0, 1e-11);
  EXPECT_NEAR(tensor(1, 1, 1, 1), 0.0, 1e-11);
}

TEST(BiCubicInterpolator, WorksInTheAutoDiffClasses) {
  const std::vector<double> data = RandomData(60);
  const SurfaceGrid grid(data.data(), 0, 6, 0, 5);
  const OurSurface surface{BiCubicInterpolator<SurfaceGrid>(grid)};
  const double x[] = {0.5, 0.65};
  const double* const parameters[] = {x};
  const double weight = 1.0;
  const Eigen::Matrix2d expected =
      Hessian([&surface](const auto& v) { return surface(v.data()); },
              Eigen::Vector2d(x[0], x[1]));
  Eigen::Matrix2d hessian;
  double* hessians[] = {hessian.data()};
  const AutoDiffSecondOrderCostFunction<OurSurface, 1, 2> cost_function(
      new OurSurface(surface));
  ASSERT_TRUE(cost_function.EvaluateHessians(parameters, &weight, hessians));
  EXPECT_LE((hessian - expected).norm(), 1e-13 * expected.norm());

  const AutoDiffSecondOrderFunction<OurSurface, 2> function(
      new OurSurface(surface));
  double cost;
  ASSERT_TRUE(function.EvaluateHessian(x, &cost, nullptr, hessian.data()));
  EXPECT_NEAR(cost, surface(x), 1e-14 * std::abs(cost));
  EXPECT_LE((hessian - expected).norm(), 1e-13 * expected.norm());
}

}  // namespace
}  // namespace ceres_newton
