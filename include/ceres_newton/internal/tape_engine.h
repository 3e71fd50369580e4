// The engine behind SecondOrder for many variables: a value and a place on the
// tape of this thread, where operations are recorded with their tangents, and
// from where one reverse sweep fetches the Hessian.
//
// An operation costs O(N) numbers instead of the N (N + 1) / 2 of RowsEngine,
// but a number is of use only within the recording it was made in
// (recording_scope.h), by the thread that opened it.
//
// A number is value + scale (y - its value) for a node y, or a constant.  So
// constants, sums with constants and multiples of a number need no node.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_ENGINE_H_
#define CERES_NEWTON_INTERNAL_TAPE_ENGINE_H_

#include <cmath>

#include "ceres_newton/internal/scalar_predicates.h"
#include "ceres_newton/internal/tape_arena.h"
#include "ceres_newton/internal/tape_node.h"
#include "ceres_newton/internal/tape_sweep.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N>
class TapeEngine {
 public:
  using Lane = TapeLayout::Lane;
  static constexpr int kNumLanes = TapeLayout::NumLanes(N);

  TapeEngine() = default;

  // A constant.
  explicit TapeEngine(double value) : value_(value) {}

  // The k-th variable.
  TapeEngine(double value, int k) : value_(value), node_(Tape<N>::NewNode()) {
    node_->rule = TapeRule::kVariable;
    node_->slot = k;
    node_->variables = uint64_t{1} << k;
    node_->num_linear_terms = 1.0f;
    node_->a = node_->b = nullptr;
    node_->fa = node_->fb = 0.0;
    Lane* const t = Tangent(node_);
    CERES_NEWTON_UNROLL
    for (int i = 0; i < kNumLanes; ++i) {
      t[i] = Lane{};
    }
    node_->tangent()[k] = 1.0;
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
    return TapeHessian<N>(node_, scale_)[row * TapeLayout::PaddedSize(N) + col];
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

  void AddToValue(double s) { value_ += s; }
  void SetValue(double s) { value_ = s; }

  // *this = a x for a constant a.
  void SetScaled(double a, const TapeEngine& x) {
    value_ = x.value_ * a;
    SetMultiple(x.node_, x.scale_ * a);
  }

  // *this = x + sign y with sign = 1 or -1; x and y may be *this.
  void SetSum(const TapeEngine& x, const TapeEngine& y, double sign) {
    const double value = x.value_ + sign * y.value_;
    const double sx = x.scale_;
    const double sy = y.scale_ * sign;
    if (y.node_ == nullptr) {
      Assign(value, sx, x.node_);
      return;
    }
    if (x.node_ == nullptr) {
      Assign(value, sy, y.node_);
      return;
    }
    if (x.node_ == y.node_) {
      value_ = value;
      SetMultiple(x.node_, sx + sy);
      return;
    }
    TapeNode* const r = NewNode(TapeRule::kLinear, x.node_, y.node_, sx, sy);
    r->num_linear_terms = x.node_->num_linear_terms + y.node_->num_linear_terms;
    SetTangent(r, x.node_, y.node_, sx, sy);
    Assign(value, 1.0, r);
  }

  // *this = x y and *this = x / y.
  void SetProduct(const TapeEngine& x, const TapeEngine& y) {
    const double value = x.value_ * y.value_;
    if (y.node_ == nullptr || x.node_ == nullptr) {
      y.node_ == nullptr ? SetScaled(y.value_, x) : SetScaled(x.value_, y);
      return;
    }
    const double sxy = x.scale_ * y.scale_;
    const double fa = y.value_ * x.scale_;
    const double fb = x.value_ * y.scale_;
    if (x.node_ == y.node_) {
      SetUnary(value, x.node_, fa + fb, 2.0 * sxy);
      return;
    }
    TapeNode* const r = NewNode(TapeRule::kProduct, x.node_, y.node_, fa, fb);
    r->fab = sxy;
    SetRegularTangent(r, fa + fb);
    Assign(value, 1.0, r);
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
      SetUnary(quotient, y.node_, fy * y.scale_, fyy * y.scale_ * y.scale_);
      return;
    }
    if (x.node_ == y.node_) {
      SetChain(x, y, quotient, inverse, fy, 0.0, -(inverse * inverse), fyy);
      return;
    }
    const double fa = inverse * x.scale_;
    const double fb = fy * y.scale_;
    TapeNode* const r = NewNode(TapeRule::kQuotient, x.node_, y.node_, fa, fb);
    r->fab = -(inverse * inverse) * x.scale_ * y.scale_;
    r->fbb = fyy * y.scale_ * y.scale_;
    SetRegularTangent(r, fa + fb + r->fab + r->fbb);
    Assign(quotient, 1.0, r);
  }

  // *this = f(x), given f and its first two derivatives there.
  void SetChain(const TapeEngine& x, double f, double f1, double f2) {
    if (x.node_ == nullptr) {
      Assign(f, 1.0, nullptr);
      return;
    }
    SetUnary(f, x.node_, f1 * x.scale_, f2 * x.scale_ * x.scale_);
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
      return;
    }
    if (y.node_ == nullptr) {
      SetChain(x, f, fx, fxx);
      return;
    }
    const double sx = x.scale_;
    const double sy = y.scale_;
    if (x.node_ == y.node_) {
      SetUnary(f,
               x.node_,
               fx * sx + fy * sy,
               fxx * sx * sx + 2.0 * fxy * sx * sy + fyy * sy * sy);
      return;
    }
    TapeNode* const r =
        NewNode(TapeRule::kBinary, x.node_, y.node_, fx * sx, fy * sy);
    r->faa = fxx * sx * sx;
    r->fab = fxy * sx * sy;
    r->fbb = fyy * sy * sy;
    SetRegularTangent(r, r->fa + r->fb + r->faa + r->fab + r->fbb);
    Assign(f, 1.0, r);
  }

  // Raw access for composite rules and for reading whole Hessians.
  double scale() const { return scale_; }
  TapeNode* node() const { return node_; }
  void Assign(double value, double scale, TapeNode* node) {
    value_ = value;
    scale_ = scale;
    node_ = node;
  }

 private:
  static Lane* Tangent(TapeNode* node) {
    return reinterpret_cast<Lane*>(node->tangent());
  }

  static TapeNode* NewNode(
      TapeRule rule, TapeNode* a, TapeNode* b, double fa, double fb) {
    TapeNode* const r = Tape<N>::NewNode();
    r->rule = rule;
    r->num_linear_terms = kNotLinear;
    r->a = a;
    r->b = b;
    r->fa = fa;
    r->fb = fb;
    r->variables = a->variables | b->variables;
    return r;
  }

  static void SetTangent(
      TapeNode* r, TapeNode* a, TapeNode* b, double fa, double fb) {
    const Lane* const ta = Tangent(a);
    const Lane* const tb = Tangent(b);
    Lane* const t = Tangent(r);
    CERES_NEWTON_UNROLL
    for (int i = 0; i < kNumLanes; ++i) {
      t[i] = ta[i] * fa + tb[i] * fb;
    }
  }

  // Sets the tangent, if the sum of all partial derivatives is finite (and so
  // is each of them) by whole lanes.
  static void SetRegularTangent(TapeNode* r, double sum) {
    if (std::isfinite(sum)) {
      SetTangent(r, r->a, r->b, r->fa, r->fb);
    } else {
      SetSingularTangent(r);
    }
  }

  [[gnu::noinline, gnu::cold]] static void SetSingularTangent(TapeNode* r) {
    Tape<N>::cursor()->is_singular = true;
    Lane* const t = Tangent(r);
    for (int i = 0; i < kNumLanes; ++i) {
      t[i] = Lane{};
    }
    AddInVariables(r->a->variables, r->fa, r->a->tangent(), r->tangent());
    if (r->rule != TapeRule::kUnary) {
      AddInVariables(r->b->variables, r->fb, r->b->tangent(), r->tangent());
    }
  }

  void SetUnary(double f, TapeNode* x, double f1, double f2) {
    TapeNode* const r = Tape<N>::NewNode();
    r->rule = TapeRule::kUnary;
    r->num_linear_terms = kNotLinear;
    r->a = x;
    r->fa = f1;
    r->faa = f2;
    r->variables = x->variables;
    if (std::isfinite(f1 + f2)) {
      const Lane* const tx = Tangent(x);
      Lane* const t = Tangent(r);
      CERES_NEWTON_UNROLL
      for (int i = 0; i < kNumLanes; ++i) {
        t[i] = tx[i] * f1;
      }
    } else {
      SetSingularTangent(r);
    }
    Assign(f, 1.0, r);
  }

  // The derivatives of *this become those of a node times a factor.
  void SetMultiple(TapeNode* node, double scale) {
    scale_ = scale;
    node_ = node;
    const double size = std::abs(scale);
    if (!(size > kMinScale && size < kMaxScale) && node != nullptr) {
      SetUnusualMultiple();
    }
  }
  // Scales near the ends of the range become a node, where products of several
  // cannot leave it, and so do infinite and NaN ones.
  [[gnu::noinline, gnu::cold]] void SetUnusualMultiple() {
    if (scale_ == 0.0 && !singular()) {
      node_ = nullptr;
    } else {
      SetUnary(value_, node_, scale_, 0.0);
    }
  }
  static constexpr double kMinScale = 1e-50;
  static constexpr double kMaxScale = 1e50;

  double value_ = 0.0;
  double scale_ = 1.0;        // 1 for constants
  TapeNode* node_ = nullptr;  // null for constants
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_ENGINE_H_
