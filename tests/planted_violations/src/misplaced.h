// A planted mistake for include_order_test: a file without a layer.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <vector>
