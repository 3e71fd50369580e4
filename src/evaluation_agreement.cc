// SPDX-License-Identifier: BSD-3-Clause

#include "evaluation_agreement.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "call_comparison.h"
#include "ceres/loss_function.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

using Matrix = CheckerMatrix;

// Two ways of summing the same products may differ by this, relative to the sum
// of the absolute products.
constexpr double kRounding = 64.0 * std::numeric_limits<double>::epsilon();

// Ceres asks for single Jacobians when other blocks are constant, and for none
// when it only tries a step.  `wanted` is the block wanted, or -1.
void CheckEvaluate(const SecondOrderCostFunction& function,
                   double const* const* parameters,
                   int wanted,
                   const KnownValues& known,
                   std::vector<std::string>* problems) {
  const CallComparison call(
      wanted < 0 ? std::string("Evaluate without Jacobians")
                 : StringPrintf("Evaluate with the Jacobian of block %d alone",
                                wanted),
      known.relative_precision,
      problems);
  Matrix residuals = Unwritten(function.num_residuals(), 1);
  Matrix jacobian;
  std::vector<double*> jacobians(function.parameter_block_sizes().size(),
                                 nullptr);
  if (wanted >= 0) {
    jacobian = Unwritten(function.num_residuals(),
                         function.parameter_block_sizes()[wanted]);
    jacobians[wanted] = jacobian.data();
  }
  if (!function.Evaluate(parameters,
                         residuals.data(),
                         wanted < 0 ? nullptr : jacobians.data())) {
    call.ReturnedFalse();
    return;
  }
  call.Compare("residual vector",
               residuals,
               known.results.residuals,
               known.residual_errors);
  if (wanted >= 0) {
    call.Compare("Jacobian",
                 jacobian,
                 known.results.jacobians[wanted],
                 known.jacobian_errors[wanted]);
  }
}

// The answers of one EvaluateRobustCost.
struct RobustCost {
  explicit RobustCost(const std::vector<int32_t>& sizes)
      : hessian_pointers(sizes.size() * sizes.size(), nullptr) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      gradients.push_back(Unwritten(sizes[i], 1));
      for (std::size_t j = 0; j < sizes.size(); ++j) {
        hessians.push_back(i <= j ? Unwritten(sizes[i], sizes[j]) : Matrix());
      }
    }
    for (Matrix& gradient : gradients) {
      gradient_pointers.push_back(gradient.data());
    }
    for (std::size_t block = 0; block < hessians.size(); ++block) {
      if (hessians[block].size() > 0) {
        hessian_pointers[block] = hessians[block].data();
      }
    }
  }
  RobustCost(const RobustCost&) = delete;  // the pointers point into itself
  RobustCost& operator=(const RobustCost&) = delete;

  Matrix cost = Unwritten(1, 1);
  std::vector<Matrix> gradients;
  std::vector<Matrix> hessians;
  std::vector<double*> gradient_pointers;
  std::vector<double*> hessian_pointers;
};

// What rounding makes of sums of products of residuals and derivatives.  The
// factors have errors of their own: where they are what is left of larger terms
// that cancel, these are not small beside them.
class RobustErrors {
 public:
  RobustErrors(const KnownValues& known, double const* const* parameters)
      : known_(known) {
    const auto& results = known.results;
    const std::size_t num_blocks = results.jacobians.size();
    for (const Matrix& jacobian : results.jacobians) {
      jacobian_errors_.push_back(jacobian.cwiseAbs());
    }
    // A rounding of x moves the Jacobians by this.
    const auto add = [&](std::size_t i,
                         std::size_t j,
                         Eigen::Index k,
                         const Matrix& hessian) {
      const Eigen::Map<const Eigen::VectorXd> x(parameters[j], hessian.cols());
      jacobian_errors_[i].row(k) +=
          (hessian.cwiseAbs() * x.cwiseAbs()).transpose();
    };
    for (Eigen::Index k = 0; k < results.residuals.size(); ++k) {
      for (std::size_t i = 0; i < num_blocks; ++i) {
        for (std::size_t j = i; j < num_blocks; ++j) {
          const Matrix& hessian = results.hessians[k][i * num_blocks + j];
          add(i, j, k, hessian);
          if (i != j) {
            add(j, i, k, hessian.transpose());
          }
        }
      }
    }
    for (Matrix& errors : jacobian_errors_) {
      errors *= kRounding;
    }
  }

  Matrix Cost() const {
    const Eigen::VectorXd& errors = known_.residual_errors;
    return Matrix::Constant(
        1,
        1,
        known_.results.residuals.cwiseAbs().dot(errors) + errors.squaredNorm());
  }

  // Of rho' J_i'r for rho' at most 1.
  Matrix Gradient(std::size_t i) const {
    const auto& results = known_.results;
    return jacobian_errors_[i].transpose() * results.residuals.cwiseAbs() +
           (results.jacobians[i].cwiseAbs() + jacobian_errors_[i]).transpose() *
               known_.residual_errors;
  }

  // Of rho' (J_i'J_j + sum_k r_k H_k) + 2 rho'' J_i'r r'J_j for losses with
  // rho' and |rho''| s at most 1: then 2 |J_i'r r'J_j rho''| is at most twice
  // the product of the norms of J's columns.
  Matrix Hessian(std::size_t i, std::size_t j) const {
    const auto& results = known_.results;
    const std::size_t block = i * results.jacobians.size() + j;
    Matrix error = jacobian_errors_[i].colwise().norm().transpose() *
                       results.jacobians[j].colwise().norm() +
                   results.jacobians[i].colwise().norm().transpose() *
                       jacobian_errors_[j].colwise().norm();
    for (Eigen::Index k = 0; k < results.residuals.size(); ++k) {
      error +=
          std::abs(results.residuals[k]) *
              (results.numeric_hessian_errors[k][block] +
               kRounding * results.hessians[k][block].cwiseAbs()) +
          known_.residual_errors[k] * results.hessians[k][block].cwiseAbs();
    }
    return error;
  }

 private:
  const KnownValues& known_;
  std::vector<Matrix> jacobian_errors_;
};

// What the function itself makes of EvaluateRobustCost against what follows
// from its Evaluate and EvaluateHessians.
void CheckRobustCost(const SecondOrderCostFunction& function,
                     double const* const* parameters,
                     const ceres::LossFunction* loss,
                     const std::string& loss_name,
                     const KnownValues& known,
                     std::vector<std::string>* problems) {
  const std::vector<int32_t>& sizes = function.parameter_block_sizes();
  const CallComparison call("EvaluateRobustCost with " + loss_name,
                            known.relative_precision,
                            problems);
  RobustCost expected(sizes);
  RobustCost got(sizes);
  // The base class assembles it; the qualified name asks for just that.
  if (!function.SecondOrderCostFunction::EvaluateRobustCost(
          parameters,
          loss,
          expected.cost.data(),
          expected.gradient_pointers.data(),
          expected.hessian_pointers.data()) ||
      !function.EvaluateRobustCost(parameters,
                                   loss,
                                   got.cost.data(),
                                   got.gradient_pointers.data(),
                                   got.hessian_pointers.data())) {
    call.ReturnedFalse();
    return;
  }
  const RobustErrors errors(known, parameters);
  call.Compare("cost", got.cost, expected.cost, errors.Cost());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    call.Compare(StringPrintf("gradient of block %d", static_cast<int>(i)),
                 got.gradients[i],
                 expected.gradients[i],
                 errors.Gradient(i));
    for (std::size_t j = i; j < sizes.size(); ++j) {
      call.Compare(StringPrintf("Hessian block (%d, %d)",
                                static_cast<int>(i),
                                static_cast<int>(j)),
                   got.hessians[i * sizes.size() + j],
                   expected.hessians[i * sizes.size() + j],
                   errors.Hessian(i, j));
    }
  }
}

// Costs of residuals as large as this are infinite, and their gradients
// infinite or not a number, as it happens.
bool SquaresOverflow(const HessianChecker::ProbeResults& results) {
  double sum = results.residuals.squaredNorm();
  for (const Matrix& jacobian : results.jacobians) {
    sum += jacobian.squaredNorm();
  }
  return !std::isfinite(sum);
}

// One of the ways of calling EvaluateHessian or Evaluate.
void CheckFunctionCall(const SecondOrderFunction& function,
                       const double* x,
                       const std::string& name,
                       bool by_evaluate,
                       bool with_gradient,
                       bool with_hessian,
                       const KnownValues& known,
                       std::vector<std::string>* problems) {
  const int n = function.NumParameters();
  const CallComparison call(name, known.relative_precision, problems);
  Matrix cost = Unwritten(1, 1);
  Matrix gradient = Unwritten(1, n);
  Matrix hessian = Unwritten(n, n);
  double* const gradient_pointer = with_gradient ? gradient.data() : nullptr;
  double* const hessian_pointer = with_hessian ? hessian.data() : nullptr;
  if (!(by_evaluate ? function.Evaluate(x, cost.data(), gradient_pointer)
                    : function.EvaluateHessian(
                          x, cost.data(), gradient_pointer, hessian_pointer))) {
    call.ReturnedFalse();
    return;
  }
  call.Compare("cost", cost, known.results.residuals, known.residual_errors);
  if (with_gradient) {
    call.Compare("gradient",
                 gradient,
                 known.results.jacobians[0],
                 known.jacobian_errors[0]);
  }
  if (with_hessian) {
    call.Compare("Hessian",
                 hessian,
                 known.results.hessians[0][0],
                 known.results.numeric_hessian_errors[0][0]);
  }
}

}  // namespace

void CheckAgreement(const SecondOrderCostFunction& function,
                    double const* const* parameters,
                    const KnownValues& known,
                    std::vector<std::string>* problems) {
  const int num_blocks =
      static_cast<int>(function.parameter_block_sizes().size());
  CheckEvaluate(function, parameters, -1, known, problems);
  for (int i = 0; i < num_blocks; ++i) {
    CheckEvaluate(function, parameters, i, known, problems);
  }
  if (SquaresOverflow(known.results)) {
    return;
  }
  CheckRobustCost(
      function, parameters, nullptr, "a null loss", known, problems);
  // rho'' matters most where |r| is about the scale of the loss.  But where |r|
  // is rounding, rho' would be, too.
  const double scale =
      std::max(known.results.residuals.norm(),
               known.residual_errors.norm() / known.relative_precision);
  const ceres::CauchyLoss loss(scale > 0.0 ? scale : 1.0);
  CheckRobustCost(
      function, parameters, &loss, "a Cauchy loss", known, problems);
}

void CheckAgreement(const SecondOrderFunction& function,
                    const double* x,
                    const KnownValues& known,
                    std::vector<std::string>* problems) {
  const auto check = [&](const char* name,
                         bool by_evaluate,
                         bool with_gradient,
                         bool with_hessian) {
    CheckFunctionCall(function,
                      x,
                      name,
                      by_evaluate,
                      with_gradient,
                      with_hessian,
                      known,
                      problems);
  };
  check("Evaluate without gradient", true, false, false);
  check("EvaluateHessian", false, true, true);
  check("EvaluateHessian without Hessian", false, true, false);
  check("EvaluateHessian without gradient", false, false, true);
  check("EvaluateHessian without gradient and Hessian", false, false, false);
}

}  // namespace internal
}  // namespace ceres_newton
