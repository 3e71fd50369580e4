// The Hessians of all residuals of a cost function, each for itself, written to
// the places that SecondOrderCostFunction::EvaluateResidualHessians documents.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_RESIDUAL_HESSIANS_H_
#define CERES_NEWTON_INTERNAL_RESIDUAL_HESSIANS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "ceres/types.h"
#include "ceres_newton/internal/block_derivatives.h"
#include "ceres_newton/internal/derivative_sweeps.h"
#include "ceres_newton/internal/functor_ownership.h"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/internal/second_order_traits.h"

namespace ceres_newton {
namespace internal {

// Copies the Hessian blocks of num_residuals numbers residuals[k] to the places
// that SecondOrderCostFunction::EvaluateResidualHessians documents.
template <typename Blocks, typename Residuals>
void TakeResidualHessians(Residuals& residuals,
                          int num_residuals,
                          double** hessians) {
  std::array<double*, Blocks::kNumBlocks * Blocks::kNumBlocks> places;
  for (int k = 0; k < num_residuals; ++k) {
    for (int i = 0; i < Blocks::kNumBlocks; ++i) {
      for (int j = i; j < Blocks::kNumBlocks; ++j) {
        double* first = hessians[i * Blocks::kNumBlocks + j];
        places[i * Blocks::kNumBlocks + j] =
            first == nullptr
                ? nullptr
                : first + static_cast<size_t>(k) * Blocks::kSizes[i] *
                              Blocks::kSizes[j];
      }
    }
    TakeBlocks<Blocks>(residuals[k], nullptr, places.data());
  }
}

// The Hessians of all residuals, for any sizes; hessians as
// SecondOrderCostFunction::EvaluateResidualHessians takes them.  One call of
// the residuals for each pair of strips, a strip with itself included.
//
//   evaluate  bool(T const* const* blocks): computes the residuals
//   residual  const T&(int k): the k-th of them
template <typename T, typename Evaluate, typename Residual>
bool DifferentiateResidualsByStrips(const std::vector<int32_t>& sizes,
                                    double const* const* parameters,
                                    int num_residuals,
                                    const Evaluate& evaluate,
                                    const Residual& residual,
                                    double** hessians) {
  using Traits = SecondOrderTraits<T>;
  constexpr int kWidth = Traits::kNumVariables / 2;
  static_assert(kWidth >= 1, "A pair of strips needs two variables.");
  struct Variable {
    int block;
    int row;
    int input;
  };
  const int num_blocks = static_cast<int>(sizes.size());
  std::vector<Variable> variables;
  std::vector<double> values;
  for (int i = 0; i < num_blocks; ++i) {
    bool is_wanted = false;
    for (int j = 0; j < num_blocks; ++j) {
      is_wanted |=
          hessians[std::min(i, j) * num_blocks + std::max(i, j)] != nullptr;
    }
    for (int r = 0; r < sizes[i]; ++r) {
      if (is_wanted) {
        variables.push_back({i, r, static_cast<int>(values.size())});
      }
      values.push_back(parameters[i][r]);
    }
  }
  const int num_inputs = static_cast<int>(values.size());
  ScratchArray<T, ceres::DYNAMIC> x(num_inputs);
  std::vector<const T*> blocks;
  for (int i = 0, offset = 0; i < num_blocks; offset += sizes[i++]) {
    blocks.push_back(x.data() + offset);
  }
  const auto write =
      [&](const Variable& a, const Variable& b, int k, double h) {
        double* first = hessians[a.block * num_blocks + b.block];
        if (first == nullptr) {
          return;
        }
        const int cols = sizes[b.block];
        double* matrix = first + static_cast<size_t>(k) * sizes[a.block] * cols;
        matrix[a.row * cols + b.row] = h;
        if (a.block == b.block) {
          matrix[b.row * cols + a.row] = h;
        }
      };
  const int num_variables = static_cast<int>(variables.size());
  ChosenVariables<T> seeds(values.data(), num_inputs);
  for (int p = 0; p < num_variables; p += kWidth) {
    const int p_end = std::min(p + kWidth, num_variables);
    for (int q = p; q < num_variables; q += kWidth) {
      const int q_end = std::min(q + kWidth, num_variables);
      const int q_slot = q == p ? 0 : p_end - p;
      const RecordingScope<T> recording;
      for (int i = p; i < p_end; ++i) {
        seeds.Choose(variables[i].input, i - p);
      }
      for (int j = q; j < q_end; ++j) {
        seeds.Choose(variables[j].input, q_slot + j - q);
      }
      for (int n = 0; n < num_inputs; ++n) {
        x[n] = seeds(n);
      }
      if (!evaluate(blocks.data())) {
        return false;
      }
      for (int k = 0; k < num_residuals; ++k) {
        const HessianReader<T> read_hessian(residual(k));
        for (int i = p; i < p_end; ++i) {
          for (int j = std::max(i, q); j < q_end; ++j) {
            write(variables[i],
                  variables[j],
                  k,
                  read_hessian(i - p, q_slot + j - q));
          }
        }
      }
      for (int j = q; j < q_end; ++j) {
        seeds.Release(variables[j].input);
      }
    }
    for (int i = p; i < p_end; ++i) {
      seeds.Release(variables[i].input);
    }
  }
  return true;
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_RESIDUAL_HESSIANS_H_
