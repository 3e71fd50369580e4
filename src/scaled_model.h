// The variables and units in which the dense subproblem solvers work.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_SCALED_MODEL_H_
#define CERES_NEWTON_SRC_SCALED_MODEL_H_

#include "Eigen/Core"
#include "quadratic_model.h"
#include "subproblem_solver.h"

namespace ceres_newton {
namespace internal {

// Eigenvalues of a symmetric n x n matrix whose largest |eigenvalue| is `norm`
// cannot be told from zero if they are smaller than this: 2 n eps norm.  (n eps
// for the decomposition and the entries of the Hessian, as much again for the
// scaling, whose two divisions round too.)
double EigenvalueRoundingLevel(int n, double norm);

// Writes D^-1 H D^-1 / unit to *scaled and returns the unit, a power of two
// such that the largest |entry| is in [1/2, 1); 0 if H = 0.  No product
// overflows on the way; the unit is not finite if the scaled matrix itself
// overflows.
//
//   hessian  n x n, symmetric; its lower triangle is read
//   scaling  the diagonal of D, n positive values
//   scaled   n x n, both triangles filled
double ScaleHessian(const Eigen::MatrixXd& hessian,
                    const Eigen::VectorXd& scaling,
                    Eigen::MatrixXd* scaled);

// Makes the largest |component| positive, so that a direction that is
// determined up to its sign does not depend on chance.
void NormalizeSign(Eigen::VectorXd* direction);

// The model in variables y, D s = (gradient_unit / hessian_unit) y, divided by
// gradient_unit^2 / hessian_unit:
//
//   gradient()'y + 1/2 y'hessian() y,  |y| <= Radius(radius).
//
// The units are powers of two that bring the largest entries of the gradient
// and of the Hessian to [1/2, 1).  So the model may be as large as 1e150 or as
// small as 1e-150 without a square that overflows or underflows, and
// multiplying it by powers of two changes no digit of the solution.
class ScaledModel {
 public:
  // Returns false if the scaled model is not finite.
  bool Set(const QuadraticModel& model, const Eigen::VectorXd& scaling);

  int size() const { return static_cast<int>(gradient_.size()); }
  const Eigen::VectorXd& gradient() const { return gradient_; }
  const Eigen::MatrixXd& hessian() const { return hessian_; }

  // The radius in terms of y, clamped to [2^-450, 2^450] so that its square is
  // representable.  A clamped radius changes the direction of no minimizer by
  // more than rounding, because one of the two terms of the model is then
  // negligible; Unscale() restores the true length.
  double Radius(double radius) const;

  // Translates a solution y, with its multiplier and decrease, and the flag
  // step->on_boundary, which the caller has set, to the other fields `step`,
  // `lambda`, `scaled_norm` and `predicted_decrease` of *step.
  //
  //   radius  of the unscaled subproblem
  void Unscale(const Eigen::VectorXd& y,
               double lambda,
               double decrease,
               double radius,
               TrustRegionStep* step) const;

 private:
  Eigen::VectorXd scaling_;
  Eigen::VectorXd gradient_;
  Eigen::MatrixXd hessian_;
  double gradient_unit_ = 1.0;
  double hessian_unit_ = 1.0;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_SCALED_MODEL_H_
