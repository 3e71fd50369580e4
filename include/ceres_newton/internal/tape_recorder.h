// When and how TapeEngine makes nodes.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_RECORDER_H_
#define CERES_NEWTON_INTERNAL_TAPE_RECORDER_H_

#include <cmath>

#include "ceres_newton/internal/tape_arena.h"
#include "ceres_newton/internal/tape_careful_sweep.h"
#include "ceres_newton/internal/tape_node.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// Coefficients that a number may have.  Others become a node, where products of
// several cannot leave the range of double, and so do infinite and NaN ones.
inline bool AreUsualCoefficients(double scale, double curvature) {
  constexpr double kMinSize = 1e-50;
  constexpr double kMaxSize = 1e50;
  const double size = std::abs(scale);
  return size > kMinSize && size + std::abs(curvature) < kMaxSize;
}

template <int N>
struct TapeRecorder {
  using Lane = TapeLayout::Lane;
  static constexpr int kNumLanes = TapeLayout::NumLanes(N);

  // There is room for the node.
  static TapeNode* NewNode(
      TapeRule rule, TapeNode* a, TapeNode* b, double fa, double fb) {
    TapeNode* const r = Tape<N>::NewNodeInRoom();
    r->rule = rule;
    r->num_linear_terms = kNotLinear;
    r->a = a;
    r->b = b;
    r->fa = fa;
    r->fb = fb;
    r->variables = a->variables | b->variables;
    return r;
  }

  // By whole lanes, if all partial derivatives are finite.
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
  static void SetSingularTangent(TapeNode* r) {
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

  // A function of one node, where it has to be one of its own.
  [[gnu::noinline, gnu::cold]] static TapeNode* NewUnary(TapeNode* x,
                                                         double f1,
                                                         double f2) {
    if (!Tape<N>::HasRoom()) {
      Tape<N>::Grow();
    }
    TapeNode* const r = NewNode(TapeRule::kUnary, x, x, f1, 0.0);
    r->faa = f2;
    if (std::isfinite(f1 + f2)) {
      SetTangent(r, x, x, f1, 0.0);
    } else {
      SetSingularTangent(r);
    }
    return r;
  }

 private:
  static Lane* Tangent(TapeNode* node) {
    return reinterpret_cast<Lane*>(node->tangent());
  }
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_RECORDER_H_
