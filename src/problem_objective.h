// A ceres::Problem as an Objective with a dense Hessian.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_PROBLEM_OBJECTIVE_H_
#define CERES_NEWTON_SRC_PROBLEM_OBJECTIVE_H_

#include <memory>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres/evaluation_callback.h"
#include "ceres/problem.h"
#include "ceres_newton/internal/hessian_registry.h"
#include "ceres_newton/newton_problem.h"
#include "ceres_newton/types.h"
#include "hessian_providers.h"
#include "objective.h"
#include "problem_elements.h"
#include "problem_parameters.h"
#include "residual_block_derivatives.h"
#include "tangent_space.h"

namespace ceres_newton {
namespace internal {

// The cost of a ceres::Problem and of scalar terms beside it,
//
//   f(x) = sum_k 1/2 rho_k(|r_k|^2) + sum_k f_k,
//
// over all its residual blocks, with the exact gradient and Hessian of
// s -> f(x (+) s) at s = 0,
//
//   H = P' (sum_k rho' (J'J + sum_l r_l d2 r_l) + 2 rho'' J'r r'J + d2 f_k) P
//       + sum_c g_c D2Plus_c,
//
// where P is the derivative of (+) and g the gradient in the coordinates of x.
//
// x stacks the effective parameter blocks, those which are not constant and
// which some element uses, in the order in which the elements use them first.
// (Problem::GetParameterBlocks orders by address in Ceres 2.1, which would make
// the rounding of a solve depend on where the arrays lie.)  Constant blocks
// keep the values they have on creation.  Elements of constant blocks alone are
// evaluated once, on creation; their cost, fixed_cost(), is part of no other,
// so that it cannot hide how the rest changes.
//
// Sums run in the order of Problem::GetResidualBlocks, so results are
// reproducible to the last bit.  The user's arrays are read on creation and by
// x(), and written by SetState and, if there is an evaluation callback, by
// every evaluation.
//
// The problem is not owned, must outlive this object and must not change
// meanwhile.  Not thread-safe.
class ProblemObjective : public Objective {
 public:
  // Finds for each effective residual block the source of its Hessian: the cost
  // function itself if it is a SecondOrderCostFunction, else its view from the
  // registry, else what `fallback` says.
  //
  //   newton_problem       its scalar terms are added; may be null
  //   evaluation_callback  see NewtonSolver::Options; may be null
  //
  // Returns null for a problem that cannot be treated, and says in *error why,
  // naming the block, and what to do.  problem and error must not be null; the
  // registry is copied.
  static std::unique_ptr<ProblemObjective> Create(
      ceres::Problem* problem,
      const NewtonProblem* newton_problem,
      HessianFallback fallback,
      const HessianRegistry& registry,
      ceres::EvaluationCallback* evaluation_callback,
      std::string* error);

  // The same without scalar terms and callback.
  static std::unique_ptr<ProblemObjective> Create(
      ceres::Problem* problem,
      HessianFallback fallback,
      const HessianRegistry& registry,
      std::string* error) {
    return Create(problem, nullptr, fallback, registry, nullptr, error);
  }

  int num_parameters() const override { return parameters_.size(); }
  int num_tangent_parameters() const override {
    return parameters_.tangent_size();
  }
  bool Evaluate(const Eigen::VectorXd& x,
                double* cost,
                Eigen::VectorXd* gradient,
                Eigen::MatrixXd* hessian,
                std::string* error) override;
  bool has_whole_hessian() const override {
    return elements_.num_gauss_newton == 0;
  }
  bool has_gauss_newton() const override {  // another matrix than the Hessian
    return elements_.num_gauss_newton != elements_.num_residual_blocks;
  }
  bool EvaluateGaussNewton(const Eigen::VectorXd& x,
                           Eigen::MatrixXd* matrix,
                           std::string* error) override;
  bool has_cheap_expansion() const override;
  bool EvaluateExpansion(const Eigen::VectorXd& x,
                         ProblemExpansion* expansion,
                         std::string* error) override;
  StepBounds BoundsAt(const Eigen::VectorXd& x) const override {
    return parameters_.BoundsAt(x);
  }
  bool TransportStep(const Eigen::VectorXd& x,
                     const Eigen::VectorXd& step,
                     const Eigen::VectorXd& candidate_x,
                     Eigen::VectorXd* transported) const override {
    return parameters_.TransportStep(x, step, candidate_x, transported);
  }
  bool Plus(const Eigen::VectorXd& x,
            const Eigen::VectorXd& step,
            Eigen::VectorXd* candidate) const override {
    return parameters_.Plus(x, step, candidate);
  }

  // The effective parameters as they now are in the user's arrays.
  Eigen::VectorXd x() const { return parameters_.UserValues(); }

  // Writes x to the user's arrays.
  void SetState(const Eigen::VectorXd& x) const {
    parameters_.SetUserValues(x);
  }

  const ProblemParameters& parameters() const { return parameters_; }
  const ProblemElements& elements() const { return elements_; }
  bool has_evaluation_callback() const { return callback_ != nullptr; }

  // Of the effective part, what a ceres::Solver::Summary calls "reduced".
  int num_effective_parameter_blocks() const {
    return static_cast<int>(parameters_.blocks().size());
  }
  int num_effective_residual_blocks() const {
    return elements_.num_residual_blocks;
  }
  int num_effective_residuals() const { return elements_.num_residuals; }

  // How many of the effective residual blocks have which kind of Hessian.
  int num_exact_residual_blocks() const { return elements_.num_exact; }
  int num_numeric_diff_residual_blocks() const {
    return elements_.num_numeric_diff;
  }
  int num_gauss_newton_residual_blocks() const {
    return elements_.num_gauss_newton;
  }

  double fixed_cost() const { return elements_.fixed_cost; }

 private:
  ProblemObjective(const HessianRegistry& registry,
                   HessianFallback fallback,
                   ceres::EvaluationCallback* evaluation_callback)
      : providers_(registry, fallback),
        tangent_space_(&parameters_),
        callback_(evaluation_callback) {}

  // What the evaluation of one element after another needs.
  struct ElementMemory {
    std::vector<bool> wanted;
    ResidualBlockDerivatives derivatives;
    std::vector<double> pulled_back;
  };

  // Tells the evaluation callback where the next evaluations take place.
  void Announce(const Eigen::VectorXd& x, bool wants_derivatives);

  bool SumElements(const Eigen::VectorXd& x,
                   bool gauss_newton,
                   double* cost,
                   Eigen::VectorXd* gradient,
                   Eigen::MatrixXd* hessian,
                   std::string* error);
  bool AddElement(const ProblemElement& element,
                  const Eigen::VectorXd& x,
                  bool gauss_newton,
                  double* cost,
                  Eigen::VectorXd* ambient_gradient,
                  Eigen::MatrixXd* hessian,
                  ElementMemory* memory,
                  std::string* error) const;
  bool ExpandResidualBlock(const ProblemElement& element,
                           const Eigen::VectorXd& x,
                           ResidualExpansion* expansion,
                           std::vector<double>* pulled_back,
                           std::string* error) const;

  HessianProviders providers_;
  ProblemParameters parameters_;
  ProblemElements elements_;
  TangentSpace tangent_space_;
  ceres::EvaluationCallback* const callback_;
  Eigen::VectorXd announced_x_;  // the point the callback knows
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_PROBLEM_OBJECTIVE_H_
