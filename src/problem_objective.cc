// SPDX-License-Identifier: BSD-3-Clause

#include "problem_objective.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ceres/version.h"
#include "ceres_newton/internal/check.h"
#include "residual_block_derivatives.h"
#include "residual_block_errors.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

// An EvaluationCallback expects each point in the user's arrays.
bool HasEvaluationCallback(const ceres::Problem& problem) {
#if CERES_VERSION_MAJOR > 2 || \
    (CERES_VERSION_MAJOR == 2 && CERES_VERSION_MINOR >= 2)
  return problem.options().evaluation_callback != nullptr;
#else
  // Ceres 2.1 does not show the options of a problem.
  static_cast<void>(problem);
  return false;
#endif
}

// True if parameter k of the block has a bound; problem gives +-max() for none.
bool IsBounded(const ceres::Problem& problem, const double* values, int k) {
  constexpr double kMax = std::numeric_limits<double>::max();
  return problem.GetParameterLowerBound(values, k) > -kMax ||
         problem.GetParameterUpperBound(values, k) < kMax;
}

// Why an effective parameter block cannot be treated, and what to do; or empty.
std::string ExplainRefusal(const ceres::Problem& problem,
                           const double* values) {
  if (problem.HasManifold(values)) {
    return "has a manifold; manifolds are not supported yet. Set the block "
           "constant or remove its manifold.";
  }
  for (int k = 0; k < problem.ParameterBlockSize(values); ++k) {
    if (IsBounded(problem, values, k)) {
      return StringPrintf(
          "has bounds [%g, %g] on its entry %d; bounds are not supported yet. "
          "Set the block constant or remove its bounds.",
          problem.GetParameterLowerBound(values, k),
          problem.GetParameterUpperBound(values, k),
          k);
    }
  }
  return "";
}

// Adds the Hessian block of two arguments of a cost function, which begin at
// these places in x, to the upper triangle.
void AddHessianBlock(int row_begin,
                     int col_begin,
                     bool is_diagonal,
                     const ResidualBlockDerivatives::RowMajorMatrix& block,
                     Eigen::MatrixXd* hessian) {
  if (is_diagonal || row_begin <= col_begin) {
    hessian->block(row_begin, col_begin, block.rows(), block.cols()) += block;
  }
  // The transpose lies in the upper triangle if the cost function takes its
  // arguments in another order than x.  A parameter block that is two arguments
  // at once gets the cross term and its transpose.
  if (!is_diagonal && row_begin >= col_begin) {
    hessian->block(col_begin, row_begin, block.cols(), block.rows()) +=
        block.transpose();
  }
}

}  // namespace

std::unique_ptr<ProblemObjective> ProblemObjective::Create(
    ceres::Problem* problem,
    HessianFallback fallback,
    const HessianRegistry& registry,
    std::string* error) {
  CERES_NEWTON_CHECK(problem != nullptr, "problem must not be null.");
  CERES_NEWTON_CHECK(error != nullptr, "error must not be null.");
  if (HasEvaluationCallback(*problem)) {
    *error =
        "the problem has an EvaluationCallback, which is not supported: the "
        "points of evaluation are not written to the parameter arrays. Let the "
        "cost functions compute what they need themselves.";
    return nullptr;
  }
  // The constructor is private, out of std::make_unique's reach.
  std::unique_ptr<ProblemObjective> objective(
      new ProblemObjective(registry, fallback));
  if (!objective->AddParameterBlocks(*problem, error) ||
      !objective->AddResidualBlocks(*problem, error)) {
    return nullptr;
  }
  return objective;
}

bool ProblemObjective::AddParameterBlocks(const ceres::Problem& problem,
                                          std::string* error) {
  std::vector<ceres::ResidualBlockId> ids;
  problem.GetResidualBlocks(&ids);
  std::vector<double*> blocks;
  for (size_t k = 0; k < ids.size(); ++k) {
    problem.GetParameterBlocksForResidualBlock(ids[k], &blocks);
    for (size_t i = 0; i < blocks.size(); ++i) {
      double* values = blocks[i];
      if (arguments_.count(values) != 0) {
        continue;
      }
      const int size = problem.ParameterBlockSize(values);
      if (problem.IsParameterBlockConstant(values)) {
        arguments_[values] = {
            size, static_cast<int>(constant_values_.size()), true};
        constant_values_.insert(constant_values_.end(), values, values + size);
        continue;
      }
      const std::string name = StringPrintf(
          "parameter block of size %d (argument %d of residual block %d)",
          size,
          static_cast<int>(i),
          static_cast<int>(k));
      const std::string reason = ExplainRefusal(problem, values);
      if (!reason.empty()) {
        *error = name + " " + reason;
        return false;
      }
      arguments_[values] = {size, num_effective_parameters_, false};
      parameter_blocks_.push_back(
          {name, values, size, num_effective_parameters_});
      num_effective_parameters_ += size;
    }
  }
  return true;
}

bool ProblemObjective::AddResidualBlocks(const ceres::Problem& problem,
                                         std::string* error) {
  std::vector<ceres::ResidualBlockId> ids;
  problem.GetResidualBlocks(&ids);
  num_residual_blocks_ = problem.NumResidualBlocks();
  num_residuals_ = problem.NumResiduals();
  std::vector<double*> parameter_blocks;
  for (size_t k = 0; k < ids.size(); ++k) {
    ResidualBlock block;
    block.index = static_cast<int>(k);
    block.cost_function = problem.GetCostFunctionForResidualBlock(ids[k]);
    block.loss_function = problem.GetLossFunctionForResidualBlock(ids[k]);
    block.function = nullptr;
    block.gauss_newton = nullptr;
    problem.GetParameterBlocksForResidualBlock(ids[k], &parameter_blocks);
    for (const double* values : parameter_blocks) {
      block.arguments.push_back(arguments_.at(values));
    }
    if (std::all_of(block.arguments.begin(),
                    block.arguments.end(),
                    [](const Argument& a) { return a.is_constant; })) {
      if (!AddFixedCost(block, error)) {
        return false;
      }
      continue;
    }

    const HessianProvider& provider = providers_.Find(block.cost_function);
    if (provider.function == nullptr) {
      *error = DescribeResidualBlock(block.index, *block.cost_function) +
               " has no exact Hessian and hessian_fallback is kRefuse. "
               "Register the type of its cost function (RegisterAutoDiff), use "
               "ceres_newton::AutoDiffSecondOrderCostFunction, or set "
               "hessian_fallback to kNumericDiff or kGaussNewton.";
      return false;
    }
    block.function = provider.function;
    block.gauss_newton = provider.gauss_newton.get();
    num_exact_ += provider.source == HessianSource::kExact;
    num_numeric_diff_ += provider.source == HessianSource::kNumericDiff;
    num_gauss_newton_ += provider.source == HessianSource::kGaussNewton;
    num_effective_residuals_ += block.cost_function->num_residuals();
    residual_blocks_.push_back(std::move(block));
  }
  return true;
}

bool ProblemObjective::AddFixedCost(const ResidualBlock& block,
                                    std::string* error) {
  const std::vector<const double*> parameters =
      ParameterPointers(block, Eigen::VectorXd());
  Eigen::VectorXd residuals(block.cost_function->num_residuals());
  const bool success = block.cost_function->Evaluate(
      parameters.data(), residuals.data(), nullptr);
  double rho[3] = {residuals.squaredNorm(), 1.0, 0.0};
  if (success && block.loss_function != nullptr) {
    block.loss_function->Evaluate(residuals.squaredNorm(), rho);
  }
  if (success && std::isfinite(rho[0])) {
    fixed_cost_ += 0.5 * rho[0];
    return true;
  }
  const std::string reason =
      ExplainEvaluation(*block.cost_function, parameters.data());
  *error =
      DescribeResidualBlock(block.index, *block.cost_function) +
      ", whose parameter blocks are all constant: " +
      (reason.empty() ? "its cost is " + NonFiniteToString(rho[0]) : reason) +
      ". Change the constant values or remove the residual block.";
  return false;
}

std::vector<const double*> ProblemObjective::ParameterPointers(
    const ResidualBlock& block, const Eigen::VectorXd& x) const {
  std::vector<const double*> pointers;
  for (const Argument& argument : block.arguments) {
    pointers.push_back(
        (argument.is_constant ? constant_values_.data() : x.data()) +
        argument.begin);
  }
  return pointers;
}

bool ProblemObjective::Evaluate(const Eigen::VectorXd& x,
                                double* cost,
                                Eigen::VectorXd* gradient,
                                Eigen::MatrixXd* hessian,
                                std::string* error) {
  CERES_NEWTON_CHECK(x.size() == num_effective_parameters_,
                     "x must have num_parameters() entries.");
  CERES_NEWTON_CHECK(cost != nullptr, "cost must not be null.");
  CERES_NEWTON_CHECK(error != nullptr, "error must not be null.");
  for (const ParameterBlock& block : parameter_blocks_) {
    for (int k = 0; k < block.size; ++k) {
      const double value = x[block.begin + k];
      if (!std::isfinite(value)) {
        *error = StringPrintf("entry %d of the %s is %s",
                              k,
                              block.name.c_str(),
                              NonFiniteToString(value).c_str());
        return false;
      }
    }
  }

  *cost = fixed_cost_;
  if (gradient != nullptr) {
    gradient->setZero(num_effective_parameters_);
  }
  if (hessian != nullptr) {
    hessian->setZero(num_effective_parameters_, num_effective_parameters_);
  }
  for (const ResidualBlock& block : residual_blocks_) {
    if (!AddResidualBlock(
            block, *block.function, x, cost, gradient, hessian, error)) {
      return false;
    }
  }
  if (hessian != nullptr) {
    hessian->triangularView<Eigen::StrictlyLower>() = hessian->transpose();
  }

  // Each part is finite, but their sum may overflow.
  if (!std::isfinite(*cost) ||
      (gradient != nullptr && !gradient->allFinite()) ||
      (hessian != nullptr && !hessian->allFinite())) {
    *error =
        "the residual blocks' costs or derivatives are finite, but their sum "
        "overflows. Scale the problem.";
    return false;
  }
  return true;
}

bool ProblemObjective::EvaluateGaussNewton(const Eigen::VectorXd& x,
                                           Eigen::MatrixXd* matrix,
                                           std::string* error) {
  matrix->setZero(num_effective_parameters_, num_effective_parameters_);
  double cost = 0.0;
  for (const ResidualBlock& block : residual_blocks_) {
    if (!AddResidualBlock(
            block, *block.gauss_newton, x, &cost, nullptr, matrix, error)) {
      return false;
    }
  }
  matrix->triangularView<Eigen::StrictlyLower>() = matrix->transpose();
  if (!matrix->allFinite()) {
    *error = "the sum of the residual blocks' Gauss-Newton matrices overflows";
    return false;
  }
  return true;
}

bool ProblemObjective::AddResidualBlock(const ResidualBlock& block,
                                        const SecondOrderCostFunction& function,
                                        const Eigen::VectorXd& x,
                                        double* cost,
                                        Eigen::VectorXd* gradient,
                                        Eigen::MatrixXd* hessian,
                                        std::string* error) const {
  const bool wants_derivatives = gradient != nullptr || hessian != nullptr;
  std::vector<bool> wanted;
  for (const Argument& argument : block.arguments) {
    wanted.push_back(wants_derivatives && !argument.is_constant);
  }
  ResidualBlockDerivatives derivatives(
      function.parameter_block_sizes(), wanted, hessian != nullptr);
  const std::vector<const double*> parameters = ParameterPointers(block, x);
  double block_cost = 0.0;
  std::string failure;
  if (!function.EvaluateRobustCost(
          parameters.data(),
          block.loss_function,
          &block_cost,
          wants_derivatives ? derivatives.gradients() : nullptr,
          hessian != nullptr ? derivatives.hessians() : nullptr)) {
    failure = StringPrintf("its %s could not be evaluated (returned false)",
                           hessian != nullptr  ? "Hessian"
                           : wants_derivatives ? "gradient"
                                               : "cost");
  } else if (!std::isfinite(block_cost)) {
    failure = "its cost is " + NonFiniteToString(block_cost);
  } else {
    failure = derivatives.ExplainNonFinite();
  }
  if (!failure.empty()) {
    // If a residual or an entry of a Jacobian is to blame, that says more.
    const std::string cause =
        ExplainEvaluation(*block.cost_function, parameters.data());
    *error = DescribeResidualBlock(block.index, *block.cost_function) + ": " +
             (cause.empty() ? failure : cause);
    return false;
  }

  *cost += block_cost;
  const int num_arguments = static_cast<int>(block.arguments.size());
  for (int i = 0; i < num_arguments; ++i) {
    for (int j = i; j < num_arguments; ++j) {
      if (hessian != nullptr && wanted[i] && wanted[j]) {
        AddHessianBlock(block.arguments[i].begin,
                        block.arguments[j].begin,
                        i == j,
                        derivatives.hessian(i, j),
                        hessian);
      }
    }
    if (gradient != nullptr && wanted[i]) {
      const Argument& argument = block.arguments[i];
      gradient->segment(argument.begin, argument.size) +=
          derivatives.gradient(i);
    }
  }
  return true;
}

bool ProblemObjective::Plus(const Eigen::VectorXd& x,
                            const Eigen::VectorXd& step,
                            Eigen::VectorXd* candidate) const {
  *candidate = x + step;
  return candidate->allFinite();
}

Eigen::VectorXd ProblemObjective::x() const {
  Eigen::VectorXd x(num_effective_parameters_);
  for (const ParameterBlock& block : parameter_blocks_) {
    x.segment(block.begin, block.size) =
        Eigen::Map<const Eigen::VectorXd>(block.user_values, block.size);
  }
  return x;
}

void ProblemObjective::SetState(const Eigen::VectorXd& x) {
  CERES_NEWTON_CHECK(x.size() == num_effective_parameters_,
                     "x must have num_parameters() entries.");
  for (const ParameterBlock& block : parameter_blocks_) {
    Eigen::Map<Eigen::VectorXd>(block.user_values, block.size) =
        x.segment(block.begin, block.size);
  }
}

}  // namespace internal
}  // namespace ceres_newton
