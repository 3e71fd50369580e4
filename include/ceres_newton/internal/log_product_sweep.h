// The product of a Hessian with the direction a log was made with: one sweep
// back over the log, which carries adjoints and their derivatives along the
// direction (Griewank & Walther 2008, ch. 5.1).
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_LOG_PRODUCT_SWEEP_H_
#define CERES_NEWTON_INTERNAL_LOG_PRODUCT_SWEEP_H_

#include <algorithm>
#include <cstddef>
#include <vector>

#include "ceres_newton/internal/logged_engine.h"
#include "ceres_newton/internal/operation_log.h"
#include "ceres_newton/internal/simd_lanes.h"

namespace ceres_newton {
namespace internal {

// product[i] = sum_j d2y/dt_i dt_j v_j for the n variables of the scope, which
// is no run inside another one; y is no constant.  Not to be trusted if an
// entry is not finite: see CarefulLogSweep.
class LogProductSweep {
 public:
  static void Run(const LogScope& scope,
                  const LoggedEngine& y,
                  double* product) {
    static thread_local std::vector<Adjoint> memory;
    const int n = scope.num_variables();
    if (memory.size() <= static_cast<size_t>(std::max(n, y.place()))) {
      memory.resize(std::max(n, y.place()) + 1);
    }
    LogProductSweep(n, memory.data()).Sweep(y);
    for (int i = 0; i < n; ++i) {
      product[i] = memory[i].pair[1];
      memory[i].pair = Pair{};
    }
  }

 private:
  typedef DoubleLanes<2>::Type Pair;
  // The adjoint of an operation and its derivative.
  struct Adjoint {
    Pair pair;
  };

  LogProductSweep(int num_variables, Adjoint* adjoints)
      : num_variables_(num_variables), adjoints_(adjoints) {}

  // All adjoints are zero before, and those of operations after it.
  //
  // Most operations are operands of the one that follows them, as in sums.
  // Through memory, what they are handed would take longer than all else (half
  // of the time of a sweep, or three quarters, as measured); so it stays in
  // a register.
  void Sweep(const LoggedEngine& y) {
    const LoggedOperation* const operations = OperationLog::operations();
    const double* const partials = OperationLog::partials();
    int place = y.place();
    Pair w = {y.scale(), 0.0};
    for (; place >= num_variables_; --place) {
      const LoggedOperation& f = operations[place];
      Adjoint* const previous = adjoints_ + place - 1;
      Pair next = previous->pair;
      previous->pair = Pair{};
      if (f.IsLinear()) {
        AddTo(f.twice_a_and_kind, place, w, &next);
        AddTo(f.twice_b, place, w * f.factor, &next);
      } else {
        const Pair second = {0.0, w[0]};
        const double* const g = OperationLog::FirstPartials(f, partials);
        AddTo(f.twice_a_and_kind - 1, place, w * g[0] + second * g[1], &next);
        if (f.twice_b >= 0) {
          AddTo(f.twice_b, place, w * g[2] + second * g[3], &next);
        }
      }
      w = next;
    }
    adjoints_[place].pair = w;
  }

  void AddTo(int twice_operand, int place, Pair adjoint, Pair* next) {
    if (twice_operand == 2 * (place - 1)) {
      *next += adjoint;
    } else if (static_cast<unsigned>(twice_operand) <
               static_cast<unsigned>(2 * place)) {
      // adjoints_[twice_operand / 2], without dividing.
      reinterpret_cast<Adjoint*>(reinterpret_cast<char*>(adjoints_) +
                                 twice_operand * std::ptrdiff_t{8})
          ->pair += adjoint;
    } else {
      CheckIsNone(twice_operand);
    }
  }
  [[gnu::noinline, gnu::cold]] static void CheckIsNone(int twice_operand) {
    CheckOperand(twice_operand == 2 * kNoOperation);
  }

  const int num_variables_;
  Adjoint* const adjoints_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_LOG_PRODUCT_SWEEP_H_
