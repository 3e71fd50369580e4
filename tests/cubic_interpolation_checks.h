// What the tests of the interpolators in one and in two dimensions share.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_CUBIC_INTERPOLATION_CHECKS_H_
#define CERES_NEWTON_TESTS_CUBIC_INTERPOLATION_CHECKS_H_

#include <cmath>
#include <random>
#include <vector>

#include "Eigen/Core"
#include "ceres/jet.h"
#include "ceres_newton/internal/second_order_traits.h"
#include "ceres_newton/jet_family.h"
#include "gtest/gtest.h"
#include "richardson_reference.h"
#include "taped_jets.h"

namespace ceres_newton {

using SecondOrderFamilies = ::testing::Types<FusedJets, TapedJets, NestedJets>;

inline std::vector<double> RandomData(int size) {
  std::mt19937 generator(20240607);
  std::uniform_real_distribution<double> uniform(-2.0, 2.0);
  std::vector<double> data;
  for (int i = 0; i < size; ++i) {
    data.push_back(uniform(generator));
  }
  return data;
}

// Our values are Ceres' bit by bit.  Where compilers fuse products and sums,
// each inlined copy of a formula rounds in its own way, Ceres' copies too.
#ifdef __FMA__
constexpr double kLastBits = 1e-14;
#else
constexpr double kLastBits = 0.0;
#endif

template <typename A, typename B>
void ExpectSameBits(const Eigen::MatrixBase<A>& a,
                    const Eigen::MatrixBase<B>& b) {
  EXPECT_LE((a - b).norm(), kLastBits * (1.0 + b.norm()));
}

template <int N>
void ExpectSameBits(const ceres::Jet<double, N>& a,
                    const ceres::Jet<double, N>& b) {
  EXPECT_NEAR(a.a, b.a, kLastBits * (1.0 + std::abs(b.a)));
  ExpectSameBits(a.v, b.v);
}

// A functor f: R^2 -> R on one of our interpolators against the same functor on
// Ceres' interpolator: value, gradient, and Hessian by differences of Ceres'
// gradient, where the point must be away from grid points.
template <typename Family, typename Ours, typename Theirs>
void ExpectDerivativesMatchCeres(const Ours& ours,
                                 const Theirs& theirs,
                                 const Eigen::Vector2d& point) {
  SCOPED_TRACE(point.transpose());
  using T = typename Family::template Scalar<2>;
  using Traits = internal::SecondOrderTraits<T>;
  using Jet = ceres::Jet<double, 2>;
  const internal::RecordingScope<T> recording;
  const auto gradient_of_ceres = [&theirs](const Eigen::VectorXd& x) {
    const Jet jets[] = {Jet(x[0], 0), Jet(x[1], 1)};
    return Eigen::VectorXd(theirs(jets).v);
  };
  const T x[] = {Traits::Variable(point[0], 0), Traits::Variable(point[1], 1)};
  const T f = ours(x);
  const Eigen::Vector2d gradient(Traits::Gradient(f, 0),
                                 Traits::Gradient(f, 1));
  Eigen::Matrix2d hessian;
  hessian << Traits::Hessian(f, 0, 0), Traits::Hessian(f, 0, 1),
      Traits::Hessian(f, 1, 0), Traits::Hessian(f, 1, 1);

  EXPECT_NEAR(Traits::Value(f), theirs(point.data()), 1e-13);
  const Eigen::VectorXd expected_gradient = gradient_of_ceres(point);
  EXPECT_LE((gradient - expected_gradient).norm(),
            1e-13 * (1.0 + expected_gradient.norm()));
  const Eigen::MatrixXd expected_hessian =
      testing::RichardsonJacobian(gradient_of_ceres, point);
  EXPECT_GT(expected_hessian.norm(), 0.1);
  EXPECT_LE((hessian - expected_hessian).norm(),
            1e-8 * expected_hessian.norm());
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_CUBIC_INTERPOLATION_CHECKS_H_
