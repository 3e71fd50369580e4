// SPDX-License-Identifier: BSD-3-Clause

#include "scaling.h"

#include <limits>

namespace ceres_newton {
namespace internal {

void Scaling::Update(const Eigen::MatrixXd& hessian) {
  const Eigen::VectorXd here = hessian.diagonal().cwiseAbs().cwiseSqrt();
  if (maxima_.size() == 0) {
    maxima_ = here;
  } else {
    maxima_ = maxima_.cwiseMax(here).eval();
  }

  const double infinity = std::numeric_limits<double>::infinity();
  double smallest = infinity;
  for (const double maximum : maxima_) {
    if (maximum > 0.0 && maximum < smallest) {
      smallest = maximum;
    }
  }
  const double substitute = smallest < infinity ? smallest : 1.0;
  diagonal_ = (maxima_.array() > 0.0).select(maxima_, substitute);
}

void Scaling::Reset(const Eigen::MatrixXd& hessian) {
  maxima_.resize(0);
  Update(hessian);
}

bool Scaling::IsStale(const Eigen::MatrixXd& hessian) const {
  Scaling here;
  here.Reset(hessian);
  return (diagonal_.array() > 1e3 * here.diagonal_.array()).any();
}

}  // namespace internal
}  // namespace ceres_newton
