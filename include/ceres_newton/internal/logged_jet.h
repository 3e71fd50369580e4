// The scalar whose operations are logged, and functions of it that are given by
// plain local derivatives.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_LOGGED_JET_H_
#define CERES_NEWTON_INTERNAL_LOGGED_JET_H_

#include <cstddef>

#include "ceres/internal/fixed_array.h"
#include "ceres_newton/internal/logged_engine.h"
#include "ceres_newton/internal/operation_log.h"
#include "ceres_newton/internal/second_order_jet.h"
#include "ceres_newton/internal/second_order_number.h"

namespace ceres_newton {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// As SecondOrder, for any number of variables; N, of which only 1 is used, is
// not that number.
template <int N>
using LoggedSecondOrder = SecondOrder<N, double, internal::LoggedEngine>;

}  // namespace CERES_NEWTON_SIMD_NAMESPACE

namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

using LoggedJet = ceres::Jet<LoggedSecondOrder<1>, 1>;

}  // namespace CERES_NEWTON_SIMD_NAMESPACE

// Logs a function of several arguments x with several results, given its local
// derivatives, as operations of at most two operands:
//
//   y_q = sum_k J_qk x_k + sum_{k<l} H_qkl P_kl + sum_k H_qkk P_kk
//
// with P_kl = (x_k - x_k0) (x_l - x_l0) and P_kk half the square, where x_k0 is
// the value of x_k: to second order there, that is the function.
class LoggedComposite {
 public:
  explicit LoggedComposite(int num_arguments)
      : num_arguments_(num_arguments),
        arguments_(num_arguments),
        products_(static_cast<size_t>(num_arguments) * num_arguments,
                  kNoOperation) {}

  void SetArgument(int k, const LoggedEngine& x) { arguments_[k] = x; }

  // All results at once, so that they may be arguments.
  //
  //   jacobian  double(int k): the derivative of this result by argument k
  //   hessian   double(int k, int l)
  template <typename Jacobian, typename Hessian>
  LoggedEngine Result(double value,
                      const Jacobian& jacobian,
                      const Hessian& hessian) {
    const int n = num_arguments_;
    place_ = kNoOperation;
    double tangent = 0.0;
    for (int k = 0; k < n; ++k) {
      const LoggedEngine& x = arguments_[k];
      if (x.IsConstant()) {
        continue;
      }
      tangent += jacobian(k) * x.tangent();
      AddTerm(jacobian(k) * x.scale(), x.place());
      for (int l = k; l < n; ++l) {
        const double second = hessian(k, l);
        if (second != 0.0 && !arguments_[l].IsConstant()) {
          AddTerm(second, Product(k, l));
        }
      }
    }
    LoggedEngine result;
    result.Assign(value, place_ == kNoOperation ? 0.0 : tangent, 1.0, place_);
    return result;
  }

 private:
  void AddTerm(double factor, int place) {
    if (factor == 0.0) {
      return;
    }
    place_ = place_ == kNoOperation
                 ? OperationLog::AddLinear(kNoOperation, place, factor)
                 : OperationLog::AddLinear(place_, place, factor);
  }

  // The place of P_kl, k <= l.
  int Product(int k, int l) {
    int& product = products_[static_cast<size_t>(k) * num_arguments_ + l];
    if (product != kNoOperation) {
      return product;
    }
    const LoggedEngine& x = arguments_[k];
    const LoggedEngine& y = arguments_[l];
    const double sxy = x.scale() * y.scale();
    const double dx = x.scale() * y.tangent();
    const double dy = y.scale() * x.tangent();
    if (k == l) {
      product = OperationLog::AddUnaryCurvature(x.place(), dx, sxy);
    } else if (x.place() == y.place()) {
      product = OperationLog::AddUnaryCurvature(x.place(), dx + dy, 2.0 * sxy);
    } else {
      product =
          OperationLog::AddProductCurvature(x.place(), y.place(), dx, dy, sxy);
    }
    return product;
  }

  // Few arguments need no heap.
  const int num_arguments_;
  ceres::internal::FixedArray<LoggedEngine, 16> arguments_;
  ceres::internal::FixedArray<int, 256> products_;  // P_kl, or kNoOperation
  int place_ = kNoOperation;                        // of the sum so far
};

}  // namespace internal
}  // namespace ceres_newton

#include "ceres_newton/internal/logged_calls.h"  // IWYU pragma: export

#endif  // CERES_NEWTON_INTERNAL_LOGGED_JET_H_
