// SPDX-License-Identifier: BSD-3-Clause

#include "confirmed_differences.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ceres_newton {
namespace internal {
namespace {

// The smallest of many error estimates is too small now and then, when two
// noisy numbers agree by chance.
constexpr double kErrorSafety = 10.0;

// If a function oscillates within the first steps of Ridders' method, its
// samples can look like those of a smoother one, and the estimated error is
// small.  So a second estimate uses steps that are smaller by this factor, and
// smaller still if the parameters are small.
constexpr double kSecondStepFactor = 1e-3;

// Two estimates that differ by this many times their errors do so not by noise:
// the one with the smaller steps is right.
constexpr double kDisagreement = 10.0;

// The options for the second estimate at t.  `magnitude` is that of the block.
ceres::NumericDiffOptions SecondOptions(
    double t, double magnitude, const ceres::NumericDiffOptions& options) {
  const double first_step =
      options.ridders_relative_initial_step_size * std::max(std::abs(t), 1.0);
  const double step =
      std::min(options.ridders_relative_initial_step_size * magnitude,
               kSecondStepFactor * first_step);
  // In the units that DifferentiateCurve measures steps in.
  ceres::NumericDiffOptions second = options;
  second.ridders_relative_initial_step_size = step / std::max(std::abs(t), 1.0);
  second.relative_step_size =
      kSecondStepFactor * step /
      std::max(std::abs(t), std::sqrt(std::numeric_limits<double>::epsilon()));
  return second;
}

}  // namespace

bool DifferentiateTwice(const Curve& curve,
                        double t,
                        double magnitude,
                        int num_values,
                        const ceres::NumericDiffOptions& options,
                        CurveDerivative* result) {
  CurveDerivative second;
  if (!DifferentiateCurve(curve, t, num_values, options, result) ||
      !DifferentiateCurve(curve,
                          t,
                          num_values,
                          SecondOptions(t, magnitude, options),
                          &second)) {
    return false;
  }
  result->error *= kErrorSafety;
  second.error *= kErrorSafety;
  for (int v = 0; v < num_values; ++v) {
    const double difference =
        std::abs(result->derivative[v] - second.derivative[v]);
    const double errors = result->error[v] + second.error[v];
    if (second.error[v] < result->error[v] ||
        difference > kDisagreement * errors) {
      result->derivative[v] = second.derivative[v];
      result->error[v] = second.error[v];
    }
    // Neither right nor wrong: the estimates of the errors are too small.
    if (difference > errors && difference <= kDisagreement * errors) {
      result->error[v] = difference + errors;
    }
  }
  return true;
}

}  // namespace internal
}  // namespace ceres_newton
