// EXPECT: use those of namespace ceres_newton
//
// Ceres' CostFunctionToFunctor has a first-order rule for Jets.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/cost_function_to_functor.h"

#include "ceres_newton/cost_function_to_functor.h"
#include "ceres_newton/second_order.h"

#ifdef CERES_NEWTON_CORRECTED
using Functor = ceres_newton::CostFunctionToFunctor<1, 2>;
#else
using Functor = ceres::CostFunctionToFunctor<1, 2>;
#endif
using Jet = ceres::Jet<ceres_newton::SecondOrder<2>, 2>;
bool Use(const Functor& functor, const Jet* x, Jet* residual) {
  return functor(x, residual);
}
