// Derivatives of functions of many variables, from one call: its operations are
// logged, and sweeps over the log do the rest.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_LARGE_FUNCTION_H_
#define CERES_NEWTON_INTERNAL_LARGE_FUNCTION_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/log_careful_sweep.h"
#include "ceres_newton/internal/log_product_sweep.h"
#include "ceres_newton/internal/log_program.h"
#include "ceres_newton/internal/log_strip_sweep.h"
#include "ceres_newton/internal/logged_jet.h"
#include "ceres_newton/internal/operation_log.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// More variables than this, and the function is called once with LoggedJet.
// Measured (strips : log, at 8, 9, 16 and 40 variables, -O3 -march=native on a
// Xeon with AVX-512): 0.46 : 1, 0.96 : 1, 1.65 : 1 and 7.3 : 1 for a dense
// chain, 0.48 : 1, 1.09 : 1, 1.68 : 1 and 7.1 : 1 for the chained Rosenbrock
// function; at -O2 strips are slower still.
inline constexpr int kMaxVariablesInStrips = 8;

// The inputs of a run, all of them variables of its scope.
class LoggedVariables {
 public:
  //   direction  null, or what the numbers' tangents start with
  LoggedVariables(const LogScope& scope,
                  const double* x,
                  const double* direction)
      : begin_(scope.begin()), x_(x), direction_(direction) {}

  LoggedJet operator()(int i) const {
    LoggedJet x;
    x.a.mutable_engine()->Assign(
        x_[i], direction_ == nullptr ? 0.0 : direction_[i], 1.0, begin_ + i);
    return x;
  }

 private:
  const int begin_;
  const double* const x_;
  const double* const direction_;
};

inline void CheckOrder(const LogScope& scope, const LoggedEngine& y) {
  const LoggedOperation* const operations = OperationLog::operations();
  bool is_ordered = y.place() < OperationLog::size();
  for (int place = scope.begin() + scope.num_variables();
       is_ordered && place <= y.place();
       ++place) {
    is_ordered = operations[place].a() < place && operations[place].b() < place;
  }
  CheckOperand(is_ordered);
}

// The gradient (n) and Hessian (n x n) of y, which a run with the n variables
// of the scope resulted in.
inline void DifferentiateLogged(const LogScope& scope,
                                const LoggedEngine& y,
                                double* gradient,
                                double* hessian) {
  static thread_local LogProgram program;
  static thread_local LogStripSweep sweep;
  const int n = scope.num_variables();
  std::fill_n(gradient, n, 0.0);
  std::fill_n(hessian, static_cast<size_t>(n) * n, 0.0);
  if (y.IsConstant() || y.place() < scope.begin()) {
    return;
  }
  CheckOrder(scope, y);
  if (program.Compile(scope, y, gradient)) {
    sweep.Run(program, hessian);
    return;
  }
  CarefulLogSweep careful(scope, y);
  static thread_local std::vector<double> column;
  column.resize(n);
  for (int j = 0; j < n; ++j) {
    std::fill(column.begin(), column.end(), 0.0);
    column[j] = 1.0;
    careful.Run(column.data(), column.data());
    for (int i = j; i < n; ++i) {
      hessian[static_cast<size_t>(i) * n + j] = column[i];
      hessian[static_cast<size_t>(j) * n + i] = column[i];
    }
    gradient[j] = careful.Gradient(j);
  }
}

// The product (n) of the Hessian of y with the direction of the run.
inline void MultiplyLogged(const LogScope& scope,
                           const LoggedEngine& y,
                           const double* direction,
                           double* product) {
  const int n = scope.num_variables();
  if (y.IsConstant() || y.place() < scope.begin()) {
    std::fill_n(product, n, 0.0);
    return;
  }
  if (scope.begin() > 0) {
    CheckOrder(scope, y);
    // Numbers of the runs around this one have tangents of their own, which are
    // no part of its direction.
    CarefulLogSweep(scope, y).Run(direction, product);
    return;
  }
  CheckOperand(y.place() < OperationLog::size());
  LogProductSweep::Run(scope, y, product);
  double check = 0.0;
  for (int i = 0; i < n; ++i) {
    check += 0.0 * product[i];
  }
  if (!std::isfinite(check)) {
    CarefulLogSweep(scope, y).Run(direction, product);
  }
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_LARGE_FUNCTION_H_
