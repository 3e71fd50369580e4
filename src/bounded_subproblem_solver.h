// The trust-region subproblem with bounds on the step.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_BOUNDED_SUBPROBLEM_SOLVER_H_
#define CERES_NEWTON_SRC_BOUNDED_SUBPROBLEM_SOLVER_H_

#include <vector>

#include "Eigen/Core"
#include "quadratic_model.h"
#include "step_bounds.h"
#include "subproblem_solver.h"

namespace ceres_newton {
namespace internal {

// Minimizes, approximately,
//
//   g's + 1/2 s'H s   subject to   |D s| <= radius,  lower <= s <= upper,
//
// by an active-set method on the faces of the box.  On a face, where the fixed
// entries s_A stand on their bounds, the rest is a subproblem without bounds,
//
//   min (g_F + H_FA s_A)'s_F + 1/2 s_F'H_FF s_F,
//   |D_F s_F|^2 <= radius^2 - |D_A s_A|^2,
//
// which another solver solves exactly, the ball always being centred at s = 0.
// Where the way to that solution meets bounds, it ends at the first or slides
// along all, whichever is lower, and the entries that arrived at their bounds
// are fixed; an entry that the model wants back is released.  Along directions
// of negative curvature both ways are looked at.  The model falls from face to
// face, and the minimum of a convex model is found.  (Where the gradient
// vanishes and an indefinite model is closed in by bounds, to decide whether
// any way leads down is NP-hard: Murty & Kabadi 1987.  A zero step then says
// that the faces looked at show none.)  The result does no worse than the
// projected Cauchy point (More & Toraldo 1991; Lin & More 1999), which makes
// the method globally convergent, and near a solution with strict
// complementarity it is Newton's step on the right face.
//
// Without bounds it is the other solver and nothing else.
class BoundedSubproblemSolver {
 public:
  // The solver is not owned and must outlive this object.
  explicit BoundedSubproblemSolver(SubproblemSolver* solver)
      : solver_(solver) {}

  // As SubproblemSolver::SetModel.  All references must outlive the calls of
  // Solve.
  bool SetModel(const QuadraticModel& model,
                const Eigen::VectorXd& scaling,
                const StepBounds& bounds);

  // As SubproblemSolver::Solve.  lambda, on_boundary and hard_case are
  // those of the last face; negative_curvature says that the Hessian is
  // indefinite on one of the faces.
  bool Solve(double radius, TrustRegionStep* step);

 private:
  // The face on which an entry is fixed, and the other entries' places.
  struct Face {
    std::vector<bool> is_fixed;
    std::vector<int> free;
  };

  // The bound that a way meets first, and which part of the way lies before it.
  struct Obstacle {
    int place = -1;  // none
    double fraction = 1.0;
    double bound = 0.0;
  };

  bool SolveOnFace(const Face& face,
                   const Eigen::VectorXd& fixed_step,
                   double radius,
                   TrustRegionStep* step);
  bool SearchFaces(double radius, TrustRegionStep* step);
  Obstacle FirstObstacle(const Eigen::VectorXd& s,
                         const Eigen::VectorXd& target) const;
  void MoveWithinBounds(const Eigen::VectorXd& target,
                        const Obstacle& obstacle,
                        double radius,
                        bool has_negative_curvature,
                        Eigen::VectorXd* s,
                        double* decrease) const;
  int MostWantedBack(const Face& face,
                     const Eigen::VectorXd& step,
                     const std::vector<bool>& was_released) const;
  Eigen::VectorXd CauchyStep(double radius) const;

  SubproblemSolver* const solver_;
  const QuadraticModel* model_ = nullptr;
  const Eigen::VectorXd* scaling_ = nullptr;
  const StepBounds* bounds_ = nullptr;
  int num_factorizations_ = 0;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_BOUNDED_SUBPROBLEM_SOLVER_H_
