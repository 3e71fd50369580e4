// Checks what the user wrote against differences before a solver builds on it.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_ELEMENT_CHECK_H_
#define CERES_NEWTON_SRC_ELEMENT_CHECK_H_

#include <string>

#include "Eigen/Core"
#include "problem_elements.h"
#include "problem_parameters.h"

namespace ceres_newton {
namespace internal {

// Probes every element of the problem at x with a HessianChecker, in the
// tangent spaces of the manifolds and by the parameter blocks that are not
// constant; but not residual blocks whose Hessians are numeric differences or
// none.  Returns false if something is wrong, and names in *error the first
// elements that are, with the checker's log.
bool CheckElements(const ProblemElements& elements,
                   const ProblemParameters& parameters,
                   const Eigen::VectorXd& x,
                   double relative_precision,
                   std::string* error);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_ELEMENT_CHECK_H_
