// Seeded mistakes that change finished Hessians.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "Eigen/Eigenvalues"
#include "checker_mutants.h"

namespace ceres_newton {
namespace {

using Matrix = Eigen::MatrixXd;

// A mistake in each residual's Hessian alone.
Mistake InEach(std::function<void(Matrix*)> change) {
  return [change = std::move(change)](const CheckerModel&,
                                      const Eigen::VectorXd&,
                                      MutantMemory*,
                                      ModelDerivatives* derivatives) {
    for (Matrix& hessian : derivatives->hessians) {
      change(&hessian);
    }
  };
}

// A mistake in the entry of the first residual whose size in scaled parameters
// is the largest, on or off the diagonal, and in its mirror image.
enum class Where { kDiagonal, kPair, kUpper };
Mistake InLargest(Where where, std::function<double(double)> change) {
  return [where, change = std::move(change)](const CheckerModel& model,
                                             const Eigen::VectorXd&,
                                             MutantMemory*,
                                             ModelDerivatives* derivatives) {
    if (derivatives->hessians.empty()) {
      return;
    }
    Matrix& hessian = derivatives->hessians[0];
    Matrix size =
        (model.scales().asDiagonal() * hessian * model.scales().asDiagonal())
            .cwiseAbs();
    if (where == Where::kDiagonal) {
      size = Matrix(size.diagonal().asDiagonal());
    } else {
      size.triangularView<Eigen::Lower>().setZero();
    }
    Eigen::Index row = 0;
    Eigen::Index col = 0;
    size.maxCoeff(&row, &col);
    hessian(row, col) = change(hessian(row, col));
    if (where == Where::kPair) {
      hessian(col, row) = hessian(row, col);
    }
  };
}

// A mistake in the blocks of every residual.  `change` gets one block (i, j),
// i <= j, after the other.
Mistake InBlocks(
    std::function<void(std::size_t, std::size_t, Eigen::Ref<Matrix>)> change) {
  return [change = std::move(change)](const CheckerModel& model,
                                      const Eigen::VectorXd&,
                                      MutantMemory*,
                                      ModelDerivatives* derivatives) {
    const std::vector<int32_t>& sizes = model.block_sizes();
    for (Matrix& hessian : derivatives->hessians) {
      int row = 0;
      for (std::size_t i = 0; i < sizes.size(); row += sizes[i], ++i) {
        int col = row;
        for (std::size_t j = i; j < sizes.size(); col += sizes[j], ++j) {
          change(i, j, hessian.block(row, col, sizes[i], sizes[j]));
        }
      }
    }
  };
}

// Numbers that went through float with an offset, as 1 + u - 1 does.
double ThroughFloat(double value, double offset) {
  const float sum = static_cast<float>(offset + value);
  return static_cast<double>(sum) - offset;
}

}  // namespace

std::vector<Mutation> MakeMutations() {
  const auto factor = [](double f) {
    return InEach([f](Matrix* h) { *h *= f; });
  };
  const auto scale = [](double f) { return [f](double v) { return f * v; }; };
  const auto is = [](double f) { return [f](double) { return f; }; };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  std::vector<Mutation> mutations = {
      // Factors and signs.
      {"twice", factor(2.0)},
      {"half", factor(0.5)},
      {"sign", factor(-1.0)},
      {"zero", factor(0.0)},
      {"all by 1.00001", factor(1.00001)},
      {"off-diagonal entries twice", InEach([](Matrix* h) {
         const Matrix diagonal = h->diagonal().asDiagonal();
         *h = 2.0 * *h - diagonal;
       })},
      {"off-diagonal entries half", InEach([](Matrix* h) {
         const Matrix diagonal = h->diagonal().asDiagonal();
         *h = 0.5 * (*h + diagonal);
       })},
      {"diagonal twice", InEach([](Matrix* h) { h->diagonal() *= 2.0; })},
      {"diagonal half", InEach([](Matrix* h) { h->diagonal() *= 0.5; })},
      {"one diagonal entry twice", InLargest(Where::kDiagonal, scale(2.0))},
      {"one diagonal entry negated", InLargest(Where::kDiagonal, scale(-1.0))},
      {"one pair negated", InLargest(Where::kPair, scale(-1.0))},
      {"absolute values", InEach([](Matrix* h) { *h = h->cwiseAbs(); })},
      {"sum with the transpose",
       InEach([](Matrix* h) { *h += h->transpose().eval(); })},
      // Entries not computed.
      {"one diagonal entry 0", InLargest(Where::kDiagonal, is(0.0))},
      {"one pair 0", InLargest(Where::kPair, is(0.0))},
      {"one of a pair 0", InLargest(Where::kUpper, is(0.0))},
      {"upper triangle only", InEach([](Matrix* h) {
         *h = Matrix(h->triangularView<Eigen::Upper>());
       })},
      {"lower triangle only", InEach([](Matrix* h) {
         *h = Matrix(h->triangularView<Eigen::Lower>());
       })},
      {"diagonal only",
       InEach([](Matrix* h) { *h = Matrix(h->diagonal().asDiagonal()); })},
      {"no diagonal", InEach([](Matrix* h) { h->diagonal().setZero(); })},
      {"last row and column 0", InEach([](Matrix* h) {
         h->bottomRows(1).setZero();
         h->rightCols(1).setZero();
       })},
      {"off-diagonal blocks 0",
       InBlocks([](std::size_t i, std::size_t j, Eigen::Ref<Matrix> b) {
         b *= i == j ? 1.0 : 0.0;
       })},
      // Indices.
      {"rows off by one", InEach([](Matrix* h) {
         const Matrix old = *h;
         const Eigen::Index n = h->rows();
         for (Eigen::Index i = 0; i < n; ++i) {
           h->row(i) = old.row((i + 1) % n);
         }
       })},
      {"columns off by one", InEach([](Matrix* h) {
         const Matrix old = *h;
         const Eigen::Index n = h->rows();
         for (Eigen::Index i = 0; i < n; ++i) {
           h->col(i) = old.col((i + 1) % n);
         }
       })},
      {"order reversed", InEach([](Matrix* h) { *h = h->reverse().eval(); })},
      {"first and last parameter swapped", InEach([](Matrix* h) {
         h->row(0).swap(h->row(h->rows() - 1));
         h->col(0).swap(h->col(h->cols() - 1));
       })},
      {"square blocks transposed",
       InBlocks([](std::size_t i, std::size_t j, Eigen::Ref<Matrix> b) {
         if (i != j && b.rows() == b.cols()) {
           b.transposeInPlace();
         }
       })},
      {"column-major",
       InBlocks([](std::size_t, std::size_t, Eigen::Ref<Matrix> b) {
         const Matrix old = b;
         for (Eigen::Index e = 0; e < b.size(); ++e) {
           b(e / b.cols(), e % b.cols()) = old(e % b.rows(), e / b.rows());
         }
       })},
      {"written one entry late",
       InBlocks([](std::size_t, std::size_t, Eigen::Ref<Matrix> b) {
         const Matrix old = b;
         for (Eigen::Index e = 0; e < b.size(); ++e) {
           const Eigen::Index from = (e + b.size() - 1) % b.size();
           b(e / b.cols(), e % b.cols()) =
               old(from / b.cols(), from % b.cols());
         }
       })},
      {"residuals off by one",
       [](const CheckerModel&,
          const Eigen::VectorXd&,
          MutantMemory*,
          ModelDerivatives* d) {
         if (d->hessians.size() > 1) {
           std::rotate(
               d->hessians.begin(), d->hessians.begin() + 1, d->hessians.end());
         }
       }},
      // Small errors.
      {"one diagonal entry by 1.00001",
       InLargest(Where::kDiagonal, scale(1.00001))},
      {"one pair by 1.00001", InLargest(Where::kPair, scale(1.00001))},
      {"one of a pair by 1.00001", InLargest(Where::kUpper, scale(1.00001))},
      {"one entry by 1 - 2e-6", InLargest(Where::kDiagonal, scale(1.0 - 2e-6))},
      {"float with an offset", InEach([](Matrix* h) {
         const double size = h->cwiseAbs().maxCoeff();
         *h = h->unaryExpr(
             [size](double v) { return ThroughFloat(v, 100.0 * size); });
       })},
      {"half precision", InEach([](Matrix* h) {
         *h = h->unaryExpr([](double v) {
           int exponent = 0;
           const double mantissa = std::frexp(v, &exponent);
           return std::ldexp(std::round(2048.0 * mantissa) / 2048.0, exponent);
         });
       })},
      {"damped", InEach([](Matrix* h) { h->diagonal() *= 1.0001; })},
      {"small entries cut off", InEach([](Matrix* h) {
         const double limit = 0.05 * h->cwiseAbs().maxCoeff();
         *h = h->unaryExpr(
             [limit](double v) { return std::abs(v) < limit ? 0.0 : v; });
       })},
      {"projected to positive definite", InEach([](Matrix* h) {
         const Eigen::SelfAdjointEigenSolver<Matrix> eigen(*h);
         *h = eigen.eigenvectors() *
              eigen.eigenvalues().cwiseMax(0.0).asDiagonal() *
              eigen.eigenvectors().transpose();
       })},
      // Not numbers.
      {"one entry NaN", InLargest(Where::kDiagonal, is(nan))},
      {"one of a pair NaN", InLargest(Where::kUpper, is(nan))},
      {"one entry infinite", InLargest(Where::kDiagonal, is(infinity))}};
  const std::vector<Mutation> others = MakeFormulaMutations();
  mutations.insert(mutations.end(), others.begin(), others.end());
  return mutations;
}

}  // namespace ceres_newton
