// The Hessians of all residuals of a cost function, each for itself, written to
// the places that SecondOrderCostFunction::EvaluateResidualHessians documents.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_RESIDUAL_HESSIANS_H_
#define CERES_NEWTON_INTERNAL_RESIDUAL_HESSIANS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "ceres/types.h"
#include "ceres_newton/internal/block_derivatives.h"
#include "ceres_newton/internal/block_sink.h"
#include "ceres_newton/internal/derivative_sweeps.h"
#include "ceres_newton/internal/functor_ownership.h"
#include "ceres_newton/internal/logged_blocks.h"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/internal/residual_sums.h"
#include "ceres_newton/internal/second_order_traits.h"
#include "ceres_newton/jet_family.h"

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

// The sink of StripSweeps that takes the Hessians of all residuals.
//
//   residual  const T&(int k): the k-th of them
template <typename Residual>
class ResidualHessiansSink {
 public:
  ResidualHessiansSink(const std::vector<int32_t>& sizes,
                       int num_residuals,
                       const Residual& residual,
                       double** hessians)
      : sizes_(sizes),
        num_residuals_(num_residuals),
        residual_(residual),
        hessians_(hessians),
        places_(sizes.size() * sizes.size(), nullptr),
        blocks_(sizes, nullptr, nullptr, places_.data()) {
    SelectPlaces(0);
  }
  ResidualHessiansSink(const ResidualHessiansSink&) = delete;
  ResidualHessiansSink& operator=(const ResidualHessiansSink&) = delete;

  std::vector<int> Variables() const { return blocks_.Variables(); }

  int num_outputs() const { return num_residuals_; }
  decltype(auto) SelectOutput(int k) {
    SelectPlaces(k);
    return residual_(k);
  }

  bool WantsGradient(int) const { return false; }
  bool WantsHessian(int i, int j) const { return blocks_.WantsHessian(i, j); }
  void SetValue(double) {}
  void SetGradient(int, double) {}
  void SetHessian(int i, int j, double y) { blocks_.SetHessian(i, j, y); }

 private:
  // Entries below the diagonal are not read.
  void SelectPlaces(int k) {
    const size_t num_blocks = sizes_.size();
    for (size_t i = 0; i < num_blocks; ++i) {
      for (size_t j = i; j < num_blocks; ++j) {
        double* first = hessians_[i * num_blocks + j];
        if (first != nullptr) {
          places_[i * num_blocks + j] =
              first + static_cast<size_t>(k) * sizes_[i] * sizes_[j];
        }
      }
    }
  }

  const std::vector<int32_t>& sizes_;
  const int num_residuals_;
  const Residual& residual_;
  double** const hessians_;
  std::vector<double*> places_;  // of the residual selected
  BlockSink blocks_;             // writes there
};

// The Hessians of all residuals by a scalar T; the calls are those of
// StripSweeps.
//
//   evaluate  bool(T const* const* blocks, Residuals<T, ceres::DYNAMIC>*)
template <typename T, typename Evaluate>
bool DifferentiateResidualsByStrips(const std::vector<int32_t>& sizes,
                                    double const* const* parameters,
                                    int num_residuals,
                                    const Evaluate& evaluate,
                                    double** hessians) {
  std::vector<double> values;
  for (size_t i = 0; i < sizes.size(); ++i) {
    values.insert(values.end(), parameters[i], parameters[i] + sizes[i]);
  }
  const int num_inputs = static_cast<int>(values.size());
  ScratchArray<T, ceres::DYNAMIC> x(num_inputs);
  std::vector<const T*> blocks;
  for (size_t i = 0, offset = 0; i < sizes.size(); offset += sizes[i++]) {
    blocks.push_back(x.data() + offset);
  }
  Residuals<T, ceres::DYNAMIC> residuals(num_residuals);
  auto evaluate_at_seeds = [&](const auto& seed, T* y) {
    for (int n = 0; n < num_inputs; ++n) {
      x[n] = seed(n);
    }
    if (!evaluate(blocks.data(), &residuals)) {
      return false;
    }
    *y = residuals[0];
    return true;
  };
  const auto residual = [&](int k) -> const T& { return residuals[k]; };
  ResidualHessiansSink<decltype(residual)> sink(
      sizes, num_residuals, residual, hessians);
  const std::vector<int> variables = sink.Variables();
  return SweepByStrips<T>(
      values.data(), num_inputs, variables, evaluate_at_seeds, sink);
}

// The same from the log of one call, with sweeps for each residual.
template <typename Evaluate>
bool DifferentiateResidualsFromLog(const std::vector<int32_t>& sizes,
                                   double const* const* parameters,
                                   int num_residuals,
                                   const Evaluate& evaluate,
                                   double** hessians) {
  Residuals<LoggedJet, ceres::DYNAMIC> residuals(num_residuals);
  const auto residual = [&](int k) -> const LoggedJet& { return residuals[k]; };
  ResidualHessiansSink<decltype(residual)> sink(
      sizes, num_residuals, residual, hessians);
  const std::vector<int> variables = sink.Variables();
  const LogScope scope(static_cast<int>(variables.size()));
  const LoggedBlocks blocks(scope, sizes, parameters, variables);
  if (!evaluate(blocks.data(), &residuals)) {
    return false;
  }
  LoggedDerivatives derivatives;
  for (int k = 0; k < num_residuals; ++k) {
    derivatives.Take(scope, sink.SelectOutput(k), variables, &sink);
  }
  return true;
}

// The Hessians of all residuals, for sizes known at run time; hessians as
// SecondOrderCostFunction::EvaluateResidualHessians takes them.
//
//   kWidth    of the scalar for strips
//   evaluate  generic, bool(T const* const* blocks,
//             Residuals<T, ceres::DYNAMIC>*)
template <typename Family, int kWidth, typename Evaluate>
bool DifferentiateResidualsOfAnySize(const std::vector<int32_t>& sizes,
                                     double const* const* parameters,
                                     int num_residuals,
                                     const Evaluate& evaluate,
                                     double** hessians) {
  if constexpr (std::is_same_v<Family, FusedJets>) {
    // A residual out of the log costs as much as about six pairs of strips of
    // four variables (kMaxVariablesInStrips has the measurements).
    const int64_t num_variables =
        BlockSink(sizes, nullptr, nullptr, hessians).Variables().size();
    const int64_t num_strips = (2 * num_variables + kWidth - 1) / kWidth;
    const int64_t num_pairs = num_strips * (num_strips - 1) / 2;
    if (num_variables > std::max(kWidth, kMaxVariablesInStrips) &&
        int64_t{6} * num_residuals <= num_pairs) {
      return DifferentiateResidualsFromLog(
          sizes, parameters, num_residuals, evaluate, hessians);
    }
  }
  return DifferentiateResidualsByStrips<SweepScalar<Family, kWidth>>(
      sizes, parameters, num_residuals, evaluate, hessians);
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_RESIDUAL_HESSIANS_H_
