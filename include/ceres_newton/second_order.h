// The second-order scalar: ceres::Jet<SecondOrder<N>, N>, a Ceres Jet that
// carries exact second derivatives.  Class SecondOrder, with the description
// for users, is in internal/second_order_number.h.
//
// Include this header, not its parts: together they make a scalar that
// functors, the standard library, Eigen and ceres/rotation.h take like a
// ceres::Jet.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SECOND_ORDER_H_
#define CERES_NEWTON_SECOND_ORDER_H_

#include "ceres_newton/internal/early_bound_calls.h"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/internal/rotation.h"
#include "ceres_newton/internal/second_order_functions.h"
#include "ceres_newton/internal/second_order_jet.h"
#include "ceres_newton/internal/second_order_jet_functions.h"
#include "ceres_newton/internal/second_order_jet_traits.h"
#include "ceres_newton/internal/second_order_number.h"

#endif  // CERES_NEWTON_SECOND_ORDER_H_
