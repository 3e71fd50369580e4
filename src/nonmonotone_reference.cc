// SPDX-License-Identifier: BSD-3-Clause

#include "nonmonotone_reference.h"

namespace ceres_newton {
namespace internal {

void NonmonotoneReference::Start(double cost) {
  num_steps_ = 0;
  lowest_cost_ = reference_cost_ = highest_cost_ = cost;
  since_reference_ = since_highest_ = 0.0;
}

void NonmonotoneReference::Accept(double cost, double predicted_decrease) {
  since_reference_ += predicted_decrease;
  since_highest_ += predicted_decrease;
  if (cost < lowest_cost_) {
    lowest_cost_ = highest_cost_ = cost;
    since_highest_ = 0.0;
    num_steps_ = 0;
    return;
  }
  ++num_steps_;
  if (cost > highest_cost_) {
    highest_cost_ = cost;
    since_highest_ = 0.0;
  }
  if (num_steps_ == max_num_steps_) {
    reference_cost_ = highest_cost_;
    since_reference_ = since_highest_;
  }
}

}  // namespace internal
}  // namespace ceres_newton
