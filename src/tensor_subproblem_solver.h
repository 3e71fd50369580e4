// The step of the tensor model.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_TENSOR_SUBPROBLEM_SOLVER_H_
#define CERES_NEWTON_SRC_TENSOR_SUBPROBLEM_SOLVER_H_

#include "Eigen/Core"
#include "bounded_subproblem_solver.h"
#include "quadratic_model.h"
#include "step_bounds.h"
#include "subproblem_solver.h"
#include "tensor_model.h"

namespace ceres_newton {
namespace internal {

// Minimizes, locally and from s = 0,
//
//   m(s) + lambda / 2 |D s|^2   subject to  lower <= s <= upper,
//
// m being a TensorModel.  lambda is the multiplier that the Gauss-Newton model
// of the same residuals has in the trust region |D s| <= radius: the tensor
// model bends the step of Levenberg and Marquardt, but keeps its length roughly
// and is bounded below, unlike m in a ball, by a convex function.  The method
// is Newton's in a trust region of its own; no user function is evaluated.
class TensorSubproblemSolver {
 public:
  // The solver is not owned and must outlive this object.
  explicit TensorSubproblemSolver(BoundedSubproblemSolver* solver)
      : solver_(solver) {}

  // model         must outlive this call only, as all other arguments
  // gauss_newton  its Gauss-Newton model
  //
  // Returns false if no step could be computed, or none that decreases m.
  // step->lambda is as above, step->on_boundary says that it is not zero, and
  // step->negative_curvature, that the first of the regularized models was
  // found indefinite at s = 0.  step->num_factorizations counts in either case.
  bool Solve(const TensorModel& model,
             const QuadraticModel& gauss_newton,
             const Eigen::VectorXd& scaling,
             const StepBounds& bounds,
             double radius,
             TrustRegionStep* step);

 private:
  // The minimizer s of m(s) + 1/2 sum_i weights_i s_i^2 that is found from 0.
  Eigen::VectorXd Minimize(const TensorModel& model,
                           const Eigen::VectorXd& weights,
                           const Eigen::VectorXd& scaling,
                           const StepBounds& bounds,
                           double radius);

  BoundedSubproblemSolver* const solver_;
  int num_factorizations_ = 0;
  int num_iterations_ = 0;
  bool is_indefinite_ = false;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_TENSOR_SUBPROBLEM_SOLVER_H_
