// Residuals, Jacobian and Hessians of a cost function at one point, as plain
// matrices in all of its parameters.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_COST_FUNCTION_DERIVATIVES_H_
#define CERES_NEWTON_INTERNAL_COST_FUNCTION_DERIVATIVES_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "ceres/cost_function.h"
#include "ceres_newton/second_order_cost_function.h"

namespace ceres_newton {
namespace internal {

// Inputs are the parameters of all blocks, one after the other.  Some may be
// constant: a block of nothing else is not differentiated by, and its
// derivatives are zero.
class CostFunctionDerivatives {
 public:
  // The cost function is not owned.
  explicit CostFunctionDerivatives(const ceres::CostFunction& cost_function);

  int num_inputs() const { return static_cast<int>(inputs_.size()); }
  int num_residuals() const { return static_cast<int>(residuals_.size()); }

  // Before the evaluations.
  void SetInput(int k, double value) { inputs_[k] = value; }
  void SetVarying(int k) { varies_[block_of_[k]] = true; }

  // Residuals and Jacobian.  Returns what the cost function does.
  bool Evaluate();
  double residual(int q) const { return residuals_[q]; }
  // num_inputs() values.
  const double* jacobian_row(int q) const {
    return jacobian_.data() + static_cast<size_t>(q) * inputs_.size();
  }

  // The Hessian of residual q: from the cost function, if it is a
  // SecondOrderCostFunction, else from differences of its Jacobians.  Returns
  // false where that cannot be evaluated.
  bool EvaluateHessian(int q);
  // num_inputs() x num_inputs() values, symmetric bit by bit.
  const double* hessian() const { return hessian_.data(); }

 private:
  int num_blocks() const { return static_cast<int>(offsets_.size()); }
  int block_size(int i) const {
    return cost_function_.parameter_block_sizes()[i];
  }
  std::vector<const double*> Parameters() const;
  void PrepareHessians();
  // Copies block (i, j), i <= j, of the Hessian and its transpose into their
  // places.
  void PlaceHessianBlock(int i, int j);

  const ceres::CostFunction& cost_function_;
  std::vector<int> offsets_;   // of each block's inputs
  std::vector<int> block_of_;  // of each input
  std::vector<double> inputs_;
  std::vector<bool> varies_;  // for each block
  std::vector<double> residuals_;
  std::vector<double> jacobian_;  // by rows

  // From the first EvaluateHessian on.
  const SecondOrderCostFunction* second_order_ = nullptr;
  std::unique_ptr<NumericDiffSecondOrderCostFunction> numeric_;
  std::vector<std::vector<double>> hessian_blocks_;
  std::vector<double*> hessian_pointers_;
  std::vector<double> weights_;
  std::vector<double> hessian_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_COST_FUNCTION_DERIVATIVES_H_
