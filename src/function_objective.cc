// SPDX-License-Identifier: BSD-3-Clause

#include "function_objective.h"

#include <cmath>
#include <limits>

#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Each names the first number that is not finite; false if there is one.
bool IsCostFinite(double cost, std::string* error) {
  if (std::isfinite(cost)) {
    return true;
  }
  *error = "the cost is " + NonFiniteToString(cost);
  return false;
}

bool IsGradientFinite(const Eigen::VectorXd& gradient, std::string* error) {
  for (Eigen::Index i = 0; i < gradient.size(); ++i) {
    if (!std::isfinite(gradient(i))) {
      *error = StringPrintf("entry %d of the gradient is %s",
                            static_cast<int>(i),
                            NonFiniteToString(gradient(i)).c_str());
      return false;
    }
  }
  return true;
}

bool IsHessianFinite(const Eigen::MatrixXd& hessian, std::string* error) {
  for (Eigen::Index i = 0; i < hessian.rows(); ++i) {
    for (Eigen::Index j = 0; j < hessian.cols(); ++j) {
      if (!std::isfinite(hessian(i, j))) {
        *error = StringPrintf("entry (%d, %d) of the Hessian is %s",
                              static_cast<int>(i),
                              static_cast<int>(j),
                              NonFiniteToString(hessian(i, j)).c_str());
        return false;
      }
    }
  }
  return true;
}

}  // namespace

FunctionObjective::FunctionObjective(const SecondOrderFunction* function)
    : function_(function), size_(function->NumParameters()) {}

bool FunctionObjective::Evaluate(const Eigen::VectorXd& x,
                                 double* cost,
                                 Eigen::VectorXd* gradient,
                                 Eigen::MatrixXd* hessian,
                                 std::string* error) {
  // Row-major from the function, as its contract says; the Hessian is
  // symmetric.
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows;
  *cost = kNaN;
  if (gradient != nullptr) {
    gradient->setConstant(size_, kNaN);
  }
  if (hessian != nullptr) {
    rows.setConstant(size_, size_, kNaN);
  }
  double* gradient_values = gradient != nullptr ? gradient->data() : nullptr;
  const bool is_evaluated =
      hessian != nullptr ? function_->EvaluateHessian(
                               x.data(), cost, gradient_values, rows.data())
                         : function_->Evaluate(x.data(), cost, gradient_values);
  if (!is_evaluated) {
    *error = "the function returned false";
    return false;
  }
  if (hessian != nullptr) {
    *hessian = rows;
  }
  return IsCostFinite(*cost, error) &&
         (gradient == nullptr || IsGradientFinite(*gradient, error)) &&
         (hessian == nullptr || IsHessianFinite(*hessian, error));
}

bool FunctionObjective::Plus(const Eigen::VectorXd& x,
                             const Eigen::VectorXd& step,
                             Eigen::VectorXd* candidate) const {
  *candidate = x + step;
  return candidate->allFinite();
}

}  // namespace internal
}  // namespace ceres_newton
