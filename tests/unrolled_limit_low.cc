// SPDX-License-Identifier: BSD-3-Clause

#define CERES_NEWTON_MAX_UNROLLED_VARIABLES 2

#include "unrolled_limit.h"

namespace ceres_newton {

LimitResults EvaluateThreeWithLowLimit() { return EvaluateWithLimit<3>(); }
LimitResults EvaluateSixWithLowLimit() { return EvaluateWithLimit<6>(); }

}  // namespace ceres_newton
