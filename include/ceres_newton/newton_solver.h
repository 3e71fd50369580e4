// Newton's method in a trust region, with exact Hessians, for functions and for
// ceres::Problems.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_NEWTON_SOLVER_H_
#define CERES_NEWTON_NEWTON_SOLVER_H_

#include <string>
#include <vector>

#include "ceres/evaluation_callback.h"
#include "ceres/iteration_callback.h"
#include "ceres/problem.h"
#include "ceres/types.h"
#include "ceres_newton/internal/first_order_problem.h"
#include "ceres_newton/internal/hessian_registry.h"
#include "ceres_newton/newton_problem.h"
#include "ceres_newton/second_order_certificate.h"
#include "ceres_newton/second_order_function.h"
#include "ceres_newton/types.h"

namespace ceres_newton {

// A namespace for the options and the results of Solve, as ceres::Solver is.
//
// In what follows f is the cost, f_0 that of the start, g its gradient and H
// its Hessian in tangent coordinates, s a step, and D the diagonal scaling of
// the trust region |D s|_2 <= radius: D_i is the largest sqrt |H_ii| met so far
// (More 1978).  So |D s| has the unit of sqrt(f), and neither the iterations
// nor the default tests of convergence depend on the units of the parameters.
struct NewtonSolver {
  // What callbacks receive (as a ceres::IterationSummary) and a Summary keeps.
  // Filled are: iteration; cost (at the point the iteration ends at);
  // cost_change (cost before minus cost at the candidate, negative for most
  // rejected steps, 0 if it could not be evaluated); step_is_valid (the
  // subproblem was solved); step_is_successful; step_is_nonmonotonic;
  // gradient_norm and gradient_max_norm, of the part of g that no bound holds;
  // step_norm (|s|_2); relative_decrease; trust_region_radius (at the end);
  // linear_solver_iterations (factorizations); the times; and
  struct IterationSummary : ceres::IterationSummary {
    // What the step minimized: kExact, kGaussNewton or kTensor.
    LeastSquaresModel model = LeastSquaresModel::kExact;

    // The multiplier of the trust region, (H + lambda D^2) s = -g; 0 for a full
    // Newton step.
    double lambda = 0.0;

    // The model has a direction of negative curvature.
    bool negative_curvature = false;

    // The candidate, or something at it, could not be evaluated.
    bool evaluation_failed = false;

    // How many bounds hold a parameter at the end of the iteration.
    int num_active_bounds = 0;
  };

  // Names and defaults are those of ceres::Solver::Options where the meaning is
  // the same; the defaults of the limits and tolerances are not, because the
  // last steps of Newton's method are cheap and each doubles the number of
  // digits.
  struct Options {
    // True if all values are in their ranges.  Else *error says which is not.
    // error must not be null.
    bool IsValid(std::string* error) const;

    // Iterations are accepted and rejected steps.  >= 0.
    int max_num_iterations = 1000;

    // Wall time; looked at once in an iteration.  >= 0.
    double max_solver_time_in_seconds = 1e9;

    // 0 chooses max(|D x|_2, 1/2 |D^-1 g|_2) at the start x; where x = 0,
    // |D^-1 g|_2; where g = 0 too, max_i D_i.  Unlike Ceres', the radii are in
    // units of sqrt(f), hence other defaults.  >= 0.
    double initial_trust_region_radius = 0.0;

    // >= initial_trust_region_radius, finite.
    double max_trust_region_radius = 1e200;

    // A smaller radius ends the search: StopReason::kRadiusTooSmall.  Usually
    // the test that a step no longer changes x comes first.
    // >= 0, <= max_trust_region_radius.
    double min_trust_region_radius = 1e-200;

    // A step is accepted if the actual decrease of the cost is at least this
    // times the decrease of the quadratic model.  In [0, 1).
    double min_relative_decrease = 1e-3;

    // So many subproblems in a row may break down numerically (each is tried
    // again in a smaller trust region), then the solver gives up.  > 0.
    int max_num_consecutive_invalid_steps = 5;

    // The solver stops at a Newton step (one the trust region does not limit)
    // if
    //
    //   1/2 g'H^-1 g <= function_tolerance |f| + 1e-26 min(1, |f_0|).
    //
    // The left side, the decrease that the step promises, comes from the
    // gradient and not from a difference of costs.  So it can be resolved far
    // below eps |f|, and 1e-24 leaves an error of the parameters of some 1e-12
    // sqrt(f) in the norm |D s|.  >= 0.
    double function_tolerance = 1e-24;

    // The solver stops if
    //
    //   max_i |g_i| <= gradient_tolerance
    //
    // and H has no negative eigenvalue; otherwise it leaves the point along a
    // direction of negative curvature.  The default, an exact zero, is the only
    // one that does not depend on the units of cost and parameters.  >= 0.
    double gradient_tolerance = 0.0;

    // The solver stops at a Newton step if
    //
    //   |x_i(+)s - x_i| <= parameter_tolerance |x_i|
    //
    // for all i: parameter by parameter, unlike Ceres' test of the norm,
    // because the norm knows only the largest parameters.  >= 0.
    //
    // The default is eps, a step of about one unit in the last place.
    double parameter_tolerance = 2.220446049250313e-16;

    // For problems; the steps of a SecondOrderFunction are always taken from
    // its Hessian.
    LeastSquaresModel model = LeastSquaresModel::kAuto;

    // Lets up to max_consecutive_nonmonotonic_steps steps in a row raise the
    // cost, if it falls well below that of the best of the last points in
    // between (Conn, Gould & Toint 2000, section 10.1; names and defaults as in
    // Ceres).  Helps along curved valleys.  The point returned is the best one.
    bool use_nonmonotonic_steps = false;
    int max_consecutive_nonmonotonic_steps = 5;  // > 0

    // Where the Hessians of cost functions come from that have none.  Of no
    // effect for a SecondOrderFunction.
    HessianFallback hessian_fallback = HessianFallback::kNumericDiff;

    LinearSolver linear_solver = LinearSolver::kAuto;

    // Lets the solver differentiate the functors of cost functions of this type
    // twice, although they are in the problem as plain
    // ceres::AutoDiffCostFunctions:
    //
    //   using Cost = ceres::AutoDiffCostFunction<Functor, 2, 9, 3>;
    //   problem.AddResidualBlock(new Cost(new Functor(...)), nullptr, x, y);
    //   ...
    //   options.RegisterAutoDiff<Cost>();
    //
    // The functor's operator() must be a template.  A functor that FusedJets
    // (jet_family.h) does not suit is wrapped in the type that is registered,
    // ceres::AutoDiffCostFunction<WithNestedJets<Functor>, ...>.
    // A type ceres::AutoDiffManifold<Functor, kAmbientSize, kTangentSize> gets
    // exact second derivatives of its Plus the same way; those of other
    // manifolds are known or found by differences.
    template <typename AutoDiffType>
    void RegisterAutoDiff() {
      hessian_registry.Register<AutoDiffType>();
    }

    // As in Ceres: with SILENT nothing is printed or logged; otherwise a line
    // an iteration goes to the log (VLOG(1)), or, with
    // minimizer_progress_to_stdout, to stdout.
    ceres::LoggingType logging_type = ceres::PER_MINIMIZER_ITERATION;
    bool minimizer_progress_to_stdout = false;

    // If true, the user's parameters hold the current point whenever a callback
    // is called.  Else they are written once, at the end.
    bool update_state_every_iteration = false;

    // Checks all derivatives at the start and, if something is wrong, fails
    // with StopReason::kInvalidProblem before the first step; the message says
    // which residual block or objective term is wrong, and where
    // (HessianChecker).  The whole cost, with losses and manifolds, is compared
    // with its differences along a few directions (to 1e-2 only where Hessians
    // are differences, not at all with Gauss-Newton matrices).  Costs 10 to 40
    // evaluations of first derivatives for each parameter of each residual
    // block, so it is for debugging, as check_gradients of Ceres is.  Not with
    // an evaluation callback.
    bool check_hessians = false;

    // > 0; see HessianChecker.
    double hessian_check_relative_precision = 1e-6;

    // For problems whose cost functions rely on a ceres::EvaluationCallback: it
    // is called before each point of evaluation, which is then in the user's
    // arrays too.  From Ceres 2.2 on the callback of the ceres::Problem is used
    // if this is null; Ceres 2.1 does not show it, so there it has to be given
    // here.  Not owned.  Numeric differences know no such points, so they are
    // refused together with a callback.
    ceres::EvaluationCallback* evaluation_callback = nullptr;

    // If not empty, a file that receives a line for each iteration, each a JSON
    // object with the fields of IterationSummary ("JSON Lines"; numbers that
    // are not finite are null).  An existing file is overwritten; one that
    // cannot be written is a kInvalidOptions.
    std::string iteration_log_path;

    // Called in this order at the end of each iteration, also of iteration 0,
    // the start.  Not owned.
    std::vector<ceres::IterationCallback*> callbacks;

    // Filled by RegisterAutoDiff.
    internal::HessianRegistry hessian_registry;
  };

  // Pessimistic as long as Solve has not filled it: FAILURE, and -1 where a
  // cost or a number is unknown.
  struct Summary {
    // One line.
    std::string BriefReport() const;

    // A table of several lines.
    std::string FullReport() const;

    // True if the user's parameters hold a point that the solver chose: for
    // CONVERGENCE, NO_CONVERGENCE and USER_SUCCESS, as in Ceres.
    bool IsSolutionUsable() const;

    ceres::TerminationType termination_type = ceres::FAILURE;

    // Why in particular, and the numbers that decided.
    StopReason stop_reason = StopReason::kNotStarted;
    std::string message = "ceres_newton::Solve was not called.";

    // The costs at the start and at the last accepted point, to which the next
    // three belong too; fixed_cost is included.
    double initial_cost = -1.0;
    double final_cost = -1.0;

    // max_i |g_i| over the parameters that no bound holds.
    double final_gradient_max_norm = -1.0;

    // What H says about the point.  H is exact, but for residual blocks counted
    // below as numeric.  With blocks counted as Gauss-Newton it is no Hessian,
    // and is_minimum is false.
    SecondOrderCertificate certificate;

    // The cost of residual blocks without free parameters.
    double fixed_cost = -1.0;

    // iterations[0] is the start.
    std::vector<IterationSummary> iterations;

    // Accepted and rejected steps.  The start is no step.
    int num_successful_steps = -1;
    int num_unsuccessful_steps = -1;

    // Evaluations of the cost alone, and of cost, gradient and Hessian
    // together.
    int num_cost_evaluations = -1;
    int num_hessian_evaluations = -1;

    // How often one of them failed: false, NaN or infinity.
    int num_evaluation_failures = -1;

    // How many entries of the start violated their bounds and were moved onto
    // them before anything else; 0 also where there are no bounds.
    int num_projected_parameters = 0;

    // Cholesky factorizations or eigendecompositions, without those of the
    // certificate.
    int num_factorizations = -1;

    // Of the whole problem; of a function, one parameter block and no residual
    // blocks.
    int num_parameter_blocks = -1;
    int num_parameters = -1;
    int num_residual_blocks = -1;
    int num_residuals = -1;

    // Without constant parameter blocks and the residual blocks that depend on
    // no others; num_effective_parameters_reduced is the dimension of the
    // tangent space, the size of H.
    int num_parameter_blocks_reduced = -1;
    int num_parameters_reduced = -1;
    int num_effective_parameters_reduced = -1;
    int num_residual_blocks_reduced = -1;
    int num_residuals_reduced = -1;

    // How many of the num_residual_blocks_reduced have which kind of Hessian.
    int num_exact_residual_blocks = -1;
    int num_numeric_diff_residual_blocks = -1;
    int num_gauss_newton_residual_blocks = -1;

    LinearSolver linear_solver_used = LinearSolver::kAuto;

    // Wall times.  The minimizer's includes the three below it.
    double preprocessor_time_in_seconds = -1.0;
    double minimizer_time_in_seconds = -1.0;
    double cost_evaluation_time_in_seconds = -1.0;
    double hessian_evaluation_time_in_seconds = -1.0;
    double linear_solver_time_in_seconds = -1.0;
    double postprocessor_time_in_seconds = -1.0;
    double total_time_in_seconds = -1.0;
  };
};

// Minimizes the function, starting from x, which holds NumParameters() values
// and receives the solution; StopReason says what happens to it in each case.
// x is never left at a higher cost than that of the start.
//
//   ceres_newton::NewtonSolver::Options options;
//   ceres_newton::NewtonSolver::Summary summary;
//   ceres_newton::Solve(options, function, x, &summary);
//   std::cout << summary.BriefReport() << "\n";
//
// A function that returns false or gives NaN or infinity makes the solver try a
// shorter step; at the start it is a FAILURE.  An exception of the function or
// of a callback passes through and leaves x as at the start, or, with
// update_state_every_iteration, as at the last accepted point.
//
// Calls with different x and summaries may run at once.  Aborts if a pointer is
// null.
void Solve(const NewtonSolver::Options& options,
           const SecondOrderFunction& function,
           double* x,
           NewtonSolver::Summary* summary);

// A function without second derivatives, or a ceres::GradientProblem, is
// refused with a sentence that says what to pass instead.
template <typename Problem>
typename internal::FirstOrderProblem<Problem>::Refused Solve(
    const NewtonSolver::Options& options,
    const Problem& problem,
    double* x,
    NewtonSolver::Summary* summary);

// Minimizes the cost of a ceres::Problem as it is, over all its parameter
// blocks that are not constant; their arrays receive the solution.
//
// Bounds are respected at every point of evaluation, by a projected trust
// region that finds the active ones; a start that violates them is moved to the
// nearest point that does not.  On a parameter block whose manifold mixes its
// entries (not a SubsetManifold), bounds act as in Ceres: x (+) s is moved to
// the nearest value within them, which Newton's method does not foresee.
//
// Cost functions are recognized as SecondOrderCostFunctions, or by
// Options::RegisterAutoDiff; for others Options::hessian_fallback decides.
//
void Solve(const NewtonSolver::Options& options,
           ceres::Problem* problem,
           NewtonSolver::Summary* summary);

// The same with scalar terms beside the residual blocks.
void Solve(const NewtonSolver::Options& options,
           NewtonProblem* problem,
           NewtonSolver::Summary* summary);

}  // namespace ceres_newton

#endif  // CERES_NEWTON_NEWTON_SOLVER_H_
