// The rules of calculus on RowsEngine at regular points: whole lanes at a time.
// Included by rows_engine.h.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_ROWS_ENGINE_RULES_H_
#define CERES_NEWTON_INTERNAL_ROWS_ENGINE_RULES_H_

#include "ceres_newton/internal/rows_engine.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // see rows_engine.h
#pragma GCC diagnostic ignored "-Warray-bounds"
#endif

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N, typename S>
void RowsEngine<N, S>::SetScaled(const S& a, const RowsEngine& x) {
  if (x.singular_ || !Predicates::AllFinite(a)) {
    const RowsEngine copy(x);  // x may be *this
    SetChain(copy, copy.value_ * a, a, S(0.0));
    return;
  }
  value_ = x.value_ * a;
  order_ = x.order_;
  singular_ = false;
  if (order_ > 0) {
    CERES_NEWTON_UNROLL
    for (int i = 0; i < kPaddedSize; i += kWidth) {
      LaneAt(gradient_ + i) = LaneAt(x.gradient_ + i) * a;
    }
  }
  if (order_ > 1) {
    CERES_NEWTON_UNROLL
    for (int k = 0; k < kHessianSize; k += kWidth) {
      LaneAt(hessian_ + k) = LaneAt(x.hessian_ + k) * a;
    }
  }
}

template <int N, typename S>
void RowsEngine<N, S>::SetSum(const RowsEngine& x,
                              const RowsEngine& y,
                              double sign) {
  const S s(sign);
  const int order_x = x.order_;
  const int order_y = y.order_;
  value_ = x.value_ + y.value_ * s;
  singular_ = x.singular_ || y.singular_;
  order_ = order_x > order_y ? x.order_ : y.order_;
  if (order_ == 0) {
    return;
  }
  CERES_NEWTON_UNROLL
  for (int i = 0; i < kPaddedSize; i += kWidth) {
    if (order_y == 0) {
      LaneAt(gradient_ + i) = LaneAt(x.gradient_ + i);
    } else if (order_x == 0) {
      LaneAt(gradient_ + i) = LaneAt(y.gradient_ + i) * s;
    } else {
      LaneAt(gradient_ + i) =
          LaneAt(x.gradient_ + i) + LaneAt(y.gradient_ + i) * s;
    }
  }
  if (order_ < 2) {
    return;
  }
  if (order_y < 2) {
    CERES_NEWTON_UNROLL
    for (int k = 0; k < kHessianSize; k += kWidth) {
      LaneAt(hessian_ + k) = LaneAt(x.hessian_ + k);
    }
  } else if (order_x < 2) {
    CERES_NEWTON_UNROLL
    for (int k = 0; k < kHessianSize; k += kWidth) {
      LaneAt(hessian_ + k) = LaneAt(y.hessian_ + k) * s;
    }
  } else {
    CERES_NEWTON_UNROLL
    for (int k = 0; k < kHessianSize; k += kWidth) {
      LaneAt(hessian_ + k) =
          LaneAt(x.hessian_ + k) + LaneAt(y.hessian_ + k) * s;
    }
  }
}

template <int N, typename S>
void RowsEngine<N, S>::SetProduct(const RowsEngine& x, const RowsEngine& y) {
  if (x.order_ == 0) {
    SetScaled(x.value_, y);
    return;
  }
  if (y.order_ == 0) {
    SetScaled(y.value_, x);
    return;
  }
  if (x.singular_ || y.singular_ || !Predicates::AllFinite(x.value_) ||
      !Predicates::AllFinite(y.value_)) {
    SetChain(
        x, y, x.value_ * y.value_, y.value_, x.value_, S(0.0), S(1.0), S(0.0));
    return;
  }
  value_ = x.value_ * y.value_;
  order_ = 2;
  singular_ = false;
  CERES_NEWTON_UNROLL
  for (int i = 0; i < kPaddedSize; i += kWidth) {
    LaneAt(gradient_ + i) =
        LaneAt(x.gradient_ + i) * y.value_ + LaneAt(y.gradient_ + i) * x.value_;
  }
  SetRankTwo(y.value_,
             x,
             x.value_,
             y,
             x.gradient_,
             y.gradient_,
             y.gradient_,
             x.gradient_);
}

// With q = x / y: g_q = (g_x - q g_y) / y and
//   H_q = (H_x - q H_y - g_q g_y' - g_y g_q') / y.
template <int N, typename S>
void RowsEngine<N, S>::SetQuotient(const RowsEngine& x, const RowsEngine& y) {
  const S inverse = S(1.0) / y.value_;
  const S quotient = x.value_ / y.value_;
  if (y.order_ == 0) {
    SetScaled(inverse, x);
    value_ = quotient;  // rounded once
    return;
  }
  const S minus_q_inverse = -(quotient * inverse);
  if (x.order_ == 0) {
    SetChain(
        y, quotient, minus_q_inverse, S(-2.0) * (minus_q_inverse * inverse));
    return;
  }
  if (x.singular_ || y.singular_ || !Predicates::AllFinite(inverse) ||
      !Predicates::AllFinite(minus_q_inverse)) {
    SetChain(x,
             y,
             quotient,
             inverse,
             minus_q_inverse,
             S(0.0),
             -(inverse * inverse),
             S(-2.0) * (minus_q_inverse * inverse));
    return;
  }
  value_ = quotient;
  order_ = 2;
  singular_ = false;
  alignas(LaneType) S p[kPaddedSize];  // -g_q / y
  alignas(LaneType) S q[kPaddedSize];  // -g_y / y
  const S minus_inverse = -inverse;
  CERES_NEWTON_UNROLL
  for (int i = 0; i < kPaddedSize; i += kWidth) {
    const LaneType g = LaneAt(x.gradient_ + i) * inverse +
                       LaneAt(y.gradient_ + i) * minus_q_inverse;
    LaneAt(gradient_ + i) = g;
    LaneAt(p + i) = g * minus_inverse;
    LaneAt(q + i) = LaneAt(y.gradient_ + i) * minus_inverse;
  }
  SetRankTwo(inverse, x, minus_q_inverse, y, p, y.gradient_, q, gradient_);
}

template <int N, typename S>
void RowsEngine<N, S>::SetChain(const RowsEngine& x,
                                const S& f,
                                const S& f1,
                                const S& f2) {
  value_ = f;
  if (x.order_ == 0) {
    order_ = 0;
    singular_ = false;
    return;
  }
  if (x.singular_ || !Predicates::AllFinite(f1) || !Predicates::AllFinite(f2)) {
    SetSingularChain(x, f1, f2);
    return;
  }
  order_ = 2;
  singular_ = false;
  alignas(LaneType) S p[kPaddedSize];
  CERES_NEWTON_UNROLL
  for (int i = 0; i < kPaddedSize; i += kWidth) {
    LaneAt(p + i) = LaneAt(x.gradient_ + i) * f2;
    LaneAt(gradient_ + i) = LaneAt(x.gradient_ + i) * f1;
  }
  x.order_ < 2 ? SetRankOne<false>(f1, nullptr, p, x.gradient_)
               : SetRankOne<true>(f1, x.hessian_, p, x.gradient_);
}

template <int N, typename S>
void RowsEngine<N, S>::SetChain(const RowsEngine& x,
                                const RowsEngine& y,
                                const S& f,
                                const S& fx,
                                const S& fy,
                                const S& fxx,
                                const S& fxy,
                                const S& fyy) {
  if (x.order_ == 0) {
    SetChain(y, f, fy, fyy);
    return;
  }
  if (y.order_ == 0) {
    SetChain(x, f, fx, fxx);
    return;
  }
  value_ = f;
  if (x.singular_ || y.singular_ || !Predicates::AllFinite(fx) ||
      !Predicates::AllFinite(fy) || !Predicates::AllFinite(fxx) ||
      !Predicates::AllFinite(fxy) || !Predicates::AllFinite(fyy)) {
    SetSingularChain(x, y, fx, fy, fxx, fxy, fyy);
    return;
  }
  order_ = 2;
  singular_ = false;
  alignas(LaneType) S p[kPaddedSize];  // fxx g_x + fxy g_y
  alignas(LaneType) S q[kPaddedSize];  // fxy g_x + fyy g_y
  CERES_NEWTON_UNROLL
  for (int i = 0; i < kPaddedSize; i += kWidth) {
    const LaneType gx = LaneAt(x.gradient_ + i);
    const LaneType gy = LaneAt(y.gradient_ + i);
    LaneAt(p + i) = gx * fxx + gy * fxy;
    LaneAt(q + i) = gx * fxy + gy * fyy;
    LaneAt(gradient_ + i) = gx * fx + gy * fy;
  }
  SetRankTwo(fx, x, fy, y, p, x.gradient_, q, y.gradient_);
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#endif  // CERES_NEWTON_INTERNAL_ROWS_ENGINE_RULES_H_
