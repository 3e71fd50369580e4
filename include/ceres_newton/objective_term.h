// Scalar terms f(x_1, x_2, ...) of several parameter blocks: what stands beside
// the residual blocks of a ceres::Problem where a sum of squares does not do.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_OBJECTIVE_TERM_H_
#define CERES_NEWTON_OBJECTIVE_TERM_H_

#include <cstdint>
#include <vector>

namespace ceres_newton {

// A twice differentiable f: R^n_1 x R^n_2 x ... -> R: an energy, a negative log
// likelihood, a barrier.  It enters the cost as it is, neither squared nor
// halved, and may be negative.
//
// AutoDiffObjectiveTerm makes one of a functor.  To write one by hand, set the
// sizes in the constructor:
//
//   class Saddle : public ObjectiveTerm {  // x'y, x and y in R^2
//    public:
//     Saddle() { *mutable_parameter_block_sizes() = {2, 2}; }
//     bool Evaluate(double const* const* parameters,
//                   double* value,
//                   double** gradients,
//                   double** hessians) const override;
//   };
//
// Evaluations must be thread-safe: Evaluate is const and may run several times
// at once.
class ObjectiveTerm {
 public:
  ObjectiveTerm() = default;
  ObjectiveTerm(const ObjectiveTerm&) = delete;
  ObjectiveTerm& operator=(const ObjectiveTerm&) = delete;
  virtual ~ObjectiveTerm() = default;

  // Evaluates f with its gradient and the blocks of its Hessian,
  //
  //   g_i = df/dx_i   (n_i)        H_ij = d2f / dx_i dx_j   (n_i x n_j).
  //
  //   parameters  num_blocks pointers to n_i values each, never null
  //   value       f; the library never passes null
  //   gradients   num_blocks pointers to n_i values each, which are overwritten
  //               with g_i; null entries are not wanted; null: none wanted
  //   hessians    num_blocks * num_blocks pointers.  Entry [i * num_blocks + j]
  //               with i <= j is overwritten with the row-major n_i x n_j
  //               matrix H_ij (diagonal blocks: both triangles).  Null entries
  //               are not wanted; entries with i > j are ignored; null: none
  //               wanted
  //
  // Returns false where f cannot be evaluated (a point outside the domain,
  // say); the outputs are then ignored.  That is no error: the solver tries a
  // shorter step.
  virtual bool Evaluate(double const* const* parameters,
                        double* value,
                        double** gradients,
                        double** hessians) const = 0;

  // n_1, n_2, ..., each at least 1.
  const std::vector<int32_t>& parameter_block_sizes() const {
    return parameter_block_sizes_;
  }

 protected:
  std::vector<int32_t>* mutable_parameter_block_sizes() {
    return &parameter_block_sizes_;
  }

 private:
  std::vector<int32_t> parameter_block_sizes_;
};

}  // namespace ceres_newton

// The providers that differentiate functors, and the problem that takes terms.
#include "ceres_newton/autodiff_objective_term.h"  // IWYU pragma: export
#include "ceres_newton/dynamic_autodiff_objective_term.h"  // IWYU pragma: export
#include "ceres_newton/newton_problem.h"  // IWYU pragma: export

#endif  // CERES_NEWTON_OBJECTIVE_TERM_H_
