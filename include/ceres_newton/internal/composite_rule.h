// Functions of several numbers with several results, given by plain local
// derivatives, on the second-order scalars.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_COMPOSITE_RULE_H_
#define CERES_NEWTON_INTERNAL_COMPOSITE_RULE_H_

#include "ceres_newton/internal/composite_rows.h"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/internal/rotation_derivatives.h"
#include "ceres_newton/internal/second_order_jet.h"
#include "ceres_newton/internal/tape_number.h"
#include "ceres_newton/internal/unroll.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

template <int N>
using RowsJet = ceres::Jet<SecondOrder<N>, N>;

// Are composite rules faster than operations, and is there room in ComposeRows?
template <typename Jet>
constexpr bool kHasCompositeRules = false;
template <int N>
constexpr bool kHasCompositeRules<RowsJet<N>> = N <= kMaxCompositeVariables;
template <int N>
constexpr bool kHasCompositeRules<TapedJet<N>> = true;

// The number of this value and root, which it makes a node for if need be.
inline TapeNumber ToTapeNumber(double value,
                               const TapeRoot& root,
                               TapeCursor* cursor) {
  if (root.node == nullptr || root.curvature == 0.0) {
    return {value, root.scale, root.node, cursor};
  }
  return Chain({value, 1.0, root.node, cursor},
               {value, root.scale, root.curvature});
}

// A function of the numbers a[0], a[1], ... and b[0], b[1], ...
struct CompositeFunction {
  int num_a;
  int num_b;
  int num_results;
  // Fills the derivatives at the arguments' values, a before b.
  void (*rule)(const double* values, LocalDerivatives* derivatives);
  // The same on a tape.  No result shares memory with an argument.
  void (*on_tape)(const TapeNumber* arguments, TapeNumber* results);
};

// Of three rows, by columns: as a 3 x 3 matrix, or as an array.
struct ResultStrides {
  int row = 1;
  int column = 3;

  int Offset(int q) const { return q % 3 * row + q / 3 * column; }
};

// y = f(a, b).  Results may be arguments.
//
// These exist for many N in every translation unit (early_bound_calls.h), and
// so are few, for all functions, and call few others that depend on N.
template <int N>
void ApplyComposite(const CompositeFunction& f,
                    const RowsJet<N>* a,
                    const RowsJet<N>* b,
                    RowsJet<N>* y,
                    ResultStrides strides = {}) {
  using Engine = typename SecondOrder<N>::Engine;
  static_assert(N <= kMaxCompositeVariables && Engine::kHessianSize <= 640,
                "Enlarge ArgumentCopy.");
  constexpr RowsLayout layout = {
      N, Engine::kWidth, Engine::kPaddedSize, Engine::kHessianSize};
  ArgumentRows arguments[LocalDerivatives::kMaxArguments];
  double values[LocalDerivatives::kMaxArguments] = {};
  const int num_arguments = f.num_a + f.num_b;
  bool constant = true;
  for (int k = 0; k < num_arguments; ++k) {
    const Engine& engine = (k < f.num_a ? a[k] : b[k - f.num_a]).a.engine();
    values[k] = engine.value();
    arguments[k] = {engine.order(),
                    engine.singular(),
                    engine.gradient_data(),
                    engine.hessian_data()};
    constant = constant && engine.order() == 0;
  }
  LocalDerivatives local;
  f.rule(values, &local);

  ResultRows results[LocalDerivatives::kMaxResults];
  bool singular[LocalDerivatives::kMaxResults] = {};
  for (int q = 0; q < f.num_results; ++q) {
    Engine* const engine = y[strides.Offset(q)].a.mutable_engine();
    results[q] = {engine->mutable_gradient_data(),
                  engine->mutable_hessian_data()};
  }
  if (!constant) {
    ComposeRows(layout,
                local,
                arguments,
                num_arguments,
                results,
                f.num_results,
                singular);
  }
  for (int q = 0; q < f.num_results; ++q) {
    Engine* const engine = y[strides.Offset(q)].a.mutable_engine();
    engine->SetOrder(constant ? 0 : 2, singular[q]);
    engine->SetValue(local.value[q]);
  }
}

// Inlined, so that the loops are unrolled.
template <int N>
CERES_NEWTON_ALWAYS_INLINE void ApplyComposite(const CompositeFunction& f,
                                               const TapedJet<N>* a,
                                               const TapedJet<N>* b,
                                               TapedJet<N>* y,
                                               ResultStrides strides = {}) {
  Tape<N>::Arena();  // the cursor of a new thread knows it from here on
  TapeCursor* const cursor = Tape<N>::cursor();
  TapeNumber x[LocalDerivatives::kMaxArguments];
  for (int k = 0; k < f.num_a + f.num_b; ++k) {
    const TapeEngine<N>& number =
        (k < f.num_a ? a[k] : b[k - f.num_a]).a.engine();
    x[k] = ToTapeNumber(number.value(), number.root(), cursor);
  }
  TapeNumber results[LocalDerivatives::kMaxResults];
  f.on_tape(x, results);
  for (int q = 0; q < f.num_results; ++q) {
    const TapeNumber& r = results[q];
    y[strides.Offset(q)].a.mutable_engine()->Assign(r.value,
                                                    {r.node, r.scale, 0.0});
  }
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_COMPOSITE_RULE_H_
