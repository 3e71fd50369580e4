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

// Steps of a staircase that a difference may be wrong by.
constexpr double kStairs = 4.0;

// Of a single difference, not extrapolated.
constexpr double kFinePrecision = 0.01;

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
      step_(first_step),
      lowest_change_(Eigen::VectorXd::Constant(
          noise.size(), std::numeric_limits<double>::infinity())),
      has_unchanged_(noise.size()) {}

void DifferenceScan::AddSteps(int num_steps) {
  // The error of D(h) falls as h^2, that of a first extrapolation as h^4.
  const double square = shrink_factor_ * shrink_factor_;
  const double first_weight = square / (1.0 - square);
  const double second_weight = square * square / (1.0 - square * square);
  for (int s = 0; s < num_steps; ++s) {
    const double h = step_;
    step_ *= shrink_factor_;
    if (!(t_ + h > t_ && t_ > t_ - h)) {
      return;
    }
    double width;
    Eigen::VectorXd difference;
    Eigen::ArrayXd largest;
    if (!Sample(h, &width, &difference, &largest)) {
      quotient_.resize(0);
      extrapolated_.resize(0);
      continue;
    }
    WatchStaircase(width, difference, largest);
    const Eigen::VectorXd previous = quotient_;
    quotient_ = difference / width;
    if (previous.size() > 0) {
      const Eigen::VectorXd first =
          quotient_ + first_weight * (quotient_ - previous);
      derivatives_.push_back(first);
      if (extrapolated_.size() > 0) {
        derivatives_.back() += second_weight * (first - extrapolated_);
      }
      extrapolated_ = first;
      steps_.push_back(h);
      errors_.push_back((noise_.array().max(kRounding * largest) / h).matrix());
    }
  }
}

bool DifferenceScan::Sample(double h,
                            double* width,
                            Eigen::VectorXd* difference,
                            Eigen::ArrayXd* largest) const {
  Eigen::VectorXd upper(noise_.size());
  Eigen::VectorXd lower(noise_.size());
  const double t_upper = t_ + h;
  const double t_lower = t_ - h;
  *width = t_upper - t_lower;
  if (!curve_(t_upper, &upper) || !upper.allFinite() ||
      !curve_(t_lower, &lower) || !lower.allFinite()) {
    return false;
  }
  *difference = upper - lower;
  *largest = upper.cwiseAbs().cwiseMax(lower.cwiseAbs()).array();
  return (*difference / *width).allFinite();
}

void DifferenceScan::WatchStaircase(double width,
                                    const Eigen::VectorXd& difference,
                                    const Eigen::ArrayXd& largest) {
  for (int v = 0; v < static_cast<int>(difference.size()); ++v) {
    const double change = std::abs(difference[v]);
    if (change == 0.0) {
      // Where rounding does not explain it.
      has_unchanged_[v] =
          has_unchanged_[v] || quotient_.size() == 0 ||
          std::abs(quotient_[v]) * width >
              kClear * std::max(noise_[v], kRounding * largest[v]);
    } else {
      lowest_change_[v] = std::min(lowest_change_[v], change);
    }
  }
}

double DifferenceScan::ErrorAt(int s, int v) const {
  const bool is_staircase = has_unchanged_[v] && !IsUnchanged(v);
  return std::max(errors_[s][v],
                  is_staircase ? kStairs * lowest_change_[v] / steps_[s] : 0.0);
}

DifferenceScan::Opinion DifferenceScan::JudgeByFineStep(int v,
                                                        double fine_step,
                                                        double got,
                                                        double expected) {
  const auto [position, is_new] = fine_steps_.try_emplace(fine_step);
  FineStep& fine = position->second;
  double width;
  Eigen::VectorXd difference;
  Eigen::ArrayXd largest;
  if (is_new && t_ + fine_step > t_ && t_ > t_ - fine_step &&
      Sample(fine_step, &width, &difference, &largest)) {
    WatchStaircase(width, difference, largest);
    fine.quotient = difference / width;
    fine.error = (noise_.array().max(kRounding * largest) / width).matrix();
  }
  if (fine.quotient.size() == 0) {
    return Opinion::kNone;
  }
  const double bound =
      kClear * fine.error[v] + kFinePrecision * std::abs(fine.quotient[v]);
  const double from_got = std::abs(fine.quotient[v] - got);
  const double from_expected = std::abs(fine.quotient[v] - expected);
  if (from_got <= bound && from_expected > kClearTogether * bound) {
    return Opinion::kAgrees;
  }
  return from_expected <= bound && from_got > kClearTogether * bound
             ? Opinion::kContradicts
             : Opinion::kNone;
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
        std::max(std::abs(derivative - quotient_[v]), ErrorAt(0, v));
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
    window.spread = std::max(window.spread, ErrorAt(s, v));
  }
  window.spread = std::max(window.spread, high - low);
  return window;
}

}  // namespace internal
}  // namespace ceres_newton
