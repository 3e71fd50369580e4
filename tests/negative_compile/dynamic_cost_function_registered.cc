// EXPECT: ceres_newton::DynamicAutoDiffSecondOrderCostFunction<Functor
//
// A ceres::DynamicAutoDiffCostFunction does not show its functor.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/dynamic_autodiff_cost_function.h"
#include "ceres_newton/ceres_newton.h"

struct Square {
  template <typename T>
  bool operator()(T const* const* x, T* residual) const {
    residual[0] = x[0][0] * x[0][0];
    return true;
  }
};

void Register(ceres_newton::NewtonSolver::Options* options) {
#ifdef CERES_NEWTON_CORRECTED
  (void)options;
  ceres_newton::DynamicAutoDiffSecondOrderCostFunction<Square, 4> cost(
      new Square);
#else
  options->RegisterAutoDiff<ceres::DynamicAutoDiffCostFunction<Square, 4>>();
#endif
}
