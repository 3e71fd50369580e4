// SPDX-License-Identifier: BSD-3-Clause

#include "checker_mutants.h"

#include <utility>

namespace ceres_newton {
namespace {

using RowMajor =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// The derivatives of one call, with the mistake in them.
ModelDerivatives Derive(const CheckerModel& model,
                        const Mistake& mistake,
                        const Eigen::VectorXd& x,
                        bool with_hessians,
                        MutantMemory* memory) {
  ModelDerivatives derivatives;
  model.Evaluate(x, with_hessians, &derivatives);
  if (with_hessians && memory->first_x.size() == 0) {
    memory->first_x = x;
  }
  if (mistake) {
    mistake(model, x, memory, &derivatives);
  }
  if (!with_hessians) {
    memory->last_evaluated = x;
    memory->has_last = true;
  }
  return derivatives;
}

class MutantCostFunction : public SecondOrderCostFunction {
 public:
  MutantCostFunction(const CheckerModel& model,
                     Mistake mistake,
                     Mutant::Calls* calls)
      : model_(model), mistake_(std::move(mistake)), calls_(*calls) {
    set_num_residuals(model.num_residuals());
    *mutable_parameter_block_sizes() = model.block_sizes();
  }

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    calls_.num_gradients += jacobians != nullptr ? 1 : 0;
    const ModelDerivatives derivatives =
        Derive(model_, mistake_, Stack(parameters), false, &memory_);
    Eigen::Map<Eigen::VectorXd>(residuals, num_residuals()) =
        derivatives.residuals;
    int offset = 0;
    for (std::size_t i = 0; i < model_.block_sizes().size(); ++i) {
      const int size = model_.block_sizes()[i];
      if (jacobians != nullptr && jacobians[i] != nullptr) {
        Eigen::Map<RowMajor>(jacobians[i], num_residuals(), size) =
            derivatives.jacobian.middleCols(offset, size);
      }
      offset += size;
    }
    return true;
  }

  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    const ModelDerivatives derivatives =
        Derive(model_, mistake_, Stack(parameters), true, &memory_);
    Eigen::MatrixXd sum =
        Eigen::MatrixXd::Zero(model_.num_parameters(), model_.num_parameters());
    for (int k = 0; k < num_residuals(); ++k) {
      if (weights[k] != 0.0) {
        sum += weights[k] * derivatives.hessians[k];
      }
    }
    const int num_blocks = static_cast<int>(model_.block_sizes().size());
    int row = 0;
    for (int i = 0; i < num_blocks; row += model_.block_sizes()[i], ++i) {
      int col = row;
      for (int j = i; j < num_blocks; col += model_.block_sizes()[j], ++j) {
        const int rows = model_.block_sizes()[i];
        const int cols = model_.block_sizes()[j];
        if (hessians[i * num_blocks + j] != nullptr) {
          Eigen::Map<RowMajor>(hessians[i * num_blocks + j], rows, cols) =
              sum.block(row, col, rows, cols);
        }
      }
    }
    return true;
  }

 private:
  Eigen::VectorXd Stack(double const* const* parameters) const {
    Eigen::VectorXd x(model_.num_parameters());
    int offset = 0;
    for (const int32_t size : model_.block_sizes()) {
      x.segment(offset, size) =
          Eigen::Map<const Eigen::VectorXd>(*parameters++, size);
      offset += size;
    }
    return x;
  }

  const CheckerModel& model_;
  const Mistake mistake_;
  Mutant::Calls& calls_;
  mutable MutantMemory memory_;
};

class MutantFunction : public SecondOrderFunction {
 public:
  MutantFunction(const CheckerModel& model,
                 Mistake mistake,
                 Mutant::Calls* calls)
      : model_(model), mistake_(std::move(mistake)), calls_(*calls) {}

  int NumParameters() const override { return model_.num_parameters(); }

  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override {
    calls_.num_gradients += gradient != nullptr ? 1 : 0;
    const int n = NumParameters();
    const ModelDerivatives derivatives =
        Derive(model_,
               mistake_,
               Eigen::Map<const Eigen::VectorXd>(x, n),
               hessian != nullptr,
               &memory_);
    *cost = derivatives.residuals[0];
    if (gradient != nullptr) {
      Eigen::Map<Eigen::VectorXd>(gradient, n) =
          derivatives.jacobian.row(0).transpose();
    }
    if (hessian != nullptr) {
      Eigen::Map<RowMajor>(hessian, n, n) = derivatives.hessians[0];
    }
    return true;
  }

 private:
  const CheckerModel& model_;
  const Mistake mistake_;
  Mutant::Calls& calls_;
  mutable MutantMemory memory_;
};

}  // namespace

Mutant::Mutant(const CheckerModel& model, Mistake mistake)
    : model_(model), calls_(std::make_shared<Calls>()) {
  if (model_.is_scalar()) {
    function_ = std::make_unique<MutantFunction>(
        model_, std::move(mistake), calls_.get());
  } else {
    cost_function_ = std::make_unique<MutantCostFunction>(
        model_, std::move(mistake), calls_.get());
  }
}

Mutant::~Mutant() = default;

bool Mutant::Probe(double precision,
                   HessianChecker::ProbeResults* results) const {
  const Eigen::VectorXd x = model_.x();
  std::vector<const double*> parameters;
  int offset = 0;
  for (const int32_t size : model_.block_sizes()) {
    parameters.push_back(x.data() + offset);
    offset += size;
  }
  const ceres::NumericDiffOptions options;
  if (function_ != nullptr) {
    return HessianChecker(function_.get(), options)
        .Probe(parameters.data(), precision, results);
  }
  return HessianChecker(cost_function_.get(), nullptr, options)
      .Probe(parameters.data(), precision, results);
}

}  // namespace ceres_newton
