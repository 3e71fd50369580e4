// The trust-region subproblem by one symmetric eigendecomposition.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_EIGEN_SUBPROBLEM_SOLVER_H_
#define CERES_NEWTON_SRC_EIGEN_SUBPROBLEM_SOLVER_H_

#include "Eigen/Core"
#include "quadratic_model.h"
#include "scaled_model.h"
#include "subproblem_solver.h"

namespace ceres_newton {
namespace internal {

// Solves the subproblem to nearly full precision, the hard case included.
//
// With D^-1 H D^-1 = V diag(mu) V' and c = V'D^-1 g, the minimizer in the
// coordinates z = V'D s is z_i = -c_i / (mu_i + lambda), where lambda is the
// root of the secular equation |z(lambda)| = |radius|, or 0.  One decomposition
// serves all radii of a model; a radius more costs O(n^2).  Meant for small n
// (up to about 64), where a decomposition costs no more than a few Cholesky
// factorizations, and as the last resort of MoreSorensenSolver.
//
// What rounding errors hide counts as zero: a lowest eigenvalue above
// -EigenvalueRoundingLevel is not taken for negative curvature, and a gradient
// whose part along the lowest eigenvectors is below n eps |c| is orthogonal to
// them.  A singular model with a gradient in the range of its Hessian thus gets
// the shortest step instead of one of arbitrary length along the null space.
class EigenSubproblemSolver final : public SubproblemSolver {
 public:
  bool SetModel(const QuadraticModel& model,
                const Eigen::VectorXd& scaling) override;
  bool Solve(double radius, TrustRegionStep* step) override;

 private:
  // Brings `shift_`, `curvature_` and `gradient_` from the decomposition.
  void ShiftSpectrum(const Eigen::VectorXd& eigenvalues);

  ScaledModel model_;
  Eigen::MatrixXd eigenvectors_;  // columns, eigenvalues ascending
  Eigen::VectorXd gradient_;      // c
  double shift_ = 0.0;            // max(0, -mu_0)
  Eigen::VectorXd curvature_;     // mu_i + shift_ >= 0
  double completion_sign_ = 1.0;  // which way to go along eigenvector 0
  int num_new_factorizations_ = 0;
};

// The root x > 0 of the secular equation |z(x)| = radius, where
//
//   z_i(x) = -gradient_i / (curvature_i + x),  curvature_i >= 0,
//
// if |z(x)| > radius for x -> 0.  Newton's method on 1 / |z(x)| - 1 / radius,
// which increases, is concave and nearly linear (More & Sorensen 1983, section
// 3): started to the left of the root, it converges monotonically.
double SolveSecularEquation(const Eigen::VectorXd& gradient,
                            const Eigen::VectorXd& curvature,
                            double radius);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_EIGEN_SUBPROBLEM_SOLVER_H_
