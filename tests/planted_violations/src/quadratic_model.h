// A planted mistake for include_order_test: the mathematics knows Ceres.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/problem.h"
