// EXPECT: A cost function has no derivatives above the second
//
// A functor made of a cost function cannot be differentiated three times.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/cost_function_to_functor.h"
#include "ceres_newton/jet_family.h"

using Jet = ceres_newton::FusedJets::Scalar<1>;
#ifdef CERES_NEWTON_CORRECTED
using T = Jet;
#else
using T = ceres_newton::FusedJets::Scalar<1, Jet>;
#endif
bool Use(const ceres_newton::CostFunctionToFunctor<1, 1>& functor,
         const T* x,
         T* residual) {
  return functor(x, residual);
}
