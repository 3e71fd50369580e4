// The part of ProblemObjective that expands every residual for itself.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cstddef>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "problem_objective.h"
#include "residual_block_derivatives.h"
#include "residual_block_errors.h"

namespace ceres_newton {
namespace internal {
namespace {

using RowMajorMatrix = ResidualBlockDerivatives::RowMajorMatrix;

// Residuals, Jacobians and residual Hessians of one block by its own parameter
// blocks, as the cost function gives them.
struct AmbientExpansion {
  Eigen::VectorXd residuals;
  std::vector<RowMajorMatrix> jacobians;
  // Block (i, j), i <= j, at i * num_blocks + j: the matrices of all residuals
  // one after another, by rows.
  std::vector<std::vector<double>> hessians;
};

bool EvaluateAmbient(const ProblemElement& element,
                     const std::vector<const double*>& pointers,
                     AmbientExpansion* result) {
  const std::vector<int32_t>& sizes = element.sizes();
  const size_t num_blocks = sizes.size();
  const int num_residuals = element.cost_function->num_residuals();
  // What the user leaves unwritten stays NaN, and is found.
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  result->residuals.setConstant(num_residuals, kNaN);
  result->jacobians.resize(num_blocks);
  result->hessians.resize(num_blocks * num_blocks);
  std::vector<double*> jacobians(num_blocks, nullptr);
  std::vector<double*> hessians(num_blocks * num_blocks, nullptr);
  for (size_t i = 0; i < num_blocks; ++i) {
    if (element.arguments[i].block < 0) {
      continue;
    }
    result->jacobians[i].setConstant(num_residuals, sizes[i], kNaN);
    jacobians[i] = result->jacobians[i].data();
    for (size_t j = i; j < num_blocks; ++j) {
      if (element.arguments[j].block >= 0) {
        std::vector<double>& block = result->hessians[i * num_blocks + j];
        block.assign(static_cast<size_t>(num_residuals) * sizes[i] * sizes[j],
                     kNaN);
        hessians[i * num_blocks + j] = block.data();
      }
    }
  }
  return element.function->Evaluate(
             pointers.data(), result->residuals.data(), jacobians.data()) &&
         element.function->EvaluateResidualHessians(pointers.data(),
                                                    hessians.data());
}

bool IsFinite(const ResidualExpansion& expansion) {
  for (const Eigen::MatrixXd& hessian : expansion.hessians) {
    if (!hessian.allFinite()) {
      return false;
    }
  }
  return expansion.residuals.allFinite() && expansion.jacobian.allFinite();
}

}  // namespace

bool ProblemObjective::has_cheap_expansion() const {
  // Beside the n^3 of the dense algebra.  Without a fused evaluation each of
  // the m Hessians costs as much as all of them.
  constexpr int kMaxTangentSize = 32;
  constexpr double kMaxNumEntries = 1e6;
  if (!has_gauss_newton() || num_tangent_parameters() > kMaxTangentSize ||
      elements_.num_exact != elements_.num_residual_blocks) {
    return false;
  }
  double num_entries = 0.0;
  for (const ProblemElement& element : elements_.elements) {
    if (element.term == nullptr) {
      double size = 0.0;
      for (const int32_t block_size : element.sizes()) {
        size += block_size;
      }
      const double m = element.cost_function->num_residuals();
      num_entries +=
          m * size * size *
          (element.function->has_fused_residual_hessians() ? 1.0 : m);
    }
  }
  return num_entries <= kMaxNumEntries;
}

bool ProblemObjective::EvaluateExpansion(const Eigen::VectorXd& x,
                                         ProblemExpansion* expansion,
                                         std::string* error) {
  Announce(x, true);
  if (!tangent_space_.MoveTo(x, true, error)) {
    return false;
  }
  expansion->Reset(num_tangent_parameters());
  Eigen::VectorXd rest_gradient = Eigen::VectorXd::Zero(num_parameters());
  double rest_cost = 0.0;
  ElementMemory memory;
  for (const ProblemElement& element : elements_.elements) {
    if (element.term != nullptr) {
      if (!AddElement(element,
                      x,
                      false,
                      &rest_cost,
                      &rest_gradient,
                      &expansion->rest_hessian,
                      &memory,
                      error)) {
        return false;
      }
      continue;
    }
    ResidualExpansion block;
    if (!ExpandResidualBlock(element, x, &block, &memory.pulled_back, error)) {
      return false;
    }
    expansion->blocks.push_back(std::move(block));
  }
  expansion->rest_gradient = tangent_space_.PullBackGradient(rest_gradient);
  for (size_t b = 0; b < parameters_.blocks().size(); ++b) {
    const FreeBlock& block = parameters_.blocks()[b];
    tangent_space_.AddCurvature(
        static_cast<int>(b),
        rest_gradient.segment(block.begin, block.size),
        expansion->rest_hessian.block(block.tangent_begin,
                                      block.tangent_begin,
                                      block.tangent_size,
                                      block.tangent_size));
  }
  expansion->rest_hessian.triangularView<Eigen::StrictlyLower>() =
      expansion->rest_hessian.transpose();
  return true;
}

bool ProblemObjective::ExpandResidualBlock(const ProblemElement& element,
                                           const Eigen::VectorXd& x,
                                           ResidualExpansion* expansion,
                                           std::vector<double>* pulled_back,
                                           std::string* error) const {
  const std::vector<const double*> pointers =
      element.ParameterPointers(parameters_, x);
  AmbientExpansion ambient;
  if (!EvaluateAmbient(element, pointers, &ambient)) {
    *error =
        DescribeResidualBlock(element.index, *element.cost_function) +
        ": its residuals' Hessians could not be evaluated (returned false)";
    return false;
  }
  // Places of the arguments in the expansion's own variables; a block that is
  // two arguments at once has one place.
  std::map<int, int> place_of_block;
  for (const ProblemArgument& argument : element.arguments) {
    if (argument.block >= 0 && place_of_block.count(argument.block) == 0) {
      const FreeBlock& block = parameters_.blocks()[argument.block];
      place_of_block[argument.block] =
          static_cast<int>(expansion->variables.size());
      for (int t = 0; t < block.tangent_size; ++t) {
        expansion->variables.push_back(block.tangent_begin + t);
      }
    }
  }
  const int size = static_cast<int>(expansion->variables.size());
  const int num_residuals = static_cast<int>(ambient.residuals.size());
  expansion->residuals = ambient.residuals;
  expansion->jacobian.setZero(num_residuals, size);
  expansion->hessians.assign(num_residuals, Eigen::MatrixXd::Zero(size, size));
  if (element.loss_function != nullptr) {
    const ceres::LossFunction* loss = element.loss_function;
    expansion->loss = [loss](double z, double rho[3]) {
      loss->Evaluate(z, rho);
    };
  }

  const size_t num_blocks = element.arguments.size();
  for (size_t i = 0; i < num_blocks; ++i) {
    const int a = element.arguments[i].block;
    if (a < 0) {
      continue;
    }
    const int row = place_of_block[a];
    const int rows = parameters_.blocks()[a].tangent_size;
    expansion->jacobian.middleCols(row, rows) +=
        tangent_space_.PullBackColumns(a, ambient.jacobians[i]);
    for (int k = 0; k < num_residuals; ++k) {
      tangent_space_.AddCurvature(
          a,
          ambient.jacobians[i].row(k).transpose(),
          expansion->hessians[k].block(row, row, rows, rows));
    }
    for (size_t j = i; j < num_blocks; ++j) {
      const int b = element.arguments[j].block;
      if (b < 0) {
        continue;
      }
      const int col = place_of_block[b];
      const int cols = parameters_.blocks()[b].tangent_size;
      const double* values = ambient.hessians[i * num_blocks + j].data();
      const size_t num_values =
          static_cast<size_t>(element.sizes()[i]) * element.sizes()[j];
      for (int k = 0; k < num_residuals; ++k) {
        const TangentSpace::ConstMap part = tangent_space_.PullBack(
            a,
            b,
            TangentSpace::ConstMap(values + k * num_values,
                                   element.sizes()[i],
                                   element.sizes()[j]),
            pulled_back);
        expansion->hessians[k].block(row, col, rows, cols) += part;
        if (i != j) {
          expansion->hessians[k].block(col, row, cols, rows) +=
              part.transpose();
        }
      }
    }
  }
  if (!IsFinite(*expansion)) {
    const std::string cause =
        ExplainEvaluation(*element.cost_function, pointers.data());
    *error =
        DescribeResidualBlock(element.index, *element.cost_function) + ": " +
        (cause.empty() ? "a Hessian of its residuals is not finite" : cause);
    return false;
  }
  return true;
}

}  // namespace internal
}  // namespace ceres_newton
