// Scalar functions f: R^n -> R that know their Hessian.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SECOND_ORDER_FUNCTION_H_
#define CERES_NEWTON_SECOND_ORDER_FUNCTION_H_

#include <memory>

#include "ceres/first_order_function.h"
#include "ceres/numeric_diff_options.h"
#include "ceres/types.h"

namespace ceres_newton {

// A twice differentiable f: R^n -> R with n = NumParameters().
//
// It is a ceres::FirstOrderFunction too, so ceres::GradientProblem (L-BFGS and
// the like) accepts it as it is.
//
// Evaluations must be thread-safe: all methods are const and may run at once.
class SecondOrderFunction : public ceres::FirstOrderFunction {
 public:
  // Evaluates f, its gradient and its Hessian at x.
  //
  //   x         n values, never null
  //   cost      f(x), never null
  //   gradient  n values, or null if not wanted
  //   hessian   n x n values d2f/dx_i dx_j, row-major, both triangles filled;
  //   or
  //             null if not wanted
  //
  // Returns false where f cannot be evaluated (a point outside the domain,
  // say); the outputs are then ignored.  That is no error: the solver tries a
  // shorter step.
  virtual bool EvaluateHessian(const double* x,
                               double* cost,
                               double* gradient,
                               double* hessian) const = 0;

  // Value and gradient alone.
  bool Evaluate(const double* x,
                double* cost,
                double* gradient) const override {
    return EvaluateHessian(x, cost, gradient, nullptr);
  }
};

// The Hessian of any ceres::FirstOrderFunction by differences of its gradient,
//
//   H = 1/2 (D + D'),  D_ij ~ dg_i/dx_j,
//
// exactly symmetric, from central differences extrapolated to step zero
// (Ridders 1982).  By the fields of ceres::NumericDiffOptions, steps in x_j
// start at ridders_relative_initial_step_size * max(|x_j|, 1), are divided by
// ridders_step_shrink_factor up to max_num_ridders_extrapolations steps, end
// early at a relative error of ridders_epsilon, and start again with smaller
// ones if the estimated error stays above 1e-9, but never below
// relative_step_size (in Ceres the step of plain differences) * max(|x_j|,
// sqrt(machine epsilon)).  Near the border of the domain steps shrink or become
// one-sided.  With the default options and smooth functions whose gradient is
// accurate to rounding the relative error is 1e-10 or better.
//
// Cost: about 20 evaluations of the gradient for each of the n parameters.
//
// Thread-safe if function->Evaluate is.
class NumericDiffSecondOrderFunction : public SecondOrderFunction {
 public:
  // function must not be null, and options must have positive steps and
  // ridders_epsilon, max_num_ridders_extrapolations >= 1 and
  // ridders_step_shrink_factor > 1; otherwise the program ends with a message.
  // The function is deleted with this object unless ownership is
  // DO_NOT_TAKE_OWNERSHIP; then it must outlive it.
  explicit NumericDiffSecondOrderFunction(
      const ceres::FirstOrderFunction* function,
      ceres::Ownership ownership = ceres::TAKE_OWNERSHIP,
      const ceres::NumericDiffOptions& options = ceres::NumericDiffOptions());
  ~NumericDiffSecondOrderFunction() override;

  // Returns false also where the gradient cannot be evaluated on either side of
  // a parameter.  x and cost must not be null.
  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override;
  int NumParameters() const override { return function_->NumParameters(); }

 private:
  std::unique_ptr<const ceres::FirstOrderFunction> function_;
  const ceres::Ownership ownership_;
  const ceres::NumericDiffOptions options_;
};

}  // namespace ceres_newton

// The providers that differentiate functors.
#include "ceres_newton/autodiff_second_order_function.h"  // IWYU pragma: export

#endif  // CERES_NEWTON_SECOND_ORDER_FUNCTION_H_
