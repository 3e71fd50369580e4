// Providers of a CheckerModel's Hessian with one mistake seeded.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_CHECKER_MUTANTS_H_
#define CERES_NEWTON_TESTS_CHECKER_MUTANTS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/hessian_checker.h"
#include "checker_models.h"

namespace ceres_newton {

// What a mutant remembers between calls.
struct MutantMemory {
  bool has_last = false;
  Eigen::VectorXd last_evaluated;  // x of the last call for residuals
  Eigen::VectorXd first_x;         // x of the first call for Hessians
};

// Changes the right derivatives at x; hessians are empty if not asked for.
// Blocks (i, j) with i > j are ignored afterwards.
using Mistake = std::function<void(const CheckerModel& model,
                                   const Eigen::VectorXd& x,
                                   MutantMemory* memory,
                                   ModelDerivatives* derivatives)>;

struct Mutation {
  enum class Kind {
    kHessian,   // the Hessian is wrong at the point
    kGradient,  // the Jacobian is
    kHistory,   // the Hessian depends on earlier calls
    kTable,     // the function is not the one meant
  };
  std::string name;
  Mistake mistake;
  Kind kind = Kind::kHessian;
  bool at_zero = false;  // to be checked where x_0 = 0
};

// 40 and more; MakeFormulaMutations are a part of them.
std::vector<Mutation> MakeMutations();
std::vector<Mutation> MakeFormulaMutations();

// The model with a mistake, as the interface that the checker takes.
class Mutant {
 public:
  Mutant(const CheckerModel& model, Mistake mistake);
  ~Mutant();

  // Probes at the model's point; precision is the relative one.
  bool Probe(double precision, HessianChecker::ProbeResults* results) const;

  // Calls so far that asked for first derivatives.
  int num_gradient_evaluations() const { return calls_->num_gradients; }

  struct Calls {
    int num_gradients = 0;
  };

 private:
  const CheckerModel model_;
  std::shared_ptr<Calls> calls_;
  std::unique_ptr<const SecondOrderCostFunction> cost_function_;
  std::unique_ptr<const SecondOrderFunction> function_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_CHECKER_MUTANTS_H_
