// The scalar functions of the residuals whose Hessians a solver asks for, in
// one sweep of the functor: the weighted sum and the robust cost.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_RESIDUAL_SUMS_H_
#define CERES_NEWTON_INTERNAL_RESIDUAL_SUMS_H_

#include <limits>

#include "ceres/loss_function.h"
#include "ceres_newton/internal/functor_ownership.h"
#include "ceres_newton/internal/second_order_traits.h"
#include "ceres_newton/internal/unroll.h"

namespace ceres_newton {
namespace internal {

// The residuals of a functor.
//
//   kNumResiduals  m, or ceres::DYNAMIC
template <typename T, int kNumResiduals>
class Residuals {
 public:
  explicit Residuals(int num_residuals)
      : num_residuals_(num_residuals), values_(num_residuals) {}

  // Calls bool call(T* residuals).  A residual that it forgets to write is NaN,
  // which is found, rather than zero.
  template <typename Call>
  bool Evaluate(const Call& call) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    ForEach(0, [&](auto k) CERES_NEWTON_INLINE_LAMBDA {
      values_[k] = SecondOrderTraits<T>::Constant(nan);
    });
    return call(values_.data());
  }

  T& operator[](int k) { return values_[k]; }

  // sum_k weights[k] r_k.  A residual of weight zero has no part in it, even
  // where its derivatives are infinite.
  T WeightedSum(const double* weights) {
    T sum = SecondOrderTraits<T>::Constant(0.0);
    bool is_any_zero = false;
    ForEach(0, [&](auto k) CERES_NEWTON_INLINE_LAMBDA {
      is_any_zero = is_any_zero || weights[k] == 0.0;
    });
    // Without a choice in it, the compiler can follow the sum.
    if (is_any_zero) {
      for (int k = 0; k < num_residuals_; ++k) {
        if (weights[k] != 0.0) {
          sum += weights[k] * values_[k];
        }
      }
    } else {
      ForEach(0, [&](auto k) CERES_NEWTON_INLINE_LAMBDA {
        sum += weights[k] * values_[k];
      });
    }
    return sum;
  }

  // 1/2 |r|^2.
  T HalfSquaredNorm() {
    T sum = values_[0] * values_[0];
    ForEach(1, [&](auto k) CERES_NEWTON_INLINE_LAMBDA {
      sum += values_[k] * values_[k];
    });
    return 0.5 * sum;
  }

 private:
  static constexpr int kMaxUnrolledResiduals = 8;

  // body(first), ..., body(num_residuals - 1).
  template <typename Body>
  CERES_NEWTON_ALWAYS_INLINE void ForEach(int first, const Body& body) const {
    constexpr bool kUnrolled = kWantsFlattening<T> && kNumResiduals >= 1 &&
                               kNumResiduals <= kMaxUnrolledResiduals;
    // A constant where there is one: the compiler warns of residuals that it
    // thinks the loop may reach.
    const int count = kNumResiduals >= 1 ? kNumResiduals : num_residuals_;
    ForEachIndex<kUnrolled, kMaxUnrolledResiduals>(
        count - first,
        [&](auto k) CERES_NEWTON_INLINE_LAMBDA { body(first + k); });
  }

  const int num_residuals_;
  ScratchArray<T, kNumResiduals> values_;
};

// The derivatives of 1/2 rho(2 q), where q = 1/2 |r|^2 and rho may be null (the
// identity); *cost is its value.  With q_0 the value of q, the polynomial
//
//   rho'(2 q_0) (q - q_0) + rho''(2 q_0) (q - q_0)^2
//
// has the right first and second derivatives, which is all that is read.  At
// q_0 = 0 the residuals vanish, and with them dq = r'J: no second term, not
// even of an infinite rho'' (Fair's loss).
template <typename T>
T RobustCost(const T& q, const ceres::LossFunction* loss, double* cost) {
  const double q_0 = SecondOrderTraits<T>::Value(q);
  *cost = q_0;
  if (loss == nullptr) {
    return q;
  }
  double rho[3];
  loss->Evaluate(2.0 * q_0, rho);
  *cost = 0.5 * rho[0];
  const T change = q - q_0;
  T result = rho[1] * change;
  if (rho[2] != 0.0 && q_0 != 0.0) {
    result += rho[2] * (change * change);
  }
  return result;
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_RESIDUAL_SUMS_H_
