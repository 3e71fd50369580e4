// The chain rules on RowsEngine where a coefficient is not finite: entry by
// entry, leaving out what is structurally zero.  Included by rows_engine.h.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_ROWS_ENGINE_SINGULAR_RULES_H_
#define CERES_NEWTON_INTERNAL_ROWS_ENGINE_SINGULAR_RULES_H_

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

template <int N, typename S>
void RowsEngine<N, S>::SetSingularChain(const RowsEngine& x,
                                        const S& f1,
                                        const S& f2) {
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
      S h = Predicates::IsExactZero(f2) ? S(0.0)
                                        : f2 * x.gradient_[i] * x.gradient_[j];
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
        h = h + (Predicates::IsExactZero(fxx)
                     ? S(0.0)
                     : fxx * x.gradient_[i] * x.gradient_[j]);
        h = h + (x.order_ == 2 ? fx * x.Entry(i, j) : S(0.0));
      }
      if (in_y[i] && in_y[j]) {
        h = h + (Predicates::IsExactZero(fyy)
                     ? S(0.0)
                     : fyy * y.gradient_[i] * y.gradient_[j]);
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
