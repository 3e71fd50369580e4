// SPDX-License-Identifier: BSD-3-Clause

#include "tensor_model.h"

#include <cmath>
#include <limits>
#include <utility>

#include "loss_curvature.h"

namespace ceres_newton {
namespace internal {
namespace {

// The entries of a step that the block depends on.
Eigen::VectorXd Gather(const ResidualExpansion& block,
                       const Eigen::VectorXd& step) {
  Eigen::VectorXd part(block.variables.size());
  for (Eigen::Index i = 0; i < part.size(); ++i) {
    part(i) = step(block.variables[i]);
  }
  return part;
}

// Adds a block's gradient and Hessian to those of the whole step.
void Scatter(const ResidualExpansion& block,
             const Eigen::VectorXd& gradient,
             const Eigen::MatrixXd& hessian,
             QuadraticModel* model) {
  const Eigen::Index size = gradient.size();
  for (Eigen::Index j = 0; j < size; ++j) {
    model->gradient(block.variables[j]) += gradient(j);
    for (Eigen::Index i = 0; i < size; ++i) {
      model->hessian(block.variables[i], block.variables[j]) += hessian(i, j);
    }
  }
}

void EvaluateLoss(const ResidualExpansion& block, double z, double rho[3]) {
  if (block.loss) {
    block.loss(z, rho);
  } else {
    EvaluateIdentityLoss(z, rho);
  }
}

// t(s) - r, and the Jacobian of t at s.
struct ExpandedResiduals {
  Eigen::VectorXd change;
  Eigen::MatrixXd jacobian;
};

ExpandedResiduals ExpandResiduals(const ResidualExpansion& block,
                                  const Eigen::VectorXd& part) {
  ExpandedResiduals result;
  result.jacobian = block.jacobian;
  result.change = block.jacobian * part;
  for (Eigen::Index k = 0; k < result.change.size(); ++k) {
    const Eigen::VectorXd slope = block.hessians[k] * part;
    result.jacobian.row(k) += slope.transpose();
    result.change(k) += 0.5 * slope.dot(part);
  }
  return result;
}

// 1/2 rho(|r + change|^2) - 1/2 rho(|r|^2).
double CostChange(const ResidualExpansion& block,
                  const Eigen::VectorXd& change) {
  const double growth =
      change.dot(change) + 2.0 * block.residuals.dot(change);  // of |t|^2
  if (!block.loss) {
    return 0.5 * growth;
  }
  double before[3];
  double after[3];
  block.loss(block.residuals.squaredNorm(), before);
  block.loss((block.residuals + change).squaredNorm(), after);
  const double difference = after[0] - before[0];
  // The corrected trapezoidal rule knows rho where the growth is small, and has
  // no cancellation: where the two agree up to that, it is the better one.
  const double integral = growth * (0.5 * (before[1] + after[1]) +
                                    growth / 12.0 * (before[2] - after[2]));
  const double cancellation = 8.0 * std::numeric_limits<double>::epsilon() *
                              (std::abs(before[0]) + std::abs(after[0]));
  return 0.5 * (std::abs(difference - integral) <= cancellation ? integral
                                                                : difference);
}

}  // namespace

double TensorModel::Decrease(const Eigen::VectorXd& step) const {
  double decrease = -step.dot(expansion_.rest_gradient +
                              0.5 * expansion_.rest_hessian * step);
  for (const ResidualExpansion& block : expansion_.blocks) {
    const Eigen::VectorXd part = Gather(block, step);
    Eigen::VectorXd change = block.jacobian * part;
    for (Eigen::Index k = 0; k < change.size(); ++k) {
      change(k) += 0.5 * part.dot(block.hessians[k] * part);
    }
    decrease -= CostChange(block, change);
  }
  return decrease;
}

void TensorModel::Expand(const Eigen::VectorXd& step,
                         QuadraticModel* model) const {
  const Eigen::VectorXd change = expansion_.rest_hessian * step;
  model->gradient = expansion_.rest_gradient + change;
  model->cost = step.dot(expansion_.rest_gradient + 0.5 * change);
  model->hessian = expansion_.rest_hessian;
  for (const ResidualExpansion& block : expansion_.blocks) {
    const ExpandedResiduals expanded =
        ExpandResiduals(block, Gather(block, step));
    const Eigen::VectorXd t = block.residuals + expanded.change;
    double rho[3];
    EvaluateLoss(block, t.squaredNorm(), rho);
    model->cost += CostChange(block, expanded.change);
    const Eigen::VectorXd slope = expanded.jacobian.transpose() * t;
    Eigen::MatrixXd hessian =
        rho[1] * (expanded.jacobian.transpose() * expanded.jacobian);
    for (Eigen::Index k = 0; k < t.size(); ++k) {
      hessian += (rho[1] * t(k)) * block.hessians[k];
    }
    AddLossCurvature(rho, slope, slope, &hessian);
    Scatter(block, rho[1] * slope, hessian, model);
  }
  // The products round the two triangles differently.
  model->hessian.triangularView<Eigen::StrictlyLower>() =
      model->hessian.transpose();
}

void TensorModel::GaussNewtonMatrix(Eigen::MatrixXd* matrix) const {
  QuadraticModel sum;
  sum.gradient = expansion_.rest_gradient;
  sum.hessian = expansion_.rest_hessian;
  for (const ResidualExpansion& block : expansion_.blocks) {
    double rho[3];
    EvaluateLoss(block, block.residuals.squaredNorm(), rho);
    const Eigen::VectorXd slope = block.jacobian.transpose() * block.residuals;
    Eigen::MatrixXd hessian =
        rho[1] * (block.jacobian.transpose() * block.jacobian);
    AddLossCurvature(rho, slope, slope, &hessian);
    Scatter(block, rho[1] * slope, hessian, &sum);
  }
  *matrix = std::move(sum.hessian);
  matrix->triangularView<Eigen::StrictlyLower>() = matrix->transpose();
}

}  // namespace internal
}  // namespace ceres_newton
