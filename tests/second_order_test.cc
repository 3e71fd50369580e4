// The second-order scalar that is complete in itself.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/second_order.h"

namespace ceres_newton {

template <int N, typename S = double>
using Scalar = ceres::Jet<SecondOrder<N, S>, N>;

}  // namespace ceres_newton

#include "second_order_checks.h"
