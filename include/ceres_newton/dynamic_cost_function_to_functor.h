// A cost function as a functor, with second derivatives; the number and sizes
// of its parameter blocks are known at run time.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_DYNAMIC_COST_FUNCTION_TO_FUNCTOR_H_
#define CERES_NEWTON_DYNAMIC_COST_FUNCTION_TO_FUNCTOR_H_

#include "ceres/cost_function.h"
#include "ceres/types.h"
#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/cost_function_chain.h"
#include "ceres_newton/internal/functor_ownership.h"

namespace ceres_newton {

// Drop-in for ceres::DynamicCostFunctionToFunctor.  It is to
// CostFunctionToFunctor, which describes scalars, derivatives and costs, what
// dynamic cost functions are to those of fixed sizes:
//
//   struct CameraProjection {
//     template <typename T>
//     bool operator()(T const* const* parameters, T* residuals) const {
//       const T* intrinsics = parameters[2];
//       T point[3];
//       RotateAndTranslate(parameters[0], parameters[1], parameters[3], point);
//       const T* blocks[] = {intrinsics, point};
//       return projection(blocks, residuals);
//     }
//     DynamicCostFunctionToFunctor projection;
//   };
//
// Thread-safe if the cost function is.
class DynamicCostFunctionToFunctor {
 public:
  // cost_function must not be null.  It is deleted with this object, unless
  // ownership is ceres::DO_NOT_TAKE_OWNERSHIP; then it must outlive it.
  explicit DynamicCostFunctionToFunctor(
      const ceres::CostFunction* cost_function,
      ceres::Ownership ownership = ceres::TAKE_OWNERSHIP)
      : cost_function_(Hold(cost_function, ownership)) {}

  // residuals must not overlap the parameters.
  bool operator()(double const* const* parameters, double* residuals) const {
    return cost_function_->Evaluate(parameters, residuals, nullptr);
  }
  template <typename T>
  bool operator()(T const* const* parameters, T* residuals) const {
    return internal::CostFunctionChain<T>::Evaluate(
        *cost_function_, parameters, residuals);
  }

 private:
  static internal::FunctorPointer<ceres::CostFunction> Hold(
      const ceres::CostFunction* cost_function, ceres::Ownership ownership) {
    CERES_NEWTON_CHECK(cost_function != nullptr,
                       "The cost function must not be null.");
    return internal::HoldFunctor(cost_function, ownership);
  }

  internal::FunctorPointer<ceres::CostFunction> cost_function_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_DYNAMIC_COST_FUNCTION_TO_FUNCTOR_H_
