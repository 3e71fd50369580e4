// Vectors and matrices restricted to some of their places.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_RESTRICTION_H_
#define CERES_NEWTON_SRC_RESTRICTION_H_

#include <vector>

#include "Eigen/Core"

namespace ceres_newton {
namespace internal {

// The entries v_i, i in places, in their order.
inline Eigen::VectorXd RestrictVector(const Eigen::VectorXd& vector,
                                      const std::vector<int>& places) {
  Eigen::VectorXd restricted(places.size());
  for (size_t i = 0; i < places.size(); ++i) {
    restricted(i) = vector(places[i]);
  }
  return restricted;
}

// The entries M_ij, i and j in places.
inline Eigen::MatrixXd RestrictMatrix(const Eigen::MatrixXd& matrix,
                                      const std::vector<int>& places) {
  Eigen::MatrixXd restricted(places.size(), places.size());
  for (size_t j = 0; j < places.size(); ++j) {
    for (size_t i = 0; i < places.size(); ++i) {
      restricted(i, j) = matrix(places[i], places[j]);
    }
  }
  return restricted;
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_RESTRICTION_H_
