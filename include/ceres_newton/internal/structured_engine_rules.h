// The rules of calculus on StructuredEngine.  Included by structured_engine.h.
//
// In each, tests of structure bits vanish when the rule is inlined.  Sums start
// with -0.0, the one number whose addition the compiler may leave out.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_STRUCTURED_ENGINE_RULES_H_
#define CERES_NEWTON_INTERNAL_STRUCTURED_ENGINE_RULES_H_

#include "ceres_newton/internal/structured_engine.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // see rows_engine.h
#endif

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N>
CERES_NEWTON_ALWAYS_INLINE typename StructuredEngine<N>::Gradient
StructuredEngine<N>::GradientOf() const {
  Gradient g;
  g.variables = structure_ & kVariables;
  Unroll<kNumLanes>([&](auto c) CERES_NEWTON_INLINE_LAMBDA {
    g.lane[c] = g.variables != 0 ? GradientLane(c) : LaneType{};
  });
  return g;
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE typename StructuredEngine<N>::Gradient
StructuredEngine<N>::Multiple(double a, const Gradient& x) {
  Gradient g;
  g.variables = IsKnownZero(a) ? 0 : x.variables;
  const Columns columns(g.variables);
  Unroll<kNumLanes>([&](auto c) CERES_NEWTON_INLINE_LAMBDA {
    g.lane[c] = columns.Cut(x.lane[c] * a, c);
  });
  return g;
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE typename StructuredEngine<N>::Gradient
StructuredEngine<N>::Combination(double a,
                                 const Gradient& x,
                                 double b,
                                 const Gradient& y) {
  Gradient g;
  const Structure sx = IsKnownZero(a) ? 0 : x.variables;
  const Structure sy = IsKnownZero(b) ? 0 : y.variables;
  g.variables = sx | sy;
  const Columns columns_x(sx);
  const Columns columns_y(sy);
  Unroll<kNumLanes>([&](auto c) CERES_NEWTON_INLINE_LAMBDA {
    const LaneType ax = columns_x.Cut(x.lane[c] * a, c);
    const LaneType by = columns_y.Cut(y.lane[c] * b, c);
    g.lane[c] = sx == 0 ? by : sy == 0 ? ax : ax + by;
  });
  return g;
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void StructuredEngine<N>::SetGradient(
    const Gradient& g) {
  Unroll<kNumLanes>(
      [&](auto c) CERES_NEWTON_INLINE_LAMBDA { GradientLane(c) = g.lane[c]; });
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void StructuredEngine<N>::SetHessian(
    double a,
    const StructuredEngine& x,
    double b,
    const StructuredEngine& y,
    const Gradient& p,
    const Gradient& u,
    const Gradient& q,
    const Gradient& v) {
  // Variables with rows in each of the four terms.
  const Structure sx = x.structure_ & kHasHessian ? x.structure_ : 0;
  const Structure sy = y.structure_ & kHasHessian ? y.structure_ : 0;
  const Structure sp = u.variables != 0 ? p.variables : 0;
  const Structure sq = v.variables != 0 ? q.variables : 0;
  const Columns columns_x(x.structure_);
  const Columns columns_y(y.structure_);
  const Columns columns_u(u.variables);
  const Columns columns_v(v.variables);
  Unroll<N>([&](auto i) CERES_NEWTON_INLINE_LAMBDA {
    constexpr int kFirst = i / kWidth;
    constexpr int kRowLanes = kNumLanes - kFirst;
    LaneType h[kRowLanes];
    const auto for_lanes = [&](const auto& body) CERES_NEWTON_INLINE_LAMBDA {
      Unroll<kRowLanes>([&](auto k) CERES_NEWTON_INLINE_LAMBDA {
        body(k, std::integral_constant<int, kFirst + k>());
      });
    };
    const double zero = Has(sx | sy | sp | sq, i) ? -0.0 : 0.0;
    for_lanes([&](auto k, auto) CERES_NEWTON_INLINE_LAMBDA {
      h[k] = Masks::Broadcast(zero);
    });
    if (Has(sp, i)) {
      const LaneType f =
          Masks::template BroadcastPlace<i % kWidth>(p.lane[kFirst]);
      for_lanes([&](auto k, auto c) CERES_NEWTON_INLINE_LAMBDA {
        h[k] = h[k] + columns_u.Cut(f * u.lane[c], c);
      });
    }
    if (Has(sq, i)) {
      const LaneType f =
          Masks::template BroadcastPlace<i % kWidth>(q.lane[kFirst]);
      for_lanes([&](auto k, auto c) CERES_NEWTON_INLINE_LAMBDA {
        h[k] = h[k] + columns_v.Cut(f * v.lane[c], c);
      });
    }
    if (Has(sx, i)) {
      for_lanes([&](auto k, auto c) CERES_NEWTON_INLINE_LAMBDA {
        h[k] =
            h[k] + columns_x.Cut(LaneAt(x.hessian_ + LaneIndex(i, c)) * a, c);
      });
    }
    if (Has(sy, i)) {
      for_lanes([&](auto k, auto c) CERES_NEWTON_INLINE_LAMBDA {
        h[k] =
            h[k] + columns_y.Cut(LaneAt(y.hessian_ + LaneIndex(i, c)) * b, c);
      });
    }
    for_lanes([&](auto k, auto c) CERES_NEWTON_INLINE_LAMBDA {
      LaneAt(hessian_ + LaneIndex(i, c)) = h[k];
    });
  });
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void StructuredEngine<N>::SetScaled(
    double a, const StructuredEngine& x) {
  if (!x.IsKnown()) {
    ScaleAtRunTime(a, x, this);
    structure_ = kUnknown;
    return;
  }
  const Structure s = x.structure_;
  value_ = x.value_ * a;
  singular_ = x.singular_ || !AllFinite(a);
  SetStructure(s);
  if (s != 0) {
    SetGradient(Multiple(a, x.GradientOf()));
  }
  if (s & kHasHessian) {
    const Columns columns(s);
    Unroll<N>([&](auto i) CERES_NEWTON_INLINE_LAMBDA {
      constexpr int kFirst = i / kWidth;
      Unroll<kNumLanes - kFirst>([&](auto k) CERES_NEWTON_INLINE_LAMBDA {
        constexpr int kLane = LaneIndex(i, kFirst + k);
        LaneAt(hessian_ + kLane) =
            Has(s, i) ? columns.Cut(LaneAt(x.hessian_ + kLane) * a, kFirst + k)
                      : LaneType{};
      });
    });
  }
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void StructuredEngine<N>::SetSum(
    const StructuredEngine& x, const StructuredEngine& y, double sign) {
  if (!x.IsKnown() || !y.IsKnown()) {
    AddAtRunTime(x, y, sign, this);
    structure_ = kUnknown;
    return;
  }
  const Structure sx = x.structure_;
  const Structure sy = y.structure_;
  value_ = x.value_ + y.value_ * sign;
  singular_ = x.singular_ || y.singular_;
  const auto add = [sign](bool has_x, LaneType ex, bool has_y, LaneType ey)
                       CERES_NEWTON_INLINE_LAMBDA {
                         return has_x ? (has_y ? ex + ey * sign : ex)
                                      : (has_y ? ey * sign : LaneType{});
                       };
  if ((sx | sy) != 0) {
    Unroll<kNumLanes>([&](auto c) CERES_NEWTON_INLINE_LAMBDA {
      GradientLane(c) =
          add(sx != 0, x.GradientLane(c), sy != 0, y.GradientLane(c));
    });
  }
  if ((sx | sy) & kHasHessian) {
    Unroll<N>([&](auto i) CERES_NEWTON_INLINE_LAMBDA {
      constexpr int kFirst = i / kWidth;
      const bool has_x = (sx & kHasHessian) && Has(sx, i);
      const bool has_y = (sy & kHasHessian) && Has(sy, i);
      Unroll<kNumLanes - kFirst>([&](auto k) CERES_NEWTON_INLINE_LAMBDA {
        constexpr int kLane = LaneIndex(i, kFirst + k);
        LaneAt(hessian_ + kLane) = add(has_x,
                                       LaneAt(x.hessian_ + kLane),
                                       has_y,
                                       LaneAt(y.hessian_ + kLane));
      });
    });
  }
  SetStructure(sx | sy);
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void StructuredEngine<N>::SetProduct(
    const StructuredEngine& x, const StructuredEngine& y) {
  if (!x.IsKnown() || !y.IsKnown()) {
    MultiplyAtRunTime(x, y, this);
    structure_ = kUnknown;
    return;
  }
  const Gradient gx = x.GradientOf();
  const Gradient gy = y.GradientOf();
  value_ = x.value_ * y.value_;
  singular_ = x.singular_ || y.singular_ || !AllFinite(x.value_, y.value_);
  SetStructure(x.structure_ | y.structure_ |
               (x.structure_ != 0 && y.structure_ != 0 ? kHasHessian : 0));
  SetGradient(Combination(y.value_, gx, x.value_, gy));
  SetHessian(y.value_, x, x.value_, y, gx, gy, gy, gx);
}

// With q = x / y: g_q = (g_x - q g_y) / y and
//   H_q = (H_x - q H_y - g_q g_y' - g_y g_q') / y.
template <int N>
CERES_NEWTON_ALWAYS_INLINE void StructuredEngine<N>::SetQuotient(
    const StructuredEngine& x, const StructuredEngine& y) {
  if (!x.IsKnown() || !y.IsKnown()) {
    DivideAtRunTime(x, y, this);
    structure_ = kUnknown;
    return;
  }
  const double inverse = 1.0 / y.value_;
  const double quotient = x.value_ / y.value_;
  const double minus_q_inverse = -(quotient * inverse);
  const Gradient gy = y.GradientOf();
  const Gradient gq = Combination(inverse, x.GradientOf(), minus_q_inverse, gy);
  value_ = quotient;
  singular_ =
      x.singular_ || y.singular_ || !AllFinite(inverse, minus_q_inverse);
  SetStructure(x.structure_ | y.structure_ |
               (y.structure_ != 0 ? kHasHessian : 0));
  SetGradient(gq);
  SetHessian(inverse,
             x,
             minus_q_inverse,
             y,
             Multiple(-inverse, gq),
             gy,
             Multiple(-inverse, gy),
             gq);
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void StructuredEngine<N>::SetChain(
    const StructuredEngine& x, double f, double f1, double f2) {
  if (!x.IsKnown()) {
    ChainAtRunTime(x, f, f1, f2, this);
    structure_ = kUnknown;
    return;
  }
  const Structure structure =
      x.structure_ != 0 ? x.structure_ | kHasHessian : 0;
  if (structure != 0 && (x.singular_ || !AllFinite(f1, f2))) {
    static_cast<Rows&>(*this) = SingularChain(x, f, f1, f2);
    SetStructure(structure);  // still known
    return;
  }
  const Gradient gx = x.GradientOf();
  value_ = f;
  singular_ = false;
  SetStructure(structure);
  SetGradient(Multiple(f1, gx));
  SetHessian(f1,
             x,
             0.0,
             StructuredEngine(),
             Multiple(f2, gx),
             gx,
             Gradient{},
             Gradient{});
}

template <int N>
CERES_NEWTON_ALWAYS_INLINE void StructuredEngine<N>::SetChain(
    const StructuredEngine& x,
    const StructuredEngine& y,
    double f,
    double fx,
    double fy,
    double fxx,
    double fxy,
    double fyy) {
  if (!x.IsKnown() || !y.IsKnown()) {
    ChainAtRunTime(x, y, f, fx, fy, fxx, fxy, fyy, this);
    structure_ = kUnknown;
    return;
  }
  const Structure s = x.structure_ | y.structure_;
  const Structure structure = s != 0 ? s | kHasHessian : 0;
  if (structure != 0 &&
      (x.singular_ || y.singular_ || !AllFinite(fx, fy, fxx, fxy, fyy))) {
    static_cast<Rows&>(*this) = SingularChain(x, y, f, fx, fy, fxx, fxy, fyy);
    SetStructure(structure);  // still known
    return;
  }
  const Gradient gx = x.GradientOf();
  const Gradient gy = y.GradientOf();
  value_ = f;
  singular_ = false;
  SetStructure(structure);
  SetGradient(Combination(fx, gx, fy, gy));
  SetHessian(fx,
             x,
             fy,
             y,
             Combination(fxx, gx, fxy, gy),
             gx,
             Combination(fxy, gx, fyy, gy),
             gy);
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#endif  // CERES_NEWTON_INTERNAL_STRUCTURED_ENGINE_RULES_H_
