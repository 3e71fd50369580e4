// The tangent space of all free parameters at one point: pulls derivatives in
// the coordinates of x back to those of a step.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_TANGENT_SPACE_H_
#define CERES_NEWTON_SRC_TANGENT_SPACE_H_

#include <string>
#include <vector>

#include "Eigen/Core"
#include "problem_parameters.h"

namespace ceres_newton {
namespace internal {

// For each free block, P = dPlus(x, s)/ds and the second derivatives D2Plus_c
// of each entry c of Plus, both at s = 0.  The pullback of f to the tangent
// space has the gradient P'g and the Hessian
//
//   P'H P + sum_c g_c D2Plus_c
//
// (Absil, Mahony & Sepulchre 2008, section 5.5: away from a stationary point
// this depends on Plus beyond the second order of a retraction; it is the exact
// Hessian of s -> f(Plus(x, s))).
class TangentSpace {
 public:
  using RowMajorMatrix =
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using ConstMap = Eigen::Map<const RowMajorMatrix>;

  // The parameters must outlive this object.
  explicit TangentSpace(const ProblemParameters* parameters)
      : parameters_(*parameters) {}

  // Computes P, and D2Plus if it is wanted, at x.  Returns false and names the
  // block in *error if a manifold cannot or is not finite.
  bool MoveTo(const Eigen::VectorXd& x,
              bool wants_curvature,
              std::string* error);

  // matrix P_b: derivatives by block b in the last index.
  Eigen::MatrixXd PullBackColumns(int b, const Eigen::MatrixXd& matrix) const;
  // P_a' matrix P_b: the matrix itself if both blocks are flat, else a product
  // that stands in *memory until the next call.
  ConstMap PullBack(int a,
                    int b,
                    const ConstMap& matrix,
                    std::vector<double>* memory) const;
  // P' gradient, for all blocks.
  Eigen::VectorXd PullBackGradient(const Eigen::VectorXd& gradient) const;
  // Adds sum_c gradient_c D2Plus_c of block b to *hessian; gradient holds the
  // block's part.  Only after MoveTo with wants_curvature.
  void AddCurvature(int b,
                    const Eigen::Ref<const Eigen::VectorXd>& gradient,
                    Eigen::Ref<Eigen::MatrixXd> hessian) const;

 private:
  bool is_flat(int b) const {
    return parameters_.blocks()[b].manifold == nullptr;
  }

  const ProblemParameters& parameters_;
  std::vector<RowMajorMatrix> jacobians_;   // by block; empty if flat
  std::vector<RowMajorMatrix> curvatures_;  // size x tangent_size^2, or empty
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_TANGENT_SPACE_H_
