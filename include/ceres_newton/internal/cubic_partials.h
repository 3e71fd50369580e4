// All partial derivatives, up to an order, of the cubic and bicubic
// interpolants of grids at one point.  Values and first derivatives come from
// Ceres' own spline, so they are its to the last bit.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_CUBIC_PARTIALS_H_
#define CERES_NEWTON_INTERNAL_CUBIC_PARTIALS_H_

#include <cmath>
#include <limits>

#include "Eigen/Core"
#include "ceres/cubic_interpolation.h"
#include "ceres_newton/internal/partials_chain.h"

namespace ceres_newton {
namespace internal {

// The cell [n, n + 1) that x is in; the result is x - n.
//
// Beyond the range of int, where Ceres' conversion is undefined, the point is
// moved to the last cell, whose left end is exact: clamped grids are constant
// there.  NaN stays NaN.
inline double LocateCell(double x, int* n) {
  constexpr int kFirst = std::numeric_limits<int>::min() + 1;  // n - 1 is used
  constexpr int kLast = std::numeric_limits<int>::max() - 2;   // n + 2 is used
  const double floor = std::floor(x);
  if (floor >= kFirst && floor <= kLast) {
    *n = static_cast<int>(floor);
    return x - *n;
  }
  if (std::isnan(x)) {
    *n = 0;
    return x;
  }
  *n = x < 0.0 ? kFirst : kLast;
  return 0.0;
}

template <int kDimension>
using DataVector = Eigen::Matrix<double, kDimension, 1>;

// The derivatives y[0], ..., y[order] at t in [0, 1) of the cubic that
// interpolates p[1] and p[2] at 0 and 1 with the slopes (p[2] - p[0]) / 2 and
// (p[3] - p[1]) / 2 (Catmull & Rom 1974).
template <int kDimension>
void CubicDerivatives(const DataVector<kDimension>* p,
                      double t,
                      int order,
                      DataVector<kDimension>* y) {
  ceres::CubicHermiteSpline<kDimension>(p[0],
                                        p[1],
                                        p[2],
                                        p[3],
                                        t,
                                        y[0].data(),
                                        order >= 1 ? y[1].data() : nullptr);
  if (order < 2) {
    return;
  }
  // The cubic is a t^3 + b t^2 + c t + d with b = quadratic / 2 and
  // a = cubic / 6.
  const DataVector<kDimension> quadratic =
      2.0 * p[0] - 5.0 * p[1] + 4.0 * p[2] - p[3];
  const DataVector<kDimension> cubic =
      3.0 * (3.0 * (p[1] - p[2]) + (p[3] - p[0]));
  y[2] = quadratic + t * cubic;
  if (order >= 3) {
    y[3] = cubic;
  }
  for (int k = 4; k <= order; ++k) {
    y[k].setZero();
  }
}

// f(x) with its derivatives up to kOrder; see PartialsChain.
template <int kDataDimension, int kOrder>
class CubicPartials {
 public:
  static constexpr int kDimension = kDataDimension;

  template <typename Grid>
  CubicPartials(const Grid& grid, double x) {
    int n;
    const double t = LocateCell(x, &n);
    Vector p[4];
    for (int k = 0; k < 4; ++k) {
      grid.GetValue(n - 1 + k, p[k].data());
    }
    CubicDerivatives<kDimension>(p, t, kOrder, partials_);
  }

  const double* operator()(const PartialOrder<1>& order) const {
    return partials_[order[0]].data();
  }

 private:
  using Vector = DataVector<kDimension>;

  Vector partials_[kOrder + 1];
};

// f(r, c) with its partial derivatives up to kOrder in all: cubics along the
// four rows around the point, then one down the column of each derivative.
template <int kDataDimension, int kOrder>
class BiCubicPartials {
 public:
  static constexpr int kDimension = kDataDimension;

  template <typename Grid>
  BiCubicPartials(const Grid& grid, double r, double c) {
    int row, col;
    const double row_t = LocateCell(r, &row);
    const double col_t = LocateCell(c, &col);
    Vector by_c[kOrder + 1][4];  // derivatives along each row
    for (int i = 0; i < 4; ++i) {
      Vector p[4];
      for (int k = 0; k < 4; ++k) {
        grid.GetValue(row - 1 + i, col - 1 + k, p[k].data());
      }
      Vector along_row[kOrder + 1];
      CubicDerivatives<kDimension>(p, col_t, kOrder, along_row);
      for (int k = 0; k <= kOrder; ++k) {
        by_c[k][i] = along_row[k];
      }
    }
    for (int k = 0; k <= kOrder; ++k) {
      CubicDerivatives<kDimension>(by_c[k], row_t, kOrder - k, partials_[k]);
    }
  }

  // order = {by r, by c}.
  const double* operator()(const PartialOrder<2>& order) const {
    return partials_[order[1]][order[0]].data();
  }

 private:
  using Vector = DataVector<kDimension>;

  Vector partials_[kOrder + 1][kOrder + 1];  // by c, by r; sum <= kOrder
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_CUBIC_PARTIALS_H_
