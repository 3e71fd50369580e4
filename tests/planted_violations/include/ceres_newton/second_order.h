// A planted mistake for include_order_test: the scalar knows the solver.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/newton_solver.h"
