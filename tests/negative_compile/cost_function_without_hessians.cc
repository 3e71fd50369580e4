// EXPECT: abstract class type
//
// A cost function that promises second derivatives has to have them.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/second_order_cost_function.h"

class Square : public ceres_newton::SecondOrderCostFunction {
 public:
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    residuals[0] = parameters[0][0] * parameters[0][0];
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      jacobians[0][0] = 2.0 * parameters[0][0];
    }
    return true;
  }
#ifdef CERES_NEWTON_CORRECTED
  bool EvaluateHessians(double const* const*,
                        const double* weights,
                        double** hessians) const override {
    if (hessians[0] != nullptr) {
      hessians[0][0] = 2.0 * weights[0];
    }
    return true;
  }
#endif
};

ceres::CostFunction* MakeSquare() { return new Square; }
