// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/second_order_cost_function.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/internal/check.h"
#include "loss_curvature.h"

namespace ceres_newton {
namespace {

using RowMajorMatrix =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// The block (i, j), i <= j, of `hessians`, or null if it is not wanted.
double* WantedBlock(double** hessians, int num_blocks, int i, int j) {
  return hessians == nullptr ? nullptr : hessians[i * num_blocks + j];
}

// True if the gradient of block i or a Hessian block in its row or column is
// wanted.
bool NeedsJacobian(double** gradients,
                   double** hessians,
                   int num_blocks,
                   int i) {
  if (gradients != nullptr && gradients[i] != nullptr) {
    return true;
  }
  for (int j = 0; j < num_blocks; ++j) {
    if (WantedBlock(hessians, num_blocks, std::min(i, j), std::max(i, j)) !=
        nullptr) {
      return true;
    }
  }
  return false;
}

// Adds to the wanted blocks what the residuals' Hessians leave out,
// rho' J_i'J_j + 2 rho'' J_i'r r'J_j.
void AddJacobianTerms(
    const std::vector<int32_t>& sizes,
    const std::vector<RowMajorMatrix>& jacobians,
    const std::vector<Eigen::VectorXd>& jacobian_times_residuals,
    const double rho[3],
    double** hessians) {
  const int num_blocks = static_cast<int>(sizes.size());
  for (int i = 0; i < num_blocks; ++i) {
    for (int j = i; j < num_blocks; ++j) {
      double* block_pointer = WantedBlock(hessians, num_blocks, i, j);
      if (block_pointer == nullptr) {
        continue;
      }
      Eigen::Map<RowMajorMatrix> block(block_pointer, sizes[i], sizes[j]);
      block.noalias() += rho[1] * (jacobians[i].transpose() * jacobians[j]);
      internal::AddLossCurvature(rho,
                                 jacobian_times_residuals[i],
                                 jacobian_times_residuals[j],
                                 &block);
      if (i == j) {
        // The products above round the two triangles differently.
        block.triangularView<Eigen::StrictlyLower>() = block.transpose();
      }
    }
  }
}

}  // namespace

bool SecondOrderCostFunction::EvaluateResidualHessians(
    double const* const* parameters, double** hessians) const {
  CERES_NEWTON_CHECK(parameters != nullptr, "parameters must not be null.");
  CERES_NEWTON_CHECK(hessians != nullptr, "hessians must not be null.");
  const std::vector<int32_t>& sizes = parameter_block_sizes();
  const int num_blocks = static_cast<int>(sizes.size());
  std::vector<double> weights(num_residuals(), 0.0);
  std::vector<double*> places(num_blocks * num_blocks, nullptr);
  for (int k = 0; k < num_residuals(); ++k) {
    for (int i = 0; i < num_blocks; ++i) {
      for (int j = i; j < num_blocks; ++j) {
        double* first = hessians[i * num_blocks + j];
        places[i * num_blocks + j] =
            first == nullptr
                ? nullptr
                : first + static_cast<size_t>(k) * sizes[i] * sizes[j];
      }
    }
    weights[k] = 1.0;
    if (!EvaluateHessians(parameters, weights.data(), places.data())) {
      return false;
    }
    weights[k] = 0.0;
  }
  return true;
}

bool SecondOrderCostFunction::EvaluateRobustCost(
    double const* const* parameters,
    const ceres::LossFunction* loss,
    double* cost,
    double** gradients,
    double** hessians) const {
  CERES_NEWTON_CHECK(parameters != nullptr, "parameters must not be null.");
  CERES_NEWTON_CHECK(cost != nullptr, "cost must not be null.");
  const std::vector<int32_t>& sizes = parameter_block_sizes();
  const int num_blocks = static_cast<int>(sizes.size());

  // What the user leaves unwritten stays NaN, and is found.
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Eigen::VectorXd residuals = Eigen::VectorXd::Constant(num_residuals(), kNaN);
  std::vector<RowMajorMatrix> jacobians(num_blocks);
  std::vector<double*> jacobian_pointers(num_blocks, nullptr);
  bool needs_jacobians = false;
  for (int i = 0; i < num_blocks; ++i) {
    if (NeedsJacobian(gradients, hessians, num_blocks, i)) {
      jacobians[i].setConstant(num_residuals(), sizes[i], kNaN);
      jacobian_pointers[i] = jacobians[i].data();
      needs_jacobians = true;
    }
  }
  if (!Evaluate(parameters,
                residuals.data(),
                needs_jacobians ? jacobian_pointers.data() : nullptr)) {
    return false;
  }

  double rho[3];
  const double squared_norm = residuals.squaredNorm();
  if (loss == nullptr) {
    internal::EvaluateIdentityLoss(squared_norm, rho);
  } else {
    loss->Evaluate(squared_norm, rho);
  }
  *cost = 0.5 * rho[0];
  if (!needs_jacobians) {
    return true;
  }

  // J_i'r, the gradient without rho'.
  std::vector<Eigen::VectorXd> jacobian_times_residuals(num_blocks);
  for (int i = 0; i < num_blocks; ++i) {
    if (jacobian_pointers[i] == nullptr) {
      continue;
    }
    jacobian_times_residuals[i].noalias() =
        jacobians[i].transpose() * residuals;
    if (gradients != nullptr && gradients[i] != nullptr) {
      Eigen::Map<Eigen::VectorXd>(gradients[i], sizes[i]) =
          rho[1] * jacobian_times_residuals[i];
    }
  }
  if (hessians == nullptr) {
    return true;
  }

  const Eigen::VectorXd weights = rho[1] * residuals;
  if (!EvaluateHessians(parameters, weights.data(), hessians)) {
    return false;
  }
  AddJacobianTerms(sizes, jacobians, jacobian_times_residuals, rho, hessians);
  return true;
}

}  // namespace ceres_newton
