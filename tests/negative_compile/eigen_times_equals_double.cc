// EXPECT: *=
//
// m *= 2.0 wants the exact scalar, as with Ceres' own Jets.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "Eigen/Core"
#include "ceres_newton/second_order.h"

using Jet = ceres::Jet<ceres_newton::SecondOrder<1>, 1>;
void Double(Eigen::Matrix<Jet, 2, 1>* m) {
#ifdef CERES_NEWTON_CORRECTED
  *m *= Jet(2.0);
#else
  *m *= 2.0;
#endif
}
