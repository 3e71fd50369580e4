// SPDX-License-Identifier: BSD-3-Clause

#include "difference_scan.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ceres_newton {
namespace internal {
namespace {

// Differences that have to agree, and of those that concur with others.
constexpr int kWindow = 3;
constexpr int kSmallWindow = 2;

// A contradiction is this many times the spread; and an agreement is as sharp.
constexpr double kClear = 10.0;

// Contradictions of three and of one difference that concur with others.
constexpr double kClearTogether = 3.0;
constexpr double kClearAtOnce = 1e3;

constexpr double kRounding = 2.0 * std::numeric_limits<double>::epsilon();

}  // namespace

DifferenceScan::DifferenceScan(const Curve& curve,
                               double t,
                               double first_step,
                               double shrink_factor,
                               const Eigen::VectorXd& noise)
    : curve_(curve),
      t_(t),
      shrink_factor_(shrink_factor),
      noise_(noise),
      step_(first_step) {}

void DifferenceScan::AddSteps(int num_steps) {
  // The error of D(h) falls as h^2, that of a first extrapolation as h^4.
  const double square = shrink_factor_ * shrink_factor_;
  const double first_weight = square / (1.0 - square);
  const double second_weight = square * square / (1.0 - square * square);
  Eigen::VectorXd upper(noise_.size());
  Eigen::VectorXd lower(noise_.size());
  for (int s = 0; s < num_steps; ++s) {
    const double h = step_;
    step_ *= shrink_factor_;
    const double t_upper = t_ + h;
    const double t_lower = t_ - h;
    if (!(t_upper > t_ && t_ > t_lower)) {
      return;
    }
    if (!curve_(t_upper, &upper) || !upper.allFinite() ||
        !curve_(t_lower, &lower) || !lower.allFinite()) {
      quotient_.resize(0);
      extrapolated_.resize(0);
      continue;
    }
    const Eigen::VectorXd previous = quotient_;
    quotient_ = (upper - lower) / (t_upper - t_lower);
    if (!quotient_.allFinite()) {
      quotient_.resize(0);
      extrapolated_.resize(0);
      continue;
    }
    if (previous.size() > 0) {
      const Eigen::VectorXd first =
          quotient_ + first_weight * (quotient_ - previous);
      derivatives_.push_back(first);
      if (extrapolated_.size() > 0) {
        derivatives_.back() += second_weight * (first - extrapolated_);
      }
      extrapolated_ = first;
      const Eigen::ArrayXd largest =
          upper.cwiseAbs().cwiseMax(lower.cwiseAbs()).array();
      errors_.push_back((noise_.array().max(kRounding * largest) / h).matrix());
    }
  }
}

DifferenceScan::Opinion DifferenceScan::Judge(int v,
                                              double got,
                                              double relative_precision,
                                              double* expected,
                                              double* error) const {
  const int num_derivatives = static_cast<int>(derivatives_.size());
  if (num_derivatives == 1 && quotient_.size() > 0) {
    const double derivative = derivatives_[0][v];
    const double spread =
        std::max(std::abs(derivative - quotient_[v]), errors_[0][v]);
    const double difference = std::abs(derivative - got);
    return difference > kClearAtOnce * spread &&
                   difference > kClear * std::abs(derivative - *expected) &&
                   difference > relative_precision * std::abs(derivative)
               ? Opinion::kContradicts
               : Opinion::kNone;
  }
  for (int s = num_derivatives - kWindow; s >= 0; --s) {
    const Window window = MakeWindow(v, s, kWindow);
    const double difference = std::abs(window.mean - got);
    const double precision =
        relative_precision * std::max(std::abs(window.mean), std::abs(got));
    const bool together = std::abs(window.mean - *expected) <= window.spread;
    if (difference > precision &&
        difference > (together ? kClearTogether : kClear) * window.spread) {
      return Opinion::kContradicts;
    }
    if (difference <= window.spread + precision &&
        kClear * window.spread < std::abs(got - *expected)) {
      *expected = window.mean;
      *error = window.spread + difference;
      return Opinion::kAgrees;
    }
  }
  for (int s = num_derivatives - kSmallWindow; s >= 0; --s) {
    const Window window = MakeWindow(v, s, kSmallWindow);
    const double difference = std::abs(window.mean - got);
    if (difference > kClear * window.spread &&
        difference > relative_precision * std::abs(window.mean) &&
        std::abs(window.mean - *expected) <= window.spread) {
      return Opinion::kContradicts;
    }
  }
  return Opinion::kNone;
}

DifferenceScan::Window DifferenceScan::MakeWindow(int v,
                                                  int begin,
                                                  int size) const {
  double low = derivatives_[begin][v];
  double high = low;
  Window window;
  for (int s = begin; s < begin + size; ++s) {
    low = std::min(low, derivatives_[s][v]);
    high = std::max(high, derivatives_[s][v]);
    window.mean += derivatives_[s][v] / size;
    window.spread = std::max(window.spread, errors_[s][v]);
  }
  window.spread = std::max(window.spread, high - low);
  return window;
}

}  // namespace internal
}  // namespace ceres_newton
