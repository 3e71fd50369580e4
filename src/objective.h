// What the minimizer minimizes: the seam between functions and problems on one
// side and the trust-region method on the other.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_OBJECTIVE_H_
#define CERES_NEWTON_SRC_OBJECTIVE_H_

#include <string>

#include "Eigen/Core"

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

  // Is the cost a sum of squares whose Gauss-Newton matrix can be had?
  virtual bool has_gauss_newton() const { return false; }

  // Evaluates at x, where Evaluate succeeded, the Hessian without the second
  // derivatives of the residuals.  Only if has_gauss_newton().  Returns false
  // as Evaluate does.
  virtual bool EvaluateGaussNewton(const Eigen::VectorXd& x,
                                   Eigen::MatrixXd* matrix,
                                   std::string* error);

  // *candidate = x (+) step.  Returns false if the point cannot be computed.
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

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_OBJECTIVE_H_
