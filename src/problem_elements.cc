// SPDX-License-Identifier: BSD-3-Clause

#include "problem_elements.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "ceres/loss_function.h"
#include "residual_block_errors.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

std::string Describe(const ProblemElement& element) {
  return element.term != nullptr
             ? StringPrintf("objective term %d", element.index)
             : DescribeResidualBlock(element.index, *element.cost_function);
}

bool HasFreeArgument(const ProblemElement& element) {
  return std::any_of(element.arguments.begin(),
                     element.arguments.end(),
                     [](const ProblemArgument& a) { return a.block >= 0; });
}

// Whether the term's parameter blocks are still in the problem, with the sizes
// they had when the term was added.
bool HasBlocksOfTerm(const ceres::Problem& problem,
                     const ProblemElement& element,
                     const std::vector<double*>& blocks,
                     std::string* error) {
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (!problem.HasParameterBlock(blocks[i])) {
      *error = StringPrintf(
          "objective term %d uses a parameter block that is no longer in the "
          "ceres::Problem. Do not remove blocks that terms use.",
          element.index);
      return false;
    }
    const int size = problem.ParameterBlockSize(blocks[i]);
    if (size != element.sizes()[i]) {
      *error = StringPrintf(
          "argument %d of objective term %d has size %d in the ceres::Problem, "
          "but size %d in the term. Do not remove blocks that terms use.",
          static_cast<int>(i),
          element.index,
          size,
          element.sizes()[i]);
      return false;
    }
  }
  return true;
}

// Adds the parameter blocks to the parameters and to the element's arguments.
bool AddArguments(const ceres::Problem& problem,
                  const std::vector<double*>& blocks,
                  const HessianRegistry& registry,
                  ProblemParameters* parameters,
                  ProblemElement* element,
                  std::string* error) {
  for (size_t i = 0; i < blocks.size(); ++i) {
    const std::string name = StringPrintf(
        "parameter block of size %d (argument %d of %s %d)",
        problem.ParameterBlockSize(blocks[i]),
        static_cast<int>(i),
        element->term != nullptr ? "objective term" : "residual block",
        element->index);
    if (!parameters->Add(problem, blocks[i], name, registry, error)) {
      return false;
    }
    element->arguments.push_back(parameters->argument(blocks[i]));
  }
  return true;
}

// A loss whose negative curvature is left out, so that the Gauss-Newton matrix
// is positive semidefinite, as Ceres' is.
class BentUpLoss : public ceres::LossFunction {
 public:
  explicit BentUpLoss(const ceres::LossFunction* loss) : loss_(loss) {}
  void Evaluate(double s, double rho[3]) const override {
    loss_->Evaluate(s, rho);
    rho[2] = std::max(rho[2], 0.0);
  }

 private:
  const ceres::LossFunction* const loss_;
};

bool AddFixedCost(const ProblemElement& element,
                  const ProblemParameters& parameters,
                  double* fixed_cost,
                  std::string* error) {
  ResidualBlockDerivatives none;
  none.Reset(element.sizes(), std::vector<bool>(element.sizes().size()), false);
  double cost = 0.0;
  std::string reason;
  if (!element.Evaluate(
          parameters, Eigen::VectorXd(), false, &cost, &none, &reason)) {
    *error = reason +
             ". All its parameter blocks are constant: change their values, or "
             "remove it.";
    return false;
  }
  *fixed_cost += cost;
  return true;
}

// Finds the source of the residual block's Hessian and counts it.
bool FindProvider(HessianProviders* providers,
                  ProblemElement* element,
                  ProblemElements* elements,
                  std::string* error) {
  const HessianProvider& provider = providers->Find(element->cost_function);
  if (provider.function == nullptr) {
    *error = Describe(*element) +
             " has no exact Hessian and hessian_fallback is kRefuse. Register "
             "the type of its cost function (RegisterAutoDiff), use "
             "ceres_newton::AutoDiffSecondOrderCostFunction, or set "
             "hessian_fallback to kNumericDiff or kGaussNewton.";
    return false;
  }
  element->function = provider.function;
  element->gauss_newton = provider.gauss_newton.get();
  element->has_exact_hessian = provider.source == HessianSource::kExact;
  ++elements->num_residual_blocks;
  elements->num_residuals += element->cost_function->num_residuals();
  elements->num_exact += provider.source == HessianSource::kExact;
  elements->num_numeric_diff += provider.source == HessianSource::kNumericDiff;
  elements->num_gauss_newton += provider.source == HessianSource::kGaussNewton;
  return true;
}

}  // namespace

std::vector<const double*> ProblemElement::ParameterPointers(
    const ProblemParameters& parameters, const Eigen::VectorXd& x) const {
  std::vector<const double*> pointers;
  for (const ProblemArgument& argument : arguments) {
    pointers.push_back(
        (argument.block < 0 ? parameters.constant_values().data() : x.data()) +
        argument.begin);
  }
  return pointers;
}

bool ProblemElement::Evaluate(const ProblemParameters& parameters,
                              const Eigen::VectorXd& x,
                              bool gauss_newton_only,
                              double* cost,
                              ResidualBlockDerivatives* derivatives,
                              std::string* error) const {
  const std::vector<const double*> pointers = ParameterPointers(parameters, x);
  double** gradients = derivatives->gradients();
  double** hessians = derivatives->hessians();
  bool is_evaluated = false;
  if (term != nullptr) {
    *cost = std::numeric_limits<double>::quiet_NaN();  // unless it is written
    is_evaluated = term->Evaluate(pointers.data(), cost, gradients, hessians);
  } else {
    const SecondOrderCostFunction* chosen =
        gauss_newton_only ? gauss_newton : function;
    std::optional<GaussNewtonView> plain;
    if (chosen == nullptr) {
      // A block that is constant as a whole has no provider.
      chosen = &plain.emplace(cost_function);
    }
    const BentUpLoss bent_up(loss_function);
    is_evaluated = chosen->EvaluateRobustCost(
        pointers.data(),
        gauss_newton_only && loss_function != nullptr ? &bent_up
                                                      : loss_function,
        cost,
        gradients,
        hessians);
  }
  std::string failure;
  if (!is_evaluated) {
    failure = StringPrintf("its %s could not be evaluated (returned false)",
                           hessians != nullptr    ? "Hessian"
                           : gradients != nullptr ? "gradient"
                                                  : "cost");
  } else if (!std::isfinite(*cost)) {
    failure = "its cost is " + NonFiniteToString(*cost);
  } else {
    failure = derivatives->ExplainNonFinite();
  }
  if (failure.empty()) {
    return true;
  }
  // If a residual or an entry of a Jacobian is to blame, that says more.
  const std::string cause =
      term != nullptr ? "" : ExplainEvaluation(*cost_function, pointers.data());
  *error = Describe(*this) + ": " + (cause.empty() ? failure : cause);
  return false;
}

bool CollectElements(const ceres::Problem& problem,
                     const NewtonProblem* newton_problem,
                     const HessianRegistry& registry,
                     HessianProviders* providers,
                     ProblemParameters* parameters,
                     ProblemElements* elements,
                     std::string* error) {
  const auto add = [&](ProblemElement element,
                       const std::vector<double*>& blocks) {
    if (element.term == nullptr &&
        element.cost_function->num_residuals() == 0) {
      return true;  // an empty batch adds nothing
    }
    if (!AddArguments(problem, blocks, registry, parameters, &element, error)) {
      return false;
    }
    if (!HasFreeArgument(element)) {
      return AddFixedCost(element, *parameters, &elements->fixed_cost, error);
    }
    if (element.term == nullptr &&
        !FindProvider(providers, &element, elements, error)) {
      return false;
    }
    elements->elements.push_back(std::move(element));
    return true;
  };

  std::vector<ceres::ResidualBlockId> ids;
  problem.GetResidualBlocks(&ids);
  std::vector<double*> blocks;
  for (size_t k = 0; k < ids.size(); ++k) {
    ProblemElement element;
    element.index = static_cast<int>(k);
    element.cost_function = problem.GetCostFunctionForResidualBlock(ids[k]);
    element.loss_function = problem.GetLossFunctionForResidualBlock(ids[k]);
    problem.GetParameterBlocksForResidualBlock(ids[k], &blocks);
    if (!add(std::move(element), blocks)) {
      return false;
    }
  }
  const int num_terms =
      newton_problem == nullptr ? 0 : newton_problem->num_objective_terms();
  for (int k = 0; k < num_terms; ++k) {
    ProblemElement element;
    element.index = k;
    element.term = &newton_problem->objective_term(k);
    if (!HasBlocksOfTerm(
            problem, element, newton_problem->parameter_blocks(k), error)) {
      return false;
    }
    if (!add(std::move(element), newton_problem->parameter_blocks(k))) {
      return false;
    }
  }
  return true;
}

}  // namespace internal
}  // namespace ceres_newton
