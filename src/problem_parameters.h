// The free parameters of a ceres::Problem as one vector x, and the steps that
// can be taken from it: manifolds and bounds.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_PROBLEM_PARAMETERS_H_
#define CERES_NEWTON_SRC_PROBLEM_PARAMETERS_H_

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "Eigen/Core"
#include "ceres/manifold.h"
#include "ceres/problem.h"
#include "ceres_newton/internal/hessian_registry.h"
#include "ceres_newton/internal/plus_curvature.h"
#include "step_bounds.h"

namespace ceres_newton {
namespace internal {

// A parameter block that is not constant.
struct FreeBlock {
  std::string name;  // for messages
  double* user_values;
  int size;          // of its part of x
  int tangent_size;  // of its part of a step
  int begin;         // in x
  int tangent_begin;

  const ceres::Manifold* manifold;           // null: x (+) step = x + step
  std::unique_ptr<PlusCurvature> curvature;  // null where manifold is

  // size values, +-infinity for none; empty if the block has no bounds.
  Eigen::VectorXd lower;
  Eigen::VectorXd upper;

  // The entry of the block that an entry of its step moves, by as much, where
  // no other does: x_k becomes x_k + step_t.  tangent_size values, -1 where
  // there is no such entry.  Bounds on the other entries are not seen by steps:
  // as in Ceres, x (+) step is moved to the nearest value within them.
  std::vector<int> moved_entries;
};

// An argument of a cost function.
struct ProblemArgument {
  int size;
  int begin;  // in constant_values() for constants, else in x
  int block;  // in blocks(); -1: constant
};

// x stacks the free parameter blocks in the order in which Add meets them; a
// step stacks their tangent vectors in the same order.  Constant blocks keep
// the values they have when they are added.  Neither the problem nor its
// manifolds are owned.  Not thread-safe.
class ProblemParameters {
 public:
  // Adds a parameter block of the problem unless it is known already.  Returns
  // false if its bounds leave no value, and says so in *error.
  //
  //   name  for messages
  bool Add(const ceres::Problem& problem,
           double* values,
           const std::string& name,
           const HessianRegistry& registry,
           std::string* error);

  const ProblemArgument& argument(const double* values) const {
    return arguments_.at(values);
  }
  const std::vector<FreeBlock>& blocks() const { return blocks_; }
  const std::vector<double>& constant_values() const {
    return constant_values_;
  }
  int size() const { return size_; }
  int tangent_size() const { return tangent_size_; }
  bool has_bounds() const { return has_bounds_; }

  // The values in the user's arrays.
  Eigen::VectorXd UserValues() const;
  void SetUserValues(const Eigen::VectorXd& x) const;

  // Moves x to the nearest point within the bounds and returns how many entries
  // that changed.
  int ProjectToBounds(Eigen::VectorXd* x) const;

  // Names the first entry of x that is not finite; empty if there is none.
  std::string ExplainNonFinite(const Eigen::VectorXd& x) const;

  // See Objective.
  bool Plus(const Eigen::VectorXd& x,
            const Eigen::VectorXd& step,
            Eigen::VectorXd* candidate) const;
  bool TransportStep(const Eigen::VectorXd& x,
                     const Eigen::VectorXd& step,
                     const Eigen::VectorXd& candidate_x,
                     Eigen::VectorXd* transported) const;
  StepBounds BoundsAt(const Eigen::VectorXd& x) const;

 private:
  std::vector<FreeBlock> blocks_;
  std::vector<double> constant_values_;
  std::unordered_map<const double*, ProblemArgument> arguments_;
  int size_ = 0;
  int tangent_size_ = 0;
  bool has_bounds_ = false;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_PROBLEM_PARAMETERS_H_
