// A planted mistake for include_order_test: a public header takes a log library
// and a header that is not installed.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "glog/logging.h"
#include "quadratic_model.h"
