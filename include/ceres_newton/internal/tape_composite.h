// Several results of several operands as one operation on a tape, given the
// local Jacobian and Hessians: cost functions.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_COMPOSITE_H_
#define CERES_NEWTON_INTERNAL_TAPE_COMPOSITE_H_

#include <cmath>
#include <cstddef>

#include "ceres_newton/internal/tape_arena.h"
#include "ceres_newton/internal/tape_careful_sweep.h"
#include "ceres_newton/internal/tape_node.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// An argument of a composite: a multiple of a node, or a constant (null).
struct TapeOperand {
  TapeNode* node;
  double scale;
};

inline bool IsAnyVariable(const TapeOperand* operands, int num_operands) {
  for (int k = 0; k < num_operands; ++k) {
    if (operands[k].node != nullptr) {
      return true;
    }
  }
  return false;
}

// Fills in the nodes of the results, whose number of operands is not zero, from
// f.operands, f.results, f.jacobian and f.hessian.
inline void RecordComposite(TapeCursor* cursor, int slot) {
  const TapeComposite& f = cursor->arena->composite(slot);
  const int padded_size =
      TapeLayout::PaddedSize(cursor->arena->num_variables());
  const size_t n = f.operands.size();
  double sum = 0.0;
  for (const double second : f.hessian) {
    sum += second;
  }
  uint64_t variables = 0;
  for (const TapeNode* x : f.operands) {
    variables |= x->variables;
  }
  for (size_t q = 0; q < f.results.size(); ++q) {
    TapeNode* const y = f.results[q];
    y->rule = q == 0 ? TapeRule::kComposite : TapeRule::kResult;
    y->slot = slot;
    y->num_linear_terms = kNotLinear;
    y->a = y->b = f.results[0];
    y->fa = y->fb = 0.0;
    y->variables = variables;
    double* const tangent = y->tangent();
    for (int j = 0; j < padded_size; ++j) {
      tangent[j] = 0.0;
    }
    for (size_t k = 0; k < n; ++k) {
      const double slope = f.jacobian[q * n + k];
      const double* const x = f.operands[k]->tangent();
      sum += slope;
      if (std::isfinite(slope)) {
        for (int j = 0; j < padded_size; ++j) {
          tangent[j] += slope * x[j];
        }
      } else {
        AddInVariables(f.operands[k]->variables, slope, x, tangent);
      }
    }
  }
  if (!std::isfinite(sum)) {
    cursor->is_singular = true;
  }
}

// Makes the results' nodes, some operand being no constant.
//
//   jacobian  double(int q, int k): the derivative of result q by operand k
//   hessian   double(int q, int k, int l)
template <typename Jacobian, typename Hessian>
void RecordComposite(TapeCursor* cursor,
                     const TapeOperand* operands,
                     int num_operands,
                     TapeNode* const* results,
                     int num_results,
                     const Jacobian& jacobian,
                     const Hessian& hessian) {
  int slot;
  TapeComposite* const f = cursor->arena->AddComposite(&slot);
  f->is_rotation = false;
  f->operands.clear();
  f->results.assign(results, results + num_results);
  f->jacobian.clear();
  f->hessian.clear();
  for (int k = 0; k < num_operands; ++k) {
    if (operands[k].node != nullptr) {
      f->operands.push_back(operands[k].node);
    }
  }
  for (int q = 0; q < num_results; ++q) {
    for (int k = 0; k < num_operands; ++k) {
      const TapeOperand& x = operands[k];
      if (x.node == nullptr) {
        continue;
      }
      f->jacobian.push_back(jacobian(q, k) * x.scale);
      for (int l = 0; l < num_operands; ++l) {
        if (operands[l].node != nullptr) {
          f->hessian.push_back(hessian(q, k, l) * x.scale * operands[l].scale);
        }
      }
    }
  }
  RecordComposite(cursor, slot);
}

// The part of TapeSweep that a composite plays:
//
//   adjoint of x_k          += sum_q J_qk w_q,
//   its adjoint tangent u_k += sum_q J_qk u_q + sum_l (sum_q w_q K_qkl) dx_l.
[[gnu::noinline]] inline void SweepComposite(TapeArena* arena,
                                             TapeComposite* f) {
  const int padded_size = TapeLayout::PaddedSize(arena->num_variables());
  const size_t n = f->operands.size();
  const size_t m = f->results.size();
  for (size_t k = 0; k < n; ++k) {
    TapeNode* const x = f->operands[k];
    double* const ux = x->tangent() + padded_size;
    x->reached = kAdjointReached | kAdjointTangentReached;
    for (size_t q = 0; q < m; ++q) {
      TapeNode* const y = f->results[q];
      const double slope = f->jacobian[q * n + k];
      if (y->reached == 0 || slope == 0.0) {
        continue;
      }
      x->adjoint += slope * y->adjoint;
      if ((y->reached & kAdjointTangentReached) != 0) {
        const double* const uy = y->tangent() + padded_size;
        for (int j = 0; j < padded_size; ++j) {
          ux[j] += slope * uy[j];
        }
      }
    }
    for (size_t l = 0; l < n; ++l) {
      double c = 0.0;
      for (size_t q = 0; q < m; ++q) {
        c += f->results[q]->adjoint * f->hessian[(q * n + k) * n + l];
      }
      if (c != 0.0) {
        const double* const t = f->operands[l]->tangent();
        for (int j = 0; j < padded_size; ++j) {
          ux[j] += c * t[j];
        }
      }
    }
  }
  for (TapeNode* y : f->results) {
    double* const uy = y->tangent() + padded_size;
    for (int j = 0; j < padded_size; ++j) {
      uy[j] = 0.0;
    }
    y->adjoint = 0.0;
    y->reached = 0;
  }
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_COMPOSITE_H_
