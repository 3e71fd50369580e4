// What the tests of the problem table look at: cost, derivatives and curvature
// of a problem at a point.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_CURVATURE_H_
#define CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_CURVATURE_H_

#include <vector>

#include "Eigen/Dense"
#include "gtest/gtest.h"
#include "more_garbow_hillstrom.h"

namespace ceres_newton {
namespace more_garbow_hillstrom {

inline double Cost(const TestProblem& problem, const std::vector<double>& x) {
  double cost = 0.0;
  EXPECT_TRUE(problem.function->Evaluate(x.data(), &cost, nullptr));
  return cost;
}

struct Derivatives {
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
};

inline Derivatives Differentiate(const TestProblem& problem,
                                 const std::vector<double>& x) {
  const int n = problem.num_parameters;
  double cost;
  Derivatives derivatives;
  derivatives.gradient.resize(n);
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>
      hessian(n, n);
  EXPECT_TRUE(problem.function->EvaluateHessian(
      x.data(), &cost, derivatives.gradient.data(), hessian.data()));
  derivatives.hessian = hessian;
  return derivatives;
}

// The eigenvalues of D^-1 H D^-1 with D = sqrt|H_ii| (1 where H_ii = 0),
// ascending: their signs are those of H and do not drown in the scales of the
// parameters.
inline Eigen::VectorXd ScaledEigenvalues(const Eigen::MatrixXd& hessian) {
  Eigen::VectorXd scale = hessian.diagonal().cwiseAbs().cwiseSqrt();
  scale = (scale.array() == 0.0).select(1.0, scale).cwiseInverse();
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(
             scale.asDiagonal() * hessian * scale.asDiagonal())
      .eigenvalues();
}

// The smallest scaled eigenvalue over the largest is not below this at a
// minimum: far above rounding errors (1e-15), far below the curvature of a real
// saddle.
constexpr double kCurvatureTolerance = 1e-10;

inline bool HasNegativeCurvature(const Eigen::MatrixXd& hessian) {
  const Eigen::VectorXd eigenvalues = ScaledEigenvalues(hessian);
  return eigenvalues[0] < -kCurvatureTolerance * eigenvalues.maxCoeff();
}

}  // namespace more_garbow_hillstrom
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_CURVATURE_H_
