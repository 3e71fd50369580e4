// Ceres' cubic interpolation of values on grids, with second derivatives.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_CUBIC_INTERPOLATION_H_
#define CERES_NEWTON_CUBIC_INTERPOLATION_H_

#include <algorithm>
#include <array>

#include "ceres/cubic_interpolation.h"
#include "ceres_newton/internal/cubic_partials.h"
#include "ceres_newton/internal/partials_chain.h"

namespace ceres_newton {

// Arrays as infinite grids: beyond the ends, the value at the nearest end.
using ceres::Grid1D;
using ceres::Grid2D;

// The interpolant f(x) of values on the integers, drop-in for
// ceres::CubicInterpolator: write the one namespace for the other, and functors
// that use it have Hessians too.
//
//   const double data[] = {1.0, 2.0, 5.0, 6.0};
//   Grid1D<double> grid(data, 0, 4);
//   CubicInterpolator<Grid1D<double>> interpolator(grid);
//   double f, dfdx, d2fdx2;
//   interpolator.Evaluate(1.5, &f, &dfdx, &d2fdx2);
//
// Between n and n + 1, f is the cubic through the values p there, with slopes
// (p[n + 1] - p[n - 1]) / 2 and (p[n + 2] - p[n]) / 2 (Catmull & Rom 1974; Keys
// 1981).  So f reproduces quadratics, and f and f' are continuous, but f'' is
// not: at grid points it jumps, and Newton's method may need more steps where
// the solution is near one.  There f'' is that of the cell to the right.
//
// Values and first derivatives are Ceres' to the last bit (or rounded as
// differently as two copies of Ceres' own code, if the compiler fuses products
// and sums).  Second derivatives are exact up to rounding, like all derivatives
// above for nested scalars.
//
//   Grid  has, as for Ceres, an enum DATA_DIMENSION >= 1 and
//         void GetValue(int n, double* f) const, which sets DATA_DIMENSION
//         values at any integer n
//
// At x beyond the range of int f is constant; at NaN it is NaN.
//
// Thread-safe if grid.GetValue is.
template <typename Grid>
class CubicInterpolator {
  static_assert(Grid::DATA_DIMENSION >= 1,
                "The grid needs a DATA_DIMENSION of at least one.");

 public:
  // The grid is not owned and must outlive this object.
  explicit CubicInterpolator(const Grid& grid) : grid_(grid) {}

  // Value and derivatives, DATA_DIMENSION numbers each; null pointers are not
  // wanted.
  void Evaluate(double x, double* f, double* dfdx) const {
    if (dfdx == nullptr) {
      Copy(Partials<0>(grid_, x), {0}, f);
    } else {
      const Partials<1> partials(grid_, x);
      Copy(partials, {0}, f);
      Copy(partials, {1}, dfdx);
    }
  }
  void Evaluate(double x, double* f, double* dfdx, double* d2fdx2) const {
    const Partials<2> partials(grid_, x);
    Copy(partials, {0}, f);
    Copy(partials, {1}, dfdx);
    Copy(partials, {2}, d2fdx2);
  }

  void Evaluate(const double& x, double* f) const { Evaluate(x, f, nullptr); }

  // The same for a scalar T with derivatives: ceres::Jet<double, N>, the
  // scalars of this library, or any of them nested.
  template <typename T>
  void Evaluate(const T& x, T* f) const {
    using Chain = internal::PartialsChain<T>;
    const Partials<Chain::kOrder> partials(grid_, Chain::Value(x));
    Chain::Apply(
        partials, internal::PartialOrder<1>{0}, std::array<const T*, 1>{&x}, f);
  }

 private:
  template <int kOrder>
  using Partials = internal::CubicPartials<Grid::DATA_DIMENSION, kOrder>;

  template <int kOrder>
  static void Copy(const Partials<kOrder>& partials,
                   const internal::PartialOrder<1>& order,
                   double* values) {
    if (values != nullptr) {
      std::copy_n(partials(order), +Grid::DATA_DIMENSION, values);
    }
  }

  const Grid& grid_;
};

// The interpolant f(r, c) of values on pairs of integers, drop-in for
// ceres::BiCubicInterpolator.
//
//   const double data[] = {1.0, 3.0, -1.0, 4.0,
//                          3.6, 2.1,  4.2, 2.0,
//                          2.0, 1.0,  3.1, 5.2};
//   Grid2D<double> grid(data, 0, 3, 0, 4);
//   BiCubicInterpolator<Grid2D<double>> interpolator(grid);
//   double f, dfdr, dfdc, d2fdr2, d2fdrdc, d2fdc2;
//   interpolator.Evaluate(
//       1.2, 2.5, &f, &dfdr, &dfdc, &d2fdr2, &d2fdrdc, &d2fdc2);
//
// It is CubicInterpolator along the columns c of each row, then along r.  So
// quadratics in r times quadratics in c are reproduced; f, its gradient and
// d2f/drdc are continuous; d2f/dr2 jumps at integers r, and d2f/dc2 at integers
// c, where they are those of the cell with the larger coordinate.
//
//   Grid  has, as for Ceres, an enum DATA_DIMENSION >= 1 and
//         void GetValue(int r, int c, double* f) const
//
// All else is as with CubicInterpolator.
template <typename Grid>
class BiCubicInterpolator {
  static_assert(Grid::DATA_DIMENSION >= 1,
                "The grid needs a DATA_DIMENSION of at least one.");

 public:
  // The grid is not owned and must outlive this object.
  explicit BiCubicInterpolator(const Grid& grid) : grid_(grid) {}

  // Value and derivatives, DATA_DIMENSION numbers each; null pointers are not
  // wanted.
  void Evaluate(
      double r, double c, double* f, double* dfdr, double* dfdc) const {
    if (dfdr == nullptr && dfdc == nullptr) {
      Copy(Partials<0>(grid_, r, c), {0, 0}, f);
    } else {
      const Partials<1> partials(grid_, r, c);
      Copy(partials, {0, 0}, f);
      Copy(partials, {1, 0}, dfdr);
      Copy(partials, {0, 1}, dfdc);
    }
  }
  void Evaluate(double r,
                double c,
                double* f,
                double* dfdr,
                double* dfdc,
                double* d2fdr2,
                double* d2fdrdc,
                double* d2fdc2) const {
    const Partials<2> partials(grid_, r, c);
    Copy(partials, {0, 0}, f);
    Copy(partials, {1, 0}, dfdr);
    Copy(partials, {0, 1}, dfdc);
    Copy(partials, {2, 0}, d2fdr2);
    Copy(partials, {1, 1}, d2fdrdc);
    Copy(partials, {0, 2}, d2fdc2);
  }

  void Evaluate(const double& r, const double& c, double* f) const {
    Evaluate(r, c, f, nullptr, nullptr);
  }

  // The same for a scalar T with derivatives.
  template <typename T>
  void Evaluate(const T& r, const T& c, T* f) const {
    using Chain = internal::PartialsChain<T>;
    const Partials<Chain::kOrder> partials(
        grid_, Chain::Value(r), Chain::Value(c));
    Chain::Apply(partials,
                 internal::PartialOrder<2>{0, 0},
                 std::array<const T*, 2>{&r, &c},
                 f);
  }

 private:
  template <int kOrder>
  using Partials = internal::BiCubicPartials<Grid::DATA_DIMENSION, kOrder>;

  template <int kOrder>
  static void Copy(const Partials<kOrder>& partials,
                   const internal::PartialOrder<2>& order,
                   double* values) {
    if (values != nullptr) {
      std::copy_n(partials(order), +Grid::DATA_DIMENSION, values);
    }
  }

  const Grid& grid_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_CUBIC_INTERPOLATION_H_
