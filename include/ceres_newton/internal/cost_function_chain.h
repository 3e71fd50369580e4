// The chain rule for cost functions called with numbers that carry derivatives:
// residuals r(y) with y = y(t),
//
//   dr_q/dt   = sum_k dr_q/dy_k dy_k/dt,
//   d2r_q/dt2 = sum_k dr_q/dy_k d2y_k/dt2
//               + sum_kl d2r_q/dy_k dy_l (dy_k/dt)(dy_l/dt)'.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_COST_FUNCTION_CHAIN_H_
#define CERES_NEWTON_INTERNAL_COST_FUNCTION_CHAIN_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "ceres/cost_function.h"
#include "ceres/internal/fixed_array.h"
#include "ceres/jet.h"
#include "ceres_newton/internal/composite_rows.h"
#include "ceres_newton/internal/cost_function_derivatives.h"
#include "ceres_newton/internal/inner_jet.h"
#include "ceres_newton/internal/logged_jet.h"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/internal/second_order_jet.h"
#include "ceres_newton/internal/tape_composite.h"

namespace ceres_newton {
namespace internal {

// CostFunctionChain<T>::Evaluate(cost_function, inputs, residuals) sets the
// residuals at the parameter blocks inputs[i][j]; returns false if the cost
// function or its Hessians cannot be evaluated.
template <typename T>
struct CostFunctionChain {
  static_assert(
      sizeof(T) == 0,  // never

      "A cost function has no derivatives above the second, so "
      "CostFunctionToFunctor cannot be called with this scalar: it takes "
      "double, ceres::Jet<double, N>, ceres::Jet<SecondOrder<N>, N> and "
      "NestedJet<N>.  For derivatives of Hessians, call a templated functor "
      "instead of a cost function.");
  static bool Evaluate(const ceres::CostFunction&, T const* const*, T*) {
    return false;
  }
};

// All inputs, in one row.
template <typename T>
std::vector<const T*> FlattenInputs(const ceres::CostFunction& cost_function,
                                    T const* const* inputs) {
  std::vector<const T*> flat;
  int i = 0;
  for (const int32_t size : cost_function.parameter_block_sizes()) {
    for (int j = 0; j < size; ++j) {
      flat.push_back(&inputs[i][j]);
    }
    ++i;
  }
  return flat;
}

// As in Ceres, bit by bit: no Hessians are evaluated, and small cost functions
// need no heap.
template <int N>
struct CostFunctionChain<ceres::Jet<double, N>> {
  using Jet = ceres::Jet<double, N>;

  static bool Evaluate(const ceres::CostFunction& cost_function,
                       Jet const* const* inputs,
                       Jet* residuals) {
    using ceres::internal::FixedArray;
    const std::vector<int32_t>& sizes = cost_function.parameter_block_sizes();
    const int num_blocks = static_cast<int>(sizes.size());
    const int num_residuals = cost_function.num_residuals();
    const int num_inputs = std::accumulate(sizes.begin(), sizes.end(), 0);
    FixedArray<double> y(num_inputs);
    FixedArray<double> r(num_residuals);
    FixedArray<double> jacobian(static_cast<size_t>(num_residuals) *
                                num_inputs);
    FixedArray<const double*> blocks(num_blocks);
    FixedArray<double*> jacobians(num_blocks);
    int k = 0;
    for (int i = 0; i < num_blocks; ++i) {
      blocks[i] = y.data() + k;
      jacobians[i] = jacobian.data() + static_cast<size_t>(k) * num_residuals;
      for (int j = 0; j < sizes[i]; ++j, ++k) {
        y[k] = inputs[i][j].a;
      }
    }
    if (!cost_function.Evaluate(blocks.data(), r.data(), jacobians.data())) {
      return false;
    }
    for (int q = 0; q < num_residuals; ++q) {
      residuals[q] = Jet(r[q]);
      for (int i = 0; i < num_blocks; ++i) {
        for (int j = 0; j < sizes[i]; ++j) {
          residuals[q].v +=
              jacobians[i][static_cast<size_t>(q) * sizes[i] + j] *
              inputs[i][j].v;
        }
      }
    }
    return true;
  }
};

template <int N>
struct CostFunctionChain<ceres::Jet<SecondOrder<N, double>, N>> {
  using Jet = ceres::Jet<SecondOrder<N, double>, N>;
  using Engine = typename SecondOrder<N, double>::Engine;

  static bool Evaluate(const ceres::CostFunction& cost_function,
                       Jet const* const* inputs,
                       Jet* residuals) {
    CostFunctionDerivatives r(cost_function);
    std::vector<Argument> arguments;
    int k = 0;
    for (const Jet* y : FlattenInputs(cost_function, inputs)) {
      const Engine& engine = y->a.engine();
      r.SetInput(k, engine.value());
      if (engine.order() > 0) {
        r.SetVarying(k);
        arguments.push_back({k, &engine});
      }
      ++k;
    }
    if (!r.Evaluate()) {
      return false;
    }
    for (int q = 0; q < r.num_residuals(); ++q) {
      residuals[q] = Jet(r.residual(q));
      if (arguments.empty()) {
        continue;
      }
      if (!r.EvaluateHessian(q)) {
        return false;
      }
      const bool singular = IsSingular(r, q, arguments);
      Engine* result = residuals[q].a.mutable_engine();
      (singular ? Compose<true> : Compose<false>)(r, q, arguments, result);
      result->SetOrder(2, singular);
    }
    return true;
  }

 private:
  // An input that is no constant, y_input.
  struct Argument {
    int input;
    const Engine* number;
  };

  static double Second(const CostFunctionDerivatives& r, int k, int l) {
    return r.hessian()[static_cast<size_t>(k) * r.num_inputs() + l];
  }

  // Is some derivative infinite or NaN?
  static bool IsSingular(const CostFunctionDerivatives& r,
                         int q,
                         const std::vector<Argument>& y) {
    for (const Argument& y_k : y) {
      if (y_k.number->singular() ||
          !std::isfinite(r.jacobian_row(q)[y_k.input])) {
        return true;
      }
      for (const Argument& y_l : y) {
        if (!std::isfinite(Second(r, y_k.input, y_l.input))) {
          return true;
        }
      }
    }
    return false;
  }

  // Sets gradient and Hessian of residual q.  kSkipsZeros keeps infinities and
  // NaN from spreading to variables that their number does not depend on.
  template <bool kSkipsZeros>
  static void Compose(const CostFunctionDerivatives& r,
                      int q,
                      const std::vector<Argument>& y,
                      Engine* result) {
    const auto multiply = [](double a, double b) {
      return kSkipsZeros ? SkipZeros(a, b) : a * b;
    };
    double* gradient = result->mutable_gradient_data();
    double* hessian = result->mutable_hessian_data();
    std::fill_n(gradient, +Engine::kPaddedSize, 0.0);
    std::fill_n(hessian, +Engine::kHessianSize, 0.0);
    for (const Argument& y_k : y) {
      const double* y_k_gradient = y_k.number->gradient_data();
      double curvature[N] = {};  // sum_l d2r/dy_k dy_l dy_l/dt
      for (const Argument& y_l : y) {
        const double second = Second(r, y_k.input, y_l.input);
        const double* y_l_gradient = y_l.number->gradient_data();
        for (int i = 0; second != 0.0 && i < N; ++i) {
          curvature[i] += multiply(second, y_l_gradient[i]);
        }
      }
      const double slope = r.jacobian_row(q)[y_k.input];
      for (int i = 0; i < N; ++i) {
        gradient[i] += multiply(slope, y_k_gradient[i]);
        const int row = Engine::RowBegin(i) - (i - i % Engine::kWidth);
        for (int j = i; j < N; ++j) {
          hessian[row + j] += multiply(curvature[i], y_k_gradient[j]);
        }
        for (int j = i; y_k.number->order() == 2 && j < N; ++j) {
          hessian[row + j] +=
              multiply(slope, y_k.number->hessian_data()[row + j]);
        }
      }
    }
  }
};

// On a tape, all residuals are one operation.
template <int N>
struct CostFunctionChain<TapedJet<N>> {
  using Jet = TapedJet<N>;

  static bool Evaluate(const ceres::CostFunction& cost_function,
                       Jet const* const* inputs,
                       Jet* residuals) {
    CostFunctionDerivatives r(cost_function);
    std::vector<TapeOperand> operands;
    for (const Jet* y : FlattenInputs(cost_function, inputs)) {
      const TapeRoot root = y->a.engine().Straightened().root();
      const int k = static_cast<int>(operands.size());
      operands.push_back({root.node, root.scale});
      r.SetInput(k, y->a.value());
      if (root.node != nullptr) {
        r.SetVarying(k);
      }
    }
    if (!r.Evaluate()) {
      return false;
    }
    const int m = r.num_residuals();
    const int n = r.num_inputs();
    const size_t hessian_size = static_cast<size_t>(n) * n;
    std::vector<TapeNode*> results(m);
    if (IsAnyVariable(operands.data(), n)) {
      std::vector<double> hessians;
      for (int q = 0; q < m; ++q) {
        if (!r.EvaluateHessian(q)) {
          return false;
        }
        hessians.insert(
            hessians.end(), r.hessian(), r.hessian() + hessian_size);
      }
      for (TapeNode*& result : results) {
        result = Tape<N>::NewNode();
      }
      RecordComposite(
          Tape<N>::cursor(),
          operands.data(),
          n,
          results.data(),
          m,
          [&](int q, int k) { return r.jacobian_row(q)[k]; },
          [&](int q, int k, int l) {
            return hessians[q * hessian_size + static_cast<size_t>(k) * n + l];
          });
    }
    for (int q = 0; q < m; ++q) {
      residuals[q].a.mutable_engine()->Assign(r.residual(q),
                                              {results[q], 1.0, 0.0});
    }
    return true;
  }
};

// In a log, they are several.
template <>
struct CostFunctionChain<LoggedJet> {
  static bool Evaluate(const ceres::CostFunction& cost_function,
                       LoggedJet const* const* inputs,
                       LoggedJet* residuals) {
    CostFunctionDerivatives r(cost_function);
    const size_t num_inputs = r.num_inputs();
    LoggedComposite composite(r.num_inputs());
    bool is_constant = true;
    int k = 0;
    for (const LoggedJet* y : FlattenInputs(cost_function, inputs)) {
      composite.SetArgument(k, y->a.engine());
      r.SetInput(k, y->a.value());
      if (!y->a.IsConstant()) {
        r.SetVarying(k);
        is_constant = false;
      }
      ++k;
    }
    if (!r.Evaluate()) {
      return false;
    }
    for (int q = 0; q < r.num_residuals(); ++q) {
      if (!is_constant && !r.EvaluateHessian(q)) {
        return false;
      }
      *residuals[q].a.mutable_engine() = composite.Result(
          r.residual(q),
          [&r, q](int i) { return r.jacobian_row(q)[i]; },
          [&r, num_inputs](int i, int j) {
            return r.hessian()[i * num_inputs + j];
          });
    }
    return true;
  }
};

// The wrapped Jet of an InnerJet; a Jet itself.
template <int N>
const ceres::Jet<double, N>& AsJet(const ceres::Jet<double, N>& x) {
  return x;
}
template <int N>
const ceres::Jet<double, N>& AsJet(const InnerJet<N, double>& x) {
  return x.jet();
}

// Jets of first-order numbers U over M variables: the rule for Jets, in which
// the residuals and their Jacobian are numbers U.
template <typename U, int M, int N>
struct NestedCostFunctionChain {
  using Jet = ceres::Jet<U, N>;
  using Inner = ceres::Jet<double, M>;

  static bool Evaluate(const ceres::CostFunction& cost_function,
                       Jet const* const* inputs,
                       Jet* residuals) {
    const std::vector<const Jet*> y = FlattenInputs(cost_function, inputs);
    CostFunctionDerivatives r(cost_function);
    const int n = r.num_inputs();
    std::vector<const Inner*> inner;
    for (int k = 0; k < n; ++k) {
      inner.push_back(&AsJet(y[k]->a));
      r.SetInput(k, inner[k]->a);
      r.SetVarying(k);
    }
    if (!r.Evaluate()) {
      return false;
    }
    for (int q = 0; q < r.num_residuals(); ++q) {
      if (!r.EvaluateHessian(q)) {
        return false;
      }
      const double* jacobian = r.jacobian_row(q);
      residuals[q] = Jet(U(Compose(r.residual(q), jacobian, inner)));
      for (int k = 0; k < n; ++k) {
        const U slope(Compose(
            jacobian[k], r.hessian() + static_cast<size_t>(k) * n, inner));
        residuals[q].v += slope * y[k]->v;
      }
    }
    return true;
  }

 private:
  // value + gradient' (y - its value).
  static Inner Compose(double value,
                       const double* gradient,
                       const std::vector<const Inner*>& y) {
    Inner result(value);
    for (size_t k = 0; k < y.size(); ++k) {
      result.v += gradient[k] * y[k]->v;
    }
    return result;
  }
};

template <int N>
struct CostFunctionChain<ceres::Jet<InnerJet<N, double>, N>>
    : NestedCostFunctionChain<InnerJet<N, double>, N, N> {};
template <int M, int N>
struct CostFunctionChain<ceres::Jet<ceres::Jet<double, M>, N>>
    : NestedCostFunctionChain<ceres::Jet<double, M>, M, N> {};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_COST_FUNCTION_CHAIN_H_
