// The reverse sweep over a tape: from one root down to the variables, tangents
// of adjoints along with the adjoints (forward over reverse mode, Griewank &
// Walther 2008, ch. 5.1), which leaves the Hessian in the rows of the
// variables.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_SWEEP_H_
#define CERES_NEWTON_INTERNAL_TAPE_SWEEP_H_

#include <algorithm>

#include "ceres_newton/internal/tape_arena.h"
#include "ceres_newton/internal/tape_careful_sweep.h"
#include "ceres_newton/internal/tape_composite.h"
#include "ceres_newton/internal/tape_node.h"
#include "ceres_newton/internal/tape_rotation.h"
#include "ceres_newton/internal/unroll.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// At regular points: whole lanes at a time.
template <int kNumLanes>
class TapeSweep {
 public:
  using Lane = TapeLayout::Lane;
  static constexpr int kPaddedSize = kNumLanes * TapeLayout::kWidth;

  static void Run(TapeArena* arena, const TapeRoot& root) {
    TapeNode* const node = root.node;
    if (node->num_linear_terms > 0.0f && root.curvature != 0.0) {
      WriteOuterProduct(arena->num_variables(), root, arena->hessian());
      return;
    }
    ClearRows(arena->num_variables(), arena->hessian());
    node->adjoint = root.scale;
    node->reached = kAdjointReached;
    if (root.curvature != 0.0) {
      node->reached |= kAdjointTangentReached;
      const Lane* const t = Tangent(node);
      Lane* const u = AdjointTangent(node);
      CERES_NEWTON_UNROLL
      for (int i = 0; i < kNumLanes; ++i) {
        u[i] = t[i] * root.curvature;
      }
    }
    arena->ForEachNodeDownFrom(
        node, [arena](TapeNode* node) CERES_NEWTON_INLINE_LAMBDA {
          if (node->reached != 0) {
            Visit(arena, node);
          }
        });
  }

  // Before a sweep the rows of the Hessian are zero.
  static void ClearRows(int num_variables, double* hessian) {
    Lane* row = reinterpret_cast<Lane*>(hessian);
    for (int i = 0; i < num_variables; ++i, row += kStride) {
      for (int j = 0; j < kNumLanes; ++j) {
        row[j] = Lane{};
      }
    }
  }

 private:
  static constexpr int kStride =
      (sizeof(TapeNode) + 2 * kPaddedSize * sizeof(double)) / sizeof(Lane);

  static Lane* Tangent(TapeNode* node) {
    return reinterpret_cast<Lane*>(node->tangent());
  }
  static Lane* AdjointTangent(TapeNode* node) {
    return Tangent(node) + kNumLanes;
  }

  // Hands the adjoint of a node and its tangent on to the operands and clears
  // them.
  [[gnu::always_inline]] static inline void Visit(TapeArena* arena,
                                                  TapeNode* node) {
    switch (node->rule) {
      case TapeRule::kVariable:
        break;  // not among those that are visited
      case TapeRule::kLinear:
        VisitLinear(arena, node);
        break;
      case TapeRule::kUnary:
        VisitUnary(node);
        break;
      case TapeRule::kSum:
        VisitBinary<true, false, true>(node);
        break;
      case TapeRule::kProduct:
        VisitBinary<false, true, false>(node);
        break;
      case TapeRule::kQuotient:
        VisitBinary<false, true, true>(node);
        break;
      case TapeRule::kBinary:
        VisitBinary<true, true, true>(node);
        break;
      case TapeRule::kComposite:
        SweepComposite(arena, node->slot);
        break;
      case TapeRule::kResult:
        node->a->reached |= kCompositeReached;  // it is yet to come
        break;
    }
  }

  [[gnu::always_inline]] static inline void VisitLinear(TapeArena* arena,
                                                        TapeNode* node) {
    const unsigned char reached = node->reached;
    const double w = node->adjoint;
    Clear(node);
    if (node->num_linear_terms > 0.0f) {
      if ((reached & kAdjointTangentReached) == 0) {
        return;  // no second derivatives below
      }
      if (3.0f * node->num_linear_terms > arena->num_variables()) {
        AddOuterProduct(arena->num_variables(), node, arena->hessian());
        return;
      }
    }
    TapeNode* const a = node->a;
    TapeNode* const b = node->b;
    const double fa = node->fa;
    const double fb = node->fb;
    a->adjoint += fa * w;
    b->adjoint += fb * w;
    a->reached |= reached;
    b->reached |= reached;
    if ((reached & kAdjointTangentReached) == 0) {
      return;
    }
    Lane* const u = AdjointTangent(node);
    Lane* const ua = AdjointTangent(a);
    Lane* const ub = AdjointTangent(b);
    CERES_NEWTON_UNROLL
    for (int i = 0; i < kNumLanes; ++i) {
      const Lane z = u[i];
      u[i] = Lane{};
      ua[i] += z * fa;
      ub[i] += z * fb;
    }
  }

  [[gnu::always_inline]] static inline void VisitUnary(TapeNode* node) {
    TapeNode* const a = node->a;
    const double fa = node->fa;
    const double w = node->adjoint;
    const double c = w * node->faa;
    Clear(node);
    a->adjoint += fa * w;
    a->reached = kAdjointReached | kAdjointTangentReached;
    Lane* const u = AdjointTangent(node);
    const Lane* const ta = Tangent(a);
    Lane* const ua = AdjointTangent(a);
    CERES_NEWTON_UNROLL
    for (int i = 0; i < kNumLanes; ++i) {
      const Lane z = u[i];
      u[i] = Lane{};
      ua[i] += z * fa + ta[i] * c;
    }
  }

  // A function of two nodes; kAa says whether it has a second partial
  // derivative faa, and so on.
  template <bool kAa, bool kAb, bool kBb>
  [[gnu::always_inline]] static inline void VisitBinary(TapeNode* node) {
    TapeNode* const a = node->a;
    TapeNode* const b = node->b;
    const double fa = node->fa;
    const double fb = node->fb;
    const double w = node->adjoint;
    const double waa = kAa ? w * node->faa : 0.0;
    const double wab = kAb ? w * node->fab : 0.0;
    const double wbb = kBb ? w * node->fbb : 0.0;
    Clear(node);
    a->adjoint += fa * w;
    b->adjoint += fb * w;
    a->reached = b->reached = kAdjointReached | kAdjointTangentReached;
    Lane* const u = AdjointTangent(node);
    const Lane* const ta = Tangent(a);
    const Lane* const tb = Tangent(b);
    Lane* const ua = AdjointTangent(a);
    Lane* const ub = AdjointTangent(b);
    CERES_NEWTON_UNROLL
    for (int i = 0; i < kNumLanes; ++i) {
      const Lane z = u[i];
      u[i] = Lane{};
      const Lane x = ta[i];
      const Lane y = tb[i];
      ua[i] += Combine<kAa, kAb>(z * fa, x, waa, y, wab);
      ub[i] += Combine<kAb, kBb>(z * fb, x, wab, y, wbb);
    }
  }
  // z + x cx + y cy, leaving out what is not there.
  template <bool kX, bool kY>
  [[gnu::always_inline]] static inline Lane Combine(
      Lane z, Lane x, double cx, Lane y, double cy) {
    if constexpr (kX) {
      z += x * cx;
    }
    if constexpr (kY) {
      z += y * cy;
    }
    return z;
  }

  [[gnu::noinline]] static void SweepComposite(TapeArena* arena, int slot) {
    TapeComposite* const f = &arena->composite(slot);
    if (f->is_rotation) {
      SweepRotation(*arena, *f);
    } else {
      internal::SweepComposite(arena, f);
    }
  }

  static void Clear(TapeNode* node) {
    node->reached = 0;
    node->adjoint = 0.0;
  }

  // What going down from a linear node to the variables would come to, which
  // many terms make longer: row i of the Hessian += dy/dt_i times the adjoint
  // tangent.
  [[gnu::noinline]] static void AddOuterProduct(int num_variables,
                                                TapeNode* node,
                                                double* hessian) {
    const double* const t = node->tangent();
    Lane* const u = AdjointTangent(node);
    for (int j = 0; j < kNumLanes; ++j) {
      const Lane uj = u[j];
      u[j] = Lane{};
      Lane* entries = reinterpret_cast<Lane*>(hessian) + j;
      const int end = std::min((j + 1) * TapeLayout::kWidth, num_variables);
      for (int i = 0; i < end; ++i, entries += kStride) {
        *entries += uj * t[i];
      }
    }
  }

  // The Hessian of a function of a linear node: curvature times the tangent
  // times the tangent.
  [[gnu::noinline]] static void WriteOuterProduct(int num_variables,
                                                  const TapeRoot& root,
                                                  double* hessian) {
    const double* const t = root.node->tangent();
    for (int j = 0; j < kNumLanes; ++j) {
      const Lane uj = Tangent(root.node)[j] * root.curvature;
      Lane* entries = reinterpret_cast<Lane*>(hessian) + j;
      const int end = std::min((j + 1) * TapeLayout::kWidth, num_variables);
      for (int i = 0; i < end; ++i, entries += kStride) {
        *entries = uj * t[i];
      }
    }
  }
};

// Sweeps from a number.
template <int N>
[[gnu::noinline]] void SweepTape(const TapeRoot& root) {
  using Sweep = TapeSweep<TapeLayout::NumLanes(N)>;
  TapeCursor* const cursor = Tape<N>::cursor();
  if (cursor->variables == nullptr) {
    Tape<N>::Arena()->CheckIsOpen();
  }
  TapeArena* const arena = cursor->arena;
  if (root.node != nullptr && !cursor->is_singular) {
    Sweep::Run(arena, root);
  } else {
    Sweep::ClearRows(N, arena->hessian());
    if (root.node != nullptr) {
      CarefulTapeSweep(arena).Run(root);
    }
  }
  cursor->hessian_root = root;
  cursor->is_hessian_valid = true;
}

// The Hessian of a number: rows TapeLayout::HessianStride apart, of which the
// upper triangle counts.  It stands until the next call or the end of the
// recording.
template <int N>
const double* TapeHessian(const TapeRoot& root) {
  const TapeCursor& cursor = *Tape<N>::cursor();
  if (!cursor.is_hessian_valid || !(cursor.hessian_root == root)) {
    SweepTape<N>(root);
  }
  return cursor.arena->hessian();
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_SWEEP_H_
