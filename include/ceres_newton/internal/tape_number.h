// A number on the tape of any number of variables.
//
// The explicit specializations of early_bound_calls.h exist for many N in every
// translation unit and must cost no compile time; with this number, the
// functions behind them are compiled once.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_NUMBER_H_
#define CERES_NEWTON_INTERNAL_TAPE_NUMBER_H_

#include <algorithm>
#include <cmath>

#include "ceres_newton/internal/elementary_derivatives.h"
#include "ceres_newton/internal/smooth_functions.h"
#include "ceres_newton/internal/tape_arena.h"
#include "ceres_newton/internal/tape_careful_sweep.h"
#include "ceres_newton/internal/tape_node.h"
#include "ceres_newton/internal/tape_rotation.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// As TapeEngine<N>, with as much arithmetic as rotations need.
struct TapeNumber {
  double value = 0.0;
  double scale = 1.0;
  TapeNode* node = nullptr;      // null for constants
  TapeCursor* cursor = nullptr;  // of the tape that node is on
};

inline TapeNode* NewTapeNode(TapeCursor* cursor) {
  if (cursor->top == cursor->end) {
    cursor->arena->Grow();
  }
  TapeNode* const node = reinterpret_cast<TapeNode*>(cursor->top);
  cursor->top += cursor->arena->node_bytes();
  // Zero already, unless a number of another call came into a sweep.
  node->adjoint = 0.0;
  node->reached = 0;
  return node;
}

// Records f(x, y) from the value and the partial derivatives, those that the
// rule has.
inline TapeNumber RecordOperation(TapeRule rule,
                                  const TapeNumber& x,
                                  const TapeNumber& y,
                                  const BinaryDerivatives<double>& d) {
  TapeCursor* const cursor = x.cursor;
  TapeNode* const r = NewTapeNode(cursor);
  TapeNode* const a = x.node;
  TapeNode* const b = y.node;
  r->rule = rule;
  r->a = a;
  r->b = b;
  r->fa = d.fx * x.scale;
  r->fb = d.fy * y.scale;
  r->faa = d.fxx * x.scale * x.scale;
  r->fab = d.fxy * x.scale * y.scale;
  r->fbb = d.fyy * y.scale * y.scale;
  r->variables = a->variables | b->variables;
  r->num_linear_terms = rule == TapeRule::kLinear
                            ? a->num_linear_terms + b->num_linear_terms
                            : kNotLinear;
  const int padded_size =
      TapeLayout::PaddedSize(cursor->arena->num_variables());
  double* const t = r->tangent();
  if (std::isfinite(r->fa + r->fb + r->faa + r->fab + r->fbb)) {
    const double* const ta = a->tangent();
    const double* const tb = b->tangent();
    for (int i = 0; i < padded_size; i += TapeLayout::kWidth) {
      using Lane = TapeLayout::Lane;
      *reinterpret_cast<Lane*>(t + i) =
          *reinterpret_cast<const Lane*>(ta + i) * r->fa +
          *reinterpret_cast<const Lane*>(tb + i) * r->fb;
    }
  } else {
    cursor->is_singular = true;
    std::fill_n(t, padded_size, 0.0);
    AddInVariables(a->variables, r->fa, a->tangent(), t);
    AddInVariables(b->variables, r->fb, b->tangent(), t);
  }
  return {d.f, 1.0, r, cursor};
}

inline TapeNumber Chain(const TapeNumber& x,
                        const UnaryDerivatives<double>& d) {
  if (x.node == nullptr) {
    return {d.f, 1.0, nullptr, nullptr};
  }
  return RecordOperation(
      TapeRule::kUnary, x, x, {d.f, d.f1, 0.0, d.f2, 0.0, 0.0});
}
inline TapeNumber Chain(TapeRule rule,
                        const TapeNumber& x,
                        const TapeNumber& y,
                        const BinaryDerivatives<double>& d) {
  if (y.node == nullptr) {
    return Chain(x, {d.f, d.fx, d.fxx});
  }
  if (x.node == nullptr) {
    return Chain(y, {d.f, d.fy, d.fyy});
  }
  return RecordOperation(rule, x, y, d);
}

inline TapeNumber operator*(double s, const TapeNumber& x) {
  return {s * x.value, s * x.scale, x.node, x.cursor};
}
inline TapeNumber operator-(const TapeNumber& x) { return -1.0 * x; }
inline TapeNumber operator+(const TapeNumber& x, const TapeNumber& y) {
  return Chain(
      TapeRule::kLinear, x, y, {x.value + y.value, 1.0, 1.0, 0.0, 0.0, 0.0});
}
inline TapeNumber operator-(const TapeNumber& x, const TapeNumber& y) {
  return x + -y;
}
inline TapeNumber operator*(const TapeNumber& x, const TapeNumber& y) {
  return Chain(TapeRule::kProduct,
               x,
               y,
               {x.value * y.value, y.value, x.value, 0.0, 1.0, 0.0});
}
inline TapeNumber operator/(const TapeNumber& x, const TapeNumber& y) {
  const double inverse = 1.0 / y.value;
  const double quotient = x.value / y.value;
  const double fy = -(quotient * inverse);
  return Chain(TapeRule::kQuotient,
               x,
               y,
               {quotient,
                inverse,
                fy,
                0.0,
                -(inverse * inverse),
                -2.0 * (fy * inverse)});
}
inline bool operator<(const TapeNumber& x, const TapeNumber& y) {
  return x.value < y.value;
}
inline bool operator<(const TapeNumber& x, double y) { return x.value < y; }
inline TapeNumber sqrt(const TapeNumber& x) {
  return Chain(x, SqrtDerivatives(x.value));
}
inline TapeNumber atan2(const TapeNumber& y, const TapeNumber& x) {
  return Chain(TapeRule::kBinary, y, x, Atan2Derivatives(y.value, x.value));
}
inline TapeNumber PowerOfBoth(const TapeNumber& x, const TapeNumber& y) {
  return Chain(TapeRule::kBinary, x, y, PowDerivativesOfBoth(x.value, y.value));
}

// The point y = x[3 .. 5] rotated by the angle-axis vector x[0 .. 2], as one
// operation.  False, and nothing is done, where it cannot be one: all operands
// are constants, or a derivative is not finite.  y may be x.
inline bool RecordRotatedPoint(const TapeNumber* x, TapeNumber* y) {
  // In the place of constants: a node times zero.
  const TapeNumber* some = nullptr;
  for (int k = 0; k < 6; ++k) {
    if (x[k].node != nullptr) {
      some = &x[k];
    }
  }
  if (some == nullptr) {
    return false;
  }
  TapeRotation rotation;
  for (int k = 0; k < 6; ++k) {
    rotation.x[k] = x[k].value;
    rotation.scale[k] = x[k].node != nullptr ? x[k].scale : 0.0;
  }
  double values[3];
  const RodriguesCoefficients c(Dot3(rotation.x, rotation.x));
  double sum = 0.0;
  for (int k = 0; k < 3; ++k) {
    rotation.coefficient[k] = c.coefficient[k];
    sum += c.coefficient[k].f2;
  }
  RotatePointJacobian(
      rotation.x, rotation.coefficient, values, rotation.jacobian);
  for (int q = 0; q < 3; ++q) {
    for (int k = 0; k < 6; ++k) {
      rotation.jacobian[q][k] *= rotation.scale[k];
      sum += rotation.jacobian[q][k];
    }
  }
  if (!std::isfinite(sum)) {
    return false;
  }
  TapeCursor* const cursor = some->cursor;
  int slot;
  TapeComposite* const f = cursor->arena->AddComposite(&slot);
  f->is_rotation = true;
  f->rotation = rotation;
  f->operands.resize(6);
  for (int k = 0; k < 6; ++k) {
    f->operands[k] = x[k].node != nullptr ? x[k].node : some->node;
  }
  f->results.resize(3);
  for (int q = 0; q < 3; ++q) {
    f->results[q] = NewTapeNode(cursor);
    y[q] = {values[q], 1.0, f->results[q], cursor};
  }
  RecordRotation(cursor, slot);
  return true;
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE

template <>
struct SmoothChain<TapeNumber> {
  template <typename Family>
  static TapeNumber Apply(int k, const TapeNumber& x) {
    return Chain(x,
                 {internal::Apply<Family>(k, x.value),
                  Family::Slope(k, x.value),
                  Family::Curvature(k, x.value)});
  }
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_NUMBER_H_
