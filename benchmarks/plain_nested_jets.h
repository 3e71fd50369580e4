// ceres::Jet<ceres::Jet<double, N>, N> as a user would make it compile: Ceres'
// Jet with a constructor from double, and operators with doubles that scale
// both levels directly, so that the comparison does not handicap it.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_BENCHMARKS_PLAIN_NESTED_JETS_H_
#define CERES_NEWTON_BENCHMARKS_PLAIN_NESTED_JETS_H_

#include "Eigen/Core"
#include "ceres/jet.h"

namespace ceres {

template <int N>
struct Jet<Jet<double, N>, N> {
  using Scalar = Jet<double, N>;
  enum { DIMENSION = N };

  Jet() { v.setConstant(Scalar()); }
  explicit Jet(double s) : a(s) { v.setConstant(Scalar()); }
  explicit Jet(const Scalar& s) : a(s) { v.setConstant(Scalar()); }
  Jet(const Scalar& s, int k) : a(s) {
    v.setConstant(Scalar());
    v[k] = Scalar(1.0);
  }
  template <typename Derived>
  Jet(const Scalar& s, const Eigen::DenseBase<Derived>& v) : a(s), v(v) {}

  Jet& operator+=(const Jet& y) { return *this = *this + y; }
  Jet& operator-=(const Jet& y) { return *this = *this - y; }
  Jet& operator*=(const Jet& y) { return *this = *this * y; }
  Jet& operator/=(const Jet& y) { return *this = *this / y; }

  friend Jet operator+(const Jet& x, double s) { return Jet(x.a + s, x.v); }
  friend Jet operator+(double s, const Jet& x) { return x + s; }
  friend Jet operator-(const Jet& x, double s) { return x + -s; }
  friend Jet operator-(double s, const Jet& x) { return Jet(s - x.a, -x.v); }
  friend Jet operator*(const Jet& x, double s) {
    Jet r(x.a * s);
    for (int i = 0; i < N; ++i) {
      r.v[i] = x.v[i] * s;
    }
    return r;
  }
  friend Jet operator*(double s, const Jet& x) { return x * s; }
  friend Jet operator/(const Jet& x, double s) { return x * (1.0 / s); }

  Scalar a;
  Eigen::Matrix<Scalar, N, 1> v;
  EIGEN_MAKE_ALIGNED_OPERATOR_NEW
};

}  // namespace ceres

#endif  // CERES_NEWTON_BENCHMARKS_PLAIN_NESTED_JETS_H_
