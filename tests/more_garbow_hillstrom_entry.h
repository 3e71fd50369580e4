// Makes a table entry from a problem functor.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_ENTRY_H_
#define CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_ENTRY_H_

#include <memory>
#include <string>
#include <vector>

#include "ceres_newton/autodiff_second_order_function.h"
#include "more_garbow_hillstrom.h"
#include "more_garbow_hillstrom_functor.h"

namespace ceres_newton {
namespace more_garbow_hillstrom {

// The entry without its minimum.
template <typename Problem>
TestProblem MakeEntry(int number,
                      const std::string& name,
                      const Problem& problem,
                      const std::vector<double>& start) {
  TestProblem entry;
  entry.number = number;
  entry.name = name;
  entry.num_parameters = problem.num_parameters();
  entry.num_residuals = problem.num_residuals();
  entry.start = start;
  auto* functor = new SumOfSquares<Problem>(problem);
  if constexpr (Problem::kNumParameters == ceres::DYNAMIC) {
    entry.function = std::make_shared<
        AutoDiffSecondOrderFunction<SumOfSquares<Problem>, ceres::DYNAMIC>>(
        functor, problem.num_parameters());
  } else {
    entry.function =
        std::make_shared<AutoDiffSecondOrderFunction<SumOfSquares<Problem>,
                                                     Problem::kNumParameters>>(
            functor);
  }
  entry.make_cost_function = [problem] {
    auto cost_function = std::make_unique<
        DynamicAutoDiffSecondOrderCostFunction<ResidualFunctor<Problem>>>(
        new ResidualFunctor<Problem>{problem});
    cost_function->AddParameterBlock(problem.num_parameters());
    cost_function->SetNumResiduals(problem.num_residuals());
    return cost_function;
  };
  entry.residuals = [problem](const double* x, double* residuals) {
    return problem.Residuals(x, residuals);
  };
  return entry;
}

// f = 0 at the minimizer.
inline TestProblem WithZeroMinimum(TestProblem entry,
                                   const std::vector<double>& minimizer) {
  entry.minimizer = minimizer;
  return entry;
}

inline TestProblem WithMinimum(TestProblem entry,
                               double minimum,
                               const std::string& printed_minimum,
                               const std::vector<double>& minimizer) {
  entry.minimum = minimum;
  entry.printed_minimum = printed_minimum;
  entry.minimizer = minimizer;
  return entry;
}

}  // namespace more_garbow_hillstrom
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_ENTRY_H_
