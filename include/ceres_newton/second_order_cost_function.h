// Cost functions r: R^n1 x R^n2 x ... -> R^m that know the Hessians of their
// residuals.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SECOND_ORDER_COST_FUNCTION_H_
#define CERES_NEWTON_SECOND_ORDER_COST_FUNCTION_H_

#include <memory>

#include "ceres/cost_function.h"
#include "ceres/loss_function.h"
#include "ceres/numeric_diff_options.h"
#include "ceres/types.h"

namespace ceres_newton {

// A ceres::CostFunction whose residuals are twice differentiable.  A
// ceres::Problem takes it like any other cost function.
//
// Evaluations must be thread-safe: all methods are const and may run at once.
class SecondOrderCostFunction : public ceres::CostFunction {
 public:
  // Evaluates the blocks of the weighted sum of the residuals' Hessians,
  //
  //   W_ij = sum_k weights[k] d2 r_k / dx_i dx_j      (n_i x n_j).
  //
  // One signature serves least squares (weights = rho' r), Lagrangians (weights
  // = multipliers) and single residuals (weights = a unit vector).
  //
  //   parameters  as in ceres::CostFunction::Evaluate
  //   weights     num_residuals() values
  //   hessians    num_blocks * num_blocks pointers.  Entry [i * num_blocks + j]
  //               with i <= j is overwritten with the row-major n_i x n_j
  //               matrix W_ij (diagonal blocks: both triangles).  Null entries
  //               are not wanted; entries with i > j are ignored.
  //
  // Returns false where the residuals cannot be evaluated; the outputs are then
  // ignored.
  virtual bool EvaluateHessians(double const* const* parameters,
                                const double* weights,
                                double** hessians) const = 0;

  // Evaluates the Hessians of all residuals, each for itself.
  //
  //   hessians    as above, but the entry of block (i, j) takes num_residuals()
  //               matrices d2 r_k / dx_i dx_j, n_i x n_j each, by rows, one
  //               after another
  //
  // The default calls EvaluateHessians once for each residual; subclasses that
  // can do it in one sweep override it.  The tensor model of the solver asks
  // for it (LeastSquaresModel::kTensor).
  virtual bool EvaluateResidualHessians(double const* const* parameters,
                                        double** hessians) const;

  // True if that costs about as much as EvaluateHessians, not num_residuals()
  // times as much.  LeastSquaresModel::kAuto asks.
  virtual bool has_fused_residual_hessians() const { return false; }

  // Evaluates the robust cost 1/2 rho(|r|^2) with its gradient and its exact
  // Hessian blocks
  //
  //   H_ij = rho' (J_i'J_j + sum_k r_k d2 r_k/dx_i dx_j) + 2 rho'' J_i'r r'J_j.
  //
  //   loss       rho, not owned; null means rho(s) = s
  //   gradients  num_blocks pointers to n_i values each, entries may be null;
  //              null: none wanted
  //   hessians   as above; null: none wanted
  //
  // This is what the solver asks for.  The default assembles it from Evaluate
  // and EvaluateHessians; subclasses that can do it in one sweep override it.
  virtual bool EvaluateRobustCost(double const* const* parameters,
                                  const ceres::LossFunction* loss,
                                  double* cost,
                                  double** gradients,
                                  double** hessians) const;
};

// The residual Hessians of any ceres::CostFunction by differences of its
// Jacobians.  For the weighted sum with weights w it differentiates
//
//   g_i(x) = J_i(x)'w = sum_k w_k dr_k/dx_i   (w fixed)
//
// and returns W_ij = 1/2 (dg_i/dx_j + (dg_j/dx_i)'): diagonal blocks are
// exactly symmetric.
//
// Derivatives are central differences extrapolated to step zero (Ridders 1982).
// By the fields of ceres::NumericDiffOptions, steps in the parameter x_c start
// at ridders_relative_initial_step_size * max(|x_c|, 1), are divided by
// ridders_step_shrink_factor up to max_num_ridders_extrapolations steps, end
// early at a relative error of ridders_epsilon, and start again with smaller
// ones if the estimated error stays above 1e-9, but never below
// relative_step_size (in Ceres the step of plain differences) * max(|x_c|,
// sqrt(machine epsilon)).  Near the border of the domain steps shrink or become
// one-sided.  With the default options and smooth residuals the relative error
// is 1e-10 or better, if the Jacobians are accurate to rounding: differences of
// numerically differentiated Jacobians lose half of the digits, those of
// automatically differentiated ones do not.
//
// Cost: about 20 evaluations of the Jacobians for each parameter of the wanted
// blocks; blocks not wanted are not evaluated.
//
// Thread-safe if cost_function->Evaluate is.
class NumericDiffSecondOrderCostFunction : public SecondOrderCostFunction {
 public:
  // cost_function must not be null, and options must have positive steps and
  // ridders_epsilon, max_num_ridders_extrapolations >= 1 and
  // ridders_step_shrink_factor > 1; otherwise the program ends with a message.
  // The cost function is deleted with this object unless ownership is
  // DO_NOT_TAKE_OWNERSHIP; then it must outlive it.
  explicit NumericDiffSecondOrderCostFunction(
      const ceres::CostFunction* cost_function,
      ceres::Ownership ownership = ceres::TAKE_OWNERSHIP,
      const ceres::NumericDiffOptions& options = ceres::NumericDiffOptions());
  ~NumericDiffSecondOrderCostFunction() override;

  // What cost_function->Evaluate gives.
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override;

  // Returns false also where some g_i cannot be evaluated on either side of a
  // parameter.
  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override;

 private:
  std::unique_ptr<const ceres::CostFunction> cost_function_;
  const ceres::Ownership ownership_;
  const ceres::NumericDiffOptions options_;
};

}  // namespace ceres_newton

// The providers that differentiate functors.
#include "ceres_newton/autodiff_second_order_cost_function.h"  // IWYU pragma: export
#include "ceres_newton/dynamic_autodiff_second_order_cost_function.h"  // IWYU pragma: export

#endif  // CERES_NEWTON_SECOND_ORDER_COST_FUNCTION_H_
