// The reverse sweep over a tape with an infinite or NaN partial derivative on
// it: entry by entry, leaving out what is structurally zero, so that inf * 0
// does not spread NaN over variables that a singular term does not depend on.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_CAREFUL_SWEEP_H_
#define CERES_NEWTON_INTERNAL_TAPE_CAREFUL_SWEEP_H_

#include <algorithm>
#include <cstdint>

#include "ceres_newton/internal/elementary_derivatives.h"
#include "ceres_newton/internal/tape_arena.h"
#include "ceres_newton/internal/tape_node.h"
#include "ceres_newton/internal/tape_rotation.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// y += c x in the given variables.
inline void AddInVariables(uint64_t variables,
                           double c,
                           const double* x,
                           double* y) {
  for (int j = 0; variables != 0; ++j, variables >>= 1) {
    if ((variables & 1) != 0) {
      y[j] += c * x[j];
    }
  }
}

// As TapeSweep, which see.
class CarefulTapeSweep {
 public:
  explicit CarefulTapeSweep(TapeArena* arena)
      : arena_(arena),
        padded_size_(TapeLayout::PaddedSize(arena->num_variables())) {}

  // The rows of the Hessian are zero at first.
  void Run(const TapeRoot& root) {
    TapeNode* const node = root.node;
    node->adjoint = root.scale;
    node->reached = kAdjointReached;
    if (root.curvature != 0.0) {
      AddInVariables(node->variables,
                     root.curvature,
                     node->tangent(),
                     AdjointTangent(node));
      node->adjoint_variables = node->variables;
    }
    arena_->ForEachNodeDownFrom(node, [this](TapeNode* node) {
      if (node->reached != 0) {
        Visit(node);
      }
    });
  }

 private:
  double* AdjointTangent(TapeNode* node) const {
    return node->tangent() + padded_size_;
  }

  void Visit(TapeNode* y) {
    TapeNode* const a = y->a;
    TapeNode* const b = y->b;
    switch (y->rule) {
      case TapeRule::kVariable:
        return;  // they are not among those that are visited
      case TapeRule::kLinear:
        PassFirst(*y, y->fa, a);
        PassFirst(*y, y->fb, b);
        break;
      case TapeRule::kUnary:
        PassFirst(*y, y->fa, a);
        PassCurvature(*y, y->fa, y->faa, a);
        break;
      case TapeRule::kSum:
        PassFirst(*y, y->fa, a);
        PassFirst(*y, y->fb, b);
        PassCurvature(*y, y->fa, y->faa, a);
        PassCurvature(*y, y->fb, y->fbb, b);
        break;
      case TapeRule::kProduct:
      case TapeRule::kQuotient:
      case TapeRule::kBinary:
        PassFirst(*y, y->fa, a);
        PassFirst(*y, y->fb, b);
        PassSecond(*y, y->fab, *b, a);
        PassSecond(*y, y->fab, *a, b);
        if (y->rule != TapeRule::kProduct) {
          PassCurvature(*y, y->fb, y->fbb, b);
        }
        if (y->rule == TapeRule::kBinary) {
          PassCurvature(*y, y->fa, y->faa, a);
        }
        break;
      case TapeRule::kComposite:
        VisitComposite(&arena_->composite(y->slot));
        return;
      case TapeRule::kResult:
        a->reached |= kCompositeReached;  // it is yet to come
        return;
    }
    Clear(y);
  }

  void VisitComposite(TapeComposite* composite) {
    if (composite->is_rotation) {
      ExpandRotation(composite);
    }
    const TapeComposite& f = *composite;
    const size_t n = f.operands.size();
    for (size_t q = 0; q < f.results.size(); ++q) {
      TapeNode* const y = f.results[q];
      if ((y->reached & kAdjointReached) == 0) {
        y->reached = 0;
        continue;
      }
      for (size_t k = 0; k < n; ++k) {
        PassFirst(*y, f.jacobian[q * n + k], f.operands[k]);
        for (size_t l = 0; l < n; ++l) {
          PassSecond(*y,
                     f.hessian[(q * n + k) * n + l],
                     *f.operands[l],
                     f.operands[k]);
        }
      }
      Clear(y);
    }
  }

  // The part of the partial derivative f by x.
  void PassFirst(const TapeNode& y, double f, TapeNode* x) {
    x->adjoint += f * y.adjoint;
    AddInVariables(y.adjoint_variables,
                   f,
                   AdjointTangent(const_cast<TapeNode*>(&y)),
                   AdjointTangent(x));
    x->adjoint_variables |= y.adjoint_variables;
    x->reached = kAdjointReached;
  }

  // The part of the second partial derivative f by x and z.
  void PassSecond(const TapeNode& y, double f, const TapeNode& z, TapeNode* x) {
    if (f != 0.0) {
      AddInVariables(
          z.variables, y.adjoint * f, z.tangent(), AdjointTangent(x));
      x->adjoint_variables |= z.variables;
    }
  }

  // The part of the second derivative f2 by x beside the first one, f1.
  void PassCurvature(const TapeNode& y, double f1, double f2, TapeNode* x) {
    if (!IsOnlyCurvatureInfinite(f1, f2) || !IsStationary(*x)) {
      PassSecond(y, f2, *x, x);
    }
  }
  bool IsStationary(const TapeNode& x) const {
    return std::all_of(x.tangent(), x.tangent() + padded_size_, [](double t) {
      return t == 0.0;
    });
  }

  void Clear(TapeNode* y) {
    std::fill_n(AdjointTangent(y), padded_size_, 0.0);
    y->adjoint = 0.0;
    y->adjoint_variables = 0;
    y->reached = 0;
  }

  TapeArena* const arena_;
  const int padded_size_;
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_CAREFUL_SWEEP_H_
