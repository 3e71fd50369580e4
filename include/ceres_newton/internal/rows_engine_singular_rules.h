// The chain rules on RowsEngine where a coefficient is not finite: entry by
// entry, leaving out what is structurally zero.  Included by rows_engine.h.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_ROWS_ENGINE_SINGULAR_RULES_H_
#define CERES_NEWTON_INTERNAL_ROWS_ENGINE_SINGULAR_RULES_H_

#include <type_traits>

#include "ceres_newton/internal/elementary_derivatives.h"
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
void RowsEngine<N, S>::ClearPadding() {
  for (int i = 0; i < kPaddedSize; ++i) {
    gradient_[i] = S(0.0);
  }
  for (int k = 0; k < kHessianSize; ++k) {
    hessian_[k] = S(0.0);
  }
}

// Does a second derivative f2 beside the first one, f1, make nothing of the
// outer product of x's gradient?
template <int N, typename S>
bool RowsEngine<N, S>::IsNothing(const S& f2,
                                 const S& f1,
                                 const RowsEngine& x) {
  if constexpr (std::is_same_v<S, double>) {
    if (IsOnlyCurvatureInfinite(f1, f2)) {
      bool is_stationary = true;
      for (int i = 0; i < N; ++i) {
        is_stationary = is_stationary && x.gradient(i) == 0.0;
      }
      return is_stationary;
    }
  }
  return Predicates::IsExactZero(f2);
}

template <int N, typename S>
void RowsEngine<N, S>::SetSingularChain(const RowsEngine& x,
                                        const S& f1,
                                        const S& f2) {
  const bool has_f2 = !IsNothing(f2, f1, x);
  bool active[N];
  for (int i = 0; i < N; ++i) {
    active[i] = x.DependsOn(i);
  }
  ClearPadding();
  order_ = 2;
  singular_ = true;
  for (int i = 0; i < N; ++i) {
    if (!active[i]) {
      continue;
    }
    gradient_[i] = f1 * x.gradient_[i];
    for (int j = i; j < N; ++j) {
      if (!active[j]) {
        continue;
      }
      S h = has_f2 ? f2 * x.gradient_[i] * x.gradient_[j] : S(0.0);
      if (x.order_ == 2) {
        h = h + f1 * x.Entry(i, j);
      }
      hessian_[RowBegin(i) + j - i / kWidth * kWidth] = h;
    }
  }
}

template <int N, typename S>
void RowsEngine<N, S>::SetSingularChain(const RowsEngine& x,
                                        const RowsEngine& y,
                                        const S& fx,
                                        const S& fy,
                                        const S& fxx,
                                        const S& fxy,
                                        const S& fyy) {
  const bool has_fxx = !IsNothing(fxx, fx, x);
  const bool has_fyy = !IsNothing(fyy, fy, y);
  bool in_x[N];
  bool in_y[N];
  for (int i = 0; i < N; ++i) {
    in_x[i] = x.DependsOn(i);
    in_y[i] = y.DependsOn(i);
  }
  ClearPadding();
  order_ = 2;
  singular_ = true;
  for (int i = 0; i < N; ++i) {
    if (in_x[i]) {
      gradient_[i] = gradient_[i] + fx * x.gradient_[i];
    }
    if (in_y[i]) {
      gradient_[i] = gradient_[i] + fy * y.gradient_[i];
    }
    for (int j = i; j < N; ++j) {
      S h(0.0);
      if (in_x[i] && in_x[j]) {
        h = h + (has_fxx ? fxx * x.gradient_[i] * x.gradient_[j] : S(0.0));
        h = h + (x.order_ == 2 ? fx * x.Entry(i, j) : S(0.0));
      }
      if (in_y[i] && in_y[j]) {
        h = h + (has_fyy ? fyy * y.gradient_[i] * y.gradient_[j] : S(0.0));
        h = h + (y.order_ == 2 ? fy * y.Entry(i, j) : S(0.0));
      }
      if (in_x[i] && in_y[j]) {
        h = h + fxy * x.gradient_[i] * y.gradient_[j];
      }
      if (in_y[i] && in_x[j]) {
        h = h + fxy * y.gradient_[i] * x.gradient_[j];
      }
      hessian_[RowBegin(i) + j - i / kWidth * kWidth] = h;
    }
  }
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#endif  // CERES_NEWTON_INTERNAL_ROWS_ENGINE_SINGULAR_RULES_H_
