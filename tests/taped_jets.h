// The fused scalar on a tape for any number of variables, to test it where
// FusedJets is tested.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_TAPED_JETS_H_
#define CERES_NEWTON_TESTS_TAPED_JETS_H_

#include <type_traits>

#include "ceres_newton/internal/early_bound_call.h"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/second_order.h"

namespace ceres {
// The library puts no functor of so few variables on a tape.
CERES_NEWTON_SPECIALIZE_CALLS(TapedSecondOrder, 1)
CERES_NEWTON_SPECIALIZE_CALLS(TapedSecondOrder, 2)
CERES_NEWTON_SPECIALIZE_CALLS(TapedSecondOrder, 3)
CERES_NEWTON_SPECIALIZE_CALLS(TapedSecondOrder, 4)
CERES_NEWTON_SPECIALIZE_CALLS(TapedSecondOrder, 5)
CERES_NEWTON_SPECIALIZE_CALLS(TapedSecondOrder, 6)
CERES_NEWTON_SPECIALIZE_CALLS(TapedSecondOrder, 7)
CERES_NEWTON_SPECIALIZE_CALLS(TapedSecondOrder, 8)
}  // namespace ceres

namespace ceres_newton {

// Over other scalars there is no tape.
struct TapedJets {
  template <int N, typename S = double>
  using Scalar = std::conditional_t<std::is_same_v<S, double>,
                                    internal::TapedJet<N>,
                                    ceres::Jet<SecondOrder<N, S>, N>>;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_TAPED_JETS_H_
