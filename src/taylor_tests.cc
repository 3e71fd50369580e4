// SPDX-License-Identifier: BSD-3-Clause

#include "taylor_tests.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "stacked_point.h"

namespace ceres_newton {
namespace internal {
namespace {

constexpr int kNumDirections = 3;

// Steps 1/8, 1/16, ..., relative to the parameters: down to 1e-7.
constexpr double kFirstStep = 0.125;
constexpr int kNumSteps = 20;

// A remainder this many times its rounding shows its order.
constexpr double kAboveRounding = 100.0;

// Steps in the window at most, and at least.
constexpr int kMaxWindow = 6;
constexpr int kMinWindow = 3;

constexpr double kRounding = 4.0 * std::numeric_limits<double>::epsilon();

// g'd and d'H d of the weighted sum; a rounding of x + h d or of f is up to
// rounding + h slope_rounding.
struct Expansion {
  double slope = 0.0;
  double curvature = 0.0;
  double rounding = 0.0;
  double slope_rounding = 0.0;
};

Expansion Expand(const HessianChecker::ProbeResults& results,
                 const StackedPoint& point,
                 const Eigen::VectorXd& weights,
                 const Eigen::VectorXd& direction) {
  Expansion expansion;
  const int num_blocks = static_cast<int>(results.jacobians.size());
  const auto part = [&](const Eigen::VectorXd& stacked, int i) {
    return stacked.segment(point.offset(i), results.jacobians[i].cols());
  };
  for (Eigen::Index k = 0; k < weights.size(); ++k) {
    double size = std::abs(results.residuals[k]);
    double change = 0.0;
    for (int i = 0; i < num_blocks; ++i) {
      const auto row = results.jacobians[i].row(k);
      expansion.slope += weights[k] * row.dot(part(direction, i));
      size += row.cwiseAbs().dot(part(point.x(), i).cwiseAbs());
      change += row.cwiseAbs().dot(part(direction, i).cwiseAbs());
      for (int j = i; j < num_blocks; ++j) {
        expansion.curvature +=
            (i == j ? 1.0 : 2.0) * weights[k] *
            part(direction, i)
                .dot(results.hessians[k][i * num_blocks + j] *
                     part(direction, j));
      }
    }
    expansion.rounding += kRounding * std::abs(weights[k]) * size;
    expansion.slope_rounding += kRounding * std::abs(weights[k]) * change;
  }
  return expansion;
}

// The least-squares slope in the window of the smallest steps that show
// something.
void FitSlope(TaylorTest* test) {
  int end = 0;
  const int num_steps = static_cast<int>(test->remainders.size());
  while (end < num_steps &&
         test->remainders[end] > kAboveRounding * test->roundings[end]) {
    ++end;
  }
  test->num_steps = std::min(end, kMaxWindow);
  test->first_step = end - test->num_steps;
  if (test->num_steps < kMinWindow) {
    return;
  }
  Eigen::ArrayXd log_h(test->num_steps);
  Eigen::ArrayXd log_r(test->num_steps);
  for (int s = 0; s < test->num_steps; ++s) {
    log_h[s] = std::log(test->steps[test->first_step + s]);
    log_r[s] = std::log(test->remainders[test->first_step + s]);
  }
  log_h -= log_h.mean();
  test->slope = (log_h * log_r).sum() / log_h.square().sum();
}

}  // namespace

void RunTaylorTests(const CheckedFunction& function,
                    double const* const* parameters,
                    HessianChecker::ProbeResults* results) {
  const StackedPoint point(function, parameters);
  Eigen::VectorXd weights(function.num_residuals());
  for (Eigen::Index k = 0; k < weights.size(); ++k) {
    weights[k] = 1.0 + 0.1 * (k % 5);
  }
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(0.5, 1.0);
  std::bernoulli_distribution coin;
  for (int t = 0; t < kNumDirections; ++t) {
    Eigen::VectorXd direction(point.size());
    for (Eigen::Index c = 0; c < direction.size(); ++c) {
      direction[c] =
          (coin(random) ? 1.0 : -1.0) * uniform(random) * point.magnitudes()[c];
    }
    const Expansion expansion = Expand(*results, point, weights, direction);
    TaylorTest test;
    test.direction.assign(direction.data(), direction.data() + point.size());
    double h = kFirstStep;
    for (int s = 0; s < kNumSteps; ++s, h *= 0.5) {
      Eigen::VectorXd residuals;
      if (!point.Evaluate(point.x() + h * direction, &residuals, nullptr)) {
        continue;
      }
      // By differences of residuals, which lose less than one of sums.
      double change = 0.0;
      for (Eigen::Index k = 0; k < weights.size(); ++k) {
        change += weights[k] * (residuals[k] - results->residuals[k]);
      }
      test.steps.push_back(h);
      test.roundings.push_back(expansion.rounding +
                               h * expansion.slope_rounding +
                               kRounding * std::abs(change));
      test.remainders.push_back(std::abs(change - h * expansion.slope -
                                         0.5 * h * h * expansion.curvature));
    }
    FitSlope(&test);
    results->taylor_tests.push_back(test);
  }
}

}  // namespace internal
}  // namespace ceres_newton
