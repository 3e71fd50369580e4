// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/types.h"

namespace ceres_newton {

// No default cases: the compiler then warns of a value without a name.
const char* ToString(StopReason reason) {
  switch (reason) {
    case StopReason::kNotStarted:
      return "NotStarted";
    case StopReason::kGradientTolerance:
      return "GradientTolerance";
    case StopReason::kDecrementTolerance:
      return "DecrementTolerance";
    case StopReason::kParameterTolerance:
      return "ParameterTolerance";
    case StopReason::kFunctionTolerance:
      return "FunctionTolerance";
    case StopReason::kDegenerateSecondOrderPoint:
      return "DegenerateSecondOrderPoint";
    case StopReason::kRadiusTooSmall:
      return "RadiusTooSmall";
    case StopReason::kMaxIterations:
      return "MaxIterations";
    case StopReason::kMaxTime:
      return "MaxTime";
    case StopReason::kUnbounded:
      return "Unbounded";
    case StopReason::kEvaluationFailed:
      return "EvaluationFailed";
    case StopReason::kSubproblemFailed:
      return "SubproblemFailed";
    case StopReason::kUserSuccess:
      return "UserSuccess";
    case StopReason::kUserAbort:
      return "UserAbort";
    case StopReason::kNonFiniteStart:
      return "NonFiniteStart";
    case StopReason::kInvalidOptions:
      return "InvalidOptions";
    case StopReason::kInvalidProblem:
      return "InvalidProblem";
  }
  return "unknown StopReason";
}

const char* ToString(HessianFallback fallback) {
  switch (fallback) {
    case HessianFallback::kNumericDiff:
      return "NumericDiff";
    case HessianFallback::kGaussNewton:
      return "GaussNewton";
    case HessianFallback::kRefuse:
      return "Refuse";
  }
  return "unknown HessianFallback";
}

const char* ToString(LeastSquaresModel model) {
  switch (model) {
    case LeastSquaresModel::kAuto:
      return "Auto";
    case LeastSquaresModel::kExact:
      return "Exact";
    case LeastSquaresModel::kGaussNewton:
      return "GaussNewton";
    case LeastSquaresModel::kSwitching:
      return "Switching";
    case LeastSquaresModel::kTensor:
      return "Tensor";
  }
  return "unknown";
}

const char* ToString(LinearSolver solver) {
  switch (solver) {
    case LinearSolver::kAuto:
      return "Auto";
    case LinearSolver::kDenseEigen:
      return "DenseEigen";
    case LinearSolver::kDenseMoreSorensen:
      return "DenseMoreSorensen";
  }
  return "unknown LinearSolver";
}

}  // namespace ceres_newton
