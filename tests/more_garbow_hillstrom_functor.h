// What the problem functors of More, Garbow & Hillstrom 1981 have in common:
// their sizes, and the sum of squares made of their residuals.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_FUNCTOR_H_
#define CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_FUNCTOR_H_

#include <vector>

#include "ceres/types.h"

namespace ceres_newton {
namespace more_garbow_hillstrom {

// A problem is one of the two with a member
//
//   template <typename T> bool Residuals(const T* x, T* r) const;
//
// which writes the paper's f_1 ... f_m to r and returns false where they are
// not defined.
template <int n, int m>
struct FixedSize {
  static constexpr int kNumParameters = n;
  int num_parameters() const { return n; }
  int num_residuals() const { return m; }
};

class VariableSize {
 public:
  static constexpr int kNumParameters = ceres::DYNAMIC;
  VariableSize(int num_parameters, int num_residuals)
      : num_parameters_(num_parameters), num_residuals_(num_residuals) {}
  int num_parameters() const { return num_parameters_; }
  int num_residuals() const { return num_residuals_; }

 private:
  int num_parameters_;
  int num_residuals_;
};

// The paper's cost f(x) = sum_i f_i(x)^2, without the factor 1/2 of Ceres.
template <typename Problem>
class SumOfSquares {
 public:
  explicit SumOfSquares(const Problem& problem) : problem_(problem) {}

  template <typename T>
  bool operator()(const T* x, T* cost) const {
    std::vector<T> residuals(problem_.num_residuals());
    if (!problem_.Residuals(x, residuals.data())) {
      return false;
    }
    T sum(0.0);
    for (const T& residual : residuals) {
      sum += residual * residual;
    }
    cost[0] = sum;
    return true;
  }

 private:
  Problem problem_;
};

// The residuals as a functor for DynamicAutoDiffSecondOrderCostFunction.
template <typename Problem>
struct ResidualFunctor {
  template <typename T>
  bool operator()(T const* const* parameters, T* residuals) const {
    return problem.Residuals(parameters[0], residuals);
  }
  Problem problem;
};

}  // namespace more_garbow_hillstrom
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_MORE_GARBOW_HILLSTROM_FUNCTOR_H_
