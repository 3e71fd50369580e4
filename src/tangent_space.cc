// SPDX-License-Identifier: BSD-3-Clause

#include "tangent_space.h"

#include <cstddef>

namespace ceres_newton {
namespace internal {
namespace {

// Writes x y to `product`.
template <typename X, typename Y>
TangentSpace::ConstMap Multiply(const X& x, const Y& y, double* product) {
  Eigen::Map<TangentSpace::RowMajorMatrix>(product, x.rows(), y.cols())
      .noalias() = x * y;
  return TangentSpace::ConstMap(product, x.rows(), y.cols());
}

}  // namespace

bool TangentSpace::MoveTo(const Eigen::VectorXd& x,
                          bool wants_curvature,
                          std::string* error) {
  const std::vector<FreeBlock>& blocks = parameters_.blocks();
  jacobians_.resize(blocks.size());
  curvatures_.resize(blocks.size());
  for (size_t b = 0; b < blocks.size(); ++b) {
    const FreeBlock& block = blocks[b];
    if (block.manifold == nullptr) {
      continue;
    }
    const double* values = x.data() + block.begin;
    jacobians_[b].resize(block.size, block.tangent_size);
    if (!block.manifold->PlusJacobian(values, jacobians_[b].data()) ||
        !jacobians_[b].allFinite()) {
      *error = "the PlusJacobian of the manifold of the " + block.name +
               " could not be evaluated or is not finite";
      return false;
    }
    if (!wants_curvature || block.curvature->is_zero()) {
      curvatures_[b].resize(0, 0);
      continue;
    }
    curvatures_[b].resize(block.size, block.tangent_size * block.tangent_size);
    if (!block.curvature->Evaluate(values, curvatures_[b].data())) {
      *error = "the second derivatives of Plus of the manifold of the " +
               block.name + " could not be evaluated or are not finite";
      return false;
    }
  }
  return true;
}

Eigen::MatrixXd TangentSpace::PullBackColumns(
    int b, const Eigen::MatrixXd& matrix) const {
  return is_flat(b) ? matrix : Eigen::MatrixXd(matrix * jacobians_[b]);
}

TangentSpace::ConstMap TangentSpace::PullBack(
    int a, int b, const ConstMap& matrix, std::vector<double>* memory) const {
  const FreeBlock& row_block = parameters_.blocks()[a];
  const FreeBlock& col_block = parameters_.blocks()[b];
  const size_t size_of_columns =
      size_t{1} * row_block.size * col_block.tangent_size;
  memory->resize(size_of_columns +
                 size_t{1} * row_block.tangent_size * col_block.tangent_size);
  const ConstMap columns =
      is_flat(b) ? matrix : Multiply(matrix, jacobians_[b], memory->data());
  return is_flat(a) ? columns
                    : Multiply(jacobians_[a].transpose(),
                               columns,
                               memory->data() + size_of_columns);
}

Eigen::VectorXd TangentSpace::PullBackGradient(
    const Eigen::VectorXd& gradient) const {
  Eigen::VectorXd tangent(parameters_.tangent_size());
  const std::vector<FreeBlock>& blocks = parameters_.blocks();
  for (size_t b = 0; b < blocks.size(); ++b) {
    const auto part = gradient.segment(blocks[b].begin, blocks[b].size);
    auto result =
        tangent.segment(blocks[b].tangent_begin, blocks[b].tangent_size);
    if (is_flat(static_cast<int>(b))) {
      result = part;
    } else {
      result = jacobians_[b].transpose() * part;
    }
  }
  return tangent;
}

void TangentSpace::AddCurvature(
    int b,
    const Eigen::Ref<const Eigen::VectorXd>& gradient,
    Eigen::Ref<Eigen::MatrixXd> hessian) const {
  if (is_flat(b) || curvatures_[b].size() == 0) {
    return;
  }
  const Eigen::VectorXd sum = curvatures_[b].transpose() * gradient;
  hessian += Eigen::Map<const RowMajorMatrix>(
      sum.data(), hessian.rows(), hessian.cols());
}

}  // namespace internal
}  // namespace ceres_newton
