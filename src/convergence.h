// The inequalities that stop the minimizer: pure functions.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_CONVERGENCE_H_
#define CERES_NEWTON_SRC_CONVERGENCE_H_

#include "Eigen/Core"
#include "ceres_newton/types.h"
#include "subproblem_solver.h"

namespace ceres_newton {
namespace internal {

// max_i |gradient_i| <= gradient_tolerance.  True for n = 0.
bool IsGradientSmall(const Eigen::VectorXd& gradient,
                     double gradient_tolerance);

// The step is the minimizer of a convex model, up to rounding, with or without
// a trust region: the Hessian has no negative eigenvalue, and
//
//   lambda <= 10 n eps max_i |H_ii| / D_i^2.
//
// lambda stands beside D^-1 H D^-1, whose size the right side measures.  A
// singular H with a gradient of rounding errors in its null space gives such a
// step on the boundary.
bool IsNewtonStep(const TrustRegionStep& step,
                  const Eigen::MatrixXd& hessian,
                  const Eigen::VectorXd& scaling);

//   decrement <= function_tolerance |cost| + 1e-26 min(1, |initial_cost|)
//
// where decrement = 1/2 g'H^-1 g is the predicted decrease of a Newton step.
// The absolute term ends the search for a minimum of cost zero where H is
// singular: there the decrement stays a fixed fraction of the cost (Powell's
// singular function), down to underflow.  The factor is chosen by trial on test
// problems.
bool IsDecrementSmall(double decrement,
                      double cost,
                      double initial_cost,
                      double function_tolerance);

//   |candidate_x_i - x_i| <= tolerance |x_i| for all i.
//
// Parameter by parameter and without an absolute part, because their units
// differ.
bool IsMoveSmall(const Eigen::VectorXd& x,
                 const Eigen::VectorXd& candidate_x,
                 double tolerance);

// One of the inequalities above, or a degenerate stationary point: there is
// nowhere to go.
bool IsConvergence(StopReason reason);

// cost <= -1e20 max(1, |initial_cost|).
bool IsUnboundedBelow(double cost, double initial_cost);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_CONVERGENCE_H_
