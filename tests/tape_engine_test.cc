// The second-order scalar on a tape.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/tape_engine.h"

#include <cmath>
#include <random>
#include <thread>
#include <tuple>
#include <type_traits>
#include <vector>

#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/jet_family.h"
#include "ceres_newton/second_order.h"

namespace ceres_newton {

// Over other scalars there is no tape.
template <int N, typename S = double>
using Scalar = std::conditional_t<std::is_same_v<S, double>,
                                  internal::TapedJet<N>,
                                  ceres::Jet<SecondOrder<N, S>, N>>;

namespace {

template <int... Ns>
using Recordings =
    std::tuple<internal::RecordingScope<internal::TapedJet<Ns>>...>;

// The numbers of the tests shared with the other scalars live as long as the
// program.
const Recordings<1, 2, 3, 4, 5, 7, 8, 9, 12, 19> recordings;

}  // namespace
}  // namespace ceres_newton

#include "second_order_checks.h"
