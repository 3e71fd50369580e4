// SPDX-License-Identifier: BSD-3-Clause

#include "objective_check.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "radius_update.h"
#include "scaling.h"
#include "second_difference.h"
#include "step_bounds.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// The stencil of s -> cost(Plus(x, s d)), whose value at s = 0 is known.
StepStencil CostAlong(const Eigen::VectorXd& x,
                      const Eigen::VectorXd& direction,
                      double center,
                      Objective* objective) {
  return [=](double step, StepDifferences* result) {
    double costs[2];
    Eigen::VectorXd point;
    std::string error;
    for (int side = 0; side < 2; ++side) {
      if (!objective->Plus(x, (side == 0 ? step : -step) * direction, &point) ||
          !objective->Evaluate(point, &costs[side], nullptr, nullptr, &error)) {
        return false;
      }
    }
    const double largest =
        std::max({std::abs(costs[0]), std::abs(costs[1]), std::abs(center)});
    const double rounding = kEpsilon * largest / (step * step);
    result->first =
        Eigen::VectorXd::Constant(1, (costs[0] - costs[1]) / (2.0 * step));
    result->second = Eigen::VectorXd::Constant(
        1, ((costs[0] - center) + (costs[1] - center)) / (step * step));
    result->rounding = Eigen::VectorXd::Constant(1, rounding);
    result->joint_rounding = 32.0 * rounding;
    return true;
  };
}

// The direction cut so that Plus(x, +-s d), 0 <= s <= 1, meets no bound: there
// the cost has a kink, and beside it, at a zero slope, only half the curvature.
Eigen::VectorXd CutToBounds(const StepBounds& bounds,
                            const Eigen::VectorXd& direction) {
  if (bounds.empty()) {
    return direction;
  }
  const Eigen::VectorXd room = bounds.upper.cwiseMin(-bounds.lower);
  return direction.cwiseMin(room).cwiseMax(-room);
}

}  // namespace

bool CheckObjective(const Eigen::VectorXd& x,
                    double relative_precision,
                    Objective* objective,
                    std::string* error) {
  constexpr int kNumDirections = 4;
  constexpr double kFirstStep = 1.0 / 1024.0;
  const int n = objective->num_tangent_parameters();
  double cost = 0.0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
  std::string reason;
  if (n == 0 || !objective->Evaluate(x, &cost, &gradient, &hessian, &reason)) {
    return true;  // the minimizer says so
  }
  Scaling scaling;
  scaling.Update(hessian);
  const double radius = InitialRadius(x, gradient, scaling.diagonal());
  const StepBounds bounds = objective->BoundsAt(x);
  std::mt19937 random(20);
  std::uniform_real_distribution<double> uniform(0.5, 1.0);
  for (int k = 0; k < kNumDirections; ++k) {
    Eigen::VectorXd direction(n);
    for (int i = 0; i < n; ++i) {
      direction(i) = (random() % 2 == 0 ? 1.0 : -1.0) * uniform(random) *
                     radius / (std::sqrt(n) * scaling.diagonal()(i));
    }
    direction = CutToBounds(bounds, direction);
    if (direction.isZero(0.0)) {
      return true;  // no parameter can go both ways
    }
    const double curvature = direction.dot(hessian * direction);
    const double size =
        direction.cwiseAbs().dot(hessian.cwiseAbs() * direction.cwiseAbs());
    const double travel =
        gradient.cwiseAbs().dot(direction.cwiseAbs()) + 0.5 * size;
    SecondDifference difference;
    if (!difference.Evaluate(
            CostAlong(x, direction, cost, objective), kFirstStep, travel)) {
      continue;
    }
    const double expected = difference.value()(0);
    if (std::abs(expected - curvature) >
        10.0 * difference.error()(0) +
            relative_precision * std::max(size, std::abs(expected))) {
      *error = StringPrintf(
          "The Hessian of the whole problem does not fit its cost at the "
          "start: along a direction d, d'H d = %.10g, but the second "
          "difference of the cost is %.10g (with an error of about %.1e). If "
          "all residual blocks and objective terms are right, look at loss "
          "functions (rho, rho', rho'') and manifolds (Plus, PlusJacobian) "
          "that are not those of Ceres, and for kinks.",
          curvature,
          expected,
          difference.error()(0));
      return false;
    }
  }
  return true;
}

}  // namespace internal
}  // namespace ceres_newton
