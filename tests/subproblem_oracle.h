// A slow and simple judge of trust-region steps.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_SUBPROBLEM_ORACLE_H_
#define CERES_NEWTON_TESTS_SUBPROBLEM_ORACLE_H_

#include "Eigen/Core"
#include "gtest/gtest.h"
#include "quadratic_model.h"
#include "subproblem_solver.h"

namespace ceres_newton {
namespace internal {

// The subproblem by bisection for the multiplier on the eigenvalues, all in
// long double: precision and exponent range leave room for every double model,
// so neither scaling nor care is needed, and it shares no idea with the solvers
// but the mathematics.  (Where long double is no wider than double, the tests
// are correspondingly less sharp.)
class SubproblemOracle {
 public:
  using Vector = Eigen::Matrix<long double, Eigen::Dynamic, 1>;
  using Matrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;

  SubproblemOracle(const QuadraticModel& model, const Eigen::VectorXd& scaling);

  struct Minimum {
    long double lambda = 0.0L;
    long double decrease = 0.0L;     // m(0) - min m
    long double scaled_norm = 0.0L;  // of the shortest minimizer
  };
  Minimum Solve(double radius) const;

  // m(0) - m(step).
  long double Decrease(const Eigen::VectorXd& step) const;

  const Vector& scaling() const { return scaling_; }
  const Vector& scaled_gradient() const { return scaled_gradient_; }
  const Matrix& scaled_hessian() const { return scaled_hessian_; }
  long double smallest_eigenvalue() const;  // of D^-1 H D^-1
  long double largest_magnitude() const;    // of its eigenvalues

 private:
  Vector scaling_;
  Vector scaled_gradient_;
  Matrix scaled_hessian_;
  Vector eigenvalues_;
  Vector c_;
};

// Whether *step minimizes the model in the region, to a relative `tolerance`:
//
//   (H + lambda D^2) s = -g     error <= tolerance (|g| + |H| |s| + lambda |s|)
//   lambda >= 0
//   lambda (radius - |D s|) = 0, |D s| <= radius
//   H + lambda D^2 >= 0          lowest eigenvalue >= -tolerance |H|
//   m(0) - m(s) = predicted_decrease = the oracle's
//
// all norms in the scaled variables; and whether its other fields agree.
::testing::AssertionResult IsMinimizer(const SubproblemOracle& oracle,
                                       double radius,
                                       double tolerance,
                                       const TrustRegionStep& step);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_SUBPROBLEM_ORACLE_H_
