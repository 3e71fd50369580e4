// SPDX-License-Identifier: BSD-3-Clause

#include "curve_smoothness.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ceres_newton {
namespace internal {
namespace {

constexpr int kNumSteps = 4;

// Second differences below this, relative to the values, are rounding.
constexpr double kRounding = 1024.0 * std::numeric_limits<double>::epsilon();

// A kink shows where q falls like h, a jump where it does not fall, within
// these factors, over two steps in succession.  Noise rarely looks so regular.
constexpr double kRegularFall = 1.1;
constexpr double kRegularLevel = 1.01;

// The last so many second differences, which should be rounding, are noise if
// they are larger.
constexpr int kNumSmallest = 3;

}  // namespace

CurveSmoothness JudgeSmoothness(const Curve& curve,
                                double t,
                                double magnitude,
                                double center,
                                double size) {
  CurveSmoothness smoothness;
  size = std::max(size, std::abs(center));
  Eigen::ArrayXd q(kNumSteps);
  Eigen::ArrayXd upper_slope(kNumSteps);
  Eigen::ArrayXd lower_slope(kNumSteps);
  double h = 0.01 * magnitude;
  for (int s = 0; s < kNumSteps; ++s) {
    h *= 0.1;
    Eigen::VectorXd upper(1);
    Eigen::VectorXd lower(1);
    if (!curve(t + h, &upper) || !curve(t - h, &lower)) {
      q[s] = std::numeric_limits<double>::infinity();
      continue;
    }
    size = std::max({size, std::abs(upper[0]), std::abs(lower[0])});
    q[s] = std::abs((upper[0] - center) - (center - lower[0]));
    upper_slope[s] = (upper[0] - center) / h;
    lower_slope[s] = (center - lower[0]) / h;
  }
  const double rounding = kRounding * size;
  const auto falls_as = [&](int s, double factor) {
    const double regular = factor > 1.0 ? kRegularFall : kRegularLevel;
    return q[s + 1] > 4.0 * rounding && std::isfinite(q[s]) &&
           q[s] < regular * factor * q[s + 1] &&
           q[s] > factor / regular * q[s + 1];
  };
  // The smallest steps are the ones that matter.
  for (int s = kNumSteps - 3; s >= 0; --s) {
    for (const double factor : {10.0, 1.0}) {
      const bool at_the_end = factor > 1.0 || s == kNumSteps - 3;
      if (at_the_end && falls_as(s, factor) && falls_as(s + 1, factor)) {
        smoothness.doubt = HessianDoubt::kKink;
        smoothness.upper_slope = upper_slope[s + 2];
        smoothness.lower_slope = lower_slope[s + 2];
        return smoothness;
      }
    }
  }
  if ((q.tail(kNumSmallest) > rounding).any()) {
    smoothness.doubt = HessianDoubt::kNoise;
  }
  return smoothness;
}

}  // namespace internal
}  // namespace ceres_newton
