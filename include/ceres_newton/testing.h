// GoogleTest predicates for Hessians.  Needs GoogleTest, which the library
// itself does not; so ceres_newton.h leaves this header out.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTING_H_
#define CERES_NEWTON_TESTING_H_

#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "ceres/manifold.h"
#include "ceres/numeric_diff_options.h"
#include "ceres_newton/hessian_checker.h"
#include "ceres_newton/second_order_cost_function.h"
#include "ceres_newton/second_order_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {

inline ::testing::AssertionResult ProbeResult(const HessianChecker& checker,
                                              double const* const* parameters,
                                              double relative_precision) {
  HessianChecker::ProbeResults results;
  if (checker.Probe(parameters, relative_precision, &results)) {
    return ::testing::AssertionSuccess() << results.verdict_reason;
  }
  return ::testing::AssertionFailure() << results.error_log;
}

// Probes at num_points points, which draw(random, k, x) writes to the k-th
// parameter block; draw returns false where it has none.
template <typename Draw>
::testing::AssertionResult ProbeResultAtRandomPoints(
    const HessianChecker& checker,
    const std::vector<int>& block_sizes,
    const Draw& draw,
    int num_points,
    unsigned seed,
    double relative_precision) {
  std::mt19937 random(seed);
  std::vector<std::vector<double>> blocks;
  std::vector<const double*> parameters;
  for (const int size : block_sizes) {
    blocks.emplace_back(size);
    parameters.push_back(blocks.back().data());
  }
  for (int point = 0; point < num_points; ++point) {
    for (std::size_t k = 0; k < blocks.size(); ++k) {
      if (!draw(&random, static_cast<int>(k), blocks[k].data())) {
        return ::testing::AssertionFailure()
               << "no random point in parameter block " << k;
      }
    }
    const ::testing::AssertionResult result =
        ProbeResult(checker, parameters.data(), relative_precision);
    if (!result) {
      ::testing::AssertionResult failure = ::testing::AssertionFailure();
      failure << "at random point " << point << " of " << num_points
              << " (seed " << seed << ")";
      for (std::size_t k = 0; k < blocks.size(); ++k) {
        failure << ", block " << k << " = "
                << ::testing::PrintToString(blocks[k]);
      }
      return failure << ":\n" << result.message();
    }
  }
  return ::testing::AssertionSuccess();
}

// Uniform in a box.  Plain arithmetic, because the distributions of the
// standard library differ from compiler to compiler.
class DrawInBox {
 public:
  using Bounds = std::vector<std::vector<double>>;
  DrawInBox(const Bounds& lower, const Bounds& upper)
      : lower_(lower), upper_(upper) {}
  bool operator()(std::mt19937* random, int k, double* x) const {
    for (std::size_t i = 0; i < lower_[k].size(); ++i) {
      const double fraction =
          static_cast<double>((*random)()) / static_cast<double>(random->max());
      x[i] = lower_[k][i] + fraction * (upper_[k][i] - lower_[k][i]);
    }
    return true;
  }

  // Empty if the box fits blocks of these sizes, else what is wrong.
  std::string Complaint(const std::vector<int>& sizes) const {
    const std::string want =
        "the box needs lower and upper limits of the sizes of the parameters, "
        "finite and lower <= upper";
    if (lower_.size() != sizes.size() || upper_.size() != sizes.size()) {
      return want;
    }
    for (std::size_t k = 0; k < sizes.size(); ++k) {
      const auto size = static_cast<std::size_t>(sizes[k]);
      if (lower_[k].size() != size || upper_[k].size() != size) {
        return want;
      }
      for (std::size_t i = 0; i < size; ++i) {
        if (!(lower_[k][i] <= upper_[k][i]) ||
            !std::isfinite(upper_[k][i] - lower_[k][i])) {
          return want;
        }
      }
    }
    return "";
  }

 private:
  const Bounds& lower_;
  const Bounds& upper_;
};

}  // namespace internal

// Succeeds if the HessianChecker finds nothing wrong with the function at one
// point, else fails with the checker's error_log.  Also succeeds where the
// checker cannot tell because of noise; the message then says why.  Fails on a
// kink, where there is no second derivative: choose another point.
//
//   EXPECT_TRUE(ceres_newton::IsHessianCorrect(MyFunction(), x));
//
//   x                   NumParameters() values
//   relative_precision  > 0; |got - expected| may reach this *
//                       max(|got|, |expected|) in every entry, see
//                       HessianChecker
inline ::testing::AssertionResult IsHessianCorrect(
    const SecondOrderFunction& function,
    const double* x,
    double relative_precision = 1e-6) {
  const HessianChecker checker(&function, ceres::NumericDiffOptions());
  return internal::ProbeResult(checker, &x, relative_precision);
}

// The same for the Hessians of all residuals and all pairs of parameter blocks;
// parameters are as in ceres::CostFunction::Evaluate.
inline ::testing::AssertionResult IsHessianCorrect(
    const SecondOrderCostFunction& function,
    double const* const* parameters,
    double relative_precision = 1e-6) {
  const HessianChecker checker(&function, nullptr, ceres::NumericDiffOptions());
  return internal::ProbeResult(checker, parameters, relative_precision);
}

// The same for the Hessian blocks of an objective term.
inline ::testing::AssertionResult IsHessianCorrect(
    const ObjectiveTerm& term,
    double const* const* parameters,
    double relative_precision = 1e-6) {
  const HessianChecker checker(&term, nullptr, ceres::NumericDiffOptions());
  return internal::ProbeResult(checker, parameters, relative_precision);
}

// Succeeds if nothing is wrong at num_points random points, uniform in the box
// lower <= x <= upper; the failure says at which point something is.  The same
// seed gives the same points everywhere.
//
//   EXPECT_TRUE(ceres_newton::IsHessianCorrectInBox(
//       MyFunction(), {-1.0, 0.1}, {1.0, 2.0}));
//
//   lower, upper  one value for each parameter; finite
inline ::testing::AssertionResult IsHessianCorrectInBox(
    const SecondOrderFunction& function,
    const std::vector<double>& lower,
    const std::vector<double>& upper,
    int num_points = 20,
    unsigned seed = 1,
    double relative_precision = 1e-6) {
  const internal::DrawInBox::Bounds lowers = {lower};
  const internal::DrawInBox::Bounds uppers = {upper};
  const internal::DrawInBox draw(lowers, uppers);
  const std::vector<int> sizes = {function.NumParameters()};
  const std::string complaint = draw.Complaint(sizes);
  if (!complaint.empty()) {
    return ::testing::AssertionFailure() << complaint;
  }
  return internal::ProbeResultAtRandomPoints(
      HessianChecker(&function, ceres::NumericDiffOptions()),
      sizes,
      draw,
      num_points,
      seed,
      relative_precision);
}

// The same for cost functions and objective terms (Function), with one vector
// of limits for each parameter block.
template <typename Function,
          typename = std::enable_if_t<
              !std::is_base_of_v<SecondOrderFunction, Function>>>
::testing::AssertionResult IsHessianCorrectInBox(
    const Function& function,
    const std::vector<std::vector<double>>& lower,
    const std::vector<std::vector<double>>& upper,
    int num_points = 20,
    unsigned seed = 1,
    double relative_precision = 1e-6) {
  const internal::DrawInBox draw(lower, upper);
  const std::vector<int> sizes(function.parameter_block_sizes().begin(),
                               function.parameter_block_sizes().end());
  const std::string complaint = draw.Complaint(sizes);
  if (!complaint.empty()) {
    return ::testing::AssertionFailure() << complaint;
  }
  return internal::ProbeResultAtRandomPoints(
      HessianChecker(&function, nullptr, ceres::NumericDiffOptions()),
      sizes,
      draw,
      num_points,
      seed,
      relative_precision);
}

// The same around `center` on manifolds, and in their tangent spaces: the
// points are Plus(center_k, delta), delta uniform in [-radius, radius]^t.
//
//   manifolds  one for each parameter block, not owned; null: Euclidean
//   center     one array for each parameter block
template <typename Function>
::testing::AssertionResult IsHessianCorrectOnManifolds(
    const Function& function,
    const std::vector<const ceres::Manifold*>& manifolds,
    double const* const* center,
    double radius,
    int num_points = 20,
    unsigned seed = 1,
    double relative_precision = 1e-6) {
  const std::vector<int> sizes(function.parameter_block_sizes().begin(),
                               function.parameter_block_sizes().end());
  const HessianChecker checker(
      &function, &manifolds, ceres::NumericDiffOptions());
  const auto draw = [&](std::mt19937* random, int k, double* x) {
    const ceres::Manifold* manifold = manifolds[k];
    std::vector<double> delta(manifold != nullptr ? manifold->TangentSize()
                                                  : sizes[k]);
    for (double& value : delta) {
      value = radius * (2.0 * static_cast<double>((*random)()) /
                            static_cast<double>(random->max()) -
                        1.0);
    }
    if (manifold != nullptr) {
      return manifold->Plus(center[k], delta.data(), x);
    }
    for (int i = 0; i < sizes[k]; ++i) {
      x[i] = center[k][i] + delta[i];
    }
    return true;
  };
  return internal::ProbeResultAtRandomPoints(
      checker, sizes, draw, num_points, seed, relative_precision);
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTING_H_
