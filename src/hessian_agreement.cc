// SPDX-License-Identifier: BSD-3-Clause

#include "hessian_agreement.h"

#include <cmath>

#include "guarded_blocks.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

using Matrix = CheckerMatrix;

// Of both signs, and none 0 or 1; neighbours differ.
Eigen::VectorXd MakeWeights(int num_residuals) {
  Eigen::VectorXd weights(num_residuals);
  for (int k = 0; k < num_residuals; ++k) {
    weights[k] = (k % 2 == 0 ? -1.0 : 1.0) * (1.5 + 0.25 * (k % 7));
  }
  return weights;
}

Matrix WeightedSum(const HessianChecker::ProbeResults::HessianBlocks& blocks,
                   const Eigen::VectorXd& weights,
                   int block) {
  Matrix sum = weights[0] * blocks[0][block];
  for (std::size_t k = 1; k < blocks.size(); ++k) {
    sum += weights[k] * blocks[k][block];
  }
  return sum;
}

// False, with a sentence, if the call fails.
bool Evaluate(const SecondOrderCostFunction& function,
              double const* const* parameters,
              const Eigen::VectorXd& weights,
              const CallComparison& call,
              GuardedBlocks* blocks) {
  if (!function.EvaluateHessians(
          parameters, weights.data(), blocks->pointers())) {
    call.ReturnedFalse();
    return false;
  }
  std::string error;
  if (!blocks->IsIntact(&error)) {
    call.AddProblem(error);
    return false;
  }
  return true;
}

}  // namespace

void CheckHessianAgreement(const SecondOrderCostFunction& function,
                           double const* const* parameters,
                           const KnownValues& known,
                           std::vector<std::string>* problems) {
  const std::vector<int32_t>& sizes = function.parameter_block_sizes();
  const int num_blocks = static_cast<int>(sizes.size());
  const Eigen::VectorXd weights = MakeWeights(function.num_residuals());

  const CallComparison weighted_call(
      StringPrintf("EvaluateHessians with weights (%g, ...), which should give "
                   "the weighted sum of the residuals' Hessians (is it linear "
                   "in the weights?),",
                   weights[0]),
      known.relative_precision,
      problems);
  GuardedBlocks all(sizes);
  if (!Evaluate(function, parameters, weights, weighted_call, &all)) {
    return;
  }
  for (int i = 0; i < num_blocks; ++i) {
    for (int j = i; j < num_blocks; ++j) {
      const int block = i * num_blocks + j;
      const std::string name = StringPrintf("block (%d, %d)", i, j);
      const Matrix error = WeightedSum(
          known.results.numeric_hessian_errors, weights.cwiseAbs(), block);
      weighted_call.Compare(name,
                            all.Block(i, j),
                            WeightedSum(known.results.hessians, weights, block),
                            error);

      const CallComparison single_call(
          "EvaluateHessians with null pointers for all blocks but " + name,
          known.relative_precision,
          problems);
      GuardedBlocks single(sizes);
      single.WantOnly(i, j);
      if (Evaluate(function, parameters, weights, single_call, &single)) {
        single_call.Compare(name, single.Block(i, j), all.Block(i, j), error);
      }
    }
  }
}

}  // namespace internal
}  // namespace ceres_newton
