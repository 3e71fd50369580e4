// NewtonSolver::Summary in words.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <string>

#include "ceres_newton/newton_solver.h"
#include "string_printf.h"

namespace ceres_newton {
namespace {

using internal::StringPrintf;

std::string CertificateInWords(const SecondOrderCertificate& certificate) {
  if (certificate.num_negative < 0) {
    return "not computed";
  }
  const char* verdict = certificate.num_negative > 0 ? "indefinite"
                        : certificate.num_zero > 0   ? "singular, semidefinite"
                                                     : "positive definite";
  std::string words = StringPrintf("%s (%d negative, %d zero, %d positive)",
                                   verdict,
                                   certificate.num_negative,
                                   certificate.num_zero,
                                   certificate.num_positive);
  if (certificate.num_active_bounds > 0) {
    words += StringPrintf(" beside %d parameters held by bounds",
                          certificate.num_active_bounds);
  }
  return words;
}

std::string Row(const char* name, int value) {
  return StringPrintf("%-36s %12d\n", name, value);
}

std::string Row(const char* name, int original, int reduced) {
  return StringPrintf("%-36s %12d %14d\n", name, original, reduced);
}

std::string TimeRow(const char* name, double seconds) {
  return StringPrintf("%-36s %12.6f\n", name, seconds);
}

}  // namespace

bool NewtonSolver::Summary::IsSolutionUsable() const {
  return termination_type == ceres::CONVERGENCE ||
         termination_type == ceres::NO_CONVERGENCE ||
         termination_type == ceres::USER_SUCCESS;
}

std::string NewtonSolver::Summary::BriefReport() const {
  const int num_iterations =
      num_successful_steps < 0 ? -1
                               : num_successful_steps + num_unsuccessful_steps;
  if (termination_type == ceres::FAILURE) {
    std::string report = "Ceres Newton Report: ";
    if (num_iterations >= 0) {
      report += StringPrintf("Iterations: %d, ", num_iterations);
    }
    return report + StringPrintf("Termination: FAILURE (%s): %s",
                                 ToString(stop_reason),
                                 message.c_str());
  }
  return StringPrintf(
      "Ceres Newton Report: Iterations: %d, Initial cost: %e, Final cost: %e, "
      "Termination: %s (%s), Hessian: %d negative, %d zero, %d positive",
      num_iterations,
      initial_cost,
      final_cost,
      ceres::TerminationTypeToString(termination_type),
      ToString(stop_reason),
      certificate.num_negative,
      certificate.num_zero,
      certificate.num_positive);
}

std::string NewtonSolver::Summary::FullReport() const {
  std::string report = "\nNewton Solver Summary\n\n";
  report += StringPrintf("%-36s %12s %14s\n", "", "Original", "Reduced");
  report += Row(
      "Parameter blocks", num_parameter_blocks, num_parameter_blocks_reduced);
  report += Row("Parameters", num_parameters, num_parameters_reduced);
  report += StringPrintf("%-36s %12s %14d\n",
                         "Effective parameters",
                         "",
                         num_effective_parameters_reduced);
  report +=
      Row("Residual blocks", num_residual_blocks, num_residual_blocks_reduced);
  report += Row("Residuals", num_residuals, num_residuals_reduced);
  report += Row("  with exact Hessian", num_exact_residual_blocks);
  report +=
      Row("  with Hessian by differences", num_numeric_diff_residual_blocks);
  report += Row("  with Gauss-Newton matrix", num_gauss_newton_residual_blocks);

  report += StringPrintf(
      "\n%-36s %12s\n", "Linear solver", ToString(linear_solver_used));
  report += StringPrintf("\nCost:\n");
  report += StringPrintf("%-30s % .12e\n", "Initial", initial_cost);
  report += StringPrintf("%-30s % .12e\n", "Final", final_cost);
  report += StringPrintf("%-30s % .12e\n", "Change", initial_cost - final_cost);
  report += StringPrintf(
      "%-30s % .6e\n", "Final max |gradient|", final_gradient_max_norm);
  report += StringPrintf("%-30s % .6e\n",
                         "Smallest eigenvalue of H",
                         certificate.smallest_eigenvalue);
  report +=
      StringPrintf("%-30s  %s\n",
                   "Strict local minimum",
                   termination_type != ceres::CONVERGENCE ? "not converged"
                   : certificate.is_minimum               ? "yes"
                                                          : "unknown");
  report +=
      StringPrintf("%-30s  %s%s\n",
                   "Hessian there",
                   CertificateInWords(certificate).c_str(),
                   num_gauss_newton_residual_blocks > 0
                       ? ", with Gauss-Newton matrices in place of Hessians"
                       : "");

  report += "\n";
  if (num_projected_parameters > 0) {
    report +=
        Row("Start moved into its bounds, entries", num_projected_parameters);
  }
  report += Row("Successful steps", num_successful_steps);
  report += Row("Unsuccessful steps", num_unsuccessful_steps);
  report += Row("Cost evaluations", num_cost_evaluations);
  report += Row("Hessian evaluations", num_hessian_evaluations);
  report += Row("Failed evaluations", num_evaluation_failures);
  report += Row("Factorizations", num_factorizations);

  report += "\nTime (in seconds):\n";
  report += TimeRow("Preprocessor", preprocessor_time_in_seconds);
  report += TimeRow("Minimizer", minimizer_time_in_seconds);
  report += TimeRow("  Cost evaluation", cost_evaluation_time_in_seconds);
  report += TimeRow("  Hessian evaluation", hessian_evaluation_time_in_seconds);
  report += TimeRow("  Linear solver", linear_solver_time_in_seconds);
  report += TimeRow("Postprocessor", postprocessor_time_in_seconds);
  report += TimeRow("Total", total_time_in_seconds);

  report += StringPrintf("\nTermination: %s, %s\n(%s)\n",
                         ceres::TerminationTypeToString(termination_type),
                         ToString(stop_reason),
                         message.c_str());
  return report;
}

}  // namespace ceres_newton
