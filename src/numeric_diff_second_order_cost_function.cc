// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/internal/check.h"
#include "ceres_newton/second_order_cost_function.h"
#include "confirmed_differences.h"
#include "numeric_differences.h"

namespace ceres_newton {
namespace {

using RowMajorMatrix =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// g_i(x) = J_i(x)' w for chosen blocks i, stacked, as one parameter of x
// varies.
class WeightedJacobian {
 public:
  WeightedJacobian(const ceres::CostFunction& cost_function,
                   double const* const* parameters,
                   const double* weights)
      : cost_function_(cost_function),
        weights_(weights, cost_function.num_residuals()),
        residuals_(cost_function.num_residuals()) {
    for (const int size : cost_function.parameter_block_sizes()) {
      const double* values = parameters[blocks_.size()];
      blocks_.emplace_back(values, values + size);
      jacobians_.emplace_back(cost_function.num_residuals(), size);
    }
    for (std::vector<double>& block : blocks_) {
      block_pointers_.push_back(block.data());
    }
    jacobian_pointers_.resize(blocks_.size());
  }

  // The blocks i to stack from now on; returns the number of values.
  int SetWantedBlocks(const std::vector<int>& wanted_blocks) {
    wanted_blocks_ = wanted_blocks;
    jacobian_pointers_.assign(blocks_.size(), nullptr);
    int num_values = 0;
    for (const int i : wanted_blocks) {
      jacobian_pointers_[i] = jacobians_[i].data();
      num_values += static_cast<int>(blocks_[i].size());
    }
    return num_values;
  }

  double parameter(int block, int index) const { return blocks_[block][index]; }

  // The stacked values with the parameter replaced by t.
  bool Evaluate(int block, int index, double t, Eigen::VectorXd* values) {
    const double original = blocks_[block][index];
    blocks_[block][index] = t;
    const bool success = cost_function_.Evaluate(
        block_pointers_.data(), residuals_.data(), jacobian_pointers_.data());
    blocks_[block][index] = original;
    if (!success || !residuals_.allFinite()) {
      return false;
    }
    Eigen::Index begin = 0;
    for (const int i : wanted_blocks_) {
      const Eigen::Index size = jacobians_[i].cols();
      values->segment(begin, size).noalias() =
          jacobians_[i].transpose() * weights_;
      begin += size;
    }
    return true;
  }

 private:
  const ceres::CostFunction& cost_function_;
  const Eigen::Map<const Eigen::VectorXd> weights_;
  Eigen::VectorXd residuals_;
  std::vector<std::vector<double>> blocks_;
  std::vector<double*> block_pointers_;
  std::vector<RowMajorMatrix> jacobians_;
  std::vector<double*> jacobian_pointers_;
  std::vector<int> wanted_blocks_;
};

// Adds half of d(g_i)/d(x_j) to the block (i, j) of the upper triangle, or, for
// i > j, half of its transpose to the block (j, i).  A diagonal block receives
// both halves and so becomes exactly symmetric.
void AddHalfColumn(const Eigen::VectorXd& column,
                   const std::vector<int>& wanted_blocks,
                   const std::vector<int32_t>& sizes,
                   int j,
                   int index_in_j,
                   double** hessians) {
  const int num_blocks = static_cast<int>(sizes.size());
  Eigen::Index begin = 0;
  for (const int i : wanted_blocks) {
    const auto half = 0.5 * column.segment(begin, sizes[i]);
    begin += sizes[i];
    if (i <= j) {
      Eigen::Map<RowMajorMatrix> block(
          hessians[i * num_blocks + j], sizes[i], sizes[j]);
      block.col(index_in_j) += half;
    }
    if (i >= j) {
      Eigen::Map<RowMajorMatrix> block(
          hessians[j * num_blocks + i], sizes[j], sizes[i]);
      block.row(index_in_j) += half.transpose();
    }
  }
}

}  // namespace

NumericDiffSecondOrderCostFunction::NumericDiffSecondOrderCostFunction(
    const ceres::CostFunction* cost_function,
    ceres::Ownership ownership,
    const ceres::NumericDiffOptions& options)
    : cost_function_(cost_function), ownership_(ownership), options_(options) {
  CERES_NEWTON_CHECK(cost_function != nullptr,
                     "NumericDiffSecondOrderCostFunction needs a cost function "
                     "to differentiate.");
  std::string error;
  const bool options_are_valid = internal::AreValid(options, &error);
  CERES_NEWTON_CHECK(options_are_valid, error);
  *mutable_parameter_block_sizes() = cost_function->parameter_block_sizes();
  set_num_residuals(cost_function->num_residuals());
}

NumericDiffSecondOrderCostFunction::~NumericDiffSecondOrderCostFunction() {
  if (ownership_ == ceres::DO_NOT_TAKE_OWNERSHIP) {
    cost_function_.release();
  }
}

bool NumericDiffSecondOrderCostFunction::Evaluate(
    double const* const* parameters,
    double* residuals,
    double** jacobians) const {
  return cost_function_->Evaluate(parameters, residuals, jacobians);
}

bool NumericDiffSecondOrderCostFunction::EvaluateHessians(
    double const* const* parameters,
    const double* weights,
    double** hessians) const {
  CERES_NEWTON_CHECK(parameters != nullptr, "parameters must not be null.");
  CERES_NEWTON_CHECK(weights != nullptr, "weights must not be null.");
  CERES_NEWTON_CHECK(hessians != nullptr, "hessians must not be null.");
  const std::vector<int32_t>& sizes = parameter_block_sizes();
  const int num_blocks = static_cast<int>(sizes.size());
  const auto is_wanted = [&](int i, int j) {
    return hessians[i <= j ? i * num_blocks + j : j * num_blocks + i] !=
           nullptr;
  };
  for (int i = 0; i < num_blocks; ++i) {
    for (int j = i; j < num_blocks; ++j) {
      if (is_wanted(i, j)) {
        Eigen::Map<RowMajorMatrix>(
            hessians[i * num_blocks + j], sizes[i], sizes[j])
            .setZero();
      }
    }
  }

  WeightedJacobian weighted_jacobian(*cost_function_, parameters, weights);
  internal::CurveDerivative column;
  for (int j = 0; j < num_blocks; ++j) {
    std::vector<int> wanted_blocks;
    for (int i = 0; i < num_blocks; ++i) {
      if (is_wanted(i, j)) {
        wanted_blocks.push_back(i);
      }
    }
    if (wanted_blocks.empty()) {
      continue;
    }
    const int num_values = weighted_jacobian.SetWantedBlocks(wanted_blocks);
    double largest = 0.0;
    for (int c = 0; c < sizes[j]; ++c) {
      largest = std::max(largest, std::abs(parameters[j][c]));
    }
    const double magnitude = largest > 0.0 ? largest : 1.0;
    for (int c = 0; c < sizes[j]; ++c) {
      const auto curve = [&](double t, Eigen::VectorXd* values) {
        return weighted_jacobian.Evaluate(j, c, t, values);
      };
      if (!internal::DifferentiateTwice(curve,
                                        weighted_jacobian.parameter(j, c),
                                        magnitude,
                                        num_values,
                                        options_,
                                        &column)) {
        return false;
      }
      AddHalfColumn(column.derivative, wanted_blocks, sizes, j, c, hessians);
    }
  }
  return true;
}

}  // namespace ceres_newton
