// SPDX-License-Identifier: BSD-3-Clause

#include "numeric_differences.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kMachineEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A tableau whose relative errors are above this is followed by another one.
// Chosen as the accuracy the providers promise for smooth functions.
constexpr double kRestartTolerance = 1e-9;

// Ratio of the first steps of a tableau and the next one.  Chosen by trial on
// the functions in numeric_diff_second_order_function_test.cc: ten rows with
// shrink factor 2 cover three orders of magnitude, so consecutive tableaus
// overlap.
constexpr double kRestartShrinkFactor = 100.0;

// Ridders 1982 stops at the first sign of growing errors; one factor of safety
// lets a tableau pass a level where two of its entries agree by chance.
constexpr double kDivergenceFactor = 2.0;

// Steps of DifferentiateAtScale, over the first one: the smallest where all
// neighbours can be evaluated, and where some cannot.
constexpr double kShrinkAtScale = 1e-3;
constexpr double kSmallestShrink = 1e-8;

// The difference quotients of a curve at t, on both sides or on one side.
class DifferenceQuotient {
 public:
  enum class Side { kBoth, kForward, kBackward };

  DifferenceQuotient(const Curve& curve, double t, int num_values)
      : curve_(curve),
        t_(t),
        noise_(Eigen::ArrayXd::Zero(num_values)),
        upper_(num_values),
        lower_(num_values) {}

  void set_side(Side side) { side_ = side; }

  // Absolute errors of the values, beyond their rounding.
  void set_noise(const Eigen::VectorXd& noise) { noise_ = noise; }

  // The exponents of h in the error expansion are multiples of this.
  int order() const { return side_ == Side::kBoth ? 2 : 1; }

  int num_evaluations() const { return num_evaluations_; }
  bool any_failed() const { return any_failed_; }

  // The quotient for the step h, and the rounding error in it.  False if a
  // point cannot be evaluated.
  bool Evaluate(double h, Eigen::ArrayXd* quotient, Eigen::ArrayXd* rounding) {
    const double t_upper = side_ == Side::kBackward ? t_ : t_ + h;
    const double t_lower = side_ == Side::kForward ? t_ : t_ - h;
    // The distance of the points as they are, not as they were meant.
    const double distance = t_upper - t_lower;
    if (!(distance > 0.0) || !std::isfinite(distance) ||
        !EvaluateCurve(t_upper, &upper_) || !EvaluateCurve(t_lower, &lower_)) {
      any_failed_ = true;
      return false;
    }
    *quotient = (upper_ - lower_).array() / distance;
    *rounding =
        (upper_.array().abs().max(lower_.array().abs()) * kMachineEpsilon)
            .max(noise_) /
        distance;
    return quotient->allFinite();
  }

 private:
  bool EvaluateCurve(double t, Eigen::VectorXd* values) {
    ++num_evaluations_;
    return curve_(t, values) && values->allFinite();
  }

  const Curve& curve_;
  const double t_;
  Side side_ = Side::kBoth;
  Eigen::ArrayXd noise_;
  int num_evaluations_ = 0;
  bool any_failed_ = false;
  Eigen::VectorXd upper_;
  Eigen::VectorXd lower_;
};

// The best estimates so far, value by value.
struct BestEstimates {
  Eigen::ArrayXd derivative;
  Eigen::ArrayXd error;
  Eigen::ArrayXd rounding;  // of the quotients they come from

  explicit BestEstimates(int num_values)
      : derivative(Eigen::ArrayXd::Zero(num_values)),
        error(Eigen::ArrayXd::Constant(num_values, kInfinity)),
        rounding(Eigen::ArrayXd::Zero(num_values)) {}

  Eigen::Array<bool, Eigen::Dynamic, 1> Settled(
      double relative_tolerance) const {
    return error <= (relative_tolerance * derivative.abs()).max(rounding);
  }

  void Offer(const Eigen::ArrayXd& new_derivative,
             const Eigen::ArrayXd& new_error,
             const Eigen::ArrayXd& new_rounding) {
    for (Eigen::Index k = 0; k < error.size(); ++k) {
      if (new_error[k] < error[k]) {
        derivative[k] = new_derivative[k];
        error[k] = new_error[k];
        rounding[k] = new_rounding[k];
      }
    }
  }
};

// Fills one tableau, starting from step h, and offers its entries to `best`.
// False if no quotient could be evaluated; *first_step is the first that could.
bool FillTableau(double h,
                 double smallest_step,
                 const ceres::NumericDiffOptions& options,
                 DifferenceQuotient* difference,
                 double* first_step,
                 BestEstimates* best) {
  const int num_values = static_cast<int>(best->error.size());
  const double shrink = options.ridders_step_shrink_factor;
  Eigen::ArrayXd quotient(num_values);
  Eigen::ArrayXd rounding(num_values);
  while (!difference->Evaluate(h, &quotient, &rounding)) {
    h /= shrink;
    if (!(h >= smallest_step)) {
      return false;
    }
  }
  *first_step = h;

  std::vector<Eigen::ArrayXd> row = {quotient};
  std::vector<Eigen::ArrayXd> previous_row;
  BestEstimates best_here(num_values);
  for (int i = 1; i < options.max_num_ridders_extrapolations; ++i) {
    h /= shrink;
    // A gap in the domain between t and a good point ends the tableau.
    if (!(h >= smallest_step) ||
        !difference->Evaluate(h, &quotient, &rounding)) {
      break;
    }
    previous_row.swap(row);
    row.assign(1, quotient);
    const double power_of_shrink = std::pow(shrink, difference->order());
    double factor = power_of_shrink;
    for (int j = 1; j <= i; ++j) {
      row.push_back((factor * row[j - 1] - previous_row[j - 1]) /
                    (factor - 1.0));
      const Eigen::ArrayXd error =
          (row[j] - row[j - 1])
              .abs()
              .max((row[j] - previous_row[j - 1]).abs())
              .max(rounding);
      best_here.Offer(row[j], error, rounding);
      factor *= power_of_shrink;
    }
    // More rows can help a value that has not converged and whose diagonal
    // still settles down.
    const Eigen::Array<bool, Eigen::Dynamic, 1> diverging =
        (row[i] - previous_row[i - 1]).abs() >=
        kDivergenceFactor * best_here.error;
    if ((best_here.Settled(options.ridders_epsilon) || diverging).all()) {
      break;
    }
  }
  if (previous_row.empty()) {
    // A single row has no error estimate; it counts as wrong by its own size.
    best_here.Offer(quotient, quotient.abs().max(rounding), rounding);
  }
  best->Offer(best_here.derivative, best_here.error, best_here.rounding);
  return true;
}

// All tableaus of one kind of difference.  False if there was no quotient.
bool FillTableaus(double t,
                  const ceres::NumericDiffOptions& options,
                  DifferenceQuotient* difference,
                  BestEstimates* best) {
  const double smallest_step =
      options.relative_step_size *
      std::max(std::abs(t), std::sqrt(kMachineEpsilon));
  double h = std::max(
      smallest_step,
      options.ridders_relative_initial_step_size * std::max(std::abs(t), 1.0));
  bool found = false;
  while (h >= smallest_step) {
    double first_step = h;
    if (!FillTableau(
            h, smallest_step, options, difference, &first_step, best)) {
      break;
    }
    found = true;
    if (best->Settled(kRestartTolerance).all()) {
      break;
    }
    h = first_step / kRestartShrinkFactor;
  }
  return found;
}

// Central differences by fill(), one-sided ones too where the function cannot
// be evaluated on one side: central differences squeezed between t and the
// border of the domain can be worse than one-sided ones that have room.
template <typename Fill>
bool TrySides(const Fill& fill,
              DifferenceQuotient* difference,
              BestEstimates* best,
              CurveDerivative* result) {
  using Side = DifferenceQuotient::Side;
  bool found = false;
  for (const Side side : {Side::kBoth, Side::kForward, Side::kBackward}) {
    difference->set_side(side);
    found = fill() || found;
    if (found &&
        (!difference->any_failed() || best->Settled(kRestartTolerance).all())) {
      break;
    }
  }
  result->derivative = best->derivative.matrix();
  result->error = best->error.matrix();
  result->rounding = best->rounding.matrix();
  result->num_evaluations = difference->num_evaluations();
  return found;
}

bool IsPositiveAndFinite(double value) {
  return value > 0.0 && std::isfinite(value);
}

}  // namespace

bool DifferentiateCurve(const Curve& curve,
                        double t,
                        int num_values,
                        const ceres::NumericDiffOptions& options,
                        CurveDerivative* result) {
  if (!std::isfinite(t)) {
    return false;
  }
  DifferenceQuotient difference(curve, t, num_values);
  BestEstimates best(num_values);
  return TrySides([&] { return FillTableaus(t, options, &difference, &best); },
                  &difference,
                  &best,
                  result);
}

bool DifferentiateAtScale(const Curve& curve,
                          double t,
                          int num_values,
                          double first_step,
                          int max_num_steps,
                          const Eigen::VectorXd& noise,
                          const ceres::NumericDiffOptions& options,
                          CurveDerivative* result) {
  ceres::NumericDiffOptions one_tableau = options;
  one_tableau.max_num_ridders_extrapolations = max_num_steps;
  DifferenceQuotient difference(curve, t, num_values);
  difference.set_noise(noise);
  BestEstimates best(num_values);
  const auto fill = [&] {
    double used_step = first_step;
    return FillTableau(
        first_step,
        (difference.any_failed() ? kSmallestShrink : kShrinkAtScale) *
            first_step,
        one_tableau,
        &difference,
        &used_step,
        &best);
  };
  return TrySides(fill, &difference, &best, result);
}

bool AreValid(const ceres::NumericDiffOptions& options, std::string* error) {
  if (!IsPositiveAndFinite(options.relative_step_size)) {
    *error = "NumericDiffOptions::relative_step_size must be positive.";
  } else if (!IsPositiveAndFinite(options.ridders_relative_initial_step_size)) {
    *error =
        "NumericDiffOptions::ridders_relative_initial_step_size must be "
        "positive.";
  } else if (options.max_num_ridders_extrapolations < 1) {
    *error =
        "NumericDiffOptions::max_num_ridders_extrapolations must be at least "
        "1.";
  } else if (!IsPositiveAndFinite(options.ridders_epsilon)) {
    *error = "NumericDiffOptions::ridders_epsilon must be positive.";
  } else if (!(options.ridders_step_shrink_factor > 1.0) ||
             !std::isfinite(options.ridders_step_shrink_factor)) {
    *error =
        "NumericDiffOptions::ridders_step_shrink_factor must be greater than "
        "1.";
  } else {
    return true;
  }
  return false;
}

}  // namespace internal
}  // namespace ceres_newton
