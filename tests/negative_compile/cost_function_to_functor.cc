// EXPECT: SecondOrder<2
//
// A ceres::CostFunction knows no Hessian, so a functor made of one has none.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/cost_function_to_functor.h"

#include "ceres_newton/second_order.h"

#ifdef CERES_NEWTON_CORRECTED
using Jet = ceres::Jet<double, 2>;
#else
using Jet = ceres::Jet<ceres_newton::SecondOrder<2>, 2>;
#endif
bool Use(const ceres::CostFunctionToFunctor<1, 2>& functor,
         const Jet* x,
         Jet* residual) {
  return functor(x, residual);
}
