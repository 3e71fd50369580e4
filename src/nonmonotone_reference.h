// What the cost of a candidate is compared with if it may rise for a while.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_NONMONOTONE_REFERENCE_H_
#define CERES_NEWTON_SRC_NONMONOTONE_REFERENCE_H_

namespace ceres_newton {
namespace internal {

// The reference iterate of Conn, Gould & Toint 2000, Alg. 10.1.2 (after Toint
// 1996): the highest point since the lowest one, renewed after a number of
// steps without a new lowest cost.  A candidate is compared with it by the
// decrease that all models since then have predicted together.
class NonmonotoneReference {
 public:
  // 0: not used, the cost must fall with each step.
  explicit NonmonotoneReference(int max_consecutive_nonmonotonic_steps)
      : max_num_steps_(max_consecutive_nonmonotonic_steps) {}

  bool is_used() const { return max_num_steps_ > 0; }

  // From now on the cost must fall.
  void Retire() { max_num_steps_ = 0; }

  void Start(double cost);

  // Learns the cost of an accepted point and what its step predicted.
  void Accept(double cost, double predicted_decrease);

  double cost() const { return reference_cost_; }
  // Since the reference point, >= 0.
  double predicted_decrease() const { return since_reference_; }

 private:
  int max_num_steps_;
  int num_steps_ = 0;  // since the lowest cost
  double lowest_cost_ = 0.0;
  double reference_cost_ = 0.0;
  double since_reference_ = 0.0;
  double highest_cost_ = 0.0;  // since the lowest one: the next reference
  double since_highest_ = 0.0;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_NONMONOTONE_REFERENCE_H_
