// The engine behind SecondOrder for many variables: a value and a place on the
// tape of this thread, where operations are recorded with their tangents, and
// from where one reverse sweep fetches the Hessian.
//
// An operation costs O(N) numbers instead of the N (N + 1) / 2 of RowsEngine,
// but a number is of use only within the recording it was made in
// (recording_scope.h), by the thread that opened it.
//
// A number is a polynomial of a node y,
//
//   value + scale (y - its value) + curvature / 2 (y - its value)^2,
//
// or a constant.  Two derivatives see no more of any function of y, so only
// operations on numbers with different nodes need a node.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_ENGINE_H_
#define CERES_NEWTON_INTERNAL_TAPE_ENGINE_H_

#include <cmath>
#include <cstdint>
#include <cstring>

#include "ceres_newton/internal/elementary_derivatives.h"
#include "ceres_newton/internal/simd_lanes.h"
#include "ceres_newton/internal/tape_arena.h"
#include "ceres_newton/internal/tape_node.h"
#include "ceres_newton/internal/tape_recorder.h"
#include "ceres_newton/internal/tape_sweep.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N>
class TapeEngine {
 public:
  using Lane = TapeLayout::Lane;

  TapeEngine() { Assign(0.0, {nullptr, 0.0, 0.0}); }

  // A constant.
  explicit TapeEngine(double value) { Assign(value, {nullptr, 0.0, 0.0}); }

  // The k-th variable.
  TapeEngine(double value, int k) {
    Assign(value, {Tape<N>::Variable(k), 1.0, 0.0});
  }

  const double& value() const { return value_; }
  bool singular() const {
    return node_ != nullptr && Tape<N>::cursor()->is_singular;
  }

  double gradient(int i) const {
    return node_ == nullptr ? 0.0 : scale_ * node_->tangent()[i];
  }
  double hessian(int i, int j) const {
    if (node_ == nullptr) {
      return 0.0;
    }
    const int row = i < j ? i : j;
    const int col = i < j ? j : i;
    return TapeHessian<N>(root())[row * TapeLayout::HessianStride(N) + col];
  }

  // Does the number depend on variable i, as far as two derivatives can tell?
  bool DependsOn(int i) const {
    if (node_ == nullptr || ((node_->variables >> i) & 1) == 0) {
      return false;
    }
    bool depends = gradient(i) != 0.0;
    for (int j = 0; !depends && j < N; ++j) {
      depends = hessian(i, j) != 0.0;
    }
    return depends;
  }

  void AddToValue(double s) { Assign(value_ + s, root()); }
  void SetValue(double s) { Assign(s, root()); }

  // *this = a x for a constant a.
  void SetScaled(double a, const TapeEngine& x) {
    const double scale = x.scale_ * a;
    const double curvature = x.curvature_ * a;
    if (!AreUsualCoefficients(scale, curvature) && x.node_ != nullptr) {
      SetUnusualChain(x, x.value_ * a, a, 0.0);
      return;
    }
    Assign(x.value_ * a, {x.node_, scale, curvature});
  }

  // *this = x + sign y with sign = 1 or -1; x and y may be *this.
  void SetSum(const TapeEngine& x, const TapeEngine& y, double sign) {
    const double value = x.value_ + sign * y.value_;
    const double sy = y.scale_ * sign;
    const double cy = y.curvature_ * sign;
    if (y.node_ == nullptr) {
      Assign(value, x.root());
    } else if (x.node_ == nullptr) {
      Assign(value, {y.node_, sy, cy});
    } else if (x.node_ == y.node_) {
      SetPolynomial(value, x.node_, x.scale_ + sy, x.curvature_ + cy);
    } else if (!Tape<N>::HasRoom()) {
      GrowAndSetSum(x, y, sign);
    } else {
      TapeNode* const a = x.node_;
      TapeNode* const b = y.node_;
      TapeNode* const r =
          Recorder::NewNode(TapeRule::kLinear, a, b, x.scale_, sy);
      if (IsAnyCurved(x, y)) {
        r->rule = TapeRule::kSum;
        r->faa = x.curvature_;
        r->fbb = cy;
      } else {
        r->num_linear_terms = a->num_linear_terms + b->num_linear_terms;
      }
      Recorder::SetTangent(r, a, b, x.scale_, sy);
      Assign(value, {r, 1.0, 0.0});
    }
  }

  // *this = x y and *this = x / y.
  void SetProduct(const TapeEngine& x, const TapeEngine& y) {
    if (y.node_ == nullptr || x.node_ == nullptr) {
      y.node_ == nullptr ? SetScaled(y.value_, x) : SetScaled(x.value_, y);
      return;
    }
    TapeNode* const a = x.node_;
    TapeNode* const b = y.node_;
    const double value = x.value_ * y.value_;
    const double fa = y.value_ * x.scale_;
    const double fb = x.value_ * y.scale_;
    if (a == b || IsAnyCurved(x, y) || !std::isfinite(fa + fb) ||
        !Tape<N>::HasRoom()) {
      SetBinary<TapeRule::kProduct>(
          x, y, value, y.value_, x.value_, 0.0, 1.0, 0.0);
      return;
    }
    TapeNode* const r = Recorder::NewNode(TapeRule::kProduct, a, b, fa, fb);
    r->fab = x.scale_ * y.scale_;
    Recorder::SetTangent(r, a, b, fa, fb);
    Assign(value, {r, 1.0, 0.0});
  }
  void SetQuotient(const TapeEngine& x, const TapeEngine& y) {
    const double inverse = 1.0 / y.value_;
    const double quotient = x.value_ / y.value_;
    if (y.node_ == nullptr) {
      SetScaled(inverse, x);
      value_ = quotient;  // rounded once
      return;
    }
    const double fy = -(quotient * inverse);
    const double fyy = -2.0 * (fy * inverse);
    if (x.node_ == nullptr) {
      SetChain(y, quotient, fy, fyy);
      return;
    }
    SetBinary<TapeRule::kQuotient>(
        x, y, quotient, inverse, fy, 0.0, -(inverse * inverse), fyy);
  }

  // *this = f(x), given f and its first two derivatives there.
  void SetChain(const TapeEngine& x, double f, double f1, double f2) {
    if (x.node_ == nullptr) {
      Assign(f, {nullptr, 0.0, 0.0});
      return;
    }
    const double scale = f1 * x.scale_;
    const double curvature = f2 * x.scale_ * x.scale_ + f1 * x.curvature_;
    if (!AreUsualCoefficients(scale, curvature)) {
      SetUnusualChain(x, f, f1, f2);
      return;
    }
    Assign(f, {x.node_, scale, curvature});
  }

  // *this = f(x, y), given f and its partial derivatives there.
  void SetChain(const TapeEngine& x,
                const TapeEngine& y,
                double f,
                double fx,
                double fy,
                double fxx,
                double fxy,
                double fyy) {
    if (x.node_ == nullptr) {
      SetChain(y, f, fy, fyy);
    } else if (y.node_ == nullptr) {
      SetChain(x, f, fx, fxx);
    } else {
      SetBinary<TapeRule::kBinary>(x, y, f, fx, fy, fxx, fxy, fyy);
    }
  }

  // The same number as a multiple of a node, without curvature.
  TapeEngine Straightened() const {
    TapeEngine result(*this);
    if (node_ != nullptr && curvature_ != 0.0) {
      result.SetUnary(value_, node_, scale_, curvature_);
    }
    return result;
  }

  // Raw access for composite rules and for reading whole Hessians.
  TapeRoot root() const { return {node_, scale_, curvature_}; }
  // Written by whole lanes: compilers copy numbers that way, and a processor
  // that reads by wider pieces than were written has to wait.
  void Assign(double value, const TapeRoot& root) {
    double node;
    static_assert(sizeof(node) == sizeof(root.node),
                  "Pointers must be as long as doubles.");
    std::memcpy(&node, &root.node, sizeof(node));
    if constexpr (TapeLayout::kWidth == 4) {
      const DoubleLanes<4>::Type all = {
          value, root.scale, root.curvature, node};
      std::memcpy(static_cast<void*>(this), &all, sizeof(all));
    } else {
      const DoubleLanes<2>::Type all[] = {{value, root.scale},
                                          {root.curvature, node}};
      std::memcpy(static_cast<void*>(this), &all, sizeof(all));
    }
  }

 private:
  using Recorder = TapeRecorder<N>;

  static bool IsAnyCurved(const TapeEngine& x, const TapeEngine& y) {
    uint64_t bits[2];
    std::memcpy(bits, &x.curvature_, sizeof(double));
    std::memcpy(bits + 1, &y.curvature_, sizeof(double));
    return ((bits[0] | bits[1]) << 1) != 0;  // the sign of zero is shifted out
  }

  // Two numbers that are no constants.  (Outside of the functions that use it,
  // so that they need to save no registers on their short ways.)
  template <TapeRule kRule>
  [[gnu::noinline]] void SetBinary(const TapeEngine& x,
                                   const TapeEngine& y,
                                   double f,
                                   double fx,
                                   double fy,
                                   double fxx,
                                   double fxy,
                                   double fyy) {
    TapeNode* const a = x.node_;
    TapeNode* const b = y.node_;
    const double sx = x.scale_;
    const double sy = y.scale_;
    const double fa = fx * sx;
    const double fb = fy * sy;
    const double fab = fxy * sx * sy;
    const double faa = fxx * sx * sx + fx * x.curvature_;
    const double fbb = fyy * sy * sy + fy * y.curvature_;
    if (!std::isfinite(fa + fb + faa + fab + fbb)) {
      SetSingularBinary(kRule, x, y, {f, fx, fy, fxx, fxy, fyy});
    } else if (a == b) {
      SetPolynomial(f, a, fa + fb, faa + 2.0 * fab + fbb);
    } else if (!Tape<N>::HasRoom()) {
      Tape<N>::Grow();
      SetBinary<kRule>(x, y, f, fx, fy, fxx, fxy, fyy);
    } else {
      TapeNode* const r = Recorder::NewNode(
          IsAnyCurved(x, y) ? TapeRule::kBinary : kRule, a, b, fa, fb);
      r->faa = faa;
      r->fab = fab;
      r->fbb = fbb;
      Recorder::SetTangent(r, a, b, fa, fb);
      Assign(f, {r, 1.0, 0.0});
    }
  }
  [[gnu::noinline, gnu::cold]] void GrowAndSetSum(const TapeEngine& x,
                                                  const TapeEngine& y,
                                                  double sign) {
    Tape<N>::Grow();
    SetSum(x, y, sign);
  }

  // With an infinite or NaN derivative.  The curvatures of the operands become
  // nodes of their own, so that inf * 0 is not met where there is none.
  [[gnu::noinline, gnu::cold]] void SetSingularBinary(
      TapeRule rule,
      const TapeEngine& bent_x,
      const TapeEngine& bent_y,
      const BinaryDerivatives<double>& d) {
    const TapeEngine x = bent_x.Straightened();
    const TapeEngine y = bent_y.Straightened();
    const double sx = x.scale_;
    const double sy = y.scale_;
    if (x.node_ == y.node_) {
      SetUnary(d.f,
               x.node_,
               d.fx * sx + d.fy * sy,
               d.fxx * sx * sx + 2.0 * d.fxy * sx * sy + d.fyy * sy * sy);
      return;
    }
    if (!Tape<N>::HasRoom()) {
      Tape<N>::Grow();
    }
    TapeNode* const r =
        Recorder::NewNode(rule, x.node_, y.node_, d.fx * sx, d.fy * sy);
    r->faa = d.fxx * sx * sx;
    r->fab = d.fxy * sx * sy;
    r->fbb = d.fyy * sy * sy;
    Recorder::SetSingularTangent(r);
    Assign(d.f, {r, 1.0, 0.0});
  }

  void SetUnary(double f, TapeNode* x, double f1, double f2) {
    Assign(f, {Recorder::NewUnary(x, f1, f2), 1.0, 0.0});
  }

  // A polynomial of a node.
  void SetPolynomial(double f, TapeNode* x, double scale, double curvature) {
    Assign(f, {x, scale, curvature});
    if (!AreUsualCoefficients(scale, curvature)) {
      MendUnusualPolynomial();
    }
  }

  [[gnu::noinline, gnu::cold]] void MendUnusualPolynomial() {
    if (scale_ == 0.0 && curvature_ == 0.0 && !singular()) {
      Assign(value_, {nullptr, 0.0, 0.0});
    } else if (scale_ != 0.0 || !AreUsualCoefficients(curvature_, 0.0)) {
      SetUnary(value_, node_, scale_, curvature_);
    }
  }
  [[gnu::noinline, gnu::cold]] void SetUnusualChain(const TapeEngine& x,
                                                    double f,
                                                    double f1,
                                                    double f2) {
    const double scale = f1 * x.scale_;
    const double curvature = f2 * x.scale_ * x.scale_ + f1 * x.curvature_;
    if (std::isfinite(scale + curvature)) {
      SetPolynomial(f, x.node_, scale, curvature);
      return;
    }
    const TapeEngine y = x.Straightened();
    SetUnary(f, y.node_, f1 * y.scale_, f2 * y.scale_ * y.scale_);
  }

  double value_;
  double scale_;
  double curvature_;
  TapeNode* node_;  // null for constants
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_ENGINE_H_
