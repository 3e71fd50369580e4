// Which inputs a function depends on, and which entries of its Hessian can
// differ from zero:
//
//   const auto f = [](const auto& x) { return x[0] * x[1] + sin(x[2]); };
//   const Dependencies d = FindDependencies(f, Eigen::Vector4d(1, 2, 3, 4));
//   d.DependsOn(3);             // false
//   d.hessian(0, 1);            // true: d2f/dx_0 dx_1
//   std::cout << CheckDependencies(d).message;
//   // The value does not depend on x[3].
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_DEPENDENCIES_H_
#define CERES_NEWTON_DEPENDENCIES_H_

#include <string>
#include <type_traits>
#include <vector>

#include "Eigen/Core"
#include "ceres/internal/parameter_dims.h"
#include "ceres/internal/variadic_evaluate.h"
#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/dependency_trace.h"
#include "ceres_newton/internal/differentiate.h"
#include "ceres_newton/internal/traced_calls.h"

namespace ceres_newton {

// The structure of y = f(x), y in R^m, x in R^n all arguments one after the
// other.
//
// The function runs once, on numbers that remember the operations they are made
// of.  By the chain rule, f_x being the partial derivatives of an operation
// f(x, z) and d(x) the set of inputs that x depends on,
//
//   d(f) = d(x) + d(z),
//   d2f/dt2 is zero outside of the patterns of x and z,
//     d(x) x d(x) if f_xx != 0, d(x) x d(z) if f_xz != 0 (both ways), and
//     d(z) x d(z) if f_zz != 0.
//
// Patterns are those of the formulas, not of the numbers: sin(x[0]) has a
// second derivative also at 0, and nothing is cancelled, so x[0] - x[0] depends
// on x[0].  Only a factor that is the constant 0, and pow with the constant
// exponents 0 and 1, are seen through.  So an entry that is false is zero
// wherever the function performs these operations; one that is true may be zero
// at some points or everywhere.  That is everywhere, not only at the x given,
// if neither flag below is set.
//
// abs(x) is piecewise linear, floor and its like depend on nothing, fmin and
// fmax on both arguments.  A ceres::CostFunction called inside (with
// cost_function_to_functor.h) may depend on all of its parameters in any way.
//
// The scalar is a ceres::Jet, but T::DIMENSION is 1 whatever n is.
//
// Cost: one call of f, with memory O(operations); then for each output time
// O(operations + the sum of |d(x)| |d(z)| over the operations with second
// derivatives), at most O(operations n^2), memory for the sets d(x) that this
// needs, and a matrix of n^2 bytes.
struct Dependencies {
  using BoolMatrix = Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic>;

  int num_inputs() const { return static_cast<int>(hessian.cols()); }
  int num_outputs() const { return static_cast<int>(value.rows()); }

  // Does some output depend on input i?
  bool DependsOn(int i) const { return value.col(i).any(); }

  // Is row i of all Hessians zero: every output is linear in x_i, with a
  // constant coefficient (0 if it does not depend on x_i)?
  bool HasConstantGradient(int i) const { return !hessian.row(i).any(); }

  // The pattern of the Hessian of 1/2 |y|^2, J'J + sum_k y_k H_k: n x n.
  BoolMatrix SquaredNormHessian() const {
    BoolMatrix result = hessian;
    for (int k = 0; k < num_outputs(); ++k) {
      for (int i = 0; i < num_inputs(); ++i) {
        if (value(k, i)) {
          result.row(i) = result.row(i).array() || value.row(k).array();
        }
      }
    }
    return result;
  }

  // "x[3]" of a single argument or block, else "x1[3]" of argument 1, counted
  // from 0. Elements of a matrix count row by row.
  std::string InputName(int i) const {
    for (size_t k = 0; k < block_sizes.size(); ++k) {
      if (i < block_sizes[k]) {
        return "x" + (block_sizes.size() > 1 ? std::to_string(k) : "") + "[" +
               std::to_string(i) + "]";
      }
      i -= block_sizes[k];
    }
    return "x[?]";
  }

  // False if a cost functor returned false.  Then nothing depends on anything.
  bool success = true;

  // n_0, n_1, ... of the arguments, n in all.
  std::vector<int> block_sizes;

  // m x n: does output k depend on input i?
  BoolMatrix value;

  // n x n, symmetric: the entries that can be nonzero in the Hessian of some
  // output, and so those of the derivative of the gradient: dy/dx_i depends on
  // x_j if hessian(i, j).
  BoolMatrix hessian;

  // The same for each output, m matrices.
  std::vector<BoolMatrix> output_hessians;

  // Did a comparison, rounding, or fmin, fmax or fdim look at the value of a
  // number that varies?  Other points may then take other formulas.  Guards
  // with isfinite, isinf and isnan do not count.
  bool branches_on_values = false;

  // Was a constant made of a number that varies, T(x.a)?  As for derivatives,
  // it depends on nothing.
  bool detaches_values = false;
};

// The dependencies of a generic function f(x), f(x, y), ..., called as by
// Hessian() in hessian.h, with the same arguments.  It returns one number, or
// an Eigen object of m numbers, which count row by row.
//
// Not to be called inside a function that is being differentiated or traced.
template <typename F, typename... Xs>
Dependencies FindDependencies(F&& f, const Xs&... xs) {
  static_assert(sizeof...(Xs) > 0, "FindDependencies(f, x) needs a point x.");
  static_assert(
      std::is_same_v<internal::BaseScalar<Xs...>, double>,
      "FindDependencies takes arguments of numbers, not of the scalar T of an "
      "outer differentiation.");
  const internal::Arguments<Xs...> arguments{internal::Argument<Xs>(xs)...};
  const auto x = internal::Flatten<double>(arguments);
  internal::DependencyTrace trace(internal::Sizes(arguments));
  std::vector<internal::TracedJet> outputs;
  const auto seed = [&trace, &x](int i) { return trace.Input(x(i), i); };
  internal::TraceFunction(f, seed, arguments, &outputs);
  return trace.Analyze<Dependencies>(outputs);
}

// The dependencies of a cost functor, as ceres::AutoDiffCostFunction<Functor,
// kNumResiduals, Ns...> takes it, at the given parameter blocks.  With
// kNumResiduals = 1 also those of the functors of AutoDiffSecondOrderFunction
// and AutoDiffObjectiveTerm.
//
//   FindCostDependencies<2, 9, 3>(ReprojectionError{...}, {camera, point});
template <int kNumResiduals, int... Ns, typename Functor>
Dependencies FindCostDependencies(const Functor& functor,
                                  const std::vector<const double*>& blocks) {
  static_assert(kNumResiduals > 0, "The number of residuals is positive.");
  static_assert(sizeof...(Ns) > 0 && ((Ns > 0) && ...),
                "Parameter blocks have positive sizes.");
  using Dims = ceres::internal::StaticParameterDims<Ns...>;
  const auto call = [&functor](internal::TracedJet const* const* x,
                               internal::TracedJet* y) {
    return ceres::internal::VariadicEvaluate<Dims>(functor, x, y);
  };
  return internal::TraceBlocks<Dependencies>(
      call, kNumResiduals, {Ns...}, blocks);
}

// The same for the functors of ceres::DynamicAutoDiffCostFunction.
template <typename Functor>
Dependencies FindDynamicCostDependencies(
    const Functor& functor,
    int num_residuals,
    const std::vector<int>& block_sizes,
    const std::vector<const double*>& blocks) {
  return internal::TraceBlocks<Dependencies>(
      functor, num_residuals, block_sizes, blocks);
}

// What CheckDependencies() finds worth saying.
struct DependencyReport {
  // All outputs depend on something, and some output on each input: no input
  // is without effect.
  bool ok = true;

  // The inputs that no output depends on.
  std::vector<int> independent_inputs;

  // The outputs that depend on no input.
  std::vector<int> constant_outputs;

  // The inputs that matter, but with all second derivatives zero: nothing wrong
  // (a linear function is one), but curvature will come from elsewhere or not
  // at all.  The inputs of x * y and of x^2 + y^3 are not among them.
  std::vector<int> linear_inputs;

  // A sentence for each of the above and for each flag, one a line; empty if
  // there is nothing to say.  Only what makes ok false starts without
  // "Warning: ".
  std::string message;
};

inline DependencyReport CheckDependencies(const Dependencies& d) {
  DependencyReport report;
  if (!d.success) {
    report.ok = false;
    report.message = "The functor returned false.\n";
    return report;
  }
  std::vector<std::string> independent;
  std::vector<std::string> constant;
  std::vector<std::string> linear;
  for (int i = 0; i < d.num_inputs(); ++i) {
    if (!d.DependsOn(i)) {
      report.independent_inputs.push_back(i);
      independent.push_back(d.InputName(i));
    } else if (d.HasConstantGradient(i)) {
      report.linear_inputs.push_back(i);
      linear.push_back(d.InputName(i));
    }
  }
  for (int k = 0; k < d.num_outputs(); ++k) {
    if (!d.value.row(k).any()) {
      report.constant_outputs.push_back(k);
      constant.push_back(std::to_string(k));
    }
  }
  report.ok = independent.empty() && constant.empty();
  const auto say = [&report](const std::string& sentence,
                             const std::vector<std::string>& names) {
    if (!names.empty()) {
      report.message += sentence + internal::Enumerate(names) + ".\n";
    }
  };
  say("The value does not depend on ", independent);
  if (d.num_outputs() > 1) {
    say("No input enters output ", constant);
  }
  say("Warning: all second derivatives are zero with respect to ", linear);
  if (d.branches_on_values) {
    report.message +=
        "Warning: the function compares or rounds values, so it may have other "
        "dependencies at other points.\n";
  }
  if (d.detaches_values) {
    report.message +=
        "Warning: the function makes constants of numbers that vary, T(x.a), "
        "which hides what they depend on.\n";
  }
  return report;
}

// The same for a generic function at x, y, ...
template <
    typename F,
    typename X,
    typename... Rest,
    std::enable_if_t<!std::is_same_v<std::decay_t<F>, Dependencies>>* = nullptr>
DependencyReport CheckDependencies(F&& f, const X& x, const Rest&... rest) {
  return CheckDependencies(FindDependencies(f, x, rest...));
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_DEPENDENCIES_H_
