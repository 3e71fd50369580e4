// A ceres::Problem as an Objective with a dense Hessian.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_PROBLEM_OBJECTIVE_H_
#define CERES_NEWTON_SRC_PROBLEM_OBJECTIVE_H_

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "Eigen/Core"
#include "ceres/cost_function.h"
#include "ceres/loss_function.h"
#include "ceres/problem.h"
#include "ceres_newton/internal/hessian_registry.h"
#include "ceres_newton/second_order_cost_function.h"
#include "ceres_newton/types.h"
#include "hessian_providers.h"
#include "objective.h"

namespace ceres_newton {
namespace internal {

// The cost of a ceres::Problem,
//
//   f(x) = sum_k 1/2 rho_k(|r_k|^2),
//
// over all its residual blocks, with its exact gradient and Hessian
//
//   H = sum_k rho' (J'J + sum_l r_l d2 r_l) + 2 rho'' J'r r'J.
//
// x stacks the effective parameter blocks, those which are not constant and
// which some residual block uses, in the order in which the residual blocks use
// them first.  (Problem::GetParameterBlocks orders by address in Ceres 2.1,
// which would make the rounding of a solve depend on where the arrays lie.)
// Constant blocks keep the values they have on creation.  Residual blocks of
// constant blocks alone are evaluated once, on creation, and their cost,
// fixed_cost(), is part of every cost, as in Problem::Evaluate.
//
// Sums run in the order of Problem::GetResidualBlocks, so results are
// reproducible to the last bit.  The user's arrays are read on creation and by
// x(), written by SetState, and untouched by Evaluate.
//
// Not yet supported for effective parameter blocks: manifolds and bounds.  An
// EvaluationCallback is never called, since the points of evaluation are not in
// the user's arrays; Create refuses it from Ceres 2.2 on, where it can be seen.
//
// The problem is not owned, must outlive this object and must not change
// meanwhile.  Not thread-safe.
class ProblemObjective : public Objective {
 public:
  // Finds for each residual block with an effective parameter block the source
  // of its Hessian: the cost function itself if it is a
  // SecondOrderCostFunction, else its view from the registry, else what
  // `fallback` says.
  //
  // Returns null for a problem that cannot be treated, and says in *error why,
  // naming the block, and what to do.  problem and error must not be null; the
  // registry is copied.
  static std::unique_ptr<ProblemObjective> Create(
      ceres::Problem* problem,
      HessianFallback fallback,
      const HessianRegistry& registry,
      std::string* error);

  int num_parameters() const override { return num_effective_parameters(); }
  int num_tangent_parameters() const override {
    return num_effective_parameters();
  }
  bool Evaluate(const Eigen::VectorXd& x,
                double* cost,
                Eigen::VectorXd* gradient,
                Eigen::MatrixXd* hessian,
                std::string* error) override;
  bool has_gauss_newton() const override {  // another matrix than the Hessian
    return num_gauss_newton_ != num_effective_residual_blocks();
  }
  bool EvaluateGaussNewton(const Eigen::VectorXd& x,
                           Eigen::MatrixXd* matrix,
                           std::string* error) override;
  bool Plus(const Eigen::VectorXd& x,
            const Eigen::VectorXd& step,
            Eigen::VectorXd* candidate) const override;

  // The effective parameters as they now are in the user's arrays.
  Eigen::VectorXd x() const;

  // Writes x to the user's arrays.
  void SetState(const Eigen::VectorXd& x);

  // Of the whole problem.
  int num_residual_blocks() const { return num_residual_blocks_; }
  int num_residuals() const { return num_residuals_; }

  // Of the effective part, what a ceres::Solver::Summary calls "reduced".
  int num_effective_parameter_blocks() const {
    return static_cast<int>(parameter_blocks_.size());
  }
  int num_effective_parameters() const { return num_effective_parameters_; }
  int num_effective_residual_blocks() const {
    return static_cast<int>(residual_blocks_.size());
  }
  int num_effective_residuals() const { return num_effective_residuals_; }

  // How many of the effective residual blocks have which kind of Hessian.
  int num_exact_residual_blocks() const { return num_exact_; }
  int num_numeric_diff_residual_blocks() const { return num_numeric_diff_; }
  int num_gauss_newton_residual_blocks() const { return num_gauss_newton_; }

  double fixed_cost() const { return fixed_cost_; }

 private:
  // An effective parameter block.
  struct ParameterBlock {
    std::string name;  // for messages
    double* user_values;
    int size;
    int begin;  // in x
  };

  // An argument of a cost function.
  struct Argument {
    int size;
    int begin;  // in x, or in constant_values_
    bool is_constant;
  };

  struct ResidualBlock {
    int index;                                 // in Problem::GetResidualBlocks
    const ceres::CostFunction* cost_function;  // the user's
    const ceres::LossFunction* loss_function;  // may be null
    const SecondOrderCostFunction* function;   // null if all is constant
    const SecondOrderCostFunction* gauss_newton;  // see HessianProvider
    std::vector<Argument> arguments;
  };

  ProblemObjective(const HessianRegistry& registry, HessianFallback fallback)
      : providers_(registry, fallback) {}

  bool AddParameterBlocks(const ceres::Problem& problem, std::string* error);
  bool AddResidualBlocks(const ceres::Problem& problem, std::string* error);
  bool AddFixedCost(const ResidualBlock& block, std::string* error);

  // The arrays to evaluate the block's cost function on: x and
  // constant_values_.
  std::vector<const double*> ParameterPointers(const ResidualBlock& block,
                                               const Eigen::VectorXd& x) const;

  // Adds the block's part, as `function` gives it, to the cost and, where not
  // null, to the gradient and the upper triangle of the Hessian.
  bool AddResidualBlock(const ResidualBlock& block,
                        const SecondOrderCostFunction& function,
                        const Eigen::VectorXd& x,
                        double* cost,
                        Eigen::VectorXd* gradient,
                        Eigen::MatrixXd* hessian,
                        std::string* error) const;

  std::vector<ParameterBlock> parameter_blocks_;
  std::vector<double> constant_values_;
  std::unordered_map<const double*, Argument> arguments_;  // by user's array
  std::vector<ResidualBlock> residual_blocks_;             // the effective ones
  HessianProviders providers_;

  int num_residual_blocks_ = 0;
  int num_residuals_ = 0;
  int num_effective_parameters_ = 0;
  int num_effective_residuals_ = 0;
  int num_exact_ = 0;
  int num_numeric_diff_ = 0;
  int num_gauss_newton_ = 0;
  double fixed_cost_ = 0.0;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_PROBLEM_OBJECTIVE_H_
