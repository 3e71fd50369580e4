// Recognizes cost functions of a ceres::Problem whose functors can give exact
// Hessians, although they were added as plain ceres::AutoDiffCostFunctions.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_HESSIAN_REGISTRY_H_
#define CERES_NEWTON_INTERNAL_HESSIAN_REGISTRY_H_

#include <algorithm>
#include <memory>
#include <vector>

#include "ceres/autodiff_cost_function.h"
#include "ceres/cost_function.h"
#include "ceres/manifold.h"
#include "ceres/types.h"
#include "ceres_newton/internal/plus_curvature.h"
#include "ceres_newton/second_order_cost_function.h"

namespace ceres_newton {
namespace internal {

// Makes a second-order view of a cost function if that has the type
// CostFunction (a dynamic_cast asks), else returns null.  The view shares the
// functor, which ceres::AutoDiffCostFunction shows by functor().
template <typename CostFunction>
struct HessianProbe {
  static constexpr bool kIsAutoDiffCostFunction = false;
};

template <typename Functor, int kNumResiduals, int... Ns>
struct HessianProbe<
    ceres::AutoDiffCostFunction<Functor, kNumResiduals, Ns...>> {
  static constexpr bool kIsAutoDiffCostFunction = true;

  static std::unique_ptr<SecondOrderCostFunction> MakeView(
      const ceres::CostFunction* cost_function) {
    const auto* autodiff = dynamic_cast<
        const ceres::AutoDiffCostFunction<Functor, kNumResiduals, Ns...>*>(
        cost_function);
    if (autodiff == nullptr) {
      return nullptr;
    }
    using View = AutoDiffSecondOrderCostFunction<Functor, kNumResiduals, Ns...>;
    const Functor* functor = &autodiff->functor();
    if constexpr (kNumResiduals == ceres::DYNAMIC) {
      return std::make_unique<View>(functor,
                                    cost_function->num_residuals(),
                                    ceres::DO_NOT_TAKE_OWNERSHIP);
    } else {
      return std::make_unique<View>(functor, ceres::DO_NOT_TAKE_OWNERSHIP);
    }
  }
};

// A list of types of cost functions, in the order of their registration.  A
// value: copies are independent.  Find is thread-safe, Register is not.
class HessianRegistry {
 public:
  // Adds a type ceres::AutoDiffCostFunction<Functor, kNumResiduals, Ns...> or
  // ceres::AutoDiffManifold<Functor, kAmbientSize, kTangentSize>.  Adding a
  // type twice changes nothing.
  template <typename AutoDiffType>
  void Register() {
    static_assert(
        HessianProbe<AutoDiffType>::kIsAutoDiffCostFunction ||
            ManifoldProbe<AutoDiffType>::kIsAutoDiffManifold,
        "Register a type ceres::AutoDiffCostFunction<Functor, kNumResiduals, "
        "Ns...>, exactly as it was passed to AddResidualBlock, or a type "
        "ceres::AutoDiffManifold<...>: not the functor "
        "and not a pointer.  A ceres_newton::SecondOrderCostFunction is "
        "recognized without registration.  In place of a "
        "ceres::DynamicAutoDiffCostFunction<Functor, kStride>, which does not "
        "show its functor, construct a "
        "ceres_newton::DynamicAutoDiffSecondOrderCostFunction<Functor, "
        "kStride>.  For other cost functions choose "
        "Options::hessian_fallback.");
    if constexpr (HessianProbe<AutoDiffType>::kIsAutoDiffCostFunction) {
      AddOnce(&HessianProbe<AutoDiffType>::MakeView, &probes_);
    }
    if constexpr (ManifoldProbe<AutoDiffType>::kIsAutoDiffManifold) {
      AddOnce(&ManifoldProbe<AutoDiffType>::MakeCurvature, &manifold_probes_);
    }
  }

  // A second-order view of the cost function if its type is registered, else
  // null.  The view borrows the functor, so the cost function must outlive it.
  std::unique_ptr<SecondOrderCostFunction> Find(
      const ceres::CostFunction* cost_function) const {
    for (const Probe probe : probes_) {
      if (auto view = probe(cost_function)) {
        return view;
      }
    }
    return nullptr;
  }

  // The exact curvature of a manifold if its type is registered, else null.  It
  // borrows the functor, so the manifold must outlive it.
  std::unique_ptr<PlusCurvature> FindCurvature(
      const ceres::Manifold* manifold) const {
    for (const CurvatureProbe probe : manifold_probes_) {
      if (auto curvature = probe(manifold)) {
        return curvature;
      }
    }
    return nullptr;
  }

  // The number of types registered.
  int size() const {
    return static_cast<int>(probes_.size() + manifold_probes_.size());
  }

 private:
  using Probe =
      std::unique_ptr<SecondOrderCostFunction> (*)(const ceres::CostFunction*);
  using CurvatureProbe =
      std::unique_ptr<PlusCurvature> (*)(const ceres::Manifold*);

  template <typename T>
  static void AddOnce(T probe, std::vector<T>* probes) {
    if (std::find(probes->begin(), probes->end(), probe) == probes->end()) {
      probes->push_back(probe);
    }
  }

  std::vector<Probe> probes_;
  std::vector<CurvatureProbe> manifold_probes_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_HESSIAN_REGISTRY_H_
