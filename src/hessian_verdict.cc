// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/hessian_verdict.h"

namespace ceres_newton {

const char* HessianVerdictToString(HessianVerdict verdict) {
  switch (verdict) {
    case HessianVerdict::kCorrect:
      return "correct";
    case HessianVerdict::kWrong:
      return "wrong";
    case HessianVerdict::kCannotTell:
      return "cannot tell";
  }
  return "unknown";
}

const char* HessianDoubtToString(HessianDoubt doubt) {
  switch (doubt) {
    case HessianDoubt::kNone:
      return "none";
    case HessianDoubt::kNotEvaluated:
      return "not evaluated";
    case HessianDoubt::kNoise:
      return "noise";
    case HessianDoubt::kKink:
      return "kink";
    case HessianDoubt::kStepWindowTooSmall:
      return "step window too small";
  }
  return "unknown";
}

}  // namespace ceres_newton
