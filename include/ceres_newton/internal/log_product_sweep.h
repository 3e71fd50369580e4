// The product of a Hessian with the direction a log was made with: one sweep
// back over the log, which carries adjoints and their derivatives along the
// direction (Griewank & Walther 2008, ch. 5.1).
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_LOG_PRODUCT_SWEEP_H_
#define CERES_NEWTON_INTERNAL_LOG_PRODUCT_SWEEP_H_

#include <cstddef>
#include <vector>

#include "ceres_newton/internal/logged_engine.h"
#include "ceres_newton/internal/operation_log.h"
#include "ceres_newton/internal/simd_lanes.h"

namespace ceres_newton {
namespace internal {

// product[i] = sum_j d2y/dt_i dt_j v_j for the n variables of the scope, where
// y is no constant.  Not to be trusted if an entry is not finite: see
// CarefulLogSweep.
inline void SweepLogForProduct(const LogScope& scope,
                               const LoggedEngine& y,
                               double* product) {
  // The adjoint of an operation and its derivative.  All are zero between two
  // sweeps.
  typedef DoubleLanes<2>::Type Pair;
  struct Adjoint {
    Pair pair;
  };
  static thread_local std::vector<Adjoint> memory;
  const int begin = scope.begin();
  const size_t size = y.place() + 1;
  if (memory.size() < size) {
    memory.resize(size);
  }
  Pair* const adjoints = &memory.data()->pair;
  const LoggedOperation* const operations = OperationLog::operations();
  const LoggedCurvature* const curvatures = OperationLog::curvatures();
  adjoints[y.place()] = Pair{y.scale(), 0.0};
  const int first_operation = begin + scope.num_variables();
  for (int place = y.place(); place >= first_operation; --place) {
    const LoggedOperation& f = operations[place];
    const Pair w = adjoints[place];
    adjoints[place] = Pair{};
    if (f.curvature == kNoOperation) {
      if (f.a >= begin) {
        adjoints[f.a] += w * f.fa;
      }
      if (f.b >= begin) {
        adjoints[f.b] += w * f.fb;
      }
      continue;
    }
    const LoggedCurvature& second = curvatures[f.curvature];
    if (f.a >= begin) {
      adjoints[f.a] += w * f.fa + Pair{0.0, w[0] * second.dfa};
    }
    if (f.b >= begin) {
      adjoints[f.b] += w * f.fb + Pair{0.0, w[0] * second.dfb};
    }
  }
  for (int i = 0; i < scope.num_variables(); ++i) {
    product[i] = 0.0;
    if (begin + i <= y.place()) {
      product[i] = adjoints[begin + i][1];
      adjoints[begin + i] = Pair{};
    }
  }
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_LOG_PRODUCT_SWEEP_H_
