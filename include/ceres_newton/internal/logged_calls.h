// The calls of early_bound_call.h, and rotations as one composite, for the
// scalar of logged_jet.h, which includes this: translation units that log
// nothing need not read it.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_LOGGED_CALLS_H_
#define CERES_NEWTON_INTERNAL_LOGGED_CALLS_H_

#include "ceres_newton/internal/composite_rule.h"
#include "ceres_newton/internal/early_bound_call.h"
#include "ceres_newton/internal/logged_jet.h"
#include "ceres_newton/internal/rotation_derivatives.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <>
inline constexpr bool kHasCompositeRules<LoggedJet> = true;

inline void ApplyComposite(const CompositeFunction& f,
                           const LoggedJet* a,
                           const LoggedJet* b,
                           LoggedJet* y,
                           ResultStrides strides = {}) {
  const int num_arguments = f.num_a + f.num_b;
  double values[LocalDerivatives::kMaxArguments] = {};
  const auto argument = [&](int k) -> const LoggedEngine& {
    return (k < f.num_a ? a[k] : b[k - f.num_a]).a.engine();
  };
  for (int k = 0; k < num_arguments; ++k) {
    values[k] = argument(k).value();
  }
  LocalDerivatives local;
  f.rule(values, &local);
  if (f.num_a == 1 && f.num_b == 1 && f.num_results == 1) {
    // As one operation sweeps can look at its partial derivatives.
    LoggedEngine result;
    result.SetChain(argument(0),
                    argument(1),
                    local.value[0],
                    local.jacobian[0][0],
                    local.jacobian[0][1],
                    local.hessian[0][0][0],
                    local.hessian[0][0][1],
                    local.hessian[0][1][1]);
    *y->a.mutable_engine() = result;
    return;
  }
  LoggedComposite composite(num_arguments);
  for (int k = 0; k < num_arguments; ++k) {
    composite.SetArgument(k, argument(k));
  }
  for (int q = 0; q < f.num_results; ++q) {
    *y[strides.Offset(q)].a.mutable_engine() = composite.Result(
        local.value[q],
        [&local, q](int i) { return local.jacobian[q][i]; },
        [&local, q](int i, int j) { return local.hessian[q][i][j]; });
  }
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

namespace ceres {
CERES_NEWTON_SPECIALIZE_CALLS(LoggedSecondOrder, 1)
}  // namespace ceres

#endif  // CERES_NEWTON_INTERNAL_LOGGED_CALLS_H_
