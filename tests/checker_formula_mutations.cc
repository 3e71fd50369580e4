// Seeded mistakes in how derivatives are computed.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <utility>

#include "checker_mutants.h"

namespace ceres_newton {
namespace {

using Kind = Mutation::Kind;
using Matrix = Eigen::MatrixXd;

// Hessians computed at `Where(x)` in place of x.
Mistake AtOtherPoint(
    std::function<Eigen::VectorXd(const CheckerModel&,
                                  const Eigen::VectorXd&,
                                  const MutantMemory&)> where) {
  return [where = std::move(where)](const CheckerModel& model,
                                    const Eigen::VectorXd& x,
                                    MutantMemory* memory,
                                    ModelDerivatives* derivatives) {
    if (!derivatives->hessians.empty()) {
      ModelDerivatives other;
      model.Evaluate(where(model, x, *memory), true, &other);
      derivatives->hessians = other.hessians;
    }
  };
}

// Plus factor J_k' J_k, or in place of the Hessian if `instead`.
Mistake GaussNewton(double factor, bool instead) {
  return [=](const CheckerModel&,
             const Eigen::VectorXd&,
             MutantMemory*,
             ModelDerivatives* derivatives) {
    for (std::size_t k = 0; k < derivatives->hessians.size(); ++k) {
      const Matrix row = derivatives->jacobian.row(k);
      Matrix& hessian = derivatives->hessians[k];
      hessian = (instead ? 0.0 : 1.0) * hessian +
                factor * (row.transpose() * row).eval();
    }
  };
}

Mistake InJacobian(std::function<void(Matrix*)> change) {
  return [change = std::move(change)](const CheckerModel&,
                                      const Eigen::VectorXd&,
                                      MutantMemory*,
                                      ModelDerivatives* derivatives) {
    change(&derivatives->jacobian);
  };
}

// The last parameter's number is taken out of the scalars that differentiate.
void Detach(const CheckerModel&,
            const Eigen::VectorXd&,
            MutantMemory*,
            ModelDerivatives* derivatives) {
  const Eigen::Index last = derivatives->jacobian.cols() - 1;
  derivatives->jacobian.col(last).setZero();
  for (Matrix& hessian : derivatives->hessians) {
    hessian.row(last).setZero();
    hessian.col(last).setZero();
  }
}

// if (x == 0) { first-order result }.
void BranchAtZero(const CheckerModel&,
                  const Eigen::VectorXd& x,
                  MutantMemory*,
                  ModelDerivatives* derivatives) {
  for (Matrix& hessian : derivatives->hessians) {
    if (x[0] == 0.0) {
      hessian.row(0).setZero();
      hessian.col(0).setZero();
    }
  }
}

// r is interpolated linearly in x_0, in a table with spacing 1e-3: its exact
// derivatives lack all curvature along x_0.
void LinearTable(const CheckerModel& model,
                 const Eigen::VectorXd& x,
                 MutantMemory*,
                 ModelDerivatives* derivatives) {
  const double spacing = 1e-3 * model.scales()[0];
  const double cell = std::floor(x[0] / spacing);
  Eigen::VectorXd end = x;
  ModelDerivatives low;
  ModelDerivatives high;
  const bool with_hessians = !derivatives->hessians.empty();
  end[0] = cell * spacing;
  model.Evaluate(end, with_hessians, &low);
  end[0] = (cell + 1.0) * spacing;
  model.Evaluate(end, with_hessians, &high);
  const double part = x[0] / spacing - cell;
  const auto mix = [part](const auto& a, const auto& b) {
    return ((1.0 - part) * a + part * b).eval();
  };
  derivatives->residuals = mix(low.residuals, high.residuals);
  derivatives->jacobian = mix(low.jacobian, high.jacobian);
  derivatives->jacobian.col(0) = (high.residuals - low.residuals) / spacing;
  for (std::size_t k = 0; k < derivatives->hessians.size(); ++k) {
    Matrix& hessian = derivatives->hessians[k];
    hessian = mix(low.hessians[k], high.hessians[k]);
    const Eigen::VectorXd mixed =
        (high.jacobian.row(k) - low.jacobian.row(k)) / spacing;
    hessian.col(0) = mixed;
    hessian.row(0) = mixed.transpose();
    hessian(0, 0) = 0.0;
  }
}

// One-sided differences of gradients.
Mistake ForwardDifferences(double step) {
  return [step](const CheckerModel& model,
                const Eigen::VectorXd& x,
                MutantMemory*,
                ModelDerivatives* derivatives) {
    for (int i = 0; i < x.size() && !derivatives->hessians.empty(); ++i) {
      Eigen::VectorXd moved = x;
      moved[i] += step * model.scales()[i];
      ModelDerivatives other;
      model.Evaluate(moved, false, &other);
      for (std::size_t k = 0; k < derivatives->hessians.size(); ++k) {
        derivatives->hessians[k].col(i) =
            (other.jacobian.row(k) - derivatives->jacobian.row(k)).transpose() /
            (moved[i] - x[i]);
      }
    }
  };
}

}  // namespace

std::vector<Mutation> MakeFormulaMutations() {
  return {{"forward differences, step 1e-4", ForwardDifferences(1e-4)},
          // Terms of the formula.
          {"J'J in place of the Hessian", GaussNewton(1.0, true)},
          {"J'J added", GaussNewton(1.0, false)},
          {"rho'' lacks", GaussNewton(-0.1, false)},
          {"times the residual",
           [](const CheckerModel&,
              const Eigen::VectorXd&,
              MutantMemory*,
              ModelDerivatives* d) {
             for (std::size_t k = 0; k < d->hessians.size(); ++k) {
               d->hessians[k] *= d->residuals[k];
             }
           }},
          {"inner derivative lacks",
           [](const CheckerModel& model,
              const Eigen::VectorXd&,
              MutantMemory*,
              ModelDerivatives* d) {
             for (Matrix& h : d->hessians) {
               h *= 3.0 * model.scales()[0];
             }
           }},
          {"at a point nearby",
           AtOtherPoint([](const CheckerModel& model,
                           const Eigen::VectorXd& x,
                           const MutantMemory&) -> Eigen::VectorXd {
             return x + 1e-3 * model.scales();
           })},
          {"first order where x = 0", BranchAtZero, Kind::kHessian, true},
          // First derivatives.
          {"gradient negated",
           InJacobian([](Matrix* j) { *j *= -1.0; }),
           Kind::kGradient},
          {"gradient entry by 1.00001",
           InJacobian([](Matrix* j) {
             Eigen::Index col = 0;
             j->row(0).cwiseAbs().maxCoeff(&col);
             (*j)(0, col) *= 1.00001;
           }),
           Kind::kGradient},
          {"detached parameter", Detach, Kind::kGradient},
          // Functions that are not the ones meant.
          {"linear table", LinearTable, Kind::kTable},
          // States.
          {"cached once for all",
           AtOtherPoint([](const CheckerModel&,
                           const Eigen::VectorXd& x,
                           const MutantMemory& memory) -> Eigen::VectorXd {
             return memory.first_x.size() > 0 ? memory.first_x : x;
           }),
           Kind::kHistory},
          {"point of the last Evaluate",
           AtOtherPoint([](const CheckerModel&,
                           const Eigen::VectorXd& x,
                           const MutantMemory& memory) -> Eigen::VectorXd {
             return memory.has_last ? memory.last_evaluated : x;
           }),
           Kind::kHistory},
          {"cached while x_0 stays",
           AtOtherPoint([](const CheckerModel&,
                           const Eigen::VectorXd& x,
                           const MutantMemory& memory) -> Eigen::VectorXd {
             return memory.has_last && memory.last_evaluated[0] == x[0]
                        ? memory.last_evaluated
                        : x;
           }),
           Kind::kHistory}};
}

}  // namespace ceres_newton
