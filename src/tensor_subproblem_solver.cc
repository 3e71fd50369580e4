// SPDX-License-Identifier: BSD-3-Clause

#include "tensor_subproblem_solver.h"

#include <algorithm>
#include <cmath>

namespace ceres_newton {
namespace internal {
namespace {

// The regularized model around s, and how much it lies below its value at 0.
void ExpandRegularized(const TensorModel& model,
                       const Eigen::VectorXd& weights,
                       const Eigen::VectorXd& s,
                       QuadraticModel* expansion) {
  model.Expand(s, expansion);
  expansion->cost += 0.5 * weights.dot(s.cwiseAbs2());
  expansion->gradient += weights.cwiseProduct(s);
  expansion->hessian.diagonal() += weights;
}

double RegularizedDecrease(const TensorModel& model,
                           const Eigen::VectorXd& weights,
                           const Eigen::VectorXd& s) {
  return model.Decrease(s) - 0.5 * weights.dot(s.cwiseAbs2());
}

}  // namespace

bool TensorSubproblemSolver::Solve(const TensorModel& model,
                                   const QuadraticModel& gauss_newton,
                                   const Eigen::VectorXd& scaling,
                                   const StepBounds& bounds,
                                   double radius,
                                   TrustRegionStep* step) {
  *step = TrustRegionStep();
  TrustRegionStep levenberg_marquardt;
  if (!solver_->SetModel(gauss_newton, scaling, bounds) ||
      !solver_->Solve(radius, &levenberg_marquardt)) {
    return false;
  }
  num_factorizations_ = levenberg_marquardt.num_factorizations;
  step->num_factorizations = num_factorizations_;
  double lambda = std::isfinite(levenberg_marquardt.lambda)
                      ? levenberg_marquardt.lambda
                      : 0.0;
  // The multiplier that would hold a step along the gradient.
  const double steepest = bounds.Project(gauss_newton.gradient)
                              .cwiseQuotient(scaling)
                              .stableNorm() /
                          radius;
  if (!(steepest > 0.0)) {
    return false;  // a stationary point: the quadratic model knows more
  }
  constexpr int kMaxNumRaises = 30;
  // A step to the boundary may lie outside by the rounding errors of its norm.
  const double longest = radius * (1.0 + 1e-13);
  num_iterations_ = 0;
  is_indefinite_ = false;
  Eigen::VectorXd s;
  double length = 0.0;
  for (int raise = 0; raise <= kMaxNumRaises; ++raise) {
    s = Minimize(model, lambda * scaling.cwiseAbs2(), scaling, bounds, radius);
    length = s.cwiseProduct(scaling).stableNorm();
    if (length <= longest) {
      break;
    }
    lambda = std::max(4.0 * lambda, 1e-3 * steepest);
  }

  step->step = s;
  step->lambda = lambda;
  step->on_boundary = lambda > 0.0;
  step->negative_curvature = is_indefinite_;
  step->scaled_norm = length;
  step->predicted_decrease = model.Decrease(s);
  step->num_factorizations = num_factorizations_;
  return s.allFinite() && length <= longest && step->predicted_decrease > 0.0;
}

// Newton's method on the regularized model, from 0, in a trust region of its
// own.
Eigen::VectorXd TensorSubproblemSolver::Minimize(const TensorModel& model,
                                                 const Eigen::VectorXd& weights,
                                                 const Eigen::VectorXd& scaling,
                                                 const StepBounds& bounds,
                                                 double radius) {
  constexpr int kMaxNumIterations = 60;
  constexpr int kMaxNumIterationsInAll = 300;   // with all lambda of a step
  constexpr double kRelativeTolerance = 1e-12;  // of the decrease
  Eigen::VectorXd s = Eigen::VectorXd::Zero(model.size());
  double decrease = 0.0;
  double inner_radius = radius;
  QuadraticModel expansion;
  bool is_expanded = false;
  StepBounds room;
  for (int iteration = 0; iteration < kMaxNumIterations &&
                          num_iterations_ < kMaxNumIterationsInAll;
       ++iteration, ++num_iterations_) {
    if (!is_expanded) {
      ExpandRegularized(model, weights, s, &expansion);
      if (!bounds.empty()) {
        room.lower = bounds.lower - s;
        room.upper = bounds.upper - s;
      }
      if (!expansion.gradient.allFinite() || !expansion.hessian.allFinite() ||
          !solver_->SetModel(expansion, scaling, room)) {
        break;
      }
      is_expanded = true;
    }
    TrustRegionStep move;
    if (!solver_->Solve(inner_radius, &move)) {
      break;
    }
    num_factorizations_ += move.num_factorizations;
    if (iteration == 0 && num_iterations_ == 0) {
      is_indefinite_ = move.negative_curvature;
    }
    if (!(move.predicted_decrease > kRelativeTolerance * decrease)) {
      break;
    }
    const Eigen::VectorXd candidate = bounds.Clamp(s + move.step);
    const double candidate_decrease =
        RegularizedDecrease(model, weights, candidate);
    const double ratio =
        (candidate_decrease - decrease) / move.predicted_decrease;
    if (!(ratio > 0.1)) {
      if (!(move.scaled_norm > 1e-12 * radius)) {
        break;
      }
      inner_radius = 0.25 * move.scaled_norm;
      continue;
    }
    if (ratio > 0.75 && move.on_boundary) {
      inner_radius *= 3.0;
    } else if (ratio < 0.25) {
      inner_radius = 0.5 * move.scaled_norm;
    }
    s = candidate;
    decrease = candidate_decrease;
    is_expanded = false;
  }
  return s;
}

}  // namespace internal
}  // namespace ceres_newton
