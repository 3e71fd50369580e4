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

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// At regular points: whole lanes at a time.
template <int kNumLanes>
class TapeSweep {
 public:
  using Lane = TapeLayout::Lane;
  static constexpr int kPaddedSize = kNumLanes * TapeLayout::kWidth;

  static void Run(TapeArena* arena, TapeNode* root) {
    double* const hessian = arena->hessian();
    std::fill_n(hessian, arena->num_variables() * kPaddedSize, 0.0);
    root->adjoint = 1.0;
    root->reached = kAdjointReached;
    arena->ForEachNodeDownFrom(root, [arena, hessian](TapeNode* node) {
      if (node->reached != 0) {
        Visit(arena, hessian, node);
      }
    });
  }

 private:
  static Lane* Tangent(TapeNode* node) {
    return reinterpret_cast<Lane*>(node->tangent());
  }
  static Lane* AdjointTangent(TapeNode* node) {
    return Tangent(node) + kNumLanes;
  }

  // Hands the adjoint of a node and its tangent on to the operands and clears
  // them.
  static void Visit(TapeArena* arena, double* hessian, TapeNode* node) {
    const unsigned char reached = node->reached;
    const double w = node->adjoint;
    TapeNode* const a = node->a;
    TapeNode* const b = node->b;
    const double fa = node->fa;
    const double fb = node->fb;
    Lane* const u = AdjointTangent(node);
    if (node->rule >= TapeRule::kComposite) {
      if (node->rule == TapeRule::kComposite) {
        SweepComposite(arena, &arena->composite(node->slot));
      } else {
        a->reached |= kCompositeReached;  // it is yet to come
      }
      return;
    }
    node->reached = 0;
    node->adjoint = 0.0;
    switch (node->rule) {
      case TapeRule::kVariable: {
        Lane* const row =
            reinterpret_cast<Lane*>(hessian + node->slot * kPaddedSize);
        CERES_NEWTON_UNROLL
        for (int i = 0; i < kNumLanes; ++i) {
          row[i] += u[i];
          u[i] = Lane{};
        }
        break;
      }
      case TapeRule::kLinear: {
        a->adjoint += fa * w;
        b->adjoint += fb * w;
        a->reached |= reached;
        b->reached |= reached;
        if ((reached & kAdjointTangentReached) == 0) {
          break;
        }
        Lane* const ua = AdjointTangent(a);
        Lane* const ub = AdjointTangent(b);
        CERES_NEWTON_UNROLL
        for (int i = 0; i < kNumLanes; ++i) {
          const Lane z = u[i];
          u[i] = Lane{};
          ua[i] += z * fa;
          ub[i] += z * fb;
        }
        break;
      }
      case TapeRule::kUnary: {
        const double c = w * node->faa;
        a->adjoint += fa * w;
        a->reached = kAdjointReached | kAdjointTangentReached;
        const Lane* const ta = Tangent(a);
        Lane* const ua = AdjointTangent(a);
        CERES_NEWTON_UNROLL
        for (int i = 0; i < kNumLanes; ++i) {
          const Lane z = u[i];
          u[i] = Lane{};
          ua[i] += z * fa + ta[i] * c;
        }
        break;
      }
      case TapeRule::kProduct: {
        const double c = w * node->fab;
        PassToBoth(a, b, fa * w, fb * w);
        const Lane* const ta = Tangent(a);
        const Lane* const tb = Tangent(b);
        Lane* const ua = AdjointTangent(a);
        Lane* const ub = AdjointTangent(b);
        CERES_NEWTON_UNROLL
        for (int i = 0; i < kNumLanes; ++i) {
          const Lane z = u[i];
          u[i] = Lane{};
          ua[i] += z * fa + tb[i] * c;
          ub[i] += z * fb + ta[i] * c;
        }
        break;
      }
      case TapeRule::kQuotient:
      case TapeRule::kBinary: {
        const double c = w * node->fab;
        const double d = w * node->fbb;
        const double e = node->rule == TapeRule::kBinary ? w * node->faa : 0.0;
        PassToBoth(a, b, fa * w, fb * w);
        const Lane* const ta = Tangent(a);
        const Lane* const tb = Tangent(b);
        Lane* const ua = AdjointTangent(a);
        Lane* const ub = AdjointTangent(b);
        CERES_NEWTON_UNROLL
        for (int i = 0; i < kNumLanes; ++i) {
          const Lane z = u[i];
          u[i] = Lane{};
          ua[i] += z * fa + ta[i] * e + tb[i] * c;
          ub[i] += z * fb + ta[i] * c + tb[i] * d;
        }
        break;
      }
      case TapeRule::kComposite:
      case TapeRule::kResult:
        break;
    }
  }

  static void PassToBoth(TapeNode* a, TapeNode* b, double wa, double wb) {
    a->adjoint += wa;
    b->adjoint += wb;
    a->reached = b->reached = kAdjointReached | kAdjointTangentReached;
  }
};

// The Hessian of a node: rows of the padded size, whose upper triangle counts.
template <int N>
[[gnu::noinline]] void SweepTape(TapeNode* root) {
  TapeCursor* const cursor = Tape<N>::cursor();
  if (cursor->is_singular) {
    CarefulTapeSweep(cursor->arena).Run(root);
  } else {
    TapeSweep<TapeLayout::NumLanes(N)>::Run(cursor->arena, root);
  }
  cursor->hessian_root = root;
}

template <int N>
const double* TapeHessian(TapeNode* root) {
  if (Tape<N>::cursor()->hessian_root != root) {
    SweepTape<N>(root);
  }
  return Tape<N>::cursor()->arena->hessian();
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_SWEEP_H_
