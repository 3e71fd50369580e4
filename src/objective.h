// What the minimizer minimizes: the seam between functions and problems on one
// side and the trust-region method on the other.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_OBJECTIVE_H_
#define CERES_NEWTON_SRC_OBJECTIVE_H_

#include <string>

#include "Eigen/Core"
#include "residual_expansion.h"
#include "step_bounds.h"

namespace ceres_newton {
namespace internal {

// A cost on a set of points x (ambient coordinates) around each of which steps
// live in a tangent space.
class Objective {
 public:
  virtual ~Objective() = default;

  virtual int num_parameters() const = 0;          // size of x
  virtual int num_tangent_parameters() const = 0;  // size of a step

  // Evaluates at x the cost, the gradient and the (symmetric, both triangles)
  // Hessian of step -> cost(Plus(x, step)) at step = 0.  gradient and hessian
  // may be null; they are resized.
  //
  // Returns false if something cannot be evaluated or is not finite, and then
  // says in *error what, where and which number: "residual block 3 (2
  // residuals) returned false", "entry (1, 4) of the Hessian is nan".
  virtual bool Evaluate(const Eigen::VectorXd& x,
                        double* cost,
                        Eigen::VectorXd* gradient,
                        Eigen::MatrixXd* hessian,
                        std::string* error) = 0;

  // Is what Evaluate writes the Hessian, and not in parts, for want of second
  // derivatives, the Gauss-Newton matrix?
  virtual bool has_whole_hessian() const { return true; }

  // Is the cost a sum of squares whose Gauss-Newton matrix can be had?
  virtual bool has_gauss_newton() const { return false; }

  // Evaluates at x, where Evaluate succeeded, the Hessian without the second
  // derivatives of the residuals.  Only if has_gauss_newton().  Returns false
  // as Evaluate does.
  virtual bool EvaluateGaussNewton(const Eigen::VectorXd& x,
                                   Eigen::MatrixXd* matrix,
                                   std::string* error);

  // Are the residuals' own Hessians exact, and so few that a model of each
  // residual is cheap beside the dense algebra?
  virtual bool has_cheap_expansion() const { return false; }

  // Evaluates at x, where Evaluate succeeded, the residuals' Taylor polynomials
  // in tangent coordinates.  Only if has_gauss_newton().  Returns false as
  // Evaluate does.
  virtual bool EvaluateExpansion(const Eigen::VectorXd& x,
                                 ProblemExpansion* expansion,
                                 std::string* error);

  // The room that bounds on the parameters leave to a step from x, a feasible
  // point.  Empty if there are no bounds.
  virtual StepBounds BoundsAt(const Eigen::VectorXd& /*x*/) const {
    return StepBounds();
  }

  // Writes the step at its end: the tangent vector at candidate_x = x (+) step
  // that goes on in the direction and with the speed of the step, up to
  // relative errors of the order of its length.  In a linear space it is the
  // step itself; on a manifold each point has a basis of its own.
  virtual bool TransportStep(const Eigen::VectorXd& /*x*/,
                             const Eigen::VectorXd& step,
                             const Eigen::VectorXd& /*candidate_x*/,
                             Eigen::VectorXd* transported) const {
    *transported = step;
    return true;
  }

  // *candidate = x (+) step, which meets the bounds exactly where the step
  // does.  Returns false if the point cannot be computed.
  virtual bool Plus(const Eigen::VectorXd& x,
                    const Eigen::VectorXd& step,
                    Eigen::VectorXd* candidate) const = 0;
};

inline bool Objective::EvaluateGaussNewton(const Eigen::VectorXd& /*x*/,
                                           Eigen::MatrixXd* /*matrix*/,
                                           std::string* error) {
  *error = "the objective is no sum of squares";
  return false;
}

inline bool Objective::EvaluateExpansion(const Eigen::VectorXd& /*x*/,
                                         ProblemExpansion* /*expansion*/,
                                         std::string* error) {
  *error = "the objective is no sum of squares";
  return false;
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_OBJECTIVE_H_
