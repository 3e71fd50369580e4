// Cost functions and terms with some of their parameter blocks held constant,
// seen as functions of the others.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_FREE_ARGUMENTS_H_
#define CERES_NEWTON_SRC_FREE_ARGUMENTS_H_

#include <cstdint>
#include <vector>

#include "ceres/loss_function.h"
#include "ceres_newton/objective_term.h"
#include "ceres_newton/second_order_cost_function.h"

namespace ceres_newton {
namespace internal {

// Some blocks of a function among all of them.
class FreeArguments {
 public:
  //   sizes    of all blocks
  //   values   of all blocks; not owned, those of the constants are read later
  //   is_free  for each block
  FreeArguments(const std::vector<int32_t>& sizes,
                const std::vector<const double*>& values,
                const std::vector<bool>& is_free);

  // Of the free blocks.
  std::vector<int32_t> sizes() const;

  // Pointers to all blocks, from those to the free ones.
  std::vector<const double*> Parameters(double const* const* free) const;

  // The outputs for all blocks, from those for the free ones: null for the
  // constants.
  std::vector<double*> Gradients(double* const* free) const;
  std::vector<double*> Hessians(double* const* free) const;

 private:
  std::vector<int32_t> sizes_;
  std::vector<const double*> values_;
  std::vector<int> free_;  // ascending
};

// Derivatives by the other blocks are never asked for.
class FreeCostFunction : public SecondOrderCostFunction {
 public:
  // function is not owned and must outlive this object.
  FreeCostFunction(const SecondOrderCostFunction* function,
                   const FreeArguments& arguments);

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override;
  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override;
  bool EvaluateResidualHessians(double const* const* parameters,
                                double** hessians) const override;
  bool has_fused_residual_hessians() const override {
    return function_->has_fused_residual_hessians();
  }
  bool EvaluateRobustCost(double const* const* parameters,
                          const ceres::LossFunction* loss,
                          double* cost,
                          double** gradients,
                          double** hessians) const override;

 private:
  const SecondOrderCostFunction* const function_;
  const FreeArguments arguments_;
};

class FreeObjectiveTerm : public ObjectiveTerm {
 public:
  // term is not owned and must outlive this object.
  FreeObjectiveTerm(const ObjectiveTerm* term, const FreeArguments& arguments);

  bool Evaluate(double const* const* parameters,
                double* value,
                double** gradients,
                double** hessians) const override;

 private:
  const ObjectiveTerm* const term_;
  const FreeArguments arguments_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_FREE_ARGUMENTS_H_
