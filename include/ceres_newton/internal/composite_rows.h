// The chain rule for a function of several fused numbers as one node:
//
//   gradient_q = sum_k J_qk g_k,
//   Hessian_q  = sum_k J_qk H_k + sum_kl K_qkl g_k g_l',
//
// from its local Jacobian J and Hessians K.  The work is done by routines
// without templates, on raw derivative rows (rows_engine.h) with N known at run
// time: the explicit specializations of early_bound_calls.h exist for many N in
// every translation unit, and must cost no compile time.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_COMPOSITE_ROWS_H_
#define CERES_NEWTON_INTERNAL_COMPOSITE_ROWS_H_

#include <cmath>

#include "ceres_newton/internal/rotation_derivatives.h"
#include "ceres_newton/internal/simd_lanes.h"
#include "ceres_newton/internal/unroll.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

constexpr int kMaxCompositeVariables = 32;

// How RowsEngine<num_variables, double> lays out its rows.
struct RowsLayout {
  int num_variables;
  int width;
  int padded_size;
  int hessian_size;

  // Row i is stored from this column on.
  int FirstColumn(int i) const { return i - i % width; }
};

// The derivatives of an argument; the pointers may be null above its order.
struct ArgumentRows {
  int order;
  bool singular;
  const double* gradient;
  const double* hessian;
};

// Where the derivatives of a result go, all padded entries.
struct ResultRows {
  double* gradient;
  double* hessian;
};

// Copies of arguments that a result would overwrite.
struct ArgumentCopy {
  double gradient[kMaxCompositeVariables];
  double hessian[640];  // the largest layout: 32 variables, 8 lanes
};

// a b; zeros are structural where singular numbers are about.
inline double SkipZeros(double a, double b) {
  return a == 0.0 || b == 0.0 ? 0.0 : a * b;
}

// Sets the derivatives of one result.  kEntrywise keeps infinities and NaN from
// spreading to variables that their argument does not depend on.
template <bool kEntrywise>
inline void ComposeResult(
    const RowsLayout& layout,
    const ArgumentRows* x,
    int num_arguments,
    const double* jacobian,
    const double (*hessian)[LocalDerivatives::kMaxArguments],
    const ResultRows& y) {
  const auto multiply = [](double a, double b) {
    return kEntrywise ? SkipZeros(a, b) : a * b;
  };
  for (int j = 0; j < layout.padded_size; ++j) {
    y.gradient[j] = 0.0;
  }
  for (int e = 0; e < layout.hessian_size; ++e) {
    y.hessian[e] = 0.0;
  }
  // Padding holds anything, so the careful rule leaves it alone.
  const int end = kEntrywise ? layout.num_variables : layout.padded_size;
  for (int k = 0; k < num_arguments; ++k) {
    if (x[k].order == 0) {
      continue;
    }
    double p[kMaxCompositeVariables] = {};  // sum_l K_kl g_l
    for (int l = 0; l < num_arguments; ++l) {
      if (x[l].order > 0 && hessian[k][l] != 0.0) {
        for (int i = 0; i < layout.num_variables; ++i) {
          p[i] += multiply(hessian[k][l], x[l].gradient[i]);
        }
      }
    }
    for (int j = 0; j < end; ++j) {
      y.gradient[j] += multiply(jacobian[k], x[k].gradient[j]);
    }
    int row = 0;  // of y.hessian: the entry in the row's first column
    for (int i = 0; i < layout.num_variables; ++i) {
      const int first = layout.FirstColumn(i);
      double* h = y.hessian + row - first;
      for (int j = first; j < end; ++j) {
        h[j] += multiply(p[i], x[k].gradient[j]);
      }
      if (x[k].order == 2) {
        const double* hx = x[k].hessian + row - first;
        for (int j = kEntrywise ? i : first; j < end; ++j) {
          h[j] += multiply(jacobian[k], hx[j]);
        }
      }
      row += layout.padded_size - first;
    }
  }
}

// Is some coefficient of result q not finite?  Those of constants do not count.
inline bool HasSingularCoefficient(const LocalDerivatives& f,
                                   int q,
                                   const ArgumentRows* x,
                                   int num_arguments) {
  bool finite = true;
  for (int k = 0; k < num_arguments; ++k) {
    if (x[k].order == 0) {
      continue;
    }
    finite = finite && std::isfinite(f.jacobian[q][k]);
    for (int l = 0; l < num_arguments; ++l) {
      finite = finite && (x[l].order == 0 || std::isfinite(f.hessian[q][k][l]));
    }
  }
  return !finite;
}

// Sets the derivatives of all results; says which are singular.  Results may be
// arguments.  A flattened caller (unroll.h) would gain nothing by a copy.
CERES_NEWTON_NOINLINE inline void ComposeRows(const RowsLayout& layout,
                                              const LocalDerivatives& f,
                                              ArgumentRows* x,
                                              int num_arguments,
                                              const ResultRows* y,
                                              int num_results,
                                              bool* singular) {
  ArgumentCopy copies[LocalDerivatives::kMaxArguments];
  bool singular_argument = false;
  for (int k = 0; k < num_arguments; ++k) {
    singular_argument = singular_argument || x[k].singular;
    for (int q = 0; q < num_results; ++q) {
      if (x[k].gradient != y[q].gradient) {
        continue;
      }
      for (int j = 0; x[k].order > 0 && j < layout.padded_size; ++j) {
        copies[k].gradient[j] = x[k].gradient[j];
      }
      for (int e = 0; x[k].order > 1 && e < layout.hessian_size; ++e) {
        copies[k].hessian[e] = x[k].hessian[e];
      }
      x[k].gradient = copies[k].gradient;
      x[k].hessian = copies[k].hessian;
      break;
    }
  }
  for (int q = 0; q < num_results; ++q) {
    singular[q] =
        singular_argument || HasSingularCoefficient(f, q, x, num_arguments);
    (singular[q] ? ComposeResult<true> : ComposeResult<false>)(layout,
                                                               x,
                                                               num_arguments,
                                                               f.jacobian[q],
                                                               f.hessian[q],
                                                               y[q]);
  }
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_COMPOSITE_ROWS_H_
