// A cost function as a functor, with second derivatives.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_COST_FUNCTION_TO_FUNCTOR_H_
#define CERES_NEWTON_COST_FUNCTION_TO_FUNCTOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "ceres/cost_function.h"
#include "ceres/types.h"
#include "ceres_newton/dynamic_cost_function_to_functor.h"  // IWYU pragma: export
#include "ceres_newton/internal/check.h"

namespace ceres_newton {

// Makes a functor of a cost function, so that functors can call it on numbers
// of their own; drop-in for ceres::CostFunctionToFunctor: write the one
// namespace for the other, and these functors have Hessians too.
//
//   class Projection : public ceres_newton::SecondOrderCostFunction {
//     ...  // 2 residuals of 5 intrinsics and a point
//   };
//
//   struct CameraProjection {
//     template <typename T>
//     bool operator()(const T* rotation, const T* translation,
//                     const T* intrinsics, const T* x, T* residuals) const {
//       T point[3];
//       RotateAndTranslate(rotation, translation, x, point);
//       return projection(intrinsics, point, residuals);
//     }
//     CostFunctionToFunctor<2, 5, 3> projection;
//   };
//
// For arguments y(t) the residuals r(y(t)) have by the chain rule
//
//   gradient  sum_k dr/dy_k dy_k/dt,  as in Ceres
//   Hessian   sum_k dr/dy_k d2y_k/dt2 + (dy/dt)' d2r/dy2 (dy/dt).
//
// d2r/dy2 comes from EvaluateHessians (weights: unit vectors), if the cost
// function is a SecondOrderCostFunction; so wrap
// AutoDiffSecondOrderCostFunction rather than ceres::AutoDiffCostFunction.  Any
// other cost function is differentiated by NumericDiffSecondOrderCostFunction
// with default options: see there for its accuracy and its cost, about 20
// evaluations of the Jacobians for each residual and parameter.
//
// Scalars T: double and ceres::Jet<double, N>, for which nothing but Evaluate
// is called; ceres::Jet<SecondOrder<N>, N> and NestedJet<N> (or ceres::Jets
// nested twice).  Others do not compile: there are no third derivatives.
//
//   kNumResiduals  the number of residuals, or ceres::DYNAMIC
//   Ns             the sizes of the parameter blocks
//
// Thread-safe if the cost function is.
template <int kNumResiduals, int... Ns>
class CostFunctionToFunctor {
  static_assert(kNumResiduals > 0 || kNumResiduals == ceres::DYNAMIC,
                "kNumResiduals must be positive or ceres::DYNAMIC.");
  static_assert(sizeof...(Ns) > 0 && ((Ns > 0) && ...),
                "There must be parameter blocks, of positive sizes.");

 public:
  // cost_function must not be null and must have the sizes above, or the
  // program ends with a message.  It is deleted with this object, unless
  // ownership is ceres::DO_NOT_TAKE_OWNERSHIP; then it must outlive it.
  explicit CostFunctionToFunctor(
      const ceres::CostFunction* cost_function,
      ceres::Ownership ownership = ceres::TAKE_OWNERSHIP)
      : functor_(cost_function, ownership) {
    CheckSizes(*cost_function);
  }

  // functor(x_1, ..., x_B, residuals) with const T* x_i and T* residuals, which
  // must not overlap the x_i.  Returns false where the cost function does, or
  // where its Hessians are wanted and cannot be evaluated.
  template <typename T, typename... Ts>
  bool operator()(const T* x_1, Ts*... others) const {
    static_assert(sizeof...(Ts) == sizeof...(Ns),
                  "Call the functor with one pointer for each parameter block "
                  "and one for the residuals.");
    const std::array<const T*, sizeof...(Ts) + 1> pointers = {x_1, others...};
    T* residuals = std::get<sizeof...(Ts) - 1>(std::make_tuple(others...));
    return functor_(pointers.data(), residuals);
  }

 private:
  static void CheckSizes(const ceres::CostFunction& cost_function) {
    constexpr size_t kNumBlocks = sizeof...(Ns);
    constexpr std::array<int32_t, kNumBlocks> kSizes = {Ns...};
    const std::vector<int32_t>& sizes = cost_function.parameter_block_sizes();
    CERES_NEWTON_CHECK(sizes.size() == kNumBlocks,
                       "The cost function has " + std::to_string(sizes.size()) +
                           " parameter blocks, but its functor is declared "
                           "with " +
                           std::to_string(kNumBlocks) + ".");
    for (size_t i = 0; i < kNumBlocks; ++i) {
      CERES_NEWTON_CHECK(sizes[i] == kSizes[i],
                         "Parameter block " + std::to_string(i) +
                             " of the cost function has the size " +
                             std::to_string(sizes[i]) +
                             ", but its functor is declared with " +
                             std::to_string(kSizes[i]) + ".");
    }
    CERES_NEWTON_CHECK(kNumResiduals == ceres::DYNAMIC ||
                           cost_function.num_residuals() == kNumResiduals,
                       "The cost function has " +
                           std::to_string(cost_function.num_residuals()) +
                           " residuals, but its functor is declared with " +
                           std::to_string(kNumResiduals) + ".");
  }

  DynamicCostFunctionToFunctor functor_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_COST_FUNCTION_TO_FUNCTOR_H_
