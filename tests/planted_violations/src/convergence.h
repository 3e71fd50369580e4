// A planted mistake for include_order_test: the mathematics knows who uses it,
// and an interface of functions.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/newton_solver.h"
#include "ceres_newton/second_order_function.h"
