// The trust-region subproblem: minimize a quadratic model in a scaled ball.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_SUBPROBLEM_SOLVER_H_
#define CERES_NEWTON_SRC_SUBPROBLEM_SOLVER_H_

#include "Eigen/Core"
#include "quadratic_model.h"

namespace ceres_newton {
namespace internal {

// A minimizer of the model in the trust region |D s| <= radius, characterized
// by (More & Sorensen 1983, lemmas 2.1 and 2.3)
//
//   (H + lambda D^2) s = -g,  lambda >= 0,  lambda (radius - |D s|) = 0,
//   H + lambda D^2 positive semidefinite.
struct TrustRegionStep {
  Eigen::VectorXd step;
  double lambda = 0.0;              // multiplier of the trust-region constraint
  double scaled_norm = 0.0;         // |D step|
  double predicted_decrease = 0.0;  // m(0) - m(step) >= 0
  bool on_boundary = false;         // |D step| = radius
  bool hard_case = false;           // an eigenvector completed the step
  bool negative_curvature = false;  // the Hessian was found indefinite
  int num_factorizations = 0;       // Cholesky or eigendecompositions
};

class SubproblemSolver {
 public:
  virtual ~SubproblemSolver() = default;

  // Announces a new model, to be minimized for one radius or several: what does
  // not depend on the radius (a decomposition, say) is computed once.
  //
  //   model    its gradient and Hessian are finite; must outlive the calls of
  //            Solve
  //   scaling  the diagonal of D, n positive finite values
  //
  // Returns false if a decomposition broke down.
  virtual bool SetModel(const QuadraticModel& model,
                        const Eigen::VectorXd& scaling) = 0;

  // Solves the subproblem of the last SetModel for a positive, finite radius.
  //
  // Returns false if no step could be computed (numerical breakdown); *step is
  // then unspecified.  step->num_factorizations counts those of this call, and
  // those of SetModel in the first call after it.
  virtual bool Solve(double radius, TrustRegionStep* step) = 0;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_SUBPROBLEM_SOLVER_H_
