// No mistake here: include_order_test must not complain about this file.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/second_order.h"
