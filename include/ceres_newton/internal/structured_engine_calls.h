// The rules of RowsEngine as functions that StructuredEngine calls where the
// structure is not known or a coefficient is not finite.  Included by
// structured_engine.h.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_STRUCTURED_ENGINE_CALLS_H_
#define CERES_NEWTON_INTERNAL_STRUCTURED_ENGINE_CALLS_H_

#include "ceres_newton/internal/structured_engine.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // see rows_engine.h
#endif

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N>
CERES_NEWTON_NOINLINE typename StructuredEngine<N>::Rows
StructuredEngine<N>::SingularChain(Rows x, double f, double f1, double f2) {
  Rows r;
  r.SetChain(x, f, f1, f2);
  return r;
}
template <int N>
CERES_NEWTON_NOINLINE typename StructuredEngine<N>::Rows
StructuredEngine<N>::SingularChain(Rows x,
                                   Rows y,
                                   double f,
                                   double fx,
                                   double fy,
                                   double fxx,
                                   double fxy,
                                   double fyy) {
  Rows r;
  r.SetChain(x, y, f, fx, fy, fxx, fxy, fyy);
  return r;
}

template <int N>
CERES_NEWTON_NOINLINE bool StructuredEngine<N>::HasNonzero(const Rows& x,
                                                           int i) {
  return x.DependsOn(i);
}
template <int N>
CERES_NEWTON_NOINLINE void StructuredEngine<N>::ScaleAtRunTime(double a,
                                                               const Rows& x,
                                                               Rows* r) {
  r->SetScaled(a, x);
}
template <int N>
CERES_NEWTON_NOINLINE void StructuredEngine<N>::AddAtRunTime(const Rows& x,
                                                             const Rows& y,
                                                             double s,
                                                             Rows* r) {
  r->SetSum(x, y, s);
}
template <int N>
CERES_NEWTON_NOINLINE void StructuredEngine<N>::MultiplyAtRunTime(const Rows& x,
                                                                  const Rows& y,
                                                                  Rows* r) {
  r->SetProduct(x, y);
}
template <int N>
CERES_NEWTON_NOINLINE void StructuredEngine<N>::DivideAtRunTime(const Rows& x,
                                                                const Rows& y,
                                                                Rows* r) {
  r->SetQuotient(x, y);
}
template <int N>
CERES_NEWTON_NOINLINE void StructuredEngine<N>::ChainAtRunTime(
    const Rows& x, double f, double f1, double f2, Rows* r) {
  r->SetChain(x, f, f1, f2);
}
template <int N>
CERES_NEWTON_NOINLINE void StructuredEngine<N>::ChainAtRunTime(const Rows& x,
                                                               const Rows& y,
                                                               double f,
                                                               double fx,
                                                               double fy,
                                                               double fxx,
                                                               double fxy,
                                                               double fyy,
                                                               Rows* r) {
  r->SetChain(x, y, f, fx, fy, fxx, fxy, fyy);
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#endif  // CERES_NEWTON_INTERNAL_STRUCTURED_ENGINE_CALLS_H_
