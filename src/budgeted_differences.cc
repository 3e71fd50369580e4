// SPDX-License-Identifier: BSD-3-Clause

#include "budgeted_differences.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ceres_newton {
namespace internal {
namespace {

// The smallest of many error estimates is too small now and then, when two
// noisy numbers agree by chance.
constexpr double kErrorSafety = 10.0;

// Two estimates that differ by this many times their errors do so not by noise:
// the one with the smaller steps is right.
constexpr double kDisagreement = 10.0;

// An error so much smaller than another one, at smaller steps, is believed.
constexpr double kNegligible = 1e-3;

// Ratio of the scales of the first two tableaus, at least.
constexpr double kScaleFactor = 1e-3;

// Steps of a tableau, and of one that only confirms or searches.
constexpr int kLongTableau = 7;
constexpr int kShortTableau = 4;

// The largest derivative of a group is to be known so well, relatively.
constexpr double kPrecise = 1e-8;

// From scale to scale where none is right yet.  Chosen by trial on
// hessian_checker_mutations_test.cc.
constexpr double kSearchFactor = 1e4;

// Noise above this, relative to the values, is more than rounding.
constexpr double kNoisy = 256.0 * std::numeric_limits<double>::epsilon();

// A tableau, with bounds as errors, and its first step.
struct Estimate {
  CurveDerivative value;
  double step = 0.0;
};

class Search {
 public:
  Search(const Curve& curve,
         double t,
         int num_values,
         int first_group,
         int group_size,
         int max_evaluations,
         const Eigen::VectorXd& noise,
         const ceres::NumericDiffOptions& options)
      : curve_(curve),
        t_(t),
        num_values_(num_values),
        first_group_(first_group),
        group_size_(group_size),
        max_evaluations_(max_evaluations),
        noise_(noise),
        options_(options) {}

  bool found() const { return found_; }
  int num_evaluations() const { return num_evaluations_; }
  const Estimate& best() const { return best_; }

  // One more tableau, as far as the budget lasts.
  void Try(double step, int max_num_steps) {
    const int num_steps = std::min({max_num_steps,
                                    options_.max_num_ridders_extrapolations,
                                    (max_evaluations_ - num_evaluations_) / 2});
    if (!(step > 0.0) || !std::isfinite(step) || num_steps < 1 ||
        (found_ && num_steps < 2)) {
      return;
    }
    // Where there is an estimate already, one that leaves the domain is not
    // worth the search for smaller steps.
    bool failed = false;
    const Curve curve = [&](double t, Eigen::VectorXd* values) {
      if (failed && found_) {
        return false;
      }
      ++num_evaluations_;
      failed = !curve_(t, values) || !values->allFinite();
      if (!failed) {
        largest_values_ = largest_values_.cwiseMax(values->cwiseAbs());
      }
      return !failed;
    };
    Estimate estimate;
    estimate.step = step;
    if (!DifferentiateAtScale(curve,
                              t_,
                              num_values_,
                              step,
                              num_steps,
                              noise_,
                              options_,
                              &estimate.value)) {
      return;
    }
    estimate.value.error *= kErrorSafety;
    if (!found_) {
      found_ = true;
      best_ = estimate;
    } else {
      Combine(estimate);
    }
  }

  // Whether the largest derivative of each group is known well.  If not,
  // whether rounding is to blame.
  bool IsPrecise(bool* rounding_dominates) const {
    *rounding_dominates = true;
    bool precise = true;
    for (int v = first_group_; v < num_values_; v += group_size_) {
      int largest = 0;
      const double size = best_.value.derivative.segment(v, group_size_)
                              .cwiseAbs()
                              .maxCoeff(&largest);
      const double error = best_.value.error[v + largest];
      // Where there is noise, larger steps might see some other curvature.
      if (error > kPrecise * size && !IsNoisy(v + largest)) {
        precise = false;
        *rounding_dominates =
            *rounding_dominates &&
            error <= 2.0 * kErrorSafety * best_.value.rounding[v + largest];
      }
    }
    return precise;
  }

 private:
  bool IsNoisy(int v) const { return noise_[v] > kNoisy * largest_values_[v]; }

  void Combine(const Estimate& other) {
    const bool other_is_smaller = other.step < best_.step;
    for (int v = 0; v < num_values_; ++v) {
      const double error = best_.value.error[v];
      const double other_error = other.value.error[v];
      const double difference =
          std::abs(best_.value.derivative[v] - other.value.derivative[v]);
      const bool contradiction =
          difference > kDisagreement * (error + other_error);
      if (contradiction ? other_is_smaller : other_error < error) {
        best_.value.derivative[v] = other.value.derivative[v];
        best_.value.error[v] = other_error;
        best_.value.rounding[v] = other.value.rounding[v];
      }
      // Neither right nor wrong: the estimates of the errors are too small.
      // Unless the larger steps are plainly too large.
      const bool too_large = other_is_smaller
                                 ? other_error < kNegligible * error
                                 : error < kNegligible * other_error;
      if (!contradiction && !too_large && difference > error + other_error) {
        best_.value.error[v] = difference + error + other_error;
      }
    }
    best_.step = std::min(best_.step, other.step);
  }

  const Curve& curve_;
  const double t_;
  const int num_values_;
  const int first_group_;
  const int group_size_;
  const int max_evaluations_;
  const Eigen::VectorXd& noise_;
  Eigen::VectorXd largest_values_ = Eigen::VectorXd::Zero(noise_.size());
  const ceres::NumericDiffOptions& options_;
  bool found_ = false;
  int num_evaluations_ = 0;
  Estimate best_;
};

}  // namespace

bool DifferentiateWithinBudget(const Curve& curve,
                               double t,
                               double magnitude,
                               int num_values,
                               int first_group,
                               int group_size,
                               int max_evaluations,
                               const Eigen::VectorXd& noise,
                               const ceres::NumericDiffOptions& options,
                               CurveDerivative* result) {
  if (!std::isfinite(t)) {
    return false;
  }
  const double kind = std::abs(t) < kScaleFactor * magnitude ? magnitude : 0.0;
  const double large = options.ridders_relative_initial_step_size *
                       std::max({std::abs(t), 1.0, kind});
  const double small =
      std::min(options.ridders_relative_initial_step_size * magnitude,
               kScaleFactor * large);
  Search search(curve,
                t,
                num_values,
                first_group,
                group_size,
                max_evaluations,
                noise,
                options);
  bool rounding = false;
  search.Try(small, kLongTableau);
  const bool converged = search.found() && search.IsPrecise(&rounding);
  search.Try(large, converged ? kShortTableau : kLongTableau);
  double smaller = small;
  double larger = large;
  while (search.found() && !search.IsPrecise(&rounding)) {
    const int before = search.num_evaluations();
    if (rounding) {
      larger *= kSearchFactor;
      search.Try(larger, kShortTableau);
    } else {
      smaller /= kSearchFactor;
      search.Try(smaller, kShortTableau);
    }
    if (search.num_evaluations() == before) {
      break;
    }
  }
  *result = search.best().value;
  result->num_evaluations = search.num_evaluations();
  return search.found();
}

}  // namespace internal
}  // namespace ceres_newton
