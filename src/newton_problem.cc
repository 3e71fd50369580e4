// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/newton_problem.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "ceres_newton/internal/check.h"

namespace ceres_newton {
namespace {

std::string ArgumentName(size_t argument, int term) {
  return "argument " + std::to_string(argument) + " of objective term " +
         std::to_string(term);
}

// Ends the program unless `arrays` can be the arguments of a function of blocks
// of these sizes, which is going to be objective term number `term`.
void CheckArguments(const ceres::Problem& problem,
                    int term,
                    const std::vector<int32_t>& sizes,
                    const std::vector<double*>& arrays) {
  CERES_NEWTON_CHECK(!sizes.empty(),
                     "Objective term " + std::to_string(term) +
                         " has no parameter blocks: its parameter block sizes "
                         "must be set before it is added.");
  CERES_NEWTON_CHECK(arrays.size() == sizes.size(),
                     "Objective term " + std::to_string(term) + " takes " +
                         std::to_string(sizes.size()) +
                         " parameter blocks, but " +
                         std::to_string(arrays.size()) + " were given.");
  for (size_t i = 0; i < arrays.size(); ++i) {
    CERES_NEWTON_CHECK(sizes[i] >= 1,
                       "A parameter block must have a positive size, but " +
                           ArgumentName(i, term) + " has size " +
                           std::to_string(sizes[i]) + ".");
    CERES_NEWTON_CHECK(
        arrays[i] != nullptr,
        "The parameter block for " + ArgumentName(i, term) + " is null.");
    for (size_t j = 0; j < i; ++j) {
      CERES_NEWTON_CHECK(arrays[i] != arrays[j],
                         "The parameter block for " + ArgumentName(i, term) +
                             " is already its argument " + std::to_string(j) +
                             "; a term takes a block once.");
    }
    if (problem.HasParameterBlock(arrays[i])) {
      const int size = problem.ParameterBlockSize(arrays[i]);
      CERES_NEWTON_CHECK(size == sizes[i],
                         "The parameter block for " + ArgumentName(i, term) +
                             " has size " + std::to_string(size) +
                             " in the ceres::Problem, but the term wants " +
                             std::to_string(sizes[i]) + ".");
    }
  }
}

}  // namespace

NewtonProblem::NewtonProblem(ceres::Problem* problem) : problem_(problem) {
  CERES_NEWTON_CHECK(problem != nullptr,
                     "The ceres::Problem must not be null.");
}

void NewtonProblem::AddObjectiveTerm(
    std::unique_ptr<ObjectiveTerm> term,
    const std::vector<double*>& parameter_blocks) {
  const int index = num_objective_terms();
  CERES_NEWTON_CHECK(term != nullptr,
                     "Objective term " + std::to_string(index) + " is null.");
  const std::vector<int32_t>& sizes = term->parameter_block_sizes();
  CheckArguments(*problem_, index, sizes, parameter_blocks);
  for (size_t i = 0; i < parameter_blocks.size(); ++i) {
    // Ceres ignores what it has already.
    problem_->AddParameterBlock(parameter_blocks[i], sizes[i]);
  }
  terms_.push_back(Term{std::move(term), parameter_blocks});
}

const ObjectiveTerm& NewtonProblem::objective_term(int index) const {
  return *term(index).function;
}

const std::vector<double*>& NewtonProblem::parameter_blocks(int index) const {
  return term(index).parameter_blocks;
}

const NewtonProblem::Term& NewtonProblem::term(int index) const {
  CERES_NEWTON_CHECK(index >= 0 && index < num_objective_terms(),
                     "Objective term " + std::to_string(index) +
                         " is not one of the " +
                         std::to_string(num_objective_terms()) + ".");
  return terms_[index];
}

}  // namespace ceres_newton
