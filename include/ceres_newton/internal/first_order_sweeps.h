// Value and gradient of a scalar functor with Ceres' own first-order Jets.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_FIRST_ORDER_SWEEPS_H_
#define CERES_NEWTON_INTERNAL_FIRST_ORDER_SWEEPS_H_

#include <algorithm>
#include <limits>

#include "ceres/jet.h"
#include "ceres/types.h"
#include "ceres_newton/internal/functor_ownership.h"

namespace ceres_newton {
namespace internal {

// Calls functor(const Jet* x, Jet* cost) once for each strip of kStride of the
// num_parameters parameters.  Returns false as soon as it does.
//
//   kNumParameters  num_parameters, or ceres::DYNAMIC
template <int kStride, int kNumParameters, typename Functor>
bool DifferentiateOnce(const Functor& functor,
                       const double* x,
                       int num_parameters,
                       double* cost,
                       double* gradient) {
  using Jet = ceres::Jet<double, kStride>;
  ScratchArray<Jet, kNumParameters> jets(num_parameters);
  for (int i = 0; i < num_parameters; ++i) {
    jets[i] = Jet(x[i]);
  }
  for (int begin = 0; begin < num_parameters; begin += kStride) {
    const int end = std::min(begin + kStride, num_parameters);
    for (int i = begin; i < end; ++i) {
      jets[i].v[i - begin] = 1.0;
    }
    Jet y(std::numeric_limits<double>::quiet_NaN());
    if (!functor(static_cast<const Jet*>(jets.data()), &y)) {
      return false;
    }
    *cost = y.a;
    for (int i = begin; i < end; ++i) {
      gradient[i] = y.v[i - begin];
      jets[i].v[i - begin] = 0.0;
    }
  }
  return true;
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_FIRST_ORDER_SWEEPS_H_
