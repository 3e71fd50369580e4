// SPDX-License-Identifier: BSD-3-Clause

#include "problem_objective.h"

#include <cmath>
#include <utility>

#include "ceres/version.h"
#include "ceres_newton/internal/check.h"

namespace ceres_newton {
namespace internal {
namespace {

// The callback that the problem was made with.
ceres::EvaluationCallback* CallbackOf(const ceres::Problem& problem) {
#if CERES_VERSION_MAJOR > 2 || \
    (CERES_VERSION_MAJOR == 2 && CERES_VERSION_MINOR >= 2)
  return problem.options().evaluation_callback;
#else
  // Ceres 2.1 does not show the options of a problem.
  static_cast<void>(problem);
  return nullptr;
#endif
}

// Adds the Hessian block of two arguments, which begin at these places in a
// step, to the upper triangle.
void AddHessianBlock(int row_begin,
                     int col_begin,
                     bool is_diagonal,
                     const TangentSpace::ConstMap& block,
                     Eigen::MatrixXd* hessian) {
  if (is_diagonal || row_begin <= col_begin) {
    hessian->block(row_begin, col_begin, block.rows(), block.cols()) += block;
  }
  // The transpose lies in the upper triangle if the element takes its arguments
  // in another order than x.  A parameter block that is two arguments at once
  // gets the cross term and its transpose.
  if (!is_diagonal && row_begin >= col_begin) {
    hessian->block(col_begin, row_begin, block.cols(), block.rows()) +=
        block.transpose();
  }
}

}  // namespace

std::unique_ptr<ProblemObjective> ProblemObjective::Create(
    ceres::Problem* problem,
    const NewtonProblem* newton_problem,
    HessianFallback fallback,
    const HessianRegistry& registry,
    ceres::EvaluationCallback* evaluation_callback,
    std::string* error) {
  CERES_NEWTON_CHECK(problem != nullptr, "problem must not be null.");
  CERES_NEWTON_CHECK(error != nullptr, "error must not be null.");
  if (evaluation_callback == nullptr) {
    evaluation_callback = CallbackOf(*problem);
  }
  // The constructor is private, out of std::make_unique's reach.
  std::unique_ptr<ProblemObjective> objective(
      new ProblemObjective(registry, fallback, evaluation_callback));
  if (evaluation_callback != nullptr) {
    // The cost of what is constant is evaluated right away.
    evaluation_callback->PrepareForEvaluation(false, true);
  }
  if (!CollectElements(*problem,
                       newton_problem,
                       registry,
                       &objective->providers_,
                       &objective->parameters_,
                       &objective->elements_,
                       error)) {
    return nullptr;
  }
  objective->announced_x_ = objective->x();
  if (evaluation_callback != nullptr &&
      objective->num_numeric_diff_residual_blocks() > 0) {
    *error =
        "There is an evaluation callback, and some residual blocks have no "
        "exact Hessian: numeric differences would evaluate them at points that "
        "the callback does not know. Register their types (RegisterAutoDiff) "
        "or set hessian_fallback to kGaussNewton.";
    return nullptr;
  }
  return objective;
}

void ProblemObjective::Announce(const Eigen::VectorXd& x,
                                bool wants_derivatives) {
  if (callback_ == nullptr) {
    return;
  }
  const bool is_new = announced_x_.size() != x.size() || announced_x_ != x;
  SetState(x);
  announced_x_ = x;
  callback_->PrepareForEvaluation(wants_derivatives, is_new);
}

bool ProblemObjective::Evaluate(const Eigen::VectorXd& x,
                                double* cost,
                                Eigen::VectorXd* gradient,
                                Eigen::MatrixXd* hessian,
                                std::string* error) {
  CERES_NEWTON_CHECK(x.size() == num_parameters(),
                     "x must have num_parameters() entries.");
  CERES_NEWTON_CHECK(cost != nullptr, "cost must not be null.");
  CERES_NEWTON_CHECK(error != nullptr, "error must not be null.");
  return SumElements(x, false, cost, gradient, hessian, error);
}

bool ProblemObjective::EvaluateGaussNewton(const Eigen::VectorXd& x,
                                           Eigen::MatrixXd* matrix,
                                           std::string* error) {
  double cost = 0.0;
  return SumElements(x, true, &cost, nullptr, matrix, error);
}

bool ProblemObjective::SumElements(const Eigen::VectorXd& x,
                                   bool gauss_newton,
                                   double* cost,
                                   Eigen::VectorXd* gradient,
                                   Eigen::MatrixXd* hessian,
                                   std::string* error) {
  *error = parameters_.ExplainNonFinite(x);
  if (!error->empty()) {
    return false;
  }
  const bool wants_derivatives = gradient != nullptr || hessian != nullptr;
  Announce(x, wants_derivatives);
  if (wants_derivatives &&
      !tangent_space_.MoveTo(x, hessian != nullptr, error)) {
    return false;
  }
  *cost = 0.0;
  Eigen::VectorXd ambient_gradient;
  if (wants_derivatives) {
    ambient_gradient.setZero(num_parameters());
  }
  if (hessian != nullptr) {
    hessian->setZero(num_tangent_parameters(), num_tangent_parameters());
  }
  ElementMemory memory;
  for (const ProblemElement& element : elements_.elements) {
    if (!AddElement(element,
                    x,
                    gauss_newton,
                    cost,
                    wants_derivatives ? &ambient_gradient : nullptr,
                    hessian,
                    &memory,
                    error)) {
      return false;
    }
  }
  if (gradient != nullptr) {
    *gradient = tangent_space_.PullBackGradient(ambient_gradient);
  }
  if (hessian != nullptr) {
    for (size_t b = 0; !gauss_newton && b < parameters_.blocks().size(); ++b) {
      const FreeBlock& block = parameters_.blocks()[b];
      tangent_space_.AddCurvature(
          static_cast<int>(b),
          ambient_gradient.segment(block.begin, block.size),
          hessian->block(block.tangent_begin,
                         block.tangent_begin,
                         block.tangent_size,
                         block.tangent_size));
    }
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

bool ProblemObjective::AddElement(const ProblemElement& element,
                                  const Eigen::VectorXd& x,
                                  bool gauss_newton,
                                  double* cost,
                                  Eigen::VectorXd* ambient_gradient,
                                  Eigen::MatrixXd* hessian,
                                  ElementMemory* memory,
                                  std::string* error) const {
  const bool wants_derivatives = ambient_gradient != nullptr;
  std::vector<bool>& wanted = memory->wanted;
  wanted.clear();
  for (const ProblemArgument& argument : element.arguments) {
    wanted.push_back(wants_derivatives && argument.block >= 0);
  }
  ResidualBlockDerivatives& derivatives = memory->derivatives;
  derivatives.Reset(element.sizes(), wanted, hessian != nullptr);
  double element_cost = 0.0;
  if (!element.Evaluate(
          parameters_, x, gauss_newton, &element_cost, &derivatives, error)) {
    return false;
  }
  *cost += element_cost;
  const int num_arguments = static_cast<int>(element.arguments.size());
  for (int i = 0; i < num_arguments; ++i) {
    if (!wanted[i]) {
      continue;
    }
    const ProblemArgument& row = element.arguments[i];
    ambient_gradient->segment(row.begin, row.size) += derivatives.gradient(i);
    for (int j = i; hessian != nullptr && j < num_arguments; ++j) {
      const int col_block = element.arguments[j].block;
      if (wanted[j]) {
        AddHessianBlock(parameters_.blocks()[row.block].tangent_begin,
                        parameters_.blocks()[col_block].tangent_begin,
                        i == j,
                        tangent_space_.PullBack(row.block,
                                                col_block,
                                                derivatives.hessian(i, j),
                                                &memory->pulled_back),
                        hessian);
      }
    }
  }
  return true;
}

}  // namespace internal
}  // namespace ceres_newton
