// EXPECT: needs a function with second derivatives
//
// A function with its gradient alone.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/newton_solver.h"

class Square : public ceres::FirstOrderFunction {
 public:
  bool Evaluate(const double* x,
                double* cost,
                double* gradient) const override {
    cost[0] = x[0] * x[0];
    if (gradient != nullptr) {
      gradient[0] = 2.0 * x[0];
    }
    return true;
  }
  int NumParameters() const override { return 1; }
};

void Minimize(double* x, ceres_newton::NewtonSolver::Summary* summary) {
  const Square square;
  const ceres_newton::NewtonSolver::Options options;
#ifdef CERES_NEWTON_CORRECTED
  const ceres_newton::NumericDiffSecondOrderFunction function(
      &square, ceres::DO_NOT_TAKE_OWNERSHIP);
  ceres_newton::Solve(options, function, x, summary);
  // The refusal sees no second-order function, by whatever name.
  const ceres_newton::SecondOrderFunction& base = function;
  ceres_newton::Solve(options, base, x, summary);
#else
  ceres_newton::Solve(options, square, x, summary);
#endif
}
