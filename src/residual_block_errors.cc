// SPDX-License-Identifier: BSD-3-Clause

#include "residual_block_errors.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <typeinfo>
#include <vector>

#include "Eigen/Core"
#include "string_printf.h"

#if defined(__GNUG__)
#include <cxxabi.h>
#endif

namespace ceres_newton {
namespace internal {
namespace {

using RowMajorMatrix =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// The name of a type as it is in the source, where the compiler can tell.
std::string TypeName(const std::type_info& type) {
#if defined(__GNUG__)
  int status = 0;
  char* demangled = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
  if (demangled != nullptr) {
    const std::string name = demangled;
    std::free(demangled);
    return name;
  }
#endif
  return type.name();
}

}  // namespace

std::string DescribeResidualBlock(int index,
                                  const ceres::CostFunction& cost_function) {
  std::ostringstream text;
  const int num_residuals = cost_function.num_residuals();
  text << "residual block " << index << " (cost function "
       << TypeName(typeid(cost_function)) << ", " << num_residuals
       << (num_residuals == 1 ? " residual" : " residuals");
  const std::vector<int32_t>& sizes = cost_function.parameter_block_sizes();
  text << (sizes.size() == 1 ? ", parameter block of size "
                             : ", parameter blocks of sizes ");
  for (size_t i = 0; i < sizes.size(); ++i) {
    text << (i == 0 ? "" : ", ") << sizes[i];
  }
  text << ")";
  return text.str();
}

std::string ExplainEvaluation(const ceres::CostFunction& cost_function,
                              double const* const* parameters) {
  const std::vector<int32_t>& sizes = cost_function.parameter_block_sizes();
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Eigen::VectorXd residuals =
      Eigen::VectorXd::Constant(cost_function.num_residuals(), kNaN);
  std::vector<RowMajorMatrix> jacobians;
  std::vector<double*> jacobian_pointers;
  jacobians.reserve(sizes.size());
  for (const int32_t size : sizes) {
    jacobians.push_back(
        RowMajorMatrix::Constant(cost_function.num_residuals(), size, kNaN));
    jacobian_pointers.push_back(jacobians.back().data());
  }

  if (!cost_function.Evaluate(parameters, residuals.data(), nullptr)) {
    return "its residuals could not be evaluated (Evaluate returned false)";
  }
  std::ostringstream text;
  for (Eigen::Index k = 0; k < residuals.size(); ++k) {
    if (!std::isfinite(residuals[k])) {
      text << "residual " << k << " is " << NonFiniteToString(residuals[k]);
      return text.str();
    }
  }
  if (!cost_function.Evaluate(
          parameters, residuals.data(), jacobian_pointers.data())) {
    return "its Jacobians could not be evaluated (Evaluate returned false)";
  }
  for (size_t i = 0; i < jacobians.size(); ++i) {
    for (Eigen::Index k = 0; k < jacobians[i].rows(); ++k) {
      for (Eigen::Index c = 0; c < jacobians[i].cols(); ++c) {
        if (!std::isfinite(jacobians[i](k, c))) {
          text << "entry (" << k << ", " << c
               << ") of the Jacobian with respect to its parameter block " << i
               << " is " << NonFiniteToString(jacobians[i](k, c));
          return text.str();
        }
      }
    }
  }
  return "";
}

}  // namespace internal
}  // namespace ceres_newton
