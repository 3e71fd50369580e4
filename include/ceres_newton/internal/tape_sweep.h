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

  static void Run(TapeArena* arena, TapeNode* root, double scale) {
    double* const hessian = arena->hessian();
    std::fill_n(hessian, arena->num_variables() * kPaddedSize, 0.0);
    root->adjoint = scale;
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
  [[gnu::always_inline]] static inline void Visit(TapeArena* arena,
                                                  double* hessian,
                                                  TapeNode* node) {
    const unsigned char reached = node->reached;
    const double w = node->adjoint;
    TapeNode* const a = node->a;
    TapeNode* const b = node->b;
    const double fa = node->fa;
    const double fb = node->fb;
    Lane* const u = AdjointTangent(node);
    switch (node->rule) {
      case TapeRule::kVariable: {
        Clear(node);
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
        Clear(node);
        if (node->num_linear_terms > 0.0f) {
          if ((reached & kAdjointTangentReached) == 0) {
            break;  // no second derivatives below
          }
          if (3.0f * node->num_linear_terms > arena->num_variables()) {
            AddOuterProduct(arena->num_variables(), node, hessian);
            break;
          }
        }
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
        Clear(node);
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
        Clear(node);
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
        Clear(node);
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
        SweepComposite(arena, &arena->composite(node->slot));
        break;
      case TapeRule::kResult:
        a->reached |= kCompositeReached;  // it is yet to come
        break;
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
    Lane* row = reinterpret_cast<Lane*>(hessian);
    for (int i = 0; i < num_variables; ++i, row += kNumLanes) {
      const double ti = t[i];
      for (int j = i / TapeLayout::kWidth; j < kNumLanes; ++j) {
        row[j] += u[j] * ti;
      }
    }
    for (int j = 0; j < kNumLanes; ++j) {
      u[j] = Lane{};
    }
  }

  static void PassToBoth(TapeNode* a, TapeNode* b, double wa, double wb) {
    a->adjoint += wa;
    b->adjoint += wb;
    a->reached = b->reached = kAdjointReached | kAdjointTangentReached;
  }
};

// Sweeps from a multiple of a node, or a constant (null).
template <int N>
[[gnu::noinline]] void SweepTape(TapeNode* root, double scale) {
  TapeCursor* const cursor = Tape<N>::cursor();
  TapeArena* const arena = Tape<N>::Arena();
  if (root == nullptr) {
    std::fill_n(arena->hessian(), N * TapeLayout::PaddedSize(N), 0.0);
  } else if (cursor->is_singular) {
    CarefulTapeSweep(arena).Run(root, scale);
  } else {
    TapeSweep<TapeLayout::NumLanes(N)>::Run(arena, root, scale);
  }
  cursor->hessian_root = root;
  cursor->hessian_scale = scale;
  cursor->is_hessian_valid = true;
}

// The Hessian of a multiple of a node, or a constant (null): rows of the padded
// size, of which the upper triangle counts.  It stands until the next call or
// the end of the recording.
template <int N>
const double* TapeHessian(TapeNode* root, double scale) {
  const TapeCursor& cursor = *Tape<N>::cursor();
  if (!cursor.is_hessian_valid || cursor.hessian_root != root ||
      cursor.hessian_scale != scale) {
    SweepTape<N>(root, scale);
  }
  return cursor.arena->hessian();
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_SWEEP_H_
