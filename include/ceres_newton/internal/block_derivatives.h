// Gradients and Hessian blocks of a function of several parameter blocks,
// written to the pointers that Ceres-like interfaces pass.
//
// In this file a function is a generic callable
//
//   bool evaluate(T const* const* blocks, T* y)
//
// for every scalar T it is handed: y = f(blocks), false if it cannot be
// evaluated. Pointers are as in SecondOrderCostFunction: gradients[i] takes n_i
// values, hessians[i * num_blocks + j], i <= j, takes n_i x n_j values by rows;
// null entries are not wanted, null arrays mean none.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_BLOCK_DERIVATIVES_H_
#define CERES_NEWTON_INTERNAL_BLOCK_DERIVATIVES_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "ceres/types.h"
#include "ceres_newton/internal/block_sink.h"
#include "ceres_newton/internal/derivative_sweeps.h"
#include "ceres_newton/internal/functor_ownership.h"
#include "ceres_newton/internal/logged_blocks.h"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/internal/second_order_traits.h"
#include "ceres_newton/internal/unroll.h"
#include "ceres_newton/jet_family.h"

// Functors with up to this many parameters in all are called once, with a
// scalar that has room for all second derivatives; the same in the whole
// program.
#ifndef CERES_NEWTON_MAX_VARIABLES_IN_ONE_SWEEP
#define CERES_NEWTON_MAX_VARIABLES_IN_ONE_SWEEP 32
#endif

namespace ceres_newton {
namespace internal {

// The scalar widths beyond (see StripSweeps).
inline constexpr int kStripPairWidth = 8;

// The inputs are blocks of Ns... parameters.
template <int... Ns>
struct StaticBlocks {
  static_assert(sizeof...(Ns) > 0, "There must be a parameter block.");
  static_assert(((Ns > 0) && ...),
                "Each parameter block must have a size of at least one.");

  static constexpr int kNumBlocks = sizeof...(Ns);
  static constexpr int kNumVariables = (Ns + ...);
  static constexpr std::array<int, kNumBlocks> kSizes = {Ns...};
  // The number of parameters in the blocks before each.
  static constexpr std::array<int, kNumBlocks> kOffsets =
      SumsBefore(std::array<int, kNumBlocks>{Ns...});
  static constexpr bool kFitsInOneSweep =
      kNumVariables <= CERES_NEWTON_MAX_VARIABLES_IN_ONE_SWEEP;
};

// --- What is wanted ---------------------------------------------------------

inline bool IsAnyGradientWanted(int num_blocks, double* const* gradients) {
  for (int i = 0; gradients != nullptr && i < num_blocks; ++i) {
    if (gradients[i] != nullptr) {
      return true;
    }
  }
  return false;
}

inline bool IsAnyHessianWanted(int num_blocks, double* const* hessians) {
  for (int i = 0; hessians != nullptr && i < num_blocks; ++i) {
    for (int j = i; j < num_blocks; ++j) {
      if (hessians[i * num_blocks + j] != nullptr) {
        return true;
      }
    }
  }
  return false;
}

// --- One sweep --------------------------------------------------------------

// Copies gradient and Hessian blocks out of y, in which parameter k of the
// whole row of blocks is variable k.
template <typename Blocks, typename T>
CERES_NEWTON_ALWAYS_INLINE void TakeBlocks(const T& y,
                                           double** gradients,
                                           double** hessians) {
  using Traits = SecondOrderTraits<T>;
  constexpr bool kUnrolled = kWantsFlattening<T>;
  constexpr int kMaxSize = Blocks::kNumVariables;
  ForEachIndex<kUnrolled, Blocks::kNumBlocks>(
      Blocks::kNumBlocks, [&](auto i) CERES_NEWTON_INLINE_LAMBDA {
        const int rows = Blocks::kSizes[i];
        const int row_offset = Blocks::kOffsets[i];
        if (gradients != nullptr && gradients[i] != nullptr) {
          ForEachIndex<kUnrolled, kMaxSize>(
              rows, [&](auto r) CERES_NEWTON_INLINE_LAMBDA {
                gradients[i][r] = Traits::Gradient(y, row_offset + r);
              });
        }
        ForEachIndex<kUnrolled, Blocks::kNumBlocks>(
            Blocks::kNumBlocks, [&](auto j) CERES_NEWTON_INLINE_LAMBDA {
              double* hessian = hessians == nullptr || j < i
                                    ? nullptr
                                    : hessians[i * Blocks::kNumBlocks + j];
              if (hessian == nullptr) {
                return;
              }
              const int cols = Blocks::kSizes[j];
              const int col_offset = Blocks::kOffsets[j];
              const HessianReader<T> read_hessian(y);
              if constexpr (kCopiesSymmetricBlocks<T>) {
                if (i == j) {
                  read_hessian.CopySymmetricBlock(row_offset, rows, hessian);
                  return;
                }
              }
              ForEachIndex<kUnrolled, kMaxSize>(
                  rows, [&](auto r) CERES_NEWTON_INLINE_LAMBDA {
                    ForEachIndex<kUnrolled, kMaxSize>(
                        cols, [&](auto c) CERES_NEWTON_INLINE_LAMBDA {
                          // Mirrored, so that diagonal blocks are symmetric
                          // bit by bit.
                          if (i == j && c < r) {
                            return;
                          }
                          const double h =
                              read_hessian(row_offset + r, col_offset + c);
                          hessian[r * cols + c] = h;
                          if (i == j) {
                            hessian[c * cols + r] = h;
                          }
                        });
                  });
            });
      });
}

template <typename T, typename Blocks, typename Evaluate>
CERES_NEWTON_ALWAYS_INLINE bool SweepBlocksOnce(double const* const* parameters,
                                                Evaluate& evaluate,
                                                double* value,
                                                double** gradients,
                                                double** hessians) {
  using Traits = SecondOrderTraits<T>;
  const RecordingScope<T> recording;
  constexpr bool kUnrolled = kWantsFlattening<T>;
  ScratchArray<T, Blocks::kNumVariables> x(Blocks::kNumVariables);
  std::array<const T*, Blocks::kNumBlocks> blocks;
  ForEachIndex<kUnrolled, Blocks::kNumBlocks>(
      Blocks::kNumBlocks, [&](auto i) CERES_NEWTON_INLINE_LAMBDA {
        const int offset = Blocks::kOffsets[i];
        blocks[i] = x.data() + offset;
        ForEachIndex<kUnrolled, Blocks::kNumVariables>(
            Blocks::kSizes[i], [&](auto r) CERES_NEWTON_INLINE_LAMBDA {
              x[offset + r] = Traits::Variable(parameters[i][r], offset + r);
            });
      });
  T y;
  if (!evaluate(blocks.data(), &y)) {
    return false;
  }
  if (value != nullptr) {
    *value = Traits::Value(y);
  }
  TakeBlocks<Blocks>(y, gradients, hessians);
  return true;
}

template <typename T, typename Blocks, typename Evaluate>
CERES_NEWTON_FLATTEN inline bool SweepBlocksFlattened(
    double const* const* parameters,
    Evaluate& evaluate,
    double* value,
    double** gradients,
    double** hessians) {
  return SweepBlocksOnce<T, Blocks>(
      parameters, evaluate, value, gradients, hessians);
}

template <typename T, typename Blocks, typename Evaluate>
bool DifferentiateBlocksInOneSweep(double const* const* parameters,
                                   Evaluate& evaluate,
                                   double* value,
                                   double** gradients,
                                   double** hessians) {
  if constexpr (kWantsFlattening<T>) {
    return SweepBlocksFlattened<T, Blocks>(
        parameters, evaluate, value, gradients, hessians);
  } else {
    return SweepBlocksOnce<T, Blocks>(
        parameters, evaluate, value, gradients, hessians);
  }
}

// --- Strips -----------------------------------------------------------------

// Any sizes, with a scalar T of any width.  Work is skipped where nothing is
// wanted: pairs of strips without a wanted entry are left out.
//
//   variables  the parameters that some wanted derivative is taken by
template <typename T, typename Evaluate>
bool DifferentiateBlocksByStrips(const std::vector<int32_t>& sizes,
                                 double const* const* parameters,
                                 const std::vector<int>& variables,
                                 Evaluate& evaluate,
                                 BlockSink* sink) {
  const int num_blocks = static_cast<int>(sizes.size());
  std::vector<double> values;
  for (int i = 0; i < num_blocks; ++i) {
    values.insert(values.end(), parameters[i], parameters[i] + sizes[i]);
  }
  const int num_inputs = static_cast<int>(values.size());
  ScratchArray<T, ceres::DYNAMIC> x(num_inputs);
  std::vector<const T*> blocks;
  int offset = 0;
  for (int i = 0; i < num_blocks; ++i) {
    blocks.push_back(x.data() + offset);
    offset += sizes[i];
  }
  auto evaluate_at_seeds = [&](const auto& seed, T* y) {
    for (int k = 0; k < num_inputs; ++k) {
      x[k] = seed(k);
    }
    return evaluate(blocks.data(), y);
  };
  return SweepByStrips<T>(
      values.data(), num_inputs, variables, evaluate_at_seeds, *sink);
}

// --- The choice of the scalar -----------------------------------------------

// For sizes known at run time: the log of one call if there are more variables
// than kWidth, else a scalar of this width.  Families without a log take strips
// of the width.
template <typename Family, int kWidth, typename Evaluate>
bool DifferentiateBlocksOfAnySize(const std::vector<int32_t>& sizes,
                                  double const* const* parameters,
                                  Evaluate& evaluate,
                                  double* value,
                                  double** gradients,
                                  double** hessians) {
  BlockSink sink(sizes, value, gradients, hessians);
  const std::vector<int> variables = sink.Variables();
  if constexpr (std::is_same_v<Family, FusedJets>) {
    if (static_cast<int>(variables.size()) >
        std::max(kWidth, kMaxVariablesInStrips)) {
      return DifferentiateBlocksFromLog(
          sizes, parameters, variables, evaluate, &sink);
    }
  }
  return DifferentiateBlocksByStrips<SweepScalar<Family, kWidth>>(
      sizes, parameters, variables, evaluate, &sink);
}

// For sizes known at compile time: one sweep, if the number is not too large.
template <typename Family, typename Blocks, typename Evaluate>
bool DifferentiateBlocks(double const* const* parameters,
                         Evaluate& evaluate,
                         double* value,
                         double** gradients,
                         double** hessians) {
  if constexpr (Blocks::kFitsInOneSweep) {
    using T = SweepScalar<Family, Blocks::kNumVariables>;
    return DifferentiateBlocksInOneSweep<T, Blocks>(
        parameters, evaluate, value, gradients, hessians);
  } else {
    const std::vector<int32_t> sizes(Blocks::kSizes.begin(),
                                     Blocks::kSizes.end());
    return DifferentiateBlocksOfAnySize<Family, kStripPairWidth>(
        sizes, parameters, evaluate, value, gradients, hessians);
  }
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_BLOCK_DERIVATIVES_H_
