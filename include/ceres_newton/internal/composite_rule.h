// Functions of several numbers with several results, given by plain local
// derivatives, on the second-order scalars.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_COMPOSITE_RULE_H_
#define CERES_NEWTON_INTERNAL_COMPOSITE_RULE_H_

#include <initializer_list>

#include "ceres_newton/internal/composite_rows.h"
#include "ceres_newton/internal/logged_jet.h"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/internal/rotation_derivatives.h"
#include "ceres_newton/internal/second_order_jet.h"
#include "ceres_newton/internal/tape_number.h"

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
template <>
inline constexpr bool kHasCompositeRules<LoggedJet> = true;

// The function of the arguments' values: fills the derivatives.
using LocalRule = void (*)(const double* values, LocalDerivatives* derivatives);

// y = rule(x) for fused numbers.  Results may be arguments.
template <int N>
void ApplyComposite(LocalRule rule,
                    std::initializer_list<const RowsJet<N>*> x,
                    std::initializer_list<RowsJet<N>*> y) {
  using Engine = typename SecondOrder<N>::Engine;
  static_assert(N <= kMaxCompositeVariables && Engine::kHessianSize <= 640,
                "Enlarge ArgumentCopy.");
  constexpr RowsLayout layout = {
      N, Engine::kWidth, Engine::kPaddedSize, Engine::kHessianSize};
  ArgumentRows arguments[LocalDerivatives::kMaxArguments];
  double values[LocalDerivatives::kMaxArguments] = {};
  int num_arguments = 0;
  bool constant = true;
  for (const auto* jet : x) {
    const Engine& engine = jet->a.engine();
    values[num_arguments] = engine.value();
    arguments[num_arguments] = {engine.order(),
                                engine.singular(),
                                engine.gradient_data(),
                                engine.hessian_data()};
    constant = constant && engine.order() == 0;
    ++num_arguments;
  }
  LocalDerivatives f;
  rule(values, &f);

  ResultRows results[LocalDerivatives::kMaxResults];
  bool singular[LocalDerivatives::kMaxResults] = {};
  int num_results = 0;
  for (auto* jet : y) {
    Engine* engine = jet->a.mutable_engine();
    results[num_results++] = {engine->mutable_gradient_data(),
                              engine->mutable_hessian_data()};
  }
  if (!constant) {
    ComposeRows(
        layout, f, arguments, num_arguments, results, num_results, singular);
  }
  int q = 0;
  for (auto* jet : y) {
    Engine* engine = jet->a.mutable_engine();
    engine->SetOrder(constant ? 0 : 2, singular[q]);
    engine->SetValue(f.value[q]);
    ++q;
  }
}

// Arguments and results of functions of numbers on a tape.
template <int N>
TapeNumber ToTapeNumber(const TapedJet<N>& x) {
  Tape<N>::Arena();  // the cursor of a new thread knows it from here on
  const TapeRoot root = x.a.engine().Straightened().root();
  return {x.a.value(), root.scale, root.node, Tape<N>::cursor()};
}
template <int N>
void FromTapeNumber(const TapeNumber& x, TapedJet<N>* y) {
  y->a.mutable_engine()->Assign(x.value, {x.node, x.scale, 0.0});
}

// The same for logged numbers.
template <int N>
void ApplyComposite(LocalRule rule,
                    std::initializer_list<const LoggedJet*> x,
                    std::initializer_list<LoggedJet*> y) {
  double values[LocalDerivatives::kMaxArguments] = {};
  LoggedComposite composite(static_cast<int>(x.size()));
  int k = 0;
  for (const LoggedJet* jet : x) {
    values[k] = jet->a.value();
    composite.SetArgument(k++, jet->a.engine());
  }
  LocalDerivatives f;
  rule(values, &f);
  int q = 0;
  for (LoggedJet* jet : y) {
    *jet->a.mutable_engine() = composite.Result(
        f.value[q],
        [&f, q](int i) { return f.jacobian[q][i]; },
        [&f, q](int i, int j) { return f.hessian[q][i][j]; });
    ++q;
  }
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_COMPOSITE_RULE_H_
