// The rules of calculus on UnrolledEngine.  Included by unrolled_engine.h.
//
// In each, tests of structure bits vanish when the rule is inlined.  Sums start
// with -0.0, the one number whose addition the compiler may leave out.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_UNROLLED_ENGINE_RULES_H_
#define CERES_NEWTON_INTERNAL_UNROLLED_ENGINE_RULES_H_

#include "ceres_newton/internal/elementary_derivatives.h"
#include "ceres_newton/internal/unrolled_engine.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N>
CERES_NEWTON_ALWAYS_INLINE void UnrolledEngine<N>::AddHessian(
    const UnrolledEngine& x, Structure structure, double a) {
  if (x.HasHessian()) {
    Unroll<kHessianSize>([&](auto k) CERES_NEWTON_INLINE_LAMBDA {
      if (structure & HessianBit(k)) {
        hessian_[k] = hessian_[k] + a * x.hessian_[k];
      }
    });
  }
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void UnrolledEngine<N>::SetStructure(
    Structure structure, bool has_hessian) {
  structure_ = structure;
  if ((structure & kDenseBit) != 0) {
    structure_ = has_hessian ? kDense : kDense & ~kHessianBits;
  } else {
    Unroll<kHessianSize>([&](auto k) CERES_NEWTON_INLINE_LAMBDA {
      hessian_[k] = structure & HessianBit(k) ? hessian_[k] : 0.0;
    });
  }
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void UnrolledEngine<N>::SetScaled(
    double a, const UnrolledEngine& x) {
  const Structure sx = x.KnownStructure();
  const double f = x.value_ * a;
  const bool regular = AllFinite(a);
  if ((sx & kDenseBit) != 0 && !regular) {
    *this = SingularChain(x, UnrolledEngine(), f, a, 0.0, 0.0, 0.0, 0.0);
    return;
  }
  value_ = f;
  Unroll<N>([&](auto i) CERES_NEWTON_INLINE_LAMBDA {
    gradient_[i] = sx & GradientBit(i) ? x.gradient_[i] * a : 0.0;
  });
  const bool has_hessian = x.HasHessian();
  if (has_hessian) {
    Unroll<kHessianSize>([&](auto k) CERES_NEWTON_INLINE_LAMBDA {
      hessian_[k] = sx & HessianBit(k) ? x.hessian_[k] * a : 0.0;
    });
  } else {
    ClearHessian();
  }
  singular_ = x.singular_ || !regular;
  SetStructure(sx, has_hessian);
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void UnrolledEngine<N>::SetSum(
    const UnrolledEngine& x, const UnrolledEngine& y, double sign) {
  const Structure sx = x.KnownStructure();
  const Structure sy = y.KnownStructure();
  value_ = x.value_ + y.value_ * sign;
  Unroll<N>([&](auto i) CERES_NEWTON_INLINE_LAMBDA {
    gradient_[i] = Add(sx & GradientBit(i),
                       x.gradient_[i],
                       sy & GradientBit(i),
                       y.gradient_[i] * sign);
  });
  const bool has_hessian = x.HasHessian() || y.HasHessian();
  if (has_hessian) {
    Unroll<kHessianSize>([&](auto k) CERES_NEWTON_INLINE_LAMBDA {
      hessian_[k] = Add(sx & HessianBit(k),
                        x.hessian_[k],
                        sy & HessianBit(k),
                        y.hessian_[k] * sign);
    });
  } else {
    ClearHessian();
  }
  singular_ = x.singular_ || y.singular_;
  SetStructure(sx | sy, has_hessian);
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void UnrolledEngine<N>::SetProduct(
    const UnrolledEngine& x, const UnrolledEngine& y) {
  SetChain(x, y, x.value_ * y.value_, y.value_, x.value_, 0.0, 1.0, 0.0);
}

// With q = x / y: g_q = (g_x - q g_y) / y and
//   H_q = (H_x - q H_y - g_q g_y' - g_y g_q') / y.
template <int N>
CERES_NEWTON_ALWAYS_INLINE void UnrolledEngine<N>::SetQuotient(
    const UnrolledEngine& x, const UnrolledEngine& y) {
  const Structure sx = x.KnownStructure();
  const Structure sy = y.KnownStructure();
  const Structure sq = sx | sy;
  const double inverse = 1.0 / y.value_;
  const double quotient = x.value_ / y.value_;
  const double minus_q_inverse = -(quotient * inverse);
  const bool regular =
      !x.singular_ && !y.singular_ && AllFinite(inverse, minus_q_inverse);
  if ((sq & kDenseBit) != 0 && !regular) {
    *this = SingularChain(x,
                          y,
                          quotient,
                          inverse,
                          minus_q_inverse,
                          0.0,
                          -(inverse * inverse),
                          -2.0 * (minus_q_inverse * inverse));
    return;
  }
  value_ = quotient;
  Unroll<N>([&](auto i) CERES_NEWTON_INLINE_LAMBDA {
    gradient_[i] = Add(sx & GradientBit(i),
                       x.gradient_[i] * inverse,
                       sy & GradientBit(i),
                       y.gradient_[i] * minus_q_inverse);
  });
  Structure structure = sq;
  Unroll<kHessianSize>([&](auto k) CERES_NEWTON_INLINE_LAMBDA {
    constexpr int i = Row(k);
    constexpr int j = Column(k);
    const bool qy = (sq & GradientBit(i)) && (sy & GradientBit(j));
    const bool yq = (sy & GradientBit(i)) && (sq & GradientBit(j));
    hessian_[k] = qy || yq ? -inverse * Add(qy,
                                            gradient_[i] * y.gradient_[j],
                                            yq,
                                            y.gradient_[i] * gradient_[j])
                           : -0.0;
    structure |= qy || yq ? HessianBit(k) : 0;
  });
  AddHessian(x, sx, inverse);
  AddHessian(y, sy, minus_q_inverse);
  singular_ = !regular;
  SetStructure(structure, true);
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void UnrolledEngine<N>::SetChain(
    const UnrolledEngine& x, double f, double f1, double f2) {
  SetChain(x, UnrolledEngine(), f, f1, 0.0, f2, 0.0, 0.0);
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void UnrolledEngine<N>::SetChain(
    const UnrolledEngine& x,
    const UnrolledEngine& y,
    double f,
    double fx,
    double fy,
    double fxx,
    double fxy,
    double fyy) {
  const Structure sx = x.KnownStructure();
  const Structure sy = y.KnownStructure();
  const bool regular =
      !x.singular_ && !y.singular_ && AllFinite(fx, fy, fxx, fxy, fyy);
  // Which entries exist.  In products that is all there is to know; for other
  // functions, a second derivative that happens to be zero must not meet an
  // infinite gradient.
  Structure structure = sx | sy;
  Unroll<kHessianSize>([&](auto k) CERES_NEWTON_INLINE_LAMBDA {
    structure |= HasTerm<k>(fxx, sx, sx) || HasTerm<k>(fxy, sx, sy) ||
                         HasTerm<k>(fxy, sy, sx) || HasTerm<k>(fyy, sy, sy)
                     ? HessianBit(k)
                     : 0;
  });
  const bool is_dense = ((sx | sy) & kDenseBit) != 0;
  const bool is_bilinear = IsKnownZero(fxx) && IsKnownZero(fyy);
  if ((is_dense || !is_bilinear) && (sx | sy) != 0 && !regular) {
    *this = SingularChain(x, y, f, fx, fy, fxx, fxy, fyy);
    SetStructure(structure, true);
    return;
  }
  value_ = f;
  Unroll<N>([&](auto i) CERES_NEWTON_INLINE_LAMBDA {
    gradient_[i] = Add(sx & GradientBit(i),
                       fx * x.gradient_[i],
                       sy & GradientBit(i),
                       fy * y.gradient_[i]);
  });
  Unroll<kHessianSize>([&](auto k) CERES_NEWTON_INLINE_LAMBDA {
    constexpr int i = Row(k);
    constexpr int j = Column(k);
    const bool xy = HasTerm<k>(fxy, sx, sy);
    const bool yx = HasTerm<k>(fxy, sy, sx);
    double h = -0.0;
    if (xy || yx) {
      h = fxy * Add(xy,
                    x.gradient_[i] * y.gradient_[j],
                    yx,
                    y.gradient_[i] * x.gradient_[j]);
    }
    if (HasTerm<k>(fxx, sx, sx)) {
      h = h + fxx * x.gradient_[i] * x.gradient_[j];
    }
    if (HasTerm<k>(fyy, sy, sy)) {
      h = h + fyy * y.gradient_[i] * y.gradient_[j];
    }
    hessian_[k] = h;
  });
  AddHessian(x, sx, fx);
  AddHessian(y, sy, fy);
  singular_ = (sx | sy) != 0 && !regular;
  SetStructure(structure, true);
}

template <int N>
CERES_NEWTON_NOINLINE UnrolledEngine<N> UnrolledEngine<N>::SingularChain(
    UnrolledEngine x,
    UnrolledEngine y,
    double f,
    double fx,
    double fy,
    double fxx,
    double fxy,
    double fyy) {
  const auto times = [](double a, double b, double c) {
    return a == 0.0 ? 0.0 : a * b * c;
  };
  bool in_x[N];
  bool in_y[N];
  bool is_x_stationary = true;
  bool is_y_stationary = true;
  for (int i = 0; i < N; ++i) {
    in_x[i] = x.DependsOn(i);
    in_y[i] = y.DependsOn(i);
    is_x_stationary = is_x_stationary && x.gradient_[i] == 0.0;
    is_y_stationary = is_y_stationary && y.gradient_[i] == 0.0;
  }
  if (is_x_stationary && IsOnlyCurvatureInfinite(fx, fxx)) {
    fxx = 0.0;
  }
  if (is_y_stationary && IsOnlyCurvatureInfinite(fy, fyy)) {
    fyy = 0.0;
  }
  UnrolledEngine r(f);
  for (int i = 0; i < N; ++i) {
    r.gradient_[i] = (in_x[i] ? fx * x.gradient_[i] : 0.0) +
                     (in_y[i] ? fy * y.gradient_[i] : 0.0);
    for (int j = i; j < N; ++j) {
      double h = 0.0;
      if (in_x[i] && in_x[j]) {
        h += times(fxx, x.gradient_[i], x.gradient_[j]);
        h += x.order() == 2 ? fx * x.hessian(i, j) : 0.0;
      }
      if (in_y[i] && in_y[j]) {
        h += times(fyy, y.gradient_[i], y.gradient_[j]);
        h += y.order() == 2 ? fy * y.hessian(i, j) : 0.0;
      }
      if (in_x[i] && in_y[j]) {
        h += fxy * x.gradient_[i] * y.gradient_[j];
      }
      if (in_y[i] && in_x[j]) {
        h += fxy * y.gradient_[i] * x.gradient_[j];
      }
      r.hessian_[RowBegin(i) + j - i] = h;
    }
  }
  r.structure_ = kDense;
  r.singular_ = true;
  return r;
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_UNROLLED_ENGINE_RULES_H_
