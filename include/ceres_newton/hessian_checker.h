// Checks user-written (or any other) Hessians against numeric differences: the
// second-order sibling of ceres::GradientChecker.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_HESSIAN_CHECKER_H_
#define CERES_NEWTON_HESSIAN_CHECKER_H_

#include <memory>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres/manifold.h"
#include "ceres/numeric_diff_options.h"
#include "ceres_newton/hessian_verdict.h"
#include "ceres_newton/second_order_cost_function.h"
#include "ceres_newton/second_order_function.h"

namespace ceres_newton {

class ObjectiveTerm;

namespace internal {
class CheckedFunction;
}  // namespace internal

// Compares the Hessians of a SecondOrderCostFunction, a SecondOrderFunction or
// an ObjectiveTerm with Ridders differences (Ridders 1982) of the function's
// own Jacobians, and these in turn with differences of its own values.
//
// An entry `got` is wrong if it differs from its numeric estimate `expected` by
//
//   |got - expected| > numeric_error                               and
//   |got - expected| > relative_precision * max(|got|, |expected|),
//
// where numeric_error bounds the truncation and rounding error of the
// difference.  The second line is the condition of ceres::GradientChecker,
// which holds entry by entry; the first keeps entries that are zero, or tiny
// beside the gradient they are differences of, from being judged by noise.  An
// error smaller than numeric_error cannot be seen, so look at
// numeric_hessian_errors when a function is noisy.
//
// Checked besides: every entry is written and finite; diagonal blocks are
// symmetric; what is not wanted (null pointers, blocks i > j) is left alone;
// the blocks are linear in the weights; all ways of asking for a value (with
// and without derivatives, EvaluateRobustCost) agree; the Hessian is right at
// another point too and does not depend on earlier calls; first derivatives are
// not constant piece by piece (a table).
//
// Example:
//
//   const ceres::NumericDiffOptions steps;
//   HessianChecker checker(&cost_function, nullptr, steps);
//   HessianChecker::ProbeResults results;
//   if (!checker.Probe(parameters, 1e-6, &results)) {
//     std::cerr << results.error_log;
//   }
//
// Choose parameters where no derivative vanishes by accident; a mistake in a
// term that is zero there cannot show.  Probe is const and thread-safe if the
// function and the manifolds are.
class HessianChecker {
 public:
  // Checks a cost function.
  //
  //   function   not owned, not null; must outlive the checker
  //   manifolds  one per parameter block, not owned.  The vector or any entry
  //   may
  //              be null: those blocks are Euclidean.  With a manifold, errors
  //              are looked for in the tangent space only.
  //   options    the ridders_* fields steer the differences
  HessianChecker(const SecondOrderCostFunction* function,
                 const std::vector<const ceres::Manifold*>* manifolds,
                 const ceres::NumericDiffOptions& options);

  // Checks a scalar function, as a cost function with one residual (the cost)
  // and one parameter block (x).
  HessianChecker(const SecondOrderFunction* function,
                 const std::vector<const ceres::Manifold*>* manifolds,
                 const ceres::NumericDiffOptions& options);
  HessianChecker(const SecondOrderFunction* function,
                 const ceres::NumericDiffOptions& options);

  // Checks an objective term, as a cost function with one residual, its value.
  HessianChecker(const ObjectiveTerm* term,
                 const std::vector<const ceres::Manifold*>* manifolds,
                 const ceres::NumericDiffOptions& options);

  ~HessianChecker();
  HessianChecker(const HessianChecker&) = delete;
  HessianChecker& operator=(const HessianChecker&) = delete;

  // Names one entry of one Hessian block.
  struct Entry {
    int residual = -1;  // k; 0 for scalar functions; -1: there is no such entry
    int block_i = -1;   // the parameter blocks (i, j), i <= j
    int block_j = -1;
    int row = -1;  // within the block; tangent coordinates with a manifold
    int col = -1;
    double expected = 0.0;        // by numeric differences
    double got = 0.0;             // by the function
    double numeric_error = 0.0;   // estimated error of `expected`
    double relative_error = 0.0;  // |got - expected| / max(|got|, |expected|)
  };

  // What Probe found.  The fields from `residuals` on are filled as far as the
  // probe came.
  struct ProbeResults {
    // Unaligned, because the library fills them and the user's program frees
    // them: Eigen's alignment, and with it the way to free, follows the flags
    // each of the two is compiled with.
    using Vector = Eigen::Matrix<double, Eigen::Dynamic, 1, Eigen::DontAlign>;
    using Matrix = Eigen::Matrix<double,
                                 Eigen::Dynamic,
                                 Eigen::Dynamic,
                                 Eigen::RowMajor | Eigen::DontAlign>;
    // Blocks of the Hessian of every residual k: blocks[k][i * num_blocks + j]
    // is n_i x n_j for i <= j and empty (0 x 0) for i > j.
    using HessianBlocks = std::vector<std::vector<Matrix>>;

    // False if the function returned false at the parameters or at a point of
    // the differences near them.
    bool return_value = false;

    Vector residuals;  // of a scalar function: its cost

    // jacobians[i]: num_residuals x n_i; of a scalar function: the gradient, 1
    // x n.  By the function itself and by differences of its residuals.
    std::vector<Matrix> jacobians;
    std::vector<Matrix> numeric_jacobians;

    // By the function itself, by differences of its Jacobians, and the
    // estimated absolute errors of these differences.
    HessianBlocks hessians;
    HessianBlocks numeric_hessians;
    HessianBlocks numeric_hessian_errors;

    // The same as seen in the tangent spaces: J_i P_i and P_i' H_ij P_j, where
    // P_i is the Jacobian of the manifold's Plus.  The same as above for blocks
    // without a manifold.  These are the ones that are judged.
    std::vector<Matrix> local_jacobians;
    std::vector<Matrix> local_numeric_jacobians;
    HessianBlocks local_hessians;
    HessianBlocks local_numeric_hessians;
    HessianBlocks local_numeric_hessian_errors;

    // The largest relative error found in the local Hessians; entries that
    // differ by no more than numeric_error count as 0.  In
    // block_maximum_relative_error, (i, j) with i <= j is the maximum of that
    // block over all residuals.
    double maximum_relative_error = 0.0;
    Matrix block_maximum_relative_error;

    // Where maximum_relative_error was found; residual = -1 if it is 0.
    Entry worst_entry;

    // Correct, wrong, or cannot tell, and why, in a word and in a sentence; see
    // HessianVerdict.
    HessianVerdict verdict = HessianVerdict::kCannotTell;
    HessianDoubt doubt = HessianDoubt::kNotEvaluated;
    std::string verdict_reason = "HessianChecker::Probe was not called.";

    // Along a few random directions: do the values fit the gradient and the
    // Hessian?  Empty if these could not be evaluated.
    std::vector<TaylorTest> taylor_tests;

    // Empty if nothing is wrong, else says which block and entry is, the
    // numbers, and if it shows, the likely mistake.
    std::string error_log = "HessianChecker::Probe was not called.";
  };

  // Checks the function at one point.
  //
  //   parameters          as in ceres::CostFunction::Evaluate; one block for
  //                       scalar functions
  //   relative_precision  > 0; see the inequality above.  1e-6 is a good
  //   choice. results             overwritten; may be null
  //
  // Costs 10 to 40 evaluations of first derivatives for every coordinate.  What
  // looks wrong is differentiated once more with steps of other sizes before it
  // is said to be; where these contradict each other, nobody can tell.
  // Returns true if nothing disagrees: the verdict is kCorrect, or kCannotTell
  // because of noise or steps.  False for kWrong, and for kCannotTell where the
  // function could not be evaluated, or where derivatives disagree with their
  // differences at a point that is a kink: there the check belongs elsewhere.
  bool Probe(double const* const* parameters,
             double relative_precision,
             ProbeResults* results) const;

  // The same for functions of one parameter block, scalar functions above all.
  bool Probe(const double* x,
             double relative_precision,
             ProbeResults* results) const;

 private:
  const std::unique_ptr<const internal::CheckedFunction> function_;
  const std::vector<const ceres::Manifold*> manifolds_;  // one per block
  const ceres::NumericDiffOptions options_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_HESSIAN_CHECKER_H_
