// A ceres::Problem with scalar terms beside its residual blocks.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_NEWTON_PROBLEM_H_
#define CERES_NEWTON_NEWTON_PROBLEM_H_

#include <memory>
#include <vector>

#include "ceres/problem.h"
#include "ceres_newton/objective_term.h"

namespace ceres_newton {

// The cost
//
//   sum_k 1/2 rho_k(|r_k|^2) + sum_l f_l
//
// of the residual blocks of a ceres::Problem and of objective terms.  Parameter
// blocks, and whether they are constant or have manifolds or bounds, stay the
// business of the ceres::Problem:
//
//   ceres::Problem problem;
//   problem.AddResidualBlock(...);
//   NewtonProblem newton_problem(&problem);
//   newton_problem.AddObjectiveTerm(
//       std::make_unique<AutoDiffObjectiveTerm<Entropy, 3>>(), {x});
//
// Not thread-safe while terms are added.
class NewtonProblem {
 public:
  // problem must not be null.  It is not owned and must outlive this object.
  // It may change at any time, but a parameter block must not be removed from
  // it while a term uses that block.
  explicit NewtonProblem(ceres::Problem* problem);

  NewtonProblem(NewtonProblem&&) = default;
  NewtonProblem& operator=(NewtonProblem&&) = default;

  // Adds the term f(parameter_blocks[0], parameter_blocks[1], ...).
  //
  //   term              not null; owned from now on
  //   parameter_blocks  one array for each of term->parameter_block_sizes(),
  //                     not null, all different; not owned, as in a
  //                     ceres::Problem.  Arrays that the ceres::Problem does
  //                     not know are added to it; the others must have the
  //                     sizes that they have there.
  //
  // Otherwise the program ends with a message that names the term, by its
  // number in the order of addition, and the argument.
  void AddObjectiveTerm(std::unique_ptr<ObjectiveTerm> term,
                        const std::vector<double*>& parameter_blocks);

  ceres::Problem* problem() { return problem_; }
  const ceres::Problem* problem() const { return problem_; }

  int num_objective_terms() const { return static_cast<int>(terms_.size()); }

  // Of the term that was added as the index-th,
  // 0 <= index < num_objective_terms().  References last until the next
  // AddObjectiveTerm, the term itself as long as this object.
  const ObjectiveTerm& objective_term(int index) const;
  const std::vector<double*>& parameter_blocks(int index) const;

 private:
  struct Term {
    std::unique_ptr<ObjectiveTerm> function;
    std::vector<double*> parameter_blocks;
  };

  const Term& term(int index) const;

  ceres::Problem* problem_;
  std::vector<Term> terms_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_NEWTON_PROBLEM_H_
