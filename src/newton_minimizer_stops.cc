// The part of NewtonMinimizer that decides when to stop, and says why.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "certificate.h"
#include "convergence.h"
#include "decrease_ratio.h"
#include "newton_minimizer.h"
#include "radius_update.h"
#include "restriction.h"
#include "string_printf.h"
#include "vanishing_multipliers.h"

namespace ceres_newton {
namespace internal {

// Returns false, and stops, at a small gradient unless negative curvature shows
// a way out.
bool NewtonMinimizer::GradientAllowsProgress() {
  if (!IsGradientSmall(bounds_.Project(model_.gradient),
                       options_.gradient_tolerance)) {
    return true;
  }
  DropVanishingMultipliers();
  const SecondOrderCertificate& certificate = CertificateHere();
  // Also where the certificate cannot be computed (counts of -1): the
  // subproblem solver then says so.
  if (certificate.num_negative != 0) {
    return true;
  }
  if (certificate.is_minimum) {
    Stop(StopReason::kGradientTolerance,
         model_.size() == 0
             ? "There are no free parameters."
             : StringPrintf(
                   "Gradient tolerance reached: max|g| = %.3e <= %.3e, "
                   "and the %s is positive definite.",
                   iteration_.summary.gradient_max_norm,
                   options_.gradient_tolerance,
                   objective_->has_whole_hessian() ? "Hessian"
                                                   : "matrix used as Hessian"));
  } else {
    Stop(StopReason::kDegenerateSecondOrderPoint,
         StringPrintf("Second-order stationary, degenerate: max|g| = %.3e <= "
                      "%.3e, and %d of %d eigenvalues of the Hessian are zero, "
                      "none is negative. Derivatives up to the second cannot "
                      "tell whether this is a minimum.",
                      iteration_.summary.gradient_max_norm,
                      options_.gradient_tolerance,
                      certificate.num_zero,
                      model_.size() - certificate.num_active_bounds));
  }
  return false;
}

// Returns false if the step is too small to be worth an evaluation, or a limit
// has been reached, and then stops; or, rarely, if another step had to be
// computed and could not.
bool NewtonMinimizer::StepPromisesProgress() {
  for (;;) {
    if (is_newton_step_) {
      TestNewtonStep();
    } else {
      TestShortenedStep();
    }
    if (!is_stopped()) {
      TestIdleness();
    }
    if (!is_stopped()) {
      TestLimits();
      return !is_stopped();
    }
    if (!TakeBackStop() || !SolveSubproblem()) {
      return false;
    }
  }
}

// A stop is final only in a scaling that belongs to this point, and only if the
// exact model agrees.  Returns false if it is; else clears the way for another
// step from here.
bool NewtonMinimizer::TakeBackStop() {
  // A scaling from times of far larger curvatures hides the present ones behind
  // rounding errors.
  if (scaling_.IsStale(model_.hessian)) {
    scaling_.Reset(model_.hessian);
  } else if (DropVanishingMultipliers() && CertificateHere().num_negative > 0) {
    // The bounds do not hold the point, and the function falls into the box.
  } else if (!model_choice_.FinishWithExact(CertificateHere().num_negative >
                                            0)) {
    return false;
  }
  result_.stop_reason = StopReason::kNotStarted;
  result_.message.clear();
  has_decomposition_ = false;
  num_consecutive_evaluation_failures_ = 0;
  ForgetIdleness();
  ForgetDecrements();
  SetRadius(std::max(radius_,
                     InitialRadius(x_, model_.gradient, scaling_.diagonal())));
  return true;
}

// J'J alone may overshoot a minimum with large residuals for ever, at a size
// where only the gradients see it; and gradients that are noisy, being
// differences, may send the search to and fro.  Where there is negative
// curvature, this ends no more than the use of J'J (see TakeBackStop).
void NewtonMinimizer::TestIdleness() {
  constexpr int kMaxNumIdleIterations = 50;
  constexpr int kMaxNumStuckIterations = 8;
  if (options_.model == LeastSquaresModel::kGaussNewton &&
      num_idle_iterations_ > kMaxNumIdleIterations &&
      (model_choice_.current() == LeastSquaresModel::kGaussNewton ||
       CertificateHere().num_negative == 0)) {
    Stop(StopReason::kFunctionTolerance,
         StringPrintf("The cost %.6e has not fallen by more than rounding "
                      "errors in %d evaluations of gradients.",
                      model_.cost,
                      num_idle_iterations_));
  } else if (num_stuck_iterations_ > kMaxNumStuckIterations &&
             CertificateHere().num_negative == 0) {
    Stop(StopReason::kFunctionTolerance,
         StringPrintf("Neither the cost %.6e nor the gradient has fallen in %d "
                      "evaluations, beyond rounding or noise.",
                      model_.cost,
                      num_stuck_iterations_));
  }
}

// The step the model wants: its size tells how far the minimum is.
void NewtonMinimizer::TestNewtonStep() {
  const double decrement = step_.predicted_decrease;
  if (IsDecrementSmall(decrement,
                       model_.cost,
                       result_.initial_cost,
                       options_.function_tolerance)) {
    Stop(
        StopReason::kDecrementTolerance,
        StringPrintf("Function tolerance reached: the Newton decrement %.3e is "
                     "at most %.3e times the cost %.6e, or vanishes against "
                     "the initial cost.",
                     decrement + 0.0,  // no -0
                     options_.function_tolerance,
                     model_.cost));
    return;
  }
  if (IsMoveSmall(x_, candidate_x_, options_.parameter_tolerance)) {
    Stop(StopReason::kParameterTolerance,
         StringPrintf("Parameter tolerance reached: the Newton step changes no "
                      "parameter by more than %.3e times its value.",
                      options_.parameter_tolerance));
    return;
  }
  // One stalled step may be a step too long; it takes two.  A step to the
  // boundary would only wander in the null space.
  const bool has_stopped_falling =
      num_stalled_steps_ > 0 && decrement > 0.5 * lowest_unjudged_decrement_;
  const bool is_null_space_step =
      step_.on_boundary &&
      decrement <= CostRoundingLevel(model_.cost, model_.cost);
  if (has_stopped_falling || is_null_space_step) {
    StopAtRounding(decrement);
  }
}

void NewtonMinimizer::StopAtRounding(double decrement) {
  Stop(StopReason::kFunctionTolerance,
       StringPrintf("The cost %.6e cannot be lowered beyond rounding: the "
                    "Newton decrement %.3e has stopped falling.",
                    model_.cost,
                    decrement));
}

// A step that the trust region holds back: its size says nothing about the
// minimum, but may be nothing.
void NewtonMinimizer::TestShortenedStep() {
  if (radius_ >= options_.min_trust_region_radius &&
      !IsMoveSmall(x_, candidate_x_, std::numeric_limits<double>::epsilon())) {
    return;
  }
  if (!bounds_.empty() && step_.step.isZero(0.0)) {
    StopInClosedCorner("The projected gradient vanishes, but ");
  } else if (num_consecutive_evaluation_failures_ > 0) {
    Stop(StopReason::kEvaluationFailed,
         StringPrintf("The trust-region radius has shrunk to %.3e because the "
                      "candidates cannot be evaluated, the last one because: "
                      "%s.",
                      radius_,
                      last_evaluation_error_.c_str()));
  } else if (std::isfinite(lowest_unjudged_decrement_)) {
    // Not even the gradients knew which way is down.
    StopAtRounding(lowest_unjudged_decrement_);
  } else {
    Stop(StopReason::kRadiusTooSmall,
         StringPrintf(
             "The trust-region radius has shrunk to %.3e: no step "
             "lowers the cost as its derivatives predict. Check the "
             "derivatives (HessianChecker); a kink or a noisy cost does "
             "this too.",
             radius_));
  }
}

// Where multipliers are zero, second-order conditions are about the directions
// into the box alone, and NP-hard to decide.
void NewtonMinimizer::StopInClosedCorner(const std::string& beginning) {
  const SecondOrderCertificate& certificate = CertificateHere();
  Stop(StopReason::kDegenerateSecondOrderPoint,
       beginning +
           StringPrintf(
               "%d of %d eigenvalues of the Hessian on the parameters that no "
               "bound holds are negative. Bounds whose multipliers are zero "
               "close the ways that were tried along their directions; whether "
               "this is a minimum is not known.",
               certificate.num_negative,
               model_.size() - certificate.num_active_bounds));
}

void NewtonMinimizer::TestLimits() {
  if (IsUnboundedBelow(model_.cost, result_.initial_cost)) {
    Stop(StopReason::kUnbounded,
         StringPrintf("The cost has fallen from %.6e to %.6e and is taken as "
                      "unbounded below.",
                      result_.initial_cost,
                      model_.cost));
  } else if (iteration_.summary.iteration > options_.max_num_iterations) {
    Stop(StopReason::kMaxIterations,
         StringPrintf("Maximum number of iterations reached: %d.",
                      options_.max_num_iterations));
  }
}

// Takes multipliers that cannot be told from zero for zero.  Returns false if
// there are none.
bool NewtonMinimizer::DropVanishingMultipliers() {
  if (bounds_.empty()) {
    return false;
  }
  bool is_any = false;
  // Each that is dropped lets Newton's step go elsewhere.
  for (std::vector<int> vanishing = VanishingMultipliers(model_, bounds_);
       !vanishing.empty();
       vanishing = VanishingMultipliers(model_, bounds_)) {
    is_any = true;
    for (const int i : vanishing) {
      model_.gradient(i) = 0.0;
    }
  }
  if (!is_any) {
    return false;
  }
  if (model_choice_.needs_gauss_newton()) {
    gauss_newton_model_.gradient = model_.gradient;
  }
  has_certificate_ = false;
  has_decomposition_ = false;
  return true;
}

const SecondOrderCertificate& NewtonMinimizer::CertificateHere() {
  if (!has_certificate_) {
    CertificateResult result;
    // Without a decomposition the certificate keeps its counts of -1.
    // In the scaling of this point alone: the running maxima could hide small
    // eigenvalues.
    const std::vector<int> free = bounds_.FreeVariables(model_.gradient);
    const Eigen::MatrixXd hessian = RestrictMatrix(model_.hessian, free);
    ApproachToPoint approach;
    if (approach_.step.size() > 0) {
      approach.step = RestrictVector(approach_.step, free);
      approach.hessian_change = RestrictMatrix(approach_.hessian_change, free);
      approach.gradient = RestrictVector(model_.gradient, free);
    }
    Scaling scaling;
    scaling.Reset(hessian);
    ComputeCertificate(hessian, scaling.diagonal(), approach, &result);
    certificate_ = result.certificate;
    certificate_.num_active_bounds =
        model_.size() - static_cast<int>(free.size());
    has_certificate_ = true;
  }
  return certificate_;
}

// An eigenvalue that is zero, or vanishes as fast as the steps do, says nothing
// about the limit: x^3 converges to 0 from above just as x^4 does.
void NewtonMinimizer::QualifyDegenerateLimit() {
  constexpr double kLargeFall = 1e-3;
  if (!IsConvergence(result_.stop_reason) ||
      result_.stop_reason == StopReason::kDegenerateSecondOrderPoint) {
    return;
  }
  if (curvature_fall_ <= kLargeFall) {
    Stop(StopReason::kDegenerateSecondOrderPoint,
         result_.message +
             StringPrintf(
                 " But the curvature along the last steps fell with them, by a "
                 "factor of %.1e: the Hessian is singular in the limit, which "
                 "need not be a minimum.",
                 curvature_fall_));
    result_.certificate.is_minimum = false;  // the counts stay what they are
  } else if (result_.certificate.num_negative > 0 &&
             bounds_.HaveZeroMultipliers(model_.gradient)) {
    StopInClosedCorner(result_.message + " But ");
  } else if (result_.certificate.num_zero > 0) {
    const int num_negative = result_.certificate.num_negative;
    Stop(
        StopReason::kDegenerateSecondOrderPoint,
        result_.message +
            StringPrintf(
                " But of %d eigenvalues of the Hessian %d are zero%s. Is there "
                "a parameter that the cost does not depend on "
                "(CheckDependencies)?",
                model_.size() - result_.certificate.num_active_bounds,
                result_.certificate.num_zero,
                num_negative == 0
                    ? ""
                    : StringPrintf(" and %d negative", num_negative).c_str()));
  }
}

void NewtonMinimizer::Stop(StopReason reason, const std::string& message) {
  result_.stop_reason = reason;
  result_.message = message;
}

MinimizerResult NewtonMinimizer::Finish() {
  ReturnToBestPoint();
  result_.x = x_;
  if (result_.stop_reason != StopReason::kNonFiniteStart) {
    result_.final_cost = model_.cost;
    const Eigen::VectorXd gradient = bounds_.Project(model_.gradient);
    result_.final_gradient_max_norm =
        model_.size() == 0 ? 0.0 : gradient.lpNorm<Eigen::Infinity>();
    if (IsConvergence(result_.stop_reason)) {
      DropVanishingMultipliers();
    }
    result_.certificate = CertificateHere();
    QualifyDegenerateLimit();
    if (!objective_->has_whole_hessian()) {
      // J'J is never indefinite, not even at a maximum.
      result_.certificate.is_minimum = false;
    }
  }
  return std::move(result_);
}

}  // namespace internal
}  // namespace ceres_newton
